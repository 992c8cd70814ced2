import { campaign } from './campaign';

it('refuses 20,000 fuzzed tokens, each with a typed error', async () => {
  const { wrong, reasons, fetches } = await campaign(20_000, 20_261_121);
  expect(wrong).toEqual([]);
  // The generator reaches past the form: to every step of the verification.
  for (const reason of [
    'malformed',
    'critical_header',
    'algorithm',
    'type',
    'issuer',
    'audience',
    'claims',
    'expired',
    'signature',
    'unknown_key',
  ]) {
    expect(reasons).toHaveProperty(reason);
  }
  expect(fetches).toBeLessThanOrEqual(2);
}, 60_000);
