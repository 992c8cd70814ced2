import { authorizationServerOf, type ServiceCard } from '@gatehouse/service-card';
import { type StageConfig } from '../stages/stage';
import { webOrigins } from '../web/origins';

/** An issuer of access tokens, and where its endpoints are. */
export interface Issuer {
  readonly issuedBy: 'gatehouse' | 'cognito' | 'elsewhere';
  readonly issuer: string;
  /** The `aud` of tokens for all services; in Cognito's tokens, the `client_id`. */
  readonly audience: string;
  /** Absent where only discovery tells it. */
  readonly jwksUri?: string;
  /** Absent where the stage does not configure them. */
  readonly endpoints?: { readonly authorization: string; readonly token: string; readonly userInfo: string };
}

/** The issuer whose access tokens the services accept, and the origin under which they are reached. */
export interface Trust extends Issuer {
  readonly origin: string;
  /** The origins whose pages may call the services. */
  readonly webOrigins: readonly string[];
}

/** The trust of a stage whose services are reached at this origin; with `cognito`, they trust that user pool. */
export function trustOf(
  stage: StageConfig,
  origin: string,
  cards: Iterable<ServiceCard>,
  cognito: Issuer | undefined,
): Trust {
  const issuer = cognito ?? issuerOf(stage, origin, cards);
  const trust = { ...issuer, origin, webOrigins: webOrigins(stage, origin) };
  const clash = [...cards].find((card) => resourceOf(trust, card) === trust.audience);
  if (clash) {
    throw new Error(
      `The audience of the stage, ${trust.audience}, is the resource of ${clash.name}: a token for it would have the scopes of all APIs.`,
    );
  }
  return trust;
}

function issuerOf(stage: StageConfig, origin: string, cards: Iterable<ServiceCard>): Issuer {
  if (typeof stage.identity === 'object') {
    const { endpoints } = stage.containers.signIn ?? {};
    return { issuedBy: 'elsewhere', ...stage.identity, ...(endpoints && { endpoints }) };
  }
  const issuer = `${origin}${authorizationServerOf([...cards]).basePath}`;
  return {
    issuedBy: 'gatehouse',
    issuer,
    audience: stage.audience,
    jwksUri: `${issuer}/.well-known/jwks.json`,
    endpoints: {
      authorization: `${issuer}/oauth2/authorize`,
      token: `${issuer}/oauth2/token`,
      userInfo: `${issuer}/oauth2/userinfo`,
    },
  };
}

/** The resource identifier of a service (RFC 8707): its URL, which for the authorization server is the issuer. */
export function resourceOf({ issuer, origin }: Trust, { authorizationServer, basePath }: ServiceCard): string {
  return authorizationServer ? issuer : `${origin}${basePath}`;
}

/**
 * The resource identifier that a service advertises, and accepts as audience. Absent behind a REST API without a domain:
 * its origin ends with `/v1`, and the metadata (RFC 9728) would lie before that path, where the API has no route.
 */
export function advertisedResource(trust: Trust, card: ServiceCard): string | undefined {
  return trust.origin.replace('https://', '').includes('/') ? undefined : resourceOf(trust, card);
}

/** Every audience that one of these services accepts. A service rejects tokens for the resource of another. */
export function audiencesOf(trust: Trust, cards: Iterable<ServiceCard>): readonly string[] {
  // The services compare the client of Cognito's tokens, and no resource.
  if (trust.issuedBy === 'cognito') return [trust.audience];
  return [trust.audience, ...[...cards].flatMap((card) => advertisedResource(trust, card) ?? [])];
}
