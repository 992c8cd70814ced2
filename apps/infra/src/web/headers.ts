import { securityHeaders, silentPageHeaders } from '@gatehouse/workspace';
import { Duration } from 'aws-cdk-lib';
import {
  type HeadersFrameOption,
  type HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { type Construct } from 'constructs';
import { type CognitoStack } from '../identity/cognito-stack';

/** The headers of the page and of its files, and those of `/silent`. Answers of the services keep their own. */
export function pageHeaders(scope: Construct, cognito: CognitoStack | undefined) {
  // Our own authorization server is on the page's origin.
  const origins = cognito ? { connect: [cognito.keysOrigin, cognito.domain.baseUrl()] } : {};
  return {
    page: policy(scope, 'Headers', securityHeaders(origins)),
    silent: policy(scope, 'SilentHeaders', silentPageHeaders(origins)),
  };
}

/** CloudFront has a place for some headers, and takes them nowhere else. */
function policy(scope: Construct, id: string, headers: Readonly<Record<string, string>>): ResponseHeadersPolicy {
  const custom = new Map(Object.entries(headers));
  const take = (name: string) => {
    const value = custom.get(name);
    if (value === undefined) throw new Error(`The page has no header ${name}.`);
    custom.delete(name);
    return value;
  };
  const [, maxAge = ''] = /^max-age=(\d+); includeSubDomains$/.exec(take('Strict-Transport-Security')) ?? [];
  if (take('X-Content-Type-Options') !== 'nosniff') throw new Error('CloudFront knows nosniff only.');
  const securityHeadersBehavior: ResponseSecurityHeadersBehavior = {
    contentSecurityPolicy: { contentSecurityPolicy: take('Content-Security-Policy'), override: true },
    strictTransportSecurity: {
      accessControlMaxAge: Duration.seconds(Number(maxAge)),
      includeSubdomains: true,
      override: true,
    },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: take('X-Frame-Options') as HeadersFrameOption, override: true },
    referrerPolicy: { referrerPolicy: take('Referrer-Policy') as HeadersReferrerPolicy, override: true },
  };
  return new ResponseHeadersPolicy(scope, id, {
    securityHeadersBehavior,
    customHeadersBehavior: {
      customHeaders: [...custom].map(([header, value]) => ({ header, value, override: true })),
    },
  });
}
