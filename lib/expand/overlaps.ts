/** Dotted keys that set the same value. */

export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

export function overlapsAny(leaf: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(leaf, other)) return true;
  return false;
}
