import { Logger } from '@nestjs/common';
import { FirstOfAKind } from '@gatehouse/access-token';

/**
 * Writes refusals. The first of a kind within a minute is a warning, so that a wrong setting shows at the usual log level;
 * the others are for debugging.
 */
export class RefusalLog {
  private readonly logger = new Logger('AuthModule');
  private readonly first = new FirstOfAKind();

  /** Without a kind, such as for requests without credentials, no line is a warning. */
  write(kind: string | undefined, line: string): void {
    const others = kind === undefined ? undefined : this.first.take(kind);
    if (others === undefined) this.logger.debug(line);
    else this.logger.warn(others === 0 ? line : `${line} (and ${others} more of this kind before)`);
  }
}
