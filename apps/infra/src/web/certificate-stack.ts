import { CrossStackReferences, ReferenceStrength, Stack, type StackProps } from 'aws-cdk-lib';
import { type Construct } from 'constructs';
import { HostName } from '../host-name';
import { type Domain } from '../stages/stage';

interface CertificateStackProps extends StackProps {
  readonly domain: Domain;
}

/** The certificate of the page's host name, in the region from which CloudFront takes it. */
export class CertificateStack extends Stack {
  readonly certificateArn: string;

  constructor(scope: Construct, id: string, { domain, ...props }: CertificateStackProps) {
    super(scope, id, props);
    const { certificate } = new HostName(this, 'HostName', domain);
    // A strong reference into another region takes functions that write and read parameters.
    CrossStackReferences.of(certificate).produce(ReferenceStrength.WEAK);
    this.certificateArn = certificate.certificateArn;
  }
}
