/** Whose tokens a server under test takes. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
  /** The subject of every token, which the unguarded route answers without one. */
  readonly subject: string;
}
