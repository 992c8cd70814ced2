// Written by `nx run web:api-types` from the OpenAPI document of messages.

export interface paths {
  '/messages': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The newest messages */
    get: operations['PublicFeedController_list'];
    put?: never;
    /** Post a message */
    post: operations['MessagesController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/messages/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One message */
    get: operations['PublicFeedController_find'];
    put?: never;
    post?: never;
    /** Delete a message: its author, or a moderator */
    delete: operations['MessagesController_delete'];
    options?: never;
    head?: never;
    /** Edit a message: its author, or a moderator */
    patch: operations['MessagesController_edit'];
    trace?: never;
  };
  '/messages/mine': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller's own messages */
    get: operations['MessagesController_listMine'];
    put?: never;
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
  PublicFeedController_list: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description At most this many; fewer where messages are long. */
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
            /** @description From new to old. */
            items: {
              author: {
                subject: string;
                username: string | null;
              };
              /** Format: date-time */
              createdAt: string;
              /** Format: date-time */
              editedAt: string | null;
              id: string;
              text: string;
              /** @description Also the entity tag, in quotes. */
              version: number;
            }[];
            /** @description The cursor of the next page; null on the last one. */
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
  MessagesController_create: {
    parameters: {
      query?: never;
      header?: {
        /** @description The same request under the same key is done once. */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description 1 to 4000 characters of at most 64 bytes of UTF-8, and at most 140000 bytes */
          text: string;
        };
      };
    };
    responses: {
      /** @description Kept; Location names it. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            author: {
              subject: string;
              username: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            editedAt: string | null;
            id: string;
            text: string;
            /** @description Also the entity tag, in quotes. */
            version: number;
          };
        };
      };
      /** @description The idempotency key was used for another request. */
      422: {
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
  PublicFeedController_find: {
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
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            author: {
              subject: string;
              username: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            editedAt: string | null;
            id: string;
            text: string;
            /** @description Also the entity tag, in quotes. */
            version: number;
          };
        };
      };
      /** @description Deleted within the last day. */
      410: {
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
  MessagesController_delete: {
    parameters: {
      query?: never;
      header?: {
        /** @description The entity tag of the message that the caller would delete. */
        'If-Match'?: string;
      };
      path: {
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Deleted; 410 for a day from now, then 404. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The message is not the one that If-Match names. */
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
  MessagesController_edit: {
    parameters: {
      query?: never;
      header?: {
        /** @description The entity tag of the message that the caller would change. */
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
          /** @description 1 to 4000 characters of at most 64 bytes of UTF-8, and at most 140000 bytes */
          text: string;
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
            author: {
              subject: string;
              username: string | null;
            };
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            editedAt: string | null;
            id: string;
            text: string;
            /** @description Also the entity tag, in quotes. */
            version: number;
          };
        };
      };
      /** @description The message is not the one that If-Match names. */
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
  MessagesController_listMine: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        cursor?: string;
        /** @description At most this many; fewer where messages are long. */
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
            /** @description From new to old. */
            items: {
              author: {
                subject: string;
                username: string | null;
              };
              /** Format: date-time */
              createdAt: string;
              /** Format: date-time */
              editedAt: string | null;
              id: string;
              text: string;
              /** @description Also the entity tag, in quotes. */
              version: number;
            }[];
            /** @description The cursor of the next page; null on the last one. */
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
}
