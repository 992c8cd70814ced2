import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AaaaRecord,
  ARecord,
  HostedZone,
  type IAliasRecordTarget,
  type IHostedZone,
  RecordTarget,
} from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { type Domain } from './stages/stage';

/** A host name with its certificate, to be pointed at something. */
export class HostName extends Construct {
  readonly name: string;
  readonly origin: string;
  readonly certificate: ICertificate;
  private readonly zone: IHostedZone;

  constructor(scope: Construct, id: string, { name, hostedZone, certificateArn }: Domain) {
    super(scope, id);
    this.name = name;
    this.origin = `https://${name}`;
    this.zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    this.certificate =
      certificateArn === undefined
        ? new Certificate(this, 'Certificate', {
            domainName: name,
            validation: CertificateValidation.fromDns(this.zone),
          })
        : Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
  }

  pointAt(target: IAliasRecordTarget, { ipv6 = false } = {}): void {
    const record = { zone: this.zone, recordName: this.name, target: RecordTarget.fromAlias(target) };
    new ARecord(this, 'Alias', record);
    if (ipv6) new AaaaRecord(this, 'Alias6', record);
  }
}
