import {
  type AccessTokenVerifier,
  finding,
  type Finding,
  missingIn,
  type Principal,
  type UnmetDemand,
} from '@gatehouse/access-token';

/** Which names of a demand are unmet, in words. */
export function reasonOf({ need, names }: UnmetDemand): string {
  return `${need === 'all' ? 'lacks' : 'has none of'} ${names.join(' ')}`;
}

/** What the principal has instead, and in which claims it was looked for: a wrong path shows there. */
export function findingOf(
  verifier: AccessTokenVerifier,
  grants: 'scopes' | 'roles',
  { names }: UnmetDemand,
  principal: Principal | undefined,
): Finding | undefined {
  if (principal === undefined) return undefined;
  const held = principal[grants];
  // Of a principal that a front door names the verifier need not know the issuer.
  const claim = verifier.grantPlaces(principal.issuer)?.[grants] ?? grants;
  return held.size > 0 ? finding(claim, names, [...held]) : missingIn(principal.claims, claim, names);
}
