import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';
import { type OidcItem, type OidcItems, keyOf } from './oidc-items';
import { type SingleUse } from '../rotation/single-use';
import { seal, unseal } from './sealing';

// Their payloads repeat their own identifier, or a session's: the resume address, the cookie.
const sealedModels = new Set(['Interaction', 'PushedAuthorizationRequest']);
// Written once. A second write is a retry, or a late process that must not undo what happened since.
const writtenOnce = new Set(['AuthorizationCode', 'ReplayDetection']);
const listedByAccount = new Set(['Session', 'Grant']);

function pointerTo(kind: 'uid' | 'userCode', value: string): string {
  return keyOf(kind, value);
}

/** oidc-provider's storage of one model in DynamoDB. */
export class DynamoDbAdapter implements Adapter {
  constructor(
    private readonly model: string,
    private readonly items: OidcItems,
    private readonly singleUse: SingleUse,
  ) {}

  async upsert(id: string, { jti: _, ...payload }: AdapterPayload, expiresIn?: number): Promise<void> {
    const pk = keyOf(this.model, id);
    const expiresAt = expiresIn === undefined ? undefined : Math.floor(Date.now() / 1000) + expiresIn;
    // The pointer first: a crash leaves one that points at nothing, never an item that cannot be found or ended.
    if (!(await this.writePointers(pk, payload, expiresAt))) return;
    const text = JSON.stringify(payload);
    const item: OidcItem = {
      pk,
      ...(sealedModels.has(this.model) ? { sealed: seal(id, text) } : { payload: text }),
      ...(expiresAt !== undefined && { expiresAt }),
      ...(payload.grantId !== undefined && { grantId: payload.grantId }),
      ...(this.isListed(payload) && { owner: payload.accountId }),
    };
    if (this.model === 'RefreshToken') return this.singleUse.store(item);
    if (this.model === 'Grant') return void (await this.items.putUnlessEnded(item));
    if (!writtenOnce.has(this.model)) return this.items.put(item);
    const written = await this.items.putNew(item);
    // RFC 7523 §3, RFC 9449 §11.1: of two proofs with one jti the second is refused, also when they come at once.
    if (!written && this.model === 'ReplayDetection') throw new errors.InvalidRequest('the proof was used before');
  }

  /** A refresh token of a session is found by its session. */
  private isListed({ accountId, expiresWithSession }: AdapterPayload): boolean {
    const isOffline = this.model === 'RefreshToken' && expiresWithSession !== true;
    return accountId !== undefined && (isOffline || listedByAccount.has(this.model));
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const item = await this.items.get(keyOf(this.model, id));
    if (!item || !(await this.isCurrent(item))) return undefined;
    const text = item.sealed ? unseal(id, item.sealed) : item.payload;
    if (text === undefined) return undefined;
    // At the token endpoint the conditional write of `consume` is what decides, so that no two requests read "unused".
    const consumed = item.consumedAt !== undefined && Provider.ctx?.oidc.route !== 'token';
    const payload = JSON.parse(text) as AdapterPayload;
    return this.model === 'Client' ? payload : { ...payload, jti: id, ...(consumed && { consumed: true }) };
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findByPointer(pointerTo('uid', uid));
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.findByPointer(pointerTo('userCode', userCode));
  }

  async consume(id: string): Promise<void> {
    if (this.model === 'RefreshToken') return this.singleUse.rotate(id);
    return this.singleUse.redeem(this.model, id);
  }

  async destroy(id: string): Promise<void> {
    const pk = keyOf(this.model, id);
    await (this.model === 'Grant' ? this.items.end(pk) : this.items.delete(pk));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.items.deleteByGrant(grantId, this.model);
  }

  private async writePointers(
    target: string,
    { uid, userCode }: AdapterPayload,
    expiresAt: number | undefined,
  ): Promise<boolean> {
    const expiry = expiresAt === undefined ? {} : { expiresAt };
    if (userCode !== undefined) await this.items.put({ pk: pointerTo('userCode', userCode), target, ...expiry });
    if (uid === undefined || this.model !== 'Session') return true;
    return this.items.putUnlessEnded({ pk: pointerTo('uid', uid), target, ...expiry });
  }

  /** A session is there once under its current identifier: not under an earlier one, and not after its end. */
  private async isCurrent({ pk, payload }: OidcItem): Promise<boolean> {
    if (this.model !== 'Session' || payload === undefined) return true;
    const { uid } = JSON.parse(payload) as AdapterPayload;
    return uid !== undefined && (await this.items.get(pointerTo('uid', uid)))?.target === pk;
  }

  private async findByPointer(pk: string): Promise<AdapterPayload | undefined> {
    // The pointer of an ended session has no target.
    const target = (await this.items.get(pk))?.target;
    const item = target === undefined ? undefined : await this.items.get(target);
    return item?.payload === undefined ? undefined : (JSON.parse(item.payload) as AdapterPayload);
  }
}
