import { randomUUID } from 'node:crypto';

type Claims = Readonly<Record<string, unknown>>;

/** Who a test token is for, before it has the form of a provider. */
export interface ShapedIdentity {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  /** Seconds since the epoch. */
  readonly now: number;
}

/** The tokens of a provider, as it documents them. */
export interface TokenShape {
  /** The `typ` of the header of access tokens; undefined where there is none. */
  readonly typ: string | undefined;
  readonly accessToken: (identity: ShapedIdentity) => Claims;
  /** An ID token, of the authorization code flow, which the audience of the API itself asked for. */
  readonly idToken: (identity: ShapedIdentity) => Claims;
  /** What differs in the access token for another service. */
  readonly otherService: Claims;
}

/** The providers whose tokens can be minted: the presets of the verifier. */
export type TokenPreset = 'gatehouse' | 'oidc' | 'cognito' | 'keycloak' | 'entra' | 'auth0' | 'okta' | 'google';

const dates = (now: number, lifetime = 300) => ({ iat: now, exp: now + lifetime });
const person = { name: 'Ada', email: 'ada@shop.example', email_verified: true };
const ELSEWHERE = { aud: 'urn:example:other' };

const rfc9068: TokenShape = {
  typ: 'at+jwt',
  accessToken: ({ issuer, subject, audience, clientId, scopes, roles, now }) => ({
    iss: issuer,
    sub: subject,
    aud: audience,
    ...dates(now),
    jti: randomUUID(),
    client_id: clientId,
    scope: scopes.join(' '),
    roles,
    username: 'ada',
  }),
  idToken: ({ issuer, subject, audience, now }) => ({
    iss: issuer,
    sub: subject,
    aud: audience,
    ...dates(now),
    auth_time: now,
    sid: randomUUID(),
    ...person,
  }),
  otherService: ELSEWHERE,
};

/** https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers */
const keycloak: TokenShape = {
  typ: 'JWT',
  accessToken: ({ issuer, subject, audience, clientId, scopes, roles, now }) => ({
    ...dates(now),
    jti: `onrtac:${randomUUID()}`,
    iss: issuer,
    aud: [audience, 'account'],
    sub: subject,
    typ: 'Bearer',
    azp: clientId,
    sid: randomUUID(),
    acr: '1',
    'allowed-origins': ['https://shop.example'],
    realm_access: { roles },
    resource_access: { account: { roles: ['view-profile'] } },
    scope: scopes.join(' '),
    preferred_username: 'ada',
  }),
  idToken: ({ issuer, subject, audience, now }) => ({
    ...dates(now),
    auth_time: now,
    jti: randomUUID(),
    iss: issuer,
    aud: audience,
    sub: subject,
    typ: 'ID',
    azp: audience,
    sid: randomUUID(),
    acr: '1',
    ...person,
  }),
  otherService: ELSEWHERE,
};

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, version 2.0 */
const entra: TokenShape = {
  typ: 'JWT',
  accessToken: ({ issuer, subject, audience, clientId, scopes, roles, now }) => ({
    aud: audience,
    iss: issuer,
    ...dates(now, 4200),
    nbf: now,
    aio: 'AWQAm/8XAAAA',
    azp: clientId,
    azpacr: '0',
    name: 'Ada',
    oid: randomUUID(),
    preferred_username: 'ada@shop.example',
    rh: '0.AX0Aq.',
    ...(roles.length > 0 && { roles }),
    scp: scopes.join(' '),
    sub: subject,
    ...tenantOf(issuer),
    uti: randomUUID(),
    ver: '2.0',
  }),
  idToken: ({ issuer, subject, audience, now }) => ({
    aud: audience,
    iss: issuer,
    ...dates(now, 3600),
    nbf: now,
    aio: 'AWQAm/8XAAAA',
    name: 'Ada',
    oid: randomUUID(),
    preferred_username: 'ada@shop.example',
    rh: '0.AX0Aq.',
    roles: ['admin'],
    sub: subject,
    ...tenantOf(issuer),
    uti: randomUUID(),
    ver: '2.0',
  }),
  otherService: ELSEWHERE,
};

