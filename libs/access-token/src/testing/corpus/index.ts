import type { TestIssuer } from '../test-issuer';
import { algorithmTokens, keyTokens, kidTokens } from './algorithms-and-keys';
import { audienceTokens, issuerTokens, subjectTokens, typeTokens } from './claims';
import { controls } from './control';
import { createForge, type Forge, type NamedTokens } from './forge';
import { critTokens, encodingTokens } from './encoding';
import { jsonTokens } from './json';
import { nestingTokens } from './nesting';
import { signatureTokens } from './signatures';
import { prototypeTokens, sizeTokens } from './sizes-and-prototypes';
import { timeTokens } from './times';

const CLASSES = {
  algorithm: algorithmTokens,
  key: keyTokens,
  kid: kidTokens,
  issuer: issuerTokens,
  audience: audienceTokens,
  time: timeTokens,
  subject: subjectTokens,
  type: typeTokens,
  crit: critTokens,
  encoding: encodingTokens,
  json: jsonTokens,
  nesting: nestingTokens,
  signature: signatureTokens,
  size: sizeTokens,
  prototype: prototypeTokens,
} satisfies Record<string, (forge: Forge) => NamedTokens>;

/** What an adversarial token attacks. */
export type AdversarialClass = keyof typeof CLASSES;

/** A token that must be refused. */
export interface AdversarialToken {
  readonly class: AdversarialClass;
  readonly name: string;
  readonly token: string;
}

/**
 * Tokens that every verifier with the defaults must refuse with 401: trusts `issuer` for its audience, by the gatehouse
 * preset and RS256. The issuer must have an RS256 key. They are made for this moment: run them within a minute.
 */
export function adversarialTokens(issuer: TestIssuer): AdversarialToken[] {
  const forge = createForge(issuer);
  return Object.entries(CLASSES).flatMap(([name, tokensOf]) =>
    Object.entries(tokensOf(forge)).map(([title, token]) => ({ class: name as AdversarialClass, name: title, token })),
  );
}

/** Unusual tokens that the same verifier must accept. Run them within two seconds: some are about to end. */
export function controlTokens(issuer: TestIssuer): { readonly name: string; readonly token: string }[] {
  return Object.entries(controls(createForge(issuer))).map(([name, token]) => ({ name, token }));
}
