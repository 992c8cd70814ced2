const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/** Paths of members whose names every object has already. No schema sees these, and no field is called so. */
export function reservedNames(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap((name) => {
    if (reserved.has(name)) return [[name]];
    return reservedNames((value as Record<string, unknown>)[name]).map((path) => [name, ...path]);
  });
}
