/** Quotes values for POSIX shells. */

/** A value as one word for a POSIX shell: unquoted if it is safe, otherwise in single quotes. */
export function shellQuote(value: string): string {
  return value !== "" && /^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
