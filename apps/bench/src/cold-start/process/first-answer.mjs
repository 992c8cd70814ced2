// One cold start: loads a function's module as Lambda's runtime does, has it answer one event, and tells when. It loads nothing
// itself that the function would otherwise have to.
const [module, event] = process.argv.slice(2);
const { handler } = await import(module);
const answer = await handler(JSON.parse(event), { getRemainingTimeInMillis: () => 10_000 });
const answeredAt = `${process.hrtime.bigint()}`;
const { user, system } = process.cpuUsage();
process.stdout.write(JSON.stringify({ answeredAt, cpu: (user + system) / 1000, answer }), () => process.exit());
