/** Writes a warning as CloudWatch Logs shows it best: one line of JSON, without the prefix that `console` gets in Lambda. */
export function warn(line: string): void {
  process.stdout.write(`${JSON.stringify({ level: 'warn', time: Date.now(), msg: line })}\n`);
}
