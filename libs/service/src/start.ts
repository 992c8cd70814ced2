import { ConfigurationError } from '@gatehouse/access-token';
import { ConfigService } from '@nestjs/config';
import { Logger } from 'nestjs-pino';
import { drain } from './http-server';
import { createService, type ServiceDefinition } from './service';

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
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= drain(app).then(() => process.exit(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    const host = config.get('HOST', { infer: true });
    const port = config.get('PORT', { infer: true });
    await (host === undefined ? app.listen(port) : app.listen(port, host));
    app.get(Logger).log(`${definition.card.name} listens on ${await app.getUrl()}${definition.card.basePath}`);
  } catch (error) {
    process.stderr.write(`${definition.card.name} cannot start. ${explain(error)}\n`);
    process.exit(1);
  }
}
