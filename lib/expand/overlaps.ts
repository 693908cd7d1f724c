/** Detects dotted keys that set the same part of a configuration: `optimizer` and `optimizer.lr`. */

/** Whether two keys are equal, or one is a section that contains the other. */
export function overlaps(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Whether a key overlaps any of the others. */
export function overlapsAny(key: string, others: Iterable<string>): boolean {
  for (const other of others) if (overlaps(key, other)) return true;
  return false;
}
