import { isLoopback, webOriginList } from '@gatehouse/service';
import { count, type issuerEnvironment, type Parsed } from '../settings';

/** Variables of the OAuth and OpenID Connect part. */
export const oidcEnvironment = {
  /** Origins of the first-party web app, with commas between. For an issuer on this machine it has a default. */
  WEB_ORIGINS: webOriginList.optional(),
  REFRESH_GRACE_SECONDS: count(0, 60, 'a number of seconds').default(10),
};
export type OidcEnvironment = Parsed<typeof oidcEnvironment & typeof issuerEnvironment>;

const localWebOrigins = ['http://localhost:3000', 'http://127.0.0.1:3000'];

export function webOrigins(issuer: string, configured: readonly string[] | undefined): readonly string[] {
  return configured ?? (isLoopback(new URL(issuer)) ? localWebOrigins : []);
}
