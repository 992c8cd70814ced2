import fc from 'fast-check';
import { canonicalUsername, username } from './username';

describe('canonicalUsername', () => {
  it.each([
    ['case', 'Ada', 'ada'],
    ['full width', 'ａｄａ', 'ada'],
    ['a decomposed accent', 'rene\u0301', 'ren\u00e9'],
    ['a ligature', 'ﬁnn', 'finn'],
    ['mathematical letters', '𝐚𝐝𝐚', 'ada'],
    ['sharp s and its capital', 'STRAẞE', 'strasse'],
    ['both small sigmas', 'οδυσσευσ', 'οδυσσευς'],
    ['the long s', 'ſam', 'sam'],
    ['the Kelvin sign', '\u212Aelvin', 'kelvin'],
    ['compatibility jamo', 'ㅏ', 'ᅡ'],
  ])('takes away %s', (_what, text, canonical) => {
    expect(canonicalUsername(text)).toBe(canonical);
    expect(canonicalUsername(canonical)).toBe(canonical);
  });

  it.each(['ada', 'a', 'ada.lovelace', 'ada_l-2', 'Zoë', '李小龙', 'Дмитрий', 'नमस्ते', 'x'.repeat(64)])(
    'takes %s',
    (text) => expect(canonicalUsername(text)).toBeDefined(),
  );

  it.each([
    ['', 'nothing'],
    [' ada', 'a space'],
    ['ada\u00a0l', 'a space that does not break'],
    ['ada\u200d', 'a joiner that is not seen'],
    ['a\u00addа', 'a soft hyphen'],
    ['ada\u202e', 'a turn of direction'],
    ['ada\u034f', 'a grapheme joiner that is not seen'],
    ['ada\ufe0f', 'a variation selector'],
    ['ada\u3164', 'a filler that is not seen'],
    ['a\u115fda', 'a jamo filler'],
    ['\ua4eeda', 'a Lisu letter among Latin ones'],
    ['\u13aada', 'a Cherokee letter among Latin ones'],
    ['\u0251da', 'a phonetic letter'],
    ['ada\u0663', 'a digit of another script'],
    ['ada\u0000', 'a control character'],
    ['ada@example.com', 'an at sign'],
    ['ada/..', 'a slash'],
    ['.ada', 'a dot at the start'],
    ['ada.', 'a dot at the end'],
    ['a..da', 'two dots'],
    ['\u0301ada', 'a mark without a letter'],
    ['аda', 'Cyrillic and Latin'],
    ['αdmin', 'Greek and Latin'],
    ['ada😀', 'a picture'],
    ['x'.repeat(65), 'too much'],
    ['ﷺ'.repeat(10), 'what grows when it is normalised'],
    ['a\ud800', 'half a surrogate pair'],
  ])('refuses %j: %s', (text) => {
    expect(canonicalUsername(text)).toBeUndefined();
    expect(username.safeParse(text).success).toBe(false);
  });

  // One character of any kind, in a name: that is where the foldings differ.
  const names = fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.constantFrom('', 'a', 'z9'))
    .map(([text, tail]) => `${text}${tail}`);

  it('is the same for a canonical name, whatever its case and form', () => {
    fc.assert(
      fc.property(names, (text) => {
        const canonical = canonicalUsername(text);
        if (canonical === undefined) return;
        expect(canonicalUsername(canonical)).toBe(canonical);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
          const again = canonicalUsername(text.normalize(form));
          // A decomposed form may be too many characters, but it is never another name.
          if (again !== undefined) expect(again).toBe(canonical);
        }
        for (const again of [canonicalUsername(text.toUpperCase()), canonicalUsername(text.toLowerCase())]) {
          if (again !== undefined) expect(again).toBe(canonical);
        }
      }),
      { numRuns: 3000, seed: 8265 },
    );
  });

  it('is the same for the upper and lower case of every character there is', () => {
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint++) {
      const text = String.fromCodePoint(codePoint);
      const canonical = canonicalUsername(text);
      if (canonical === undefined) continue;
      const others = [text.toUpperCase(), text.toLowerCase(), canonical, canonical.toUpperCase()];
      const names = others.map(canonicalUsername).filter((name) => name !== undefined && name !== canonical);
      if (names.length > 0) throw new Error(`U+${codePoint.toString(16)}: ${JSON.stringify([canonical, ...names])}`);
    }
  }, 60_000);
});
