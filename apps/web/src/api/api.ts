import { type Session } from '@gatehouse/browser';
import createClient, { type Client } from 'openapi-fetch';
import { createContext, use } from 'react';
import { type paths as AuthPaths } from './auth.types';
import { type paths as MessagesPaths } from './messages.types';

/** The services, with the types of their own documents. */
export interface Api {
  /** What everybody may read; sent without a token. */
  readonly feed: Client<MessagesPaths>;
  readonly messages: Client<MessagesPaths>;
  readonly auth: Client<AuthPaths>;
}

export function createApi(session: Pick<Session, 'fetch'>): Api {
  const baseUrl = location.origin;
  const fetch = (request: Request) => session.fetch(request);
  return {
    feed: createClient<MessagesPaths>({ baseUrl, credentials: 'omit' }),
    messages: createClient<MessagesPaths>({ baseUrl, fetch }),
    auth: createClient<AuthPaths>({ baseUrl, fetch }),
  };
}

export const ApiContext = createContext<Api | null>(null);

export function useApi(): Api {
  const api = use(ApiContext);
  if (!api) throw new Error('There is no <ApiContext> around this component.');
  return api;
}