function tenantOf(issuer: string): { readonly tid?: string } {
  const [tid] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(issuer) ?? [];
  return tid === undefined ? {} : { tid };
}

/** https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles, the Auth0 profile */
const auth0: TokenShape = {
  typ: 'JWT',
  accessToken: ({ issuer, subject, audience, clientId, scopes, roles, now }) => ({
    iss: issuer,
    sub: subject,
    aud: [audience, `${issuer}userinfo`],
    ...dates(now, 86_400),
    azp: clientId,
    scope: scopes.join(' '),
    permissions: [],
    ...(roles.length > 0 && { roles }),
  }),
  idToken: ({ issuer, subject, audience, now }) => ({
    nickname: 'ada',
    picture: 'https://shop.example/ada.png',
    updated_at: new Date(now * 1000).toISOString(),
    ...person,
    iss: issuer,
    sub: subject,
    aud: audience,
    ...dates(now, 36_000),
    sid: randomUUID(),
  }),
  otherService: ELSEWHERE,
};

/** https://developer.okta.com/docs/guides/build-self-signed-jwt/, tokens of a custom authorization server */
const okta: TokenShape = {
  typ: undefined,
  accessToken: ({ issuer, subject, audience, clientId, scopes, roles, now }) => ({
    ver: 1,
    jti: `AT.${randomUUID()}`,
    iss: issuer,
    aud: audience,
    ...dates(now, 3600),
    cid: clientId,
    uid: '00u1',
    scp: scopes,
    auth_time: now,
    sub: subject,
    ...(roles.length > 0 && { groups: roles }),
  }),
  idToken: ({ issuer, subject, audience, now }) => ({
    sub: subject,
    ...person,
    ver: 1,
    iss: issuer,
    aud: audience,
    ...dates(now, 3600),
    jti: `ID.${randomUUID()}`,
    amr: ['pwd'],
    idp: '00o1',
    preferred_username: 'ada@shop.example',
    auth_time: now,
  }),
  otherService: ELSEWHERE,
};

/** https://cloud.google.com/docs/authentication/token-types#id, of a service account */
const google: TokenShape = {
  typ: 'JWT',
  accessToken: ({ issuer, audience, subject, roles, now }) => ({
    aud: audience,
    azp: subject,
    email: 'orders@shop.iam.gserviceaccount.com',
    email_verified: true,
    ...dates(now, 3600),
    iss: issuer,
    sub: subject,
    ...(roles.length > 0 && { roles }),
  }),
  idToken: ({ issuer, audience, subject, now }) => ({
    iss: issuer,
    azp: audience,
    aud: audience,
    sub: subject,
    ...person,
    ...dates(now, 3600),
  }),
  otherService: ELSEWHERE,
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html */
const cognito: TokenShape = {
  typ: undefined,
  accessToken: ({ issuer, subject, clientId, scopes, roles, now }) => ({
    sub: subject,
    ...(roles.length > 0 && { 'cognito:groups': roles }),
    iss: issuer,
    version: 2,
    client_id: clientId,
    origin_jti: randomUUID(),
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: now,
    ...dates(now, 3600),
    jti: randomUUID(),
    username: 'ada',
  }),
  idToken: ({ issuer, subject, clientId, now }) => ({
    sub: subject,
    ...person,
    iss: issuer,
    'cognito:username': 'ada',
    origin_jti: randomUUID(),
    aud: clientId,
    token_use: 'id',
    auth_time: now,
    ...dates(now, 3600),
    jti: randomUUID(),
  }),
  otherService: { client_id: 'other-app' },
};

/** The shapes by preset. */
export const TOKEN_SHAPES: Readonly<Record<TokenPreset, TokenShape>> = {
  gatehouse: rfc9068,
  oidc: rfc9068,
  keycloak,
  entra,
  auth0,
  okta,
  google,
  cognito,
};
