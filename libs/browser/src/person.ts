/** Who is signed in. */
export interface Person {
  readonly subject: string;
  readonly username: string;
  readonly name: string | null;
  /** What the person may do at the APIs. */
  readonly scopes: ReadonlySet<string>;
}

/** A person as storage and messages carry one. */
export interface StoredPerson extends Omit<Person, 'scopes'> {
  readonly scopes: readonly string[];
}

export function personOf({ subject, username, name, scopes }: StoredPerson): Person {
  return { subject, username, name, scopes: new Set(scopes) };
}

export function storedPerson({ subject, username, name, scopes }: Person): StoredPerson {
  return { subject, username, name, scopes: [...scopes].sort() };
}

export function isStoredPerson(value: unknown): value is StoredPerson {
  const { subject, username, name, scopes } = (value ?? {}) as Partial<Record<keyof StoredPerson, unknown>>;
  return (
    typeof subject === 'string' &&
    typeof username === 'string' &&
    (name === null || typeof name === 'string') &&
    Array.isArray(scopes) &&
    scopes.every((scope) => typeof scope === 'string')
  );
}

export function isSamePerson(a: Person | null, b: Person | null): boolean {
  return a === b || (a !== null && b !== null && JSON.stringify(storedPerson(a)) === JSON.stringify(storedPerson(b)));
}
