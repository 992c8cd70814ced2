export { InvalidRequestError, InvalidTokenError, KeysUnavailableError, type InvalidTokenReason } from './errors';
export type { Principal } from './principal';
