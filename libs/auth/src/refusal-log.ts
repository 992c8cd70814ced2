import { Logger } from '@nestjs/common';

const MINUTE = 60_000;
const MAX_KINDS = 100;

interface Kind {
  since: number;
  /** How many lines were not warnings since then. */
  quiet: number;
}

/**
 * Writes refusals. The first of a kind within a minute is a warning, so that a wrong setting shows at the usual log level;
 * the others are for debugging, so that nobody can flood the log.
 */
export class RefusalLog {
  private readonly logger = new Logger('AuthModule');
  private readonly kinds = new Map<string, Kind>();

  /** Without a kind, such as for requests without credentials, no line is a warning. */
  write(kind: string | undefined, line: string): void {
    if (kind === undefined) {
      this.logger.debug(line);
      return;
    }
    const now = Date.now();
    const known = this.kinds.get(kind);
    if (known !== undefined && now >= known.since && now - known.since < MINUTE) {
      known.quiet++;
      this.logger.debug(line);
      return;
    }
    // A kind may hold the cause of an outage, which can have any text.
    if (this.kinds.size >= MAX_KINDS) this.kinds.clear();
    this.kinds.set(kind, { since: now, quiet: 0 });
    const more = known === undefined || known.quiet === 0 ? '' : ` (and ${known.quiet} more of this kind before)`;
    this.logger.warn(`${line}${more}`);
  }
}
