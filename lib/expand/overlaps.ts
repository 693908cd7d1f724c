/** Dotted keys of which one sets what the other sets: `optimizer` and `optimizer.lr`. */

/** Whether two keys are the same, or one is a section of the other. */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether a key overlaps any of some others. */
export function overlapsAny(key: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(key, other)) return true;
  return false;
}
