/** Reads the end of a log, to show it next to a failure. */
import { printable } from "../../lib/messages/printable.ts";

const MAX_BYTES = 8 * 1024;
const MAX_COLUMNS = 300;

/**
 * The last lines of a log: at most `count`, from its last 8 KiB, without escape sequences and empty lines.
 *
 * @returns an empty list if the log cannot be read, or is not a regular file
 */
export function lastLines(path: string, count: number): string[] {
  try {
    if (!Deno.lstatSync(path).isFile) return [];
    using file = Deno.openSync(path);
    const size = file.statSync().size;
    const length = Math.min(size, MAX_BYTES);
    file.seekSync(size - length, Deno.SeekMode.Start);
    const buffer = new Uint8Array(length);
    const read = file.readSync(buffer) ?? 0;
    const lines = new TextDecoder().decode(buffer.subarray(0, read)).trimEnd().split("\n").slice(-count);
    // If a line was overwritten with carriage returns, as progress bars do, only its last version is shown.
    return lines.map((line) => printable(line.trimEnd().split("\r").at(-1)!).slice(0, MAX_COLUMNS)).filter((line) =>
      line !== ""
    );
  } catch {
    return [];
  }
}
