/** Where a request comes from, as services see it: made once, at the edge. */
export interface RequestContext {
  /** The caller's network address; empty where it is not known. */
  readonly address: string;
  readonly requestId: string;
  /** The OAuth client that acts, where one is known. */
  readonly clientId?: string | undefined;
  readonly userAgent?: string | undefined;
  /** What a known device presents: a random token that was given to it at an earlier sign-in. */
  readonly device?: string | undefined;
}
