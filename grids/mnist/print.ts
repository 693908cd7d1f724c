const encoder = new TextEncoder();

/** Writes a line to stdout immediately, so that logs show the progress of a run. */
export function print(line: string): void {
  let bytes = encoder.encode(`${line}\n`);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
