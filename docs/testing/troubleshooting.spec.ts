import { DpopReplayUnavailableError, KeysUnavailableError, RevocationUnavailableError } from '@gatehouse/access-token';
import { pageText } from './code-blocks';
import { HOLE, messagesOf, sourceText, unionOf } from './messages';

/** Several values in a row, and the lines of a message, are one gap. */
function normalised(message: string): string {
  return message
    .replaceAll(/\s+/g, ' ')
    .replaceAll(new RegExp(`(${HOLE} ?)+`, 'g'), (gap) => (gap.endsWith(' ') ? `${HOLE} ` : HOLE));
}

const page = pageText('docs/troubleshooting.md');
const rows = [...page.matchAll(/^\| (`.+?) \| .+ \| .+ \|$/gm)].map(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, message = '']) => normalised(message)),
);
const shown = new Set(rows.flat());

describe('the page of messages', () => {
  it.each([
    ['invalid_token', 'errors.ts', 'InvalidTokenReason'],
    ['invalid_dpop_proof', 'dpop/dpop-errors.ts', 'InvalidDpopProofReason'],
  ])('has a row for each reason of %s', (code, file, type) => {
    const reasons = unionOf(`libs/access-token/src/${file}`, type);
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.filter((reason) => !shown.has(`${code} (${reason})`))).toEqual([]);
  });

  it.each([
    ['access-token', 60],
    ['auth', 15],
  ])('has a row for each message that is thrown in %s', (library, atLeast) => {
    const messages = messagesOf(library).map(normalised);
    expect(messages.length).toBeGreaterThan(atLeast);
    expect(messages.filter((message) => !shown.has(message.trim()))).toEqual([]);
  });

  it('has a row for each kind of outage', () => {
    for (const { message } of [
      new KeysUnavailableError(HOLE, 1),
      new RevocationUnavailableError(HOLE, 1),
      new DpopReplayUnavailableError(),
    ]) {
      expect([...shown]).toContain(message);
    }
  });

  it('has no row for what is logged no longer', () => {
    const text = sourceText('access-token') + sourceText('auth');
    const codes =
      /^(invalid_token|invalid_dpop_proof|unauthenticated|insufficient_scope|insufficient_role) \(|^the (signing keys|revocations) of/;
    const parts = [...shown].filter((message) => !codes.test(message)).flatMap((message) => message.split(HOLE));
    expect(parts.filter((part) => !text.includes(part.trim()))).toEqual([]);
  });
});
