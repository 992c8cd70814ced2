import { finding } from '../described';
import { InvalidTokenError } from '../errors';
import { audienceClaim, claimAt, nameClaim } from './claims';
import type {
  Auth0Claims,
  ClaimMapping,
  EntraClaims,
  GoogleClaims,
  IssuerOptions,
  KeycloakClaims,
  OidcClaims,
  OktaClaims,
} from './issuer-options';
import { cognitoProfile, gatehouseProfile, providerProfile, setOf } from './profiles';
import { checkKnownEvidence, evidenceCheck, refuseMarksOfIdTokens } from './token-kind';
import type { ClaimProfile } from './trusted-issuer';

type Claims = Readonly<Record<string, unknown>>;

/** What the tokens of an issuer look like. */
export function profileOf(options: IssuerOptions): ClaimProfile {
  switch (options.preset) {
    case 'oidc':
      return oidcProfile(options);
    case 'keycloak':
      return keycloakProfile(options);
    case 'entra':
      return entraProfile(options);
    case 'auth0':
      return auth0Profile(options);
    case 'okta':
      return oktaProfile(options);
    case 'google':
      return googleProfile(options);
    case 'cognito':
      return cognitoProfile(options);
    case 'gatehouse':
    case undefined:
      return gatehouseProfile(options);
  }
}

function oidcProfile({
  audience,
  tokenTypes = ['at+jwt'],
  accessTokenEvidence,
  claims = {},
}: OidcClaims): ClaimProfile {
  const checkKind =
    accessTokenEvidence === null
      ? refuseMarksOfIdTokens
      : accessTokenEvidence === undefined
        ? checkKnownEvidence
        : evidenceCheck(accessTokenEvidence);
  return providerProfile({ types: tokenTypes, checkKind, audience, claims });
}

/** https://www.keycloak.org/docs/latest/server_admin/: `typ` is `Bearer`, or `DPoP` where the token is bound to a key. */
function keycloakProfile({ audience, clientRoles = [], claims }: KeycloakClaims): ClaimProfile {
  const ofClients = [clientRoles].flat().map((client) => ['resource_access', client, 'roles']);
  const defaults: ClaimMapping = {
    clientId: [['azp'], ['client_id']],
    roles: [['realm_access', 'roles'], ...ofClients],
  };
  return providerProfile({
    types: ['JWT', 'at+jwt'],
    checkKind: evidenceCheck({ typ: ['Bearer', 'DPoP'] }),
    audience,
    claims: { ...defaults, ...claims },
  });
}

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference; ID tokens have no `azp` or `appid`. */
function entraProfile({ audience, issuer, claims }: EntraClaims & Pick<IssuerOptions, 'issuer'>): ClaimProfile {
  const [tenant] = TENANT_ID.exec(issuer) ?? [];
  const defaults: ClaimMapping = {
    clientId: [['azp'], ['appid']],
    tokenId: [['uti'], ['jti']],
    scopes: 'scp',
    roles: 'roles',
  };
  return providerProfile({
    types: ['JWT', 'at+jwt'],
    checkKind: (token) => {
      refuseMarksOfIdTokens(token);
      demandOneOf(token, ['azp', 'appid']);
      demandOneOf(token, ['scp', 'roles', 'azpacr', 'appidacr', 'idtyp']);
    },
    audience,
    claims: { ...defaults, ...claims },
    tokenIdIsOptional: true,
    checkClaims: (token) => {
      const tid = claimAt(token, 'tid');
      if (tenant !== undefined && (typeof tid !== 'string' || tid.toLowerCase() !== tenant.toLowerCase())) {
        throw new InvalidTokenError('issuer', 'tid is not the tenant of iss', finding('tid', [tenant], tid));
      }
    },
  });
}

/** The id of a tenant, in an issuer. */
export const TENANT_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles; the audience of an ID token is its client. */
function auth0Profile({ audience, claims }: Auth0Claims): ClaimProfile {
  return providerProfile({
    types: ['JWT', 'at+jwt'],
    checkKind: (token) => {
      refuseMarksOfIdTokens(token);
      demandOneOf(token, ['azp', 'client_id']);
      const client = nameClaim(token, 'azp', 'client_id');
      if (claimAt(token, 'aud') !== undefined && audienceClaim(token).includes(client)) {
        throw new InvalidTokenError(
          'type',
          'aud is the client, as in ID tokens',
          finding('aud', 'an API, not the client', token.aud),
        );
      }
    },
    audience,
    claims: { clientId: [['azp'], ['client_id']], scopes: [['scope'], ['permissions']], roles: 'roles', ...claims },
    tokenIdIsOptional: true,
  });
}

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/: only access tokens have `cid`. */
function oktaProfile({ audience, claims }: OktaClaims): ClaimProfile {
  return providerProfile({
    types: [null, 'JWT', 'at+jwt'],
    checkKind: evidenceCheck({ cid: true }),
    audience,
    claims: { clientId: 'cid', scopes: 'scp', roles: 'groups', ...claims },
  });
}

/** https://cloud.google.com/docs/authentication/token-types#id: `azp` and `sub` are the account, `email` its name. */
function googleProfile({ audience, serviceAccounts, claims }: GoogleClaims): ClaimProfile {
  const accounts = setOf(serviceAccounts);
  return providerProfile({
    types: ['JWT'],
    checkKind: (token) => {
      refuseMarksOfIdTokens(token);
      const email = nameClaim(token, 'email');
      const isServiceAccount = email.endsWith('.gserviceaccount.com') && token.email_verified === true;
      if (!isServiceAccount) {
        throw new InvalidTokenError(
          'type',
          'email is not that of a service account',
          finding('email', 'a service account', email),
        );
      }
      // Of a person azp is the application that asked.
      if (token.azp !== token.sub) {
        throw new InvalidTokenError('type', 'azp is not the service account', finding('azp', [token.sub], token.azp));
      }
    },
    audience,
    claims: { clientId: 'azp', ...claims },
    tokenIdIsOptional: true,
    checkClaims: (token) => {
      const email = nameClaim(token, 'email');
      if (accounts !== null && !accounts.has(email)) {
        throw new InvalidTokenError(
          'audience',
          'email is that of another service account',
          finding('email', accounts, email),
        );
      }
    },
  });
}

function demandOneOf(claims: Claims, names: readonly string[]): void {
  if (names.some((name) => Object.hasOwn(claims, name))) return;
  const wanted = names.join(' or ');
  const message = `it lacks the evidence of an access token: ${wanted}`;
  throw new InvalidTokenError('type', message, finding(wanted, 'any value', undefined));
}
