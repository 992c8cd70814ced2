import { type StageConfig } from '../stages/stage';

/** Whose access tokens the services take, and where its endpoints are. */
export interface Trust {
  readonly issuedBy: 'gatehouse' | 'cognito' | 'elsewhere';
  readonly issuer: string;
  /** What is looked for in `aud`; in Cognito's tokens, in `client_id`. */
  readonly audience: string;
  /** Absent where only discovery tells. */
  readonly jwksUri?: string;
  /** Absent where nobody told. */
  readonly endpoints?: { readonly authorization: string; readonly token: string; readonly userInfo: string };
}

/** What a stage trusts, when its own authorization server is at this origin. */
export function trustOf(stage: StageConfig, origin: string, cognito: Trust | undefined): Trust {
  if (cognito) return cognito;
  if (typeof stage.identity === 'object') {
    const { endpoints } = stage.containers.signIn ?? {};
    return { issuedBy: 'elsewhere', ...stage.identity, ...(endpoints && { endpoints }) };
  }
  const issuer = `${origin}/auth`;
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
