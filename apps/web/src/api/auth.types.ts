// Written by `nx run web:api-types` from the OpenAPI document of auth.

export interface paths {
  '/auth/apis': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All APIs with their scopes */
    get: operations['ApisController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/apis/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Add or replace an API */
    put: operations['ApisController_put'];
    post?: never;
    /** Remove an API and its scopes */
    delete: operations['ApisController_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The last events of the audit trail, or those about a user, newest first */
    get: operations['AuditController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/clients': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All clients, in the order of their names */
    get: operations['ClientsController_list'];
    put?: never;
    /** Add a client */
    post: operations['ClientsController_add'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/clients/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A client */
    get: operations['ClientsController_find'];
    put?: never;
    post?: never;
    /** Remove a client; what was issued to it is refused from then on */
    delete: operations['ClientsController_remove'];
    options?: never;
    head?: never;
    /** Change what the body names; null removes it */
    patch: operations['ClientsController_change'];
    trace?: never;
  };
  '/auth/clients/{id}/secret-renewal': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Replace every secret of a client by a new one, at once */
    post: operations['ClientsController_renewSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/clients/{id}/secrets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Add a second secret; the one before stays good until it is removed */
    post: operations['ClientsController_addSecret'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/clients/{id}/secrets/previous': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove the older of two secrets */
    delete: operations['ClientsController_removeSecret'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The signing keys and their states, in the order in which they sign */
    get: operations['KeysController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Sign in with username and password */
    post: operations['LoginController_login'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** End the session of the access token, and its refresh token with it */
    post: operations['LoginController_logout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller's profile */
    get: operations['ProfileController_profile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    /** Change name or e-mail address; null removes the address */
    patch: operations['ProfileController_change'];
    trace?: never;
  };
  '/auth/me/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Change the password, and end everything that was signed in before */
    put: operations['ProfileController_changePassword'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/roles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All roles */
    get: operations['RolesController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/roles/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Add a role or change its description */
    put: operations['RolesController_put'];
    post?: never;
    /** Remove a role that no scope names */
    delete: operations['RolesController_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller's sessions and the offline access of clients, newest first */
    get: operations['SessionsController_list'];
    put?: never;
    post?: never;
    /** End all sessions and all offline access, except the session of the access token */
    delete: operations['SessionsController_endOthers'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** End a session or offline access, and all that was issued in it */
    delete: operations['SessionsController_end'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/sessions/current': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who is signed in, for a page that cannot read its access token */
    get: operations['SessionsController_current'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/signup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Open an account */
    post: operations['SignUpController_signUp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All users, or those whose usernames begin with a text, in the order of usernames */
    get: operations['UsersController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** A user */
    get: operations['UsersController_find'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}/disabled': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Disable an account, which ends all that is signed in, or enable it again */
    put: operations['AccountsController_setDisabled'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}/password-reset': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Give an account a random password, which ends all that is signed in */
    post: operations['AccountsController_resetPassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}/roles': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /** Give a user exactly these roles */
    put: operations['UsersController_setRoles'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The sessions of a user and the offline access of clients, newest first */
    get: operations['AccountsController_sessions'];
    put?: never;
    post?: never;
    /** End everything that a user is signed in with, requests under way included */
    delete: operations['AccountsController_endSessions'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/auth/users/{id}/sessions/{session}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** End a session or offline access of a user, and all that was issued in it */
    delete: operations['AccountsController_endSession'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description Problem details (RFC 9457). */
    Problem: {
      detail?: string;
      errors?: {
        detail: string;
        pointer: string;
      }[];
      status: number;
      title: string;
      type: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  ApisController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description True where a service card declares the API */
              fromCard: boolean;
              name: string;
              resource: string;
              scopes: {
                clients: boolean;
                detail: string;
                name: string;
                roles: string[];
                title: string;
              }[];
              title: string;
            }[];
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ApisController_put: {
    parameters: {
      query?: {
        allowWidening?: 'true' | 'false';
      };
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description Resource identifier (RFC 8707) and audience of its tokens. */
          resource: string;
          scopes: {
            clients: boolean;
            detail: string;
            name: string;
            roles: string[];
            title: string;
          }[];
          title: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description True where a service card declares the API */
            fromCard: boolean;
            name: string;
            resource: string;
            scopes: {
              clients: boolean;
              detail: string;
              name: string;
              roles: string[];
              title: string;
            }[];
            title: string;
          };
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description True where a service card declares the API */
            fromCard: boolean;
            name: string;
            resource: string;
            scopes: {
              clients: boolean;
              detail: string;
              name: string;
              roles: string[];
              title: string;
            }[];
            title: string;
          };
        };
      };
      /** @description It widens a scope without allowWidening, or takes what another API has. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ApisController_remove: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such API. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AuditController_list: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        /** @description What the user did, and what was done to the account. */
        user?: string | 'operator';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description Id of who did it, operator for the command line, system for a limit. */
              actor: string | null;
              address: string | null;
              clientId: string | null;
              /** @description It happened at least so often from time to lastTime, within a minute. */
              count: number;
              details: {
                [key: string]: unknown;
              } | null;
              /** @description What happened, such as sign_in. */
              event: string;
              id: string;
              /** Format: date-time */
              lastTime: string;
              /** @enum {string} */
              outcome: 'success' | 'failure';
              /** @description Why it failed: a code. */
              reason: string | null;
              requestId: string | null;
              /** @description Id of the user, client or key, or name of the API or role, that it was done to. */
              subject: string | null;
              /** Format: date-time */
              time: string;
              userAgent: string | null;
            }[];
            /** @description `cursor` of the next page; null on the last one. */
            next: string | null;
            /** @description By id: the users that the items name. */
            usernames: {
              [key: string]: string;
            };
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              backchannelLogoutUri: string | null;
              dpop: boolean;
              id: string;
              jwks: {
                keys: {
                  [key: string]: unknown;
                }[];
              } | null;
              /** @enum {string} */
              kind: 'web' | 'spa' | 'native' | 'service';
              name: string;
              pkceOptional: boolean;
              postLogoutRedirectUris: string[];
              redirectUris: string[];
              /** @description Null: the default of the server. */
              refreshWindow: number | null;
              resource: string | null;
              /** @description Null: all that the user can have, and none for a service. */
              scopes: string[] | null;
              /** @description How many secrets the client has: 0, 1 or 2. */
              secrets: number;
            }[];
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_add: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          backchannelLogoutUri?: string | null;
          /** @description Binds the tokens to a key (RFC 9449). */
          dpop?: boolean;
          /** @description Public keys (RFC 7517), for private_key_jwt instead of a secret. */
          jwks?: {
            keys: ({
              /** @enum {string} */
              kty: 'RSA' | 'EC' | 'OKP';
            } & {
              [key: string]: unknown;
            })[];
          };
          /**
           * @description Decides how the client proves itself and which grants it may use.
           * @enum {string}
           */
          kind: 'web' | 'spa' | 'native' | 'service';
          /** @description What the consent page calls the client. */
          name: string;
          /** @description Only with a secret or keys. */
          pkceOptional?: boolean;
          postLogoutRedirectUris?: string[];
          /** @description Compared exactly. */
          redirectUris?: string[];
          /** @description Seconds for which a refresh token answers after its exchange. */
          refreshWindow?: number | null;
          /** @description The audience whose tokens the client may introspect. */
          resource?: string | null;
          /** @description The scopes of APIs that the client can have at most, whoever uses it. Null: all that the user can have, and none for a service. */
          scopes?: string[] | null;
        };
      };
    };
    responses: {
      /** @description Added. The one time that the secret is shown. */
      201: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          /** @description The client. */
          Location?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description The new secret. It is not shown again. */
            secret?: string;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description Names what is wrong. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_find: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_remove: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_change: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          backchannelLogoutUri?: string | null;
          /** @description Binds the tokens to a key (RFC 9449). */
          dpop?: boolean;
          /** @description Public keys (RFC 7517), for private_key_jwt instead of a secret. */
          jwks?: {
            keys: ({
              /** @enum {string} */
              kty: 'RSA' | 'EC' | 'OKP';
            } & {
              [key: string]: unknown;
            })[];
          };
          /** @description What the consent page calls the client. */
          name?: string;
          /** @description Only with a secret or keys. */
          pkceOptional?: boolean;
          postLogoutRedirectUris?: string[];
          /** @description Compared exactly. */
          redirectUris?: string[];
          /** @description Seconds for which a refresh token answers after its exchange. */
          refreshWindow?: number | null;
          /** @description The audience whose tokens the client may introspect. */
          resource?: string | null;
          /** @description The scopes of APIs that the client can have at most, whoever uses it. Null: all that the user can have, and none for a service. */
          scopes?: string[] | null;
        };
      };
    };
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description Names what is wrong. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_renewSecret: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The one time that the secret is shown. */
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description The new secret. It is not shown again. */
            secret: string;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description The client has no secret. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_addSecret: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Added. The one time that the secret is shown. */
      201: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description The new secret. It is not shown again. */
            secret: string;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description The client has no secret, or two. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ClientsController_removeSecret: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            backchannelLogoutUri: string | null;
            dpop: boolean;
            id: string;
            jwks: {
              keys: {
                [key: string]: unknown;
              }[];
            } | null;
            /** @enum {string} */
            kind: 'web' | 'spa' | 'native' | 'service';
            name: string;
            pkceOptional: boolean;
            postLogoutRedirectUris: string[];
            redirectUris: string[];
            /** @description Null: the default of the server. */
            refreshWindow: number | null;
            resource: string | null;
            /** @description Null: all that the user can have, and none for a service. */
            scopes: string[] | null;
            /** @description How many secrets the client has: 0, 1 or 2. */
            secrets: number;
          };
        };
      };
      /** @description The client has no second secret. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such client. The first-party client is not in the store. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  KeysController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /**
               * Format: date-time
               * @description When it begins to sign; null: it signed from the first start on.
               */
              activeFrom: string | null;
              /**
               * Format: date-time
               * @description When another key signs; null: there is no later key.
               */
              activeUntil: string | null;
              alg: string;
              kid: string;
              /**
               * Format: date-time
               * @description When it leaves the JWKS; null: there is no later key.
               */
              publishedUntil: string | null;
              /** Format: date-time */
              revokedAt: string | null;
              /**
               * @description published: it signs later; active: it signs; retiring: what it signed is still good; gone: it is not published.
               * @enum {string}
               */
              state: 'published' | 'active' | 'retiring' | 'gone';
            }[];
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  LoginController_login: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          password: string;
          scope?: string;
          username: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description JWT (RFC 9068) for the API */
            access_token: string;
            /** @description Seconds that the access token lives */
            expires_in: number;
            /** @description ID token (OpenID Connect Core §2) */
            id_token: string;
            /** @description Opaque; good at /auth/oauth2/token, once */
            refresh_token: string;
            scope: string;
            /** @enum {string} */
            token_type: 'Bearer';
          };
        };
      };
      /** @description Username or password is wrong. */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many attempts; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  LoginController_logout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended; the access token itself expires within 5 minutes. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProfileController_profile: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
          };
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProfileController_change: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Format: email */
          email?: string | null;
          name?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
          };
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  ProfileController_changePassword: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Format: password */
          currentPassword: string;
          /** Format: password */
          newPassword: string;
        };
      };
    };
    responses: {
      /** @description Changed. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The current password is wrong. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many wrong ones; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  RolesController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description True where the role cannot be deleted */
              builtIn: boolean;
              description: string;
              name: string;
            }[];
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  RolesController_put: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          description: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description True where the role cannot be deleted */
            builtIn: boolean;
            description: string;
            name: string;
          };
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description True where the role cannot be deleted */
            builtIn: boolean;
            description: string;
            name: string;
          };
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  RolesController_remove: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Removed. Users that have the role keep its name, which gives them nothing. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such role. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The role is built in, or a scope names it. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  SessionsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description The clients that it is used in */
              clients: string[];
              /** @description Whether it is the session of the access token */
              current: boolean;
              /** Format: date-time */
              expiresAt: string;
              id: string;
              /** @description Whether it is the access that a client keeps after the sign-out */
              offline: boolean;
              /** Format: date-time */
              signedInAt: string;
            }[];
          };
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  SessionsController_endOthers: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  SessionsController_end: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such session of the caller. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  SessionsController_current: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description When the access token expires
             */
            expiresAt: string;
            /** @description Seconds until then: the clock of the caller may be wrong */
            expiresIn: number;
            name: string;
            roles: string[];
            /** @description What the access token may do at the APIs */
            scopes: string[];
            subject: string;
            username: string;
          };
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  SignUpController_signUp: {
    parameters: {
      query?: never;
      header?: {
        /** @description 16 to 255 characters. The same sign-up, repeated under the same key within a day, gets the same answer. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** Format: email */
          email?: string;
          name: string;
          /** Format: password */
          password: string;
          /**
           * @description Unique whatever its case and Unicode form.
           * @example ada
           */
          username: string;
        };
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
          };
        };
      };
      /** @description Names every field at fault. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The username is taken. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Too many sign-ups from this address; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  UsersController_list: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
        /** @description What usernames begin with, whatever its case and Unicode form. */
        search?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** Format: date-time */
              createdAt: string;
              /**
               * Format: date-time
               * @description Since when the account is disabled; null if it is not.
               */
              disabledAt: string | null;
              email?: string;
              id: string;
              name: string;
              roles: string[];
              username: string;
              /** @description Grows with every change. In quotes it is the ETag. */
              version: number;
            }[];
            /** @description `cursor` of the next page; null on the last one. */
            next: string | null;
          };
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  UsersController_find: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Since when the account is disabled; null if it is not.
             */
            disabledAt: string | null;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
            /** @description Grows with every change. In quotes it is the ETag. */
            version: number;
          };
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AccountsController_setDisabled: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          disabled: boolean;
        };
      };
    };
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Since when the account is disabled; null if it is not.
             */
            disabledAt: string | null;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
            /** @description Grows with every change. In quotes it is the ETag. */
            version: number;
          };
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It is the caller's own account, or that of the last administrator. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AccountsController_resetPassword: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The one time that the password is shown. */
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description It is not shown again. */
            password: string;
            username: string;
          };
        };
      };
      /** @description The token was issued to another client than the own one. */
      403: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It is the caller's own account. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  UsersController_setRoles: {
    parameters: {
      query?: never;
      header?: {
        /** @description The ETag of what the change is based on. */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          roles: string[];
        };
      };
    };
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description Since when the account is disabled; null if it is not.
             */
            disabledAt: string | null;
            email?: string;
            id: string;
            name: string;
            roles: string[];
            username: string;
            /** @description Grows with every change. In quotes it is the ETag. */
            version: number;
          };
        };
      };
      /** @description A role does not exist. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description The last administrator must stay one. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AccountsController_sessions: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: {
              /** @description The clients that it is used in */
              clients: string[];
              /** @description Whether it is the session of the access token */
              current: boolean;
              /** Format: date-time */
              expiresAt: string;
              id: string;
              /** @description Whether it is the access that a client keeps after the sign-out */
              offline: boolean;
              /** Format: date-time */
              signedInAt: string;
            }[];
          };
        };
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AccountsController_endSessions: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended. */
      204: {
        headers: {
          /** @description For If-Match. */
          ETag?: string;
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  AccountsController_endSession: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of what the change is based on. */
        'If-Match': string;
      };
      path: {
        id: string;
        session: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ended. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description There is no such user, or no such session of the user. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description It was changed since it was read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Any other error. */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
