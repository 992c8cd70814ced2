import { ConfigService } from '@nestjs/config';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { ConfigurationError } from './config/parse-environment';
import { Readiness } from './health/readiness';
import { createService, type ServiceDefinition } from './service';

// Milliseconds. An ALB keeps idle connections for 60 s: ours live longer, so that it never sends a request into one that is closing.
const keepAliveTimeout = 65_000;
const headersTimeout = 20_000;
const requestTimeout = 30_000;
const drainTimeout = 8_000;

/** Stops a listening service: not ready at once, requests in flight finish, every answer closes its connection. */
export async function drain(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  app.get(Readiness).drain();
  server.prependListener('request', (_request, response) => void response.setHeader('Connection', 'close'));
  const force = setTimeout(() => server.closeAllConnections(), drainTimeout);
  server.closeIdleConnections();
  await app.close();
  clearTimeout(force);
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken: end what listens there, or set PORT.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a service until SIGTERM or SIGINT. What keeps it from starting is said in one message, with exit code 1. */
export async function startService(definition: ServiceDefinition): Promise<void> {
  try {
    const app = await createService(definition);
    const config = app.get<ConfigService<{ PORT: number; HOST?: string }, true>>(ConfigService);
    const server = app.getHttpServer();
    Object.assign(server, { keepAliveTimeout, headersTimeout, requestTimeout });
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= drain(app).then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    const host = config.get('HOST', { infer: true });
    const port = config.get('PORT', { infer: true });
    await (host === undefined ? app.listen(port) : app.listen(port, host));
    app.get(Logger).log(`${definition.name} listens on ${await app.getUrl()}${definition.basePath}`);
  } catch (error) {
    process.stderr.write(`${definition.name} cannot start. ${explain(error)}\n`);
    process.exit(1);
  }
}
