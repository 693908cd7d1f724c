import { UserError } from "./user_error.ts";

/** A CSV file that is written row by row, so that it can be read during the run. */
export interface CsvFile {
  append(row: readonly number[]): void;
  close(): void;
}

/**
 * Creates a CSV file, or overwrites an existing one.
 *
 * @throws {UserError} if it cannot be written; so do the functions of the file
 */
export function createCsvFile(path: string, columns: readonly string[]): CsvFile {
  const encoder = new TextEncoder();
  const file = attempt(() => Deno.openSync(path, { write: true, create: true, truncate: true }));
  function append(cells: readonly (number | string)[]): void {
    let bytes = encoder.encode(`${cells.join(",")}\n`);
    while (bytes.length > 0) bytes = bytes.subarray(attempt(() => file.writeSync(bytes)));
  }
  function attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw new UserError(`${path}: cannot write: ${(cause as Error).message}`, { cause });
    }
  }
  append(columns);
  return { append, close: () => file.close() };
}
