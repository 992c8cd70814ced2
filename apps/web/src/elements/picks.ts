/** What was ticked or unticked, by its name; all else is as it was read. */
export type Picked = Readonly<Record<string, boolean>>;

/** The names after the picks. */
export function withPicks(names: readonly string[], picked: Picked): string[] {
  const added = Object.keys(picked).filter((name) => picked[name] === true && !names.includes(name));
  return [...names.filter((name) => picked[name] !== false), ...added];
}
