import { type TableAccess } from '../data/table-access';

/** What the infrastructure has to know of a service. */
export interface Service {
  readonly name: 'auth' | 'messages';
  /** Its routes lie under it. */
  readonly basePath: string;
  /** Exact paths outside the base path, which RFC 8414 and RFC 9728 put at the root of the origin. The manifest has to have them. */
  readonly wellKnown: readonly string[];
  /** Routes that want a valid token and nothing else, as in `POST /auth/logout`; any other has to declare something. */
  readonly anyToken: readonly string[];
  /** What it keeps where. */
  readonly tables: readonly TableAccess[];
}

const port = '8080';

/** The port in a container; the load balancer and the health check know it too. */
export const containerPort = Number(port);

/** Where a service runs, and so who wrote the client's address. */
export type Place = 'function' | 'container';

/** Variables of every service. A function is told the address by its event, a container by the load balancer's header. */
export function everyService(stage: { readonly logs: { readonly level: string } }, tablePrefix: string, place: Place) {
  return {
    PORT: port,
    LOG_LEVEL: stage.logs.level,
    TABLE_PREFIX: tablePrefix,
    TRUSTED_PROXIES: place === 'container' ? '1' : '0',
  };
}
