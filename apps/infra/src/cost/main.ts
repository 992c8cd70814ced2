import { assumptions, estimate, total, type Way } from './estimate';
import { prices } from './prices';

const rates = [1, 100, 10_000];
const ways: readonly Way[] = ['serverless, HTTP API', 'serverless, REST API', 'containers'];

const dollars = (usd: number) => usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const print = (text: string) => process.stdout.write(`${text}\n`);

print(`A month in US dollars: list prices of ${prices.region} as of ${prices.asOf}, steady load, without free tiers.`);
print(`A request is taken to be: ${JSON.stringify(assumptions)}`);
for (const way of ways) {
  print(`\n${way}`);
  const columns = rates.map((rate) => estimate(way, rate));
  const widths = [28, 40, ...rates.map(() => 15)];
  const row = (cells: readonly string[]) =>
    print(
      cells
        .map((cell, index) => (index < 2 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
        .join(' '),
    );
  row(['', 'units', ...rates.map((rate) => `${rate.toLocaleString('en-US')} req/s`)]);
  columns[0]?.forEach(({ what, formula }, index) => {
    row([what, formula, ...columns.map((lines) => dollars(lines[index]?.usd ?? 0))]);
  });
  row(['all', '', ...columns.map((lines) => dollars(total(lines)))]);
  row(['without the page', '', ...rates.map((rate) => dollars(total(estimate(way, rate, { page: false }))))]);
}
print('\nUnit prices');
for (const [name, price] of Object.entries(prices)) {
  if (typeof price === 'string') continue;
  const tiers = price.tiers as readonly { upTo?: number; usd: number }[];
  print(
    `  ${name}: ${tiers.map(({ upTo, usd }) => `${usd} USD a ${price.unit}${upTo ? ` up to ${upTo}` : ''}`).join(', then ')}`,
  );
}
