import { createHash } from 'node:crypto';
import { networkOf } from '@gatehouse/service';
import { type TurnOwner } from './fair-turns';
import { type Limit } from './failures';
import { type Subject } from './throttle.service';

const second = 1000;
const minute = 60 * second;

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Sign-ins to one account, whether it exists or not. Someone who guesses steadily gets 4 guesses an hour. */
export function accountSubject(canonicalUsername: string, free: number): Subject {
  return {
    key: `account#${digest(canonicalUsername)}`,
    limit: { free, forgetAfter: 15 * minute, firstDelay: second, longestDelay: 15 * minute },
  };
}

/** Sign-ins to one account from a device that it is known on: apart from all others, so that those cannot lock it out. */
export function deviceSubject(canonicalUsername: string, device: string, free: number): Subject {
  return { ...accountSubject(canonicalUsername, free), key: `device#${digest(canonicalUsername, device)}` };
}

/** The other side of `failures`, the subject of an account or device: what it achieves costs, too, and is bounded. */
export function successSubject({ key }: Subject, free: number): Subject {
  return {
    key: `success-${key}`,
    limit: { free, forgetAfter: 3 * second, firstDelay: second, longestDelay: minute },
  };
}

/** Failed sign-ins from one network, to whichever account. Many people may share one. */
export function addressSubjects(address: string, free: number): Subject[] {
  return ofNetwork('address', address, { free, forgetAfter: minute, firstDelay: second, longestDelay: 15 * minute });
}

/** Sign-ups from one network, taken names included. */
export function signUpSubjects(address: string, free: number): Subject[] {
  return ofNetwork('sign-up', address, {
    free,
    forgetAfter: 30 * second,
    firstDelay: second,
    longestDelay: 15 * minute,
  });
}

/** For whom the hashing of a password is. */
export function turnOwner(address: string, account?: string): TurnOwner {
  return { network: networkOf(address), account };
}

/** None where the address is not known: all who have none would wait for each other. */
function ofNetwork(name: string, address: string, limit: Limit): Subject[] {
  return address === '' ? [] : [{ key: `${name}#${networkOf(address)}`, limit }];
}
