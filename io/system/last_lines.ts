/** Reads the end of a log, to show it next to a failure. */

/**
 * The last lines of a log: at most `count`, from its last 8 KiB, without escape sequences and empty lines.
 *
 * @returns an empty list if the log cannot be read
 */
export function lastLines(path: string, count: number): string[] {
  try {
    using file = Deno.openSync(path);
    const size = file.statSync().size;
    const length = Math.min(size, 8 * 1024);
    file.seekSync(size - length, Deno.SeekMode.Start);
    const buffer = new Uint8Array(length);
    const read = file.readSync(buffer) ?? 0;
    // deno-lint-ignore no-control-regex
    const text = new TextDecoder().decode(buffer.subarray(0, read)).replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, "");
    return text.trimEnd().split("\n").slice(-count).map((line) => line.split("\r").at(-1)!.slice(0, 300)).filter((
      line,
    ) => line !== "");
  } catch {
    return [];
  }
}
