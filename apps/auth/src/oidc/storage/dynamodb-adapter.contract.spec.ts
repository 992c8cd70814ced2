import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { tableName } from '@gatehouse/dynamodb';
import { describeStoreContract } from '@gatehouse/dynamodb/testing';
import { type AdapterPayload } from 'oidc-provider';
import { card } from '../../card';
import { DynamoDbAdapter } from './dynamodb-adapter';
import { OidcItems } from './oidc-items';
import { randomSecret } from './sealing';
import { type Reuse, SingleUse } from '../rotation/single-use';

const tables = card.tables.filter(({ name }) => name === 'oidc');

describeStoreContract("oidc-provider's storage", tables, (context) => {
  const reuses: Reuse[] = [];
  let items: OidcItems;
  const adapterOf = (model: string) =>
    new DynamoDbAdapter(model, items, new SingleUse(items, 10_000, (r) => reuses.push(r)));
  const id = randomSecret;
  const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

  beforeAll(() => {
    items = new OidcItems(context.client, tableName(context.prefix, 'oidc'));
  });

  async function everything(): Promise<string> {
    let text = '';
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await context.client.send(
        new ScanCommand({
          TableName: tableName(context.prefix, 'oidc'),
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      text += JSON.stringify(page.Items, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      );
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return text;
  }

  it.each(['AuthorizationCode', 'RefreshToken', 'AccessToken', 'Grant', 'Interaction', 'PushedAuthorizationRequest'])(
    'gives a %s back as it was saved, under its identifier alone',
    async (model) => {
      const adapter = adapterOf(model);
      const jti = id();
      const payload: AdapterPayload = {
        jti,
        kind: model,
        exp: inSeconds(60),
        accountId: 'someone',
        claims: { id_token: { sub: null } },
        params: { nested: [{ deep: '' }, null, 1.5] },
        returnTo: `https://issuer.example/authorize/${jti}`,
      };
      if (model !== 'Interaction') delete payload.returnTo;
      await adapter.upsert(jti, payload, 60);
      expect(await adapter.find(jti)).toEqual(payload);
      expect(await adapter.find(id())).toBeUndefined();
      expect(await adapterOf('Other').find(jti)).toBeUndefined();
      expect(await everything()).not.toContain(jti);
      await adapter.destroy(jti);
      expect(await adapter.find(jti)).toBeUndefined();
      await adapter.destroy(jti);
    },
  );

  it('counts expiry itself, before anything sweeps', async () => {
    const adapter = adapterOf('Interaction');
    const jti = id();
    await adapter.upsert(jti, { jti, exp: inSeconds(0) }, 0);
    expect(await adapter.find(jti)).toBeUndefined();
    await adapter.upsert(jti, { jti, exp: inSeconds(60) }, 60);
    expect(await adapter.find(jti)).toBeDefined();
  });

  it('keeps a session findable by its uid, under its current identifier only', async () => {
    const adapter = adapterOf('Session');
    const [uid, before, after] = [id(), id(), id()];
    await adapter.upsert(before, { jti: before, uid, accountId: 'someone', exp: inSeconds(60) }, 60);
    expect(await adapter.findByUid(uid)).toMatchObject({ uid, accountId: 'someone' });
    await adapter.upsert(after, { jti: after, uid, accountId: 'someone', exp: inSeconds(60) }, 60);
    expect(await adapter.find(before)).toBeUndefined();
    expect(await adapter.find(after)).toMatchObject({ uid, jti: after });
    expect(await adapter.findByUid(id())).toBeUndefined();
  });

  it('finds by user code', async () => {
    const adapter = adapterOf('DeviceCode');
    const jti = id();
    await adapter.upsert(jti, { jti, userCode: 'BCDF-GHJK', exp: inSeconds(60) }, 60);
    expect(await adapter.findByUserCode('BCDF-GHJK')).toMatchObject({ userCode: 'BCDF-GHJK' });
    expect(await adapter.findByUserCode('XXXX-XXXX')).toBeUndefined();
  });

  it('lets one of 200 concurrent calls consume a code, and ends the grant for the others', async () => {
    const adapter = adapterOf('AuthorizationCode');
    const [jti, grantId] = [id(), id()];
    await adapterOf('Grant').upsert(grantId, { jti: grantId, accountId: 'someone', exp: inSeconds(60) }, 60);
    await adapter.upsert(jti, { jti, grantId, accountId: 'someone', clientId: 'client', exp: inSeconds(60) }, 60);
    // Adapters of their own share nothing, like processes.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, () => adapterOf('AuthorizationCode').consume(jti)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    expect(new Set(refusals.map(({ name }) => name))).toEqual(new Set(['InvalidGrant']));
    expect(await adapterOf('Grant').find(grantId)).toBeUndefined();
    expect(reuses).toContainEqual({ model: 'AuthorizationCode', grantId, accountId: 'someone', clientId: 'client' });
  }, 60_000);

  it('consumes nothing that does not exist', async () => {
    const count = reuses.length;
    await expect(adapterOf('AuthorizationCode').consume(id())).rejects.toMatchObject({ name: 'InvalidGrant' });
    await expect(adapterOf('RefreshToken').consume(id())).rejects.toMatchObject({ name: 'InvalidGrant' });
    expect(reuses).toHaveLength(count);
  });

  it('does not let a late write undo that a token was consumed', async () => {
    const adapter = adapterOf('AuthorizationCode');
    const jti = id();
    const payload = { jti, exp: inSeconds(60) };
    await adapter.upsert(jti, payload, 60);
    await adapter.consume(jti);
    await adapter.upsert(jti, payload, 60);
    expect(await adapter.find(jti)).toMatchObject({ consumed: true });
  });

  it('takes a proof once, also when it comes many times at once', async () => {
    const jti = id();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, () => adapterOf('ReplayDetection').upsert(jti, { jti, exp: inSeconds(60) }, 60)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const other = id();
    await adapterOf('ReplayDetection').upsert(other, { jti: other, exp: inSeconds(0) }, 0);
    await adapterOf('ReplayDetection').upsert(other, { jti: other, exp: inSeconds(60) }, 60);
  });

  it('revokes a family of any size, and no other', async () => {
    const [grantId, otherGrant] = [id(), id()];
    const tokens = adapterOf('RefreshToken');
    // Over several pages of a query.
    const family = Array.from({ length: 250 }, id);
    for (let start = 0; start < family.length; start += 50) {
      await Promise.all(
        family
          .slice(start, start + 50)
          .map((jti) => items.put({ pk: `RefreshToken#${jti}`, grantId, expiresAt: inSeconds(60) })),
      );
    }
    const [other, code] = [id(), id()];
    await tokens.upsert(other, { jti: other, grantId: otherGrant, exp: inSeconds(60) }, 60);
    await adapterOf('AuthorizationCode').upsert(code, { jti: code, grantId, exp: inSeconds(60) }, 60);
    await tokens.revokeByGrantId(grantId);
    const left = await Promise.all(family.map((jti) => items.get(`RefreshToken#${jti}`)));
    expect(left.filter(Boolean)).toEqual([]);
    expect(await tokens.find(other)).toBeDefined();
    expect(await adapterOf('AuthorizationCode').find(code)).toBeDefined();
  }, 60_000);
});
