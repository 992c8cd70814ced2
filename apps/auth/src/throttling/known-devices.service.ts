import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { KnownDeviceStore } from './known-device.store';

// Milliseconds.
const lifetime = 180 * 24 * 60 * 60 * 1000;
const devicePattern = /^[A-Za-z0-9_-]{43}$/;

/** What account and device stand under in the store: who reads it learns neither. */
function digestOf(device: string, userId: string): string {
  return createHash('sha256').update(`${device}.${userId}`).digest('base64url');
}

/**
 * Devices on which people have signed in before. A device is a random token of 256 bits that it keeps; it opens nothing, it
 * only says that strangers' failures do not count against it.
 */
@Injectable()
export class KnownDevices {
  constructor(private readonly store: KnownDeviceStore) {}

  /** Asks the store in any case where a device was presented: the time does not tell whether the account exists. */
  async isKnown(device: string | undefined, userId: string | undefined): Promise<boolean> {
    if (device === undefined || !devicePattern.test(device)) return false;
    return this.store.isKnown(digestOf(device, userId ?? 'nobody'));
  }

  /** Remembers the device of a completed sign-in, and returns its token: the one it presented, or a new one. */
  async remember(device: string | undefined, userId: string): Promise<string> {
    const token = device !== undefined && devicePattern.test(device) ? device : randomBytes(32).toString('base64url');
    await this.store.remember(digestOf(token, userId), Date.now() + lifetime);
    return token;
  }
}
