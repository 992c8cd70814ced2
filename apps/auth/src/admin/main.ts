import { ConfigurationError, createService, DomainError } from '@gatehouse/service';
import { ServiceCardError } from '@gatehouse/service-card';
import { StoreUnavailableError } from '@gatehouse/dynamodb';
import { authService } from '../service';
import { runAdmin, usage } from './admin';
import { AdminError } from './command';
import { adminEnvironment, targetOf } from './config';

const expected = [AdminError, ConfigurationError, DomainError, ServiceCardError, StoreUnavailableError];

/** A file that cannot be read, or options that do not exist: their messages say what to do. */
function isInputError(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Error && typeof code === 'string' && /^(ENOENT|EACCES|EISDIR|ERR_PARSE_ARGS_\w+)$/.test(code);
}

async function main(): Promise<void> {
  const [, , ...words] = process.argv;
  if (words.length === 0 || words.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const environment = await adminEnvironment();
  // After the answer or the error, as lines of the log: stderr begins with what went wrong.
  process.once('exit', () => {
    for (const msg of targetOf(environment)) process.stderr.write(`${JSON.stringify({ name: 'admin', msg })}\n`);
  });
  const app = await createService(authService, environment);
  try {
    process.stdout.write(`${await runAdmin(app, words)}\n`);
  } finally {
    await app.close();
  }
}

main().catch((error: unknown) => {
  const isExpected = expected.some((type) => error instanceof type) || isInputError(error);
  process.stderr.write(
    `${isExpected ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
