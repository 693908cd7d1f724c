/** Quotes a value for a POSIX shell. */

/** A value as one word of a POSIX shell: bare when it is safe, else in single quotes. */
export function shellQuote(value: string): string {
  return value !== "" && /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
