// One cold start: loads a function's module as Lambda's runtime does, has it answer one event, and tells when.
import { createRequire } from 'node:module';

// What the runtime client of nodejs24.x (aws-lambda-ric 4) has loaded of Node by then.
const require = createRequire(import.meta.url);
for (const name of ['path', 'fs', 'net', 'http', 'os', 'util', 'worker_threads']) require(`node:${name}`);

const [module, event] = process.argv.slice(2);
const { handler } = await import(module);
const answer = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000 });
const answeredAt = `${process.hrtime.bigint()}`;
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ answeredAt, cpu: (user + system) / 1000, answer }), () => process.exit());
