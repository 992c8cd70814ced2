import { longestText, messageText } from './text';

const family = '👨‍👩‍👧‍👦';
const kiss = '🧑🏻‍❤️‍💋‍🧑🏼';

const accepted: [string, string][] = [
  ['4,000 letters', 'a'.repeat(4000)],
  ['4,000 families of 11 UTF-16 units', family.repeat(4000)],
  ['4,000 of the longest emoji', kiss.repeat(4000)],
  ['4,000 letters with an accent of their own', 'e\u0301'.repeat(4000)],
  ['4,000 flags', '🇩🇪'.repeat(4000)],
  ['4,000 line ends of two characters', `x${'\r\n'.repeat(3999)}`],
  ['a character of 64 bytes', `é${'\u0301'.repeat(31)}`],
  ['a family of four skin tones', '👨🏻‍👩🏼‍👧🏽‍👦🏾'.repeat(3000)],
  ['syllables of stacked consonants', 'र्त्स्न्य क्ष्म्य ཧཀྵྨླྺྼྻྂ ขึ้น'],
  ['markup', '<script>alert(1)</script>'],
  ['white space around', '  a\t\n'],
  ['a NUL, a byte order mark and other text that software likes to lose', '\u0000a\uFEFF\u202E\u2028'],
];

const refused: [string, string, string][] = [
  ['nothing', '', 'must not be blank'],
  ['white space', ' \n\t\u3000', 'must not be blank'],
  ['4,001 letters', 'a'.repeat(4001), 'must have at most 4000 characters'],
  ['4,001 families', family.repeat(4001), 'must have at most 4000 characters'],
  ['one character of very many bytes', `a${'\u0301'.repeat(longestText.bytes)}`, 'must have at most 140000 bytes'],
  ['one character of many bytes', `e${'\u0301'.repeat(69_000)}`, 'must have no character of more than 64 bytes'],
  [
    'a character of 65 bytes among others',
    `abc e${'\u0301'.repeat(32)}`,
    'must have no character of more than 64 bytes',
  ],
  ['half a surrogate pair', 'a\ud83d', 'must be well-formed Unicode'],
];

describe('the text of a message', () => {
  it.each(accepted)('may be %s, and stays as it is', (_name, text) => {
    expect(messageText.parse(text)).toBe(text);
  });

  it.each(refused)('may not be %s', (_name, text, message) => {
    expect(messageText.safeParse(text).error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});
