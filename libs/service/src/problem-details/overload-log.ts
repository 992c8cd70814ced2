import { type LoggerService } from '@nestjs/common';

// Milliseconds.
const interval = 1000;

/** Says whether an answer of this status refuses work that may be tried again later. */
export function isOverload(status: number): boolean {
  return status === 429 || status === 503;
}

/** Reports answers that refuse work, once a second and kind: a flood of requests must not become a flood of lines. */
export class OverloadLog {
  private readonly kinds = new Map<string, { count: number; reportedAt: number }>();

  constructor(private readonly logger: LoggerService) {}

  /** `kind` is a constant, such as a problem's title. The line has no stack: where it happened says nothing. */
  report(kind: string, status: number): void {
    const seen = this.kinds.get(kind) ?? { count: 0, reportedAt: -Infinity };
    seen.count++;
    this.kinds.set(kind, seen);
    const now = performance.now();
    if (now - seen.reportedAt < interval) return;
    this.logger.warn({ status, count: seen.count }, kind);
    this.kinds.set(kind, { count: 0, reportedAt: now });
  }
}
