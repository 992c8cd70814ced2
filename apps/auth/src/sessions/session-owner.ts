import { type Principal } from '@gatehouse/auth';
import { type SessionOwner } from './sessions.service';

export function ownerOf({ subject, claims }: Principal): SessionOwner {
  const { sid } = claims;
  return { accountId: subject, sid: typeof sid === 'string' ? sid : undefined };
}
