/** Numbers of things, in words. */

/** A number with its noun: `1 run`, `2 runs`. */
export function counted(count: number, one: string, many?: string): string {
  return `${count} ${plural(count, one, many)}`;
}

/** The noun for a number of things: `run`, `runs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}
