export { type SignInOptions } from './authorization-server';
export { SessionEndedError, SignInUnavailableError, StorageBlockedError } from './errors';
export { type Person } from './person';
export { type Channel, type Platform } from './platform';
export { createSession, type Session, type SessionOptions, type SessionState } from './session';
export { parseSettings, type SessionSettings } from './settings';
