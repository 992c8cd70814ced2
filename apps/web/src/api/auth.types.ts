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
    /** All users, in the order of usernames */
    get: operations['UsersController_list'];
    put?: never;
    post?: never;
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
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: never;
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
          ETag?: unknown;
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
    };
  };
  ApisController_put: {
    parameters: {
      query?: {
        allowWidening?: 'true' | 'false';
      };
      header: {
        /** @description The ETag of the definitions as they were read. */
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
        content?: never;
      };
      /** @description The definitions were changed since they were read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  ApisController_remove: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of the definitions as they were read. */
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
        content?: never;
      };
      /** @description The definitions were changed since they were read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
        content?: never;
      };
      /** @description Too many attempts; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
        content?: never;
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
        content?: never;
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
        content?: never;
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
        content?: never;
      };
      /** @description Too many wrong ones; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
          ETag?: unknown;
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
    };
  };
  RolesController_put: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of the definitions as they were read. */
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
      /** @description The definitions were changed since they were read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  RolesController_remove: {
    parameters: {
      query?: never;
      header: {
        /** @description The ETag of the definitions as they were read. */
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
        content?: never;
      };
      /** @description The role is built in, or a scope names it. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The definitions were changed since they were read. */
      412: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description If-Match is missing. */
      428: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
        content?: never;
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
        content?: never;
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
        content?: never;
      };
      /** @description There is no such session of the caller. */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
        content?: never;
      };
      /** @description The username is taken. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description Too many sign-ups from this address; Retry-After says when to come back. */
      429: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  UsersController_list: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: number;
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
              email?: string;
              id: string;
              name: string;
              roles: string[];
              username: string;
            }[];
            /** @description `cursor` of the next page; null on the last one. */
            next: string | null;
          };
        };
      };
    };
  };
  UsersController_setRoles: {
    parameters: {
      query?: never;
      header?: never;
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
      /** @description A role does not exist. */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The last administrator must stay one. */
      409: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
}
