import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoDbClient } from '../client';
import { createTables, type LocalEngine, startEmbeddedEngine } from '../local';
import type { TableDefinition } from '../table';
import { hasJava, startDynamoDbLocal } from './dynamodb-local';

/** What a store under contract is built from; `client`, `endpoint` and `prefix` can be read once the suite runs. */
export interface ContractContext {
  readonly client: DynamoDBDocumentClient;
  readonly endpoint: string;
  readonly prefix: string;
}

const engines: readonly { name: string; start: () => Promise<LocalEngine>; needsJava: boolean }[] = [
  { name: 'the embedded engine', start: () => startEmbeddedEngine(), needsJava: false },
  { name: "Amazon's DynamoDB Local", start: startDynamoDbLocal, needsJava: true },
];

/**
 * Declares a store's contract suite once for each engine, with fresh tables each.
 * Without Java the second engine is skipped with a loud notice; with `CI` set that is a failure.
 */
export function describeStoreContract(
  name: string,
  tables: readonly TableDefinition[],
  suite: (context: ContractContext) => void,
): void {
  for (const engine of engines) {
    const title = `${name} on ${engine.name}`;
    if (engine.needsJava && !hasJava()) {
      if (process.env['CI']) {
        it(`${title} needs Java`, () => {
          throw new Error('No Java runtime: half of the store contracts cannot run. Install Java 17.');
        });
      } else {
        console.warn(`\n*** ${title}: NOT RUN, because there is no Java runtime. Install Java 17 to run it. ***\n`);
        describe.skip(title, () => it('needs Java', () => undefined));
      }
      continue;
    }
    describe(title, () => {
      const context = {} as { -readonly [K in keyof ContractContext]: ContractContext[K] };
      let running: LocalEngine | undefined;
      beforeAll(async () => {
        running = await engine.start();
        context.endpoint = running.endpoint;
        context.prefix = 'contract-';
        // A busy machine may be slow; a contract is about answers, not about time.
        context.client = createDynamoDbClient({ endpoint: running.endpoint, attemptTimeout: 20_000, deadline: 60_000 });
        await createTables(context.client, context.prefix, tables);
      }, 60_000);
      afterAll(async () => {
        context.client?.destroy();
        await running?.stop();
      });
      suite(context);
    });
  }
}
