import { type Provider } from 'oidc-provider';
import { type SingleUse } from './single-use';

/**
 * Gives the refresh token that oidc-provider issues the identifier that the rotation has settled; every other one gets a
 * random one. A refresh takes these steps, in this order:
 * 1. `TokenTurns.take` (token-turns.ts): the request waits for its turn.
 * 2. `DynamoDbAdapter.find`: oidc-provider reads the old token. Whether it was used before is not asked yet.
 * 3. `DynamoDbAdapter.consume` → `SingleUse.rotate`: one conditional write consumes it and settles its successor.
 * 4. `generateTokenId` (here): the new token gets the settled identifier.
 * 5. `DynamoDbAdapter.upsert` → `SingleUse.store`: the new token is written once, also if two requests write it.
 * 6. Where step 3 finds a token that may not be repeated, `SingleUse` ends the grant and reports the reuse.
 */
export function nameSuccessors(provider: Provider, singleUse: SingleUse): void {
  const tokenId = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(provider.BaseToken.prototype) as object,
    'generateTokenId',
  )?.value as () => string;
  Object.assign(provider.RefreshToken.prototype, {
    generateTokenId(this: object) {
      return singleUse.settledSuccessor ?? tokenId.call(this);
    },
  });
}
