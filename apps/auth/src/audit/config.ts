import { count, type Parsed } from '../settings';

/** Variables of the audit trail. */
export const auditEnvironment = {
  /** For how long events can be read. */
  AUDIT_RETENTION_DAYS: count(1, 3650, 'a number of days').default(90),
};
export type AuditEnvironment = Parsed<typeof auditEnvironment>;
