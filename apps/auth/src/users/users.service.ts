import { createHash, randomUUID } from 'node:crypto';
import { userRole } from '@gatehouse/authorization';
import { Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AuditLog } from '../audit/audit';
import { type RequestContext } from '../request-context/request-context';
import { type UsersEnvironment } from './config';
import { PasswordRefusedError } from '../passwords/password.errors';
import { type Hashing, PasswordHasher } from '../passwords/password-hasher';
import { passwordFault } from '../passwords/password-rules';
import { KnownDevices } from '../throttling/known-devices.service';
import { accountSubject, addressSubjects, deviceSubject, signUpSubjects } from '../throttling/subjects';
import { ThrottleService } from '../throttling/throttle.service';
import { PasswordProof } from './password-proof.service';
import { publicUser, type User, type UserRecord } from './user';
import {
  InvalidCredentialsError,
  UserChangedError,
  UserNotFoundError,
  UsernameTakenError,
  WrongPasswordError,
} from './user.errors';
import { UserStore } from './user.store';
import { canonicalUsername, displayUsername } from './username';

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

// Attempts of one change whose user was changed meanwhile.
const rounds = 5;

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
    const subjects = signUpSubjects(context.address, this.config.get('ADDRESS_FREE_SIGN_UPS', { infer: true }));
    const open = async () => {
      await this.throttle.check(subjects);
      return this.hasher.inTurn(async (hashing) => {
        await this.throttle.check(subjects);
        for (const subject of subjects) await this.throttle.add(subject);
        return this.openAccount(input, canonical, hashing);
      });
    };
    const told = ({ id }: User) => ({ actor: id, subject: id });
    return publicUser(await this.audit.outcomeOf({ event: 'sign_up', context }, open, told));
  }

  private async openAccount(input: SignUp, canonical: string, hashing: Hashing): Promise<UserRecord> {
    const key = input.idempotencyKey && digest(canonical, input.idempotencyKey);
    let user: UserRecord | undefined;
    // One hash in either case.
    if (await this.store.findByUsername(canonical)) user = await this.earlier(canonical, input.password, key, hashing);
    else {
      const added = newUser(input, await hashing.hash(input.password));
      user = await this.store.add({ user: added, canonicalUsername: canonical, signUpKey: key });
      if (!user && key !== undefined) user = await this.earlier(canonical, input.password, key, hashing);
    }
    if (!user) throw new UsernameTakenError();
    return user;
  }

  /** The account of an earlier try of the same sign-up, proven by the key and the password. */
  private async earlier(canonical: string, password: string, key: string | undefined, { verify }: Hashing) {
    const found = await this.store.findByUsername(canonical);
    const same = key !== undefined && found?.signUpKey === key;
    return (await verify(same ? found.user.passwordHash : undefined, password)) ? found?.user : undefined;
  }

  /**
   * The user whose password this is. Throws `InvalidCredentialsError`, the same and after the same time and writes whether
   * the account is missing or the password wrong, `TooManyAttemptsError` or `HashingBusyError`. Records the sign-in.
   * Once the caller has completed it, `KnownDevices.remember` is for the device.
   */
  async authenticate(username: string, password: string, context: RequestContext): Promise<User> {
    // What cannot be a username is nobody's: '' is never found.
    const canonical = canonicalUsername(username) ?? '';
    const user = (await this.store.findByUsername(canonical))?.user;
    const prove = async () => {
      if (!(await this.isPasswordOf(user, canonical, password, context)) || !user) throw new InvalidCredentialsError();
      return user;
    };
    const told = ({ id }: User) => ({ actor: id });
    const proven = await this.audit.outcomeOf({ event: 'sign_in', subject: user?.id, context }, prove, told);
    await this.renewHash(proven, password);
    return publicUser(proven);
  }

  private async isPasswordOf(
    user: UserRecord | undefined,
    canonical: string,
    password: string,
    { device, address }: RequestContext,
  ): Promise<boolean> {
    const free = this.config.get('ACCOUNT_FREE_FAILURES', { infer: true });
    if (device !== undefined && (await this.devices.isKnown(device, user?.id))) {
      return this.proof.check(user?.passwordHash, password, deviceSubject(canonical, device, free));
    }
    const networks = addressSubjects(address, this.config.get('ADDRESS_FREE_FAILURES', { infer: true }));
    return this.proof.check(user?.passwordHash, password, accountSubject(canonical, free), networks);
  }

  /** Hashes a proven password again where the parameters have changed; the next sign-in does it if this one cannot. */
  private async renewHash(user: UserRecord, password: string): Promise<void> {
    if (!this.hasher.isOutdated(user.passwordHash)) return;
    try {
      await this.store.change(user, { passwordHash: await this.hasher.inTurn(({ hash }) => hash(password)) });
    } catch (error) {
      this.logger.warn({ err: error }, 'A password could not be hashed again');
    }
  }

  async findById(id: string): Promise<User | undefined> {
    const user = await this.store.findById(id);
    return user && publicUser(user);
  }

  async findByUsername(username: string): Promise<User | undefined> {
    const found = await this.store.findByUsername(canonicalUsername(username) ?? '');
    return found && publicUser(found.user);
  }

  /** Throws `UserNotFoundError`. */
  async changeProfile(id: string, changes: ProfileChanges, context: RequestContext): Promise<User> {
    const change = async () => {
      for (let round = 0; round < rounds; round++) {
        const changed = await this.store.change(await this.existing(id), changes);
        if (changed) return changed;
      }
      throw new UserChangedError();
    };
    const details = { fields: Object.keys(changes) };
    const event = { event: 'profile_change', actor: id, subject: id, details, context } as const;
    return publicUser(await this.audit.outcomeOf(event, change));
  }

  /** Throws `WrongPasswordError`, `PasswordRefusedError`, `UserNotFoundError`, `TooManyAttemptsError` or `HashingBusyError`. */
  async changePassword(
    id: string,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
    context: RequestContext,
  ): Promise<User> {
    const user = await this.existing(id);
    refusePassword(newPassword, [user.username, user.name, user.email], 'newPassword');
    const change = async () => {
      // Apart from sign-ins: who has stolen a token shall neither guess the password nor lock its owner out.
      const subject = accountSubject(`password of ${id}`, this.config.get('ACCOUNT_FREE_FAILURES', { infer: true }));
      if (!(await this.proof.check(user.passwordHash, currentPassword, subject))) throw new WrongPasswordError();
      const passwordHash = await this.hasher.inTurn(({ hash }) => hash(newPassword));
      // Not tried again: what was proven is the password that this version of the user had.
      const changed = await this.store.change(user, { passwordHash, passwordChangedAt: new Date().toISOString() });
      if (!changed) throw new UserChangedError();
      return changed;
    };
    const event = { event: 'password_change', actor: id, subject: id, context } as const;
    return publicUser(await this.audit.outcomeOf(event, change));
  }

  private async existing(id: string): Promise<UserRecord> {
    const user = await this.store.findById(id);
    if (!user) throw new UserNotFoundError();
    return user;
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
