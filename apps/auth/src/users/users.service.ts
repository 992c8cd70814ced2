import { createHash, randomUUID } from 'node:crypto';
import { userRole } from '@gatehouse/authorization';
import { Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { type UsersEnvironment } from './config';
import { PasswordRefusedError } from '../passwords/password.errors';
import { type HashingInTurn, PasswordHasher } from '../passwords/password-hasher';
import { passwordFault } from '../passwords/password-rules';
import { KnownDevices } from '../throttling/known-devices.service';
import {
  accountSubject,
  addressSubjects,
  deviceSubject,
  signUpSubjects,
  successSubject,
  turnOwner,
} from '../throttling/subjects';
import { type Subject, ThrottleService } from '../throttling/throttle.service';
import { PasswordProof, type ProofSubjects } from './password-proof.service';
import { changeUser, existingUser } from './user-changes';
import { authTimeOf, nextEnd } from './sign-in-time';
import { type ProvenUser, publicUser, type User, type UserRecord } from './user';
import {
  AccountDisabledError,
  InvalidCredentialsError,
  UserChangedError,
  UsernameTakenError,
  WrongPasswordError,
} from './user.errors';
import { userId } from './user.requests';
import { UserStore } from './user.store';
import { canonicalUsername, displayUsername } from './username';

// BatchGetItem takes no more.
const batchSize = 100;

/** Everything that a sign-up may say; the role is not among it. */
export interface SignUp {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly email?: string | undefined;
  /** A retry of the same sign-up bears the same key. */
  readonly idempotencyKey?: string | undefined;
}

/** `email: null` removes it. */
export interface ProfileChanges {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
}

/** Accounts: who people are, and whether they are who they say. */
@Injectable()
export class UsersService {
  private readonly logger = new Logger('Users');

  constructor(
    private readonly store: UserStore,
    private readonly hasher: PasswordHasher,
    private readonly proof: PasswordProof,
    private readonly throttle: ThrottleService,
    private readonly devices: KnownDevices,
    private readonly audit: AuditLog,
    private readonly config: ConfigService<UsersEnvironment, true>,
  ) {}

  /**
   * Adds an account with the role `user`. Throws `UsernameTakenError`, `PasswordRefusedError`, `TooManyAttemptsError` or
   * `HashingBusyError`. A taken name is told, because usernames are unique and public; it takes the time of a free one, and
   * whether an e-mail address is known is never told.
   */
  async signUp(input: SignUp, context: RequestContext): Promise<User> {
    const canonical = canonicalUsername(input.username);
    if (canonical === undefined) throw new UsernameTakenError();
    refusePassword(input.password, [canonical, input.name, input.email], 'password');
    const event = { event: 'sign_up', context } as const;
    const told = ({ id }: User) => ({ actor: id, subject: id });
    const user = await this.hasher.withPlace(turnOwner(context.address), (inTurn) =>
      this.audit.outcomeOf(event, () => this.openAccount(input, canonical, context, inTurn), told),
    );
    return publicUser(user);
  }

  private async openAccount(
    input: SignUp,
    canonical: string,
    context: RequestContext,
    inTurn: HashingInTurn,
  ): Promise<UserRecord> {
    const subjects = signUpSubjects(context.address, this.config.get('ADDRESS_FREE_SIGN_UPS', { infer: true }));
    await this.throttle.check(subjects);
    const key = input.idempotencyKey && digest(canonical, input.idempotencyKey);
    const opened = await inTurn(async ({ hash, verify }) => {
      await this.throttle.check(subjects);
      for (const subject of subjects) await this.throttle.add(subject);
      const found = await this.store.findByUsername(canonical);
      if (!found) {
        const user = newUser(input, await hash(input.password));
        return this.store.add({ user, canonicalUsername: canonical, signUpKey: key });
      }
      // One hash in either case.
      if (key === undefined || found.signUpKey !== key) await verify(undefined, input.password);
      return undefined;
    });
    const user = opened ?? (key && (await this.earlier(canonical, input.password, key, context, inTurn)));
    if (!user) throw new UsernameTakenError();
    return user;
  }

  /** The account of an earlier try of the same sign-up, proven by the key and the password: a wrong one counts as at sign-in. */
  private async earlier(
    canonical: string,
    password: string,
    key: string,
    context: RequestContext,
    inTurn: HashingInTurn,
  ): Promise<UserRecord | undefined> {
    const found = await this.store.findByUsername(canonical);
    if (found?.signUpKey !== key) return undefined;
    const { user } = found;
    const isSame = await this.isPasswordOf(user, canonical, password, { ...context, device: undefined }, inTurn);
    return isSame ? user : undefined;
  }

  /**
   * The user whose password this is. Throws `InvalidCredentialsError`, the same and after the same time and writes whether
   * the account is missing or the password wrong, `AccountDisabledError` where it is right, `TooManyAttemptsError` or
   * `HashingBusyError`. Records the sign-in.
   * Once the caller has completed it, `KnownDevices.remember` is for the device.
   */
  async authenticate(username: string, password: string, context: RequestContext): Promise<ProvenUser> {
    // What cannot be a username is nobody's: '' is never found.
    const canonical = canonicalUsername(username) ?? '';
    return this.hasher.withPlace(turnOwner(context.address, canonical), async (inTurn) => {
      if (context.device === undefined) {
        const { account, successes, networks = [] } = this.signInSubjects(canonical, context.address);
        const known = async () => this.throttle.checkKnown([account, successes, ...networks]);
        await this.audit.failureOf({ event: 'sign_in', context }, known);
      }
      const time = Date.now();
      const user = (await this.store.findByUsername(canonical))?.user;
      const prove = async () => {
        const isProven = await this.isPasswordOf(user, canonical, password, context, inTurn);
        if (!isProven || !user) throw new InvalidCredentialsError();
        if (user.disabledAt !== undefined) throw new AccountDisabledError();
        return user;
      };
      const told = ({ id }: User) => ({ actor: id });
      const proven = await this.audit.outcomeOf({ event: 'sign_in', subject: user?.id, context }, prove, told);
      await this.renewHash(proven, password, inTurn);
      return { user: publicUser(proven), authTime: authTimeOf(proven, time) };
    });
  }

  private async isPasswordOf(
    user: UserRecord | undefined,
    canonical: string,
    password: string,
    { device, address }: RequestContext,
    inTurn: HashingInTurn,
  ): Promise<boolean> {
    const free = this.config.get('ACCOUNT_FREE_FAILURES', { infer: true });
    if (device !== undefined && (await this.devices.isKnown(device, user?.id))) {
      const subjects = this.proofSubjects(deviceSubject(canonical, device, free));
      return this.proof.check(inTurn, user?.passwordHash, password, subjects);
    }
    return this.proof.check(inTurn, user?.passwordHash, password, this.signInSubjects(canonical, address));
  }

  private signInSubjects(canonical: string, address: string): ProofSubjects {
    const networks = addressSubjects(address, this.config.get('ADDRESS_FREE_FAILURES', { infer: true }));
    const free = this.config.get('ACCOUNT_FREE_FAILURES', { infer: true });
    return this.proofSubjects(accountSubject(canonical, free), networks);
  }

  private proofSubjects(account: Subject, networks: readonly Subject[] = []): ProofSubjects {
    const free = this.config.get('ACCOUNT_FREE_SUCCESSES', { infer: true });
    return { account, successes: successSubject(account, free), networks };
  }

  /** Hashes a proven password again where the parameters have changed; the next sign-in does it if this one cannot. */
  private async renewHash(user: UserRecord, password: string, inTurn: HashingInTurn): Promise<void> {
    if (!this.hasher.isOutdated(user.passwordHash)) return;
    try {
      await this.store.change(user, { passwordHash: await inTurn(({ hash }) => hash(password)) });
    } catch (error) {
      this.logger.warn({ err: error }, 'A password could not be hashed again');
    }
  }

  async findById(id: string): Promise<User | undefined> {
    const user = await this.store.findById(id);
    return user && publicUser(user);
  }

  /** The usernames of those of the ids that are of users. */
  async usernamesOf(ids: readonly string[]): Promise<Record<string, string>> {
    const names: [string, string][] = [];
    const own = [...new Set(ids)].filter((id) => userId.safeParse(id).success);
    for (let start = 0; start < own.length; start += batchSize) {
      const users = await this.store.findAll(own.slice(start, start + batchSize));
      for (const { id, username } of users.values()) names.push([id, username]);
    }
    return Object.fromEntries(names);
  }

  async findByUsername(username: string): Promise<User | undefined> {
    const found = await this.store.findByUsername(canonicalUsername(username) ?? '');
    return found && publicUser(found.user);
  }

  /** Throws `UserNotFoundError` or, where others keep changing the user, `UserChangedError`. */
  async changeProfile(id: string, changes: ProfileChanges, context: RequestContext): Promise<User> {
    const details = { fields: Object.keys(changes) };
    const event = { event: 'profile_change', actor: id, subject: id, details, context } as const;
    return publicUser(
      await this.audit.outcomeOf(event, () => changeUser(this.store, id, () => Promise.resolve(changes))),
    );
  }

  /** Throws `WrongPasswordError`, `PasswordRefusedError`, `UserNotFoundError`, `TooManyAttemptsError` or `HashingBusyError`. */
  async changePassword(
    id: string,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    context: RequestContext,
  ): Promise<User> {
    const change = async (inTurn: HashingInTurn) => {
      const user = await existingUser(this.store, id);
      refusePassword(newPassword, [user.username, user.name, user.email], 'newPassword');
      // Apart from sign-ins: who has stolen a token shall neither guess the password nor lock its owner out.
      const failures = accountSubject(`password of ${id}`, this.config.get('ACCOUNT_FREE_FAILURES', { infer: true }));
      const subjects = this.proofSubjects(failures);
      const isProven = await this.proof.check(inTurn, user.passwordHash, currentPassword, subjects);
      if (!isProven) throw new WrongPasswordError();
      const passwordHash = await inTurn(({ hash }) => hash(newPassword));
      // Not tried again: what was proven is the password that this version of the user had.
      const changed = await this.store.change(user, { passwordHash, passwordChangedAt: nextEnd(user) });
      if (!changed) throw new UserChangedError();
      return changed;
    };
    const event = { event: 'password_change', actor: id, subject: id, context } as const;
    const changed = await this.hasher.withPlace(turnOwner(context.address, id), (inTurn) =>
      this.audit.outcomeOf(event, () => change(inTurn)),
    );
    return publicUser(changed);
  }
}

function newUser({ username, name, email }: SignUp, passwordHash: string): UserRecord {
  const now = new Date().toISOString();
  return {
    id: randomUUID(),
    username: displayUsername(username),
    name,
    email,
    roles: [userRole],
    createdAt: now,
    passwordChangedAt: now,
    rolesChangedAt: now,
    version: 1,
    passwordHash,
  };
}

function refusePassword(password: string, about: readonly (string | undefined)[], field: string): void {
  const fault = passwordFault(password, about);
  if (fault !== undefined) throw new PasswordRefusedError(fault, field);
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
