import { createService } from '@gatehouse/service';
import { authService } from '../service';
import { runAdmin, usage } from './admin';
import { AdminError } from './command';
import { adminEnvironment } from './config';

async function main(): Promise<void> {
  const [, , ...words] = process.argv;
  if (words.length === 0 || words.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const app = await createService(authService, adminEnvironment());
  try {
    process.stdout.write(`${await runAdmin(app, words)}\n`);
  } finally {
    await app.close();
  }
}

main().catch((error: unknown) => {
  const isExpected = error instanceof AdminError || (error instanceof Error && 'code' in error);
  process.stderr.write(`${isExpected ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
