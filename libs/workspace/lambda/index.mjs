// The function's handler is `index.handler`. A module may wait at its top level: the service starts in the init phase, and one
// that cannot start fails there, by name, and not at the first request.
import service from './lambda.js';

await service.ready;

export const { handler } = service;
