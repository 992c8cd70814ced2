import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { base64url, compactJws, each, type Forge, listed, type NamedTokens, prefixed, signWith } from './forge';

/** Encrypted tokens, tokens in tokens, other serializations, and the wrong number of parts. */
export function nestingTokens(forge: Forge): NamedTokens {
  const token = forge.good();
  const [header = '', payload = '', signature = ''] = token.split('.');
  const flattened = { protected: header, payload, signature };
  const general = { payload, signatures: [{ protected: header, signature }] };
  const texts = {
    'the flattened serialization': JSON.stringify(flattened),
    'the general serialization': JSON.stringify(general),
    'the general serialization, unclosed': JSON.stringify(general).slice(0, -2),
    'no signatures': JSON.stringify({ payload, signatures: [] }),
    'an unprotected header': JSON.stringify({ ...flattened, header: { alg: 'none' } }),
    'two signatures': JSON.stringify({
      payload,
      signatures: [
        { protected: header, signature: '' },
        { protected: header, signature },
      ],
    }),
    'a list of tokens': JSON.stringify([token]),
    'a quoted token': JSON.stringify(token),
    'the flattened serialization, encoded': base64url(JSON.stringify(flattened)),
  };
  const parts = {
    'no part': '',
    'one part': header,
    'two parts': `${header}.${payload}`,
    'four parts': `${token}.${signature}`,
    'four parts, the last empty': `${token}.`,
    'five parts': `${token}.${payload}.${signature}`,
    'six parts': `${token}.${token}`,
    'a dot': '.',
    'two dots': '..',
    'three dots': '...',
    'four dots': '....',
    'only a header': `${header}..`,
    'only a payload': `.${payload}.`,
    'only a signature': `..${signature}`,
    'no header': `.${payload}.${signature}`,
    'no payload': `${header}..${signature}`,
    'no signature': `${header}.${payload}.`,
    'a dot first': `.${token}`,
    'two dots between': token.replace('.', '..'),
    'tokens with a space': `${token} ${token}`,
    'tokens with a comma': `${token},x`,
    'the opaque word': 'opaque',
    'a word of dots': 'a.b.c',
    'parts in another order': `${payload}.${header}.${signature}`,
  };
  const nested = (header: Record<string, unknown>, payload: string): string =>
    compactJws(forge.header(header), payload, (input) => signWith('RS256', forge.genuine.privateKey, input));
  return {
    ...each(texts, (text) => text),
    ...each(parts, (text) => text),
    'a JWE to the public key': encryptedTo(forge, 'JWT', JSON.stringify(forge.claims())),
    'a nested JWT in a JWE': encryptedTo(forge, 'JWT', token),
    'a JWE header with three parts': nested({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, JSON.stringify(forge.claims())),
    'enc in the header': forge.genuinely({ header: { enc: 'A256GCM' } }),
    'a direct JWE': `${base64url('{"alg":"dir","enc":"A256GCM"}')}..${base64url(randomBytes(12))}.${payload}.${base64url(randomBytes(16))}`,
    'a JWT as payload': nested({}, token),
    'a JWT as payload, as cty says': nested({ cty: 'JWT' }, token),
    'a JWT as payload, with brackets': nested({ cty: 'JWT' }, JSON.stringify(token)),
    ...prefixed(
      'claims as payload, cty',
      each(listed(['JWT', 'jwt', 'application/jwt', 'at+jwt']), (cty) => forge.genuinely({ header: { cty } })),
    ),
    'a good token as a claim of a bad one': forge.byAttacker({}, { token, act: forge.claims() }),
  };
}

function encryptedTo(forge: Forge, cty: string, content: string): string {
  const header = base64url(
    JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', typ: 'at+jwt', cty, kid: forge.genuine.kid }),
  );
  const key = randomBytes(32);
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header));
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  const wrapped = publicEncrypt(
    { key: forge.genuine.publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    key,
  );
  return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map((part) => base64url(part))].join('.');
}
