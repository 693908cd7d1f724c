const encoder = new TextEncoder();

/** Writes a line to stdout at once, so that a log shows how far a run has come. */
export function print(line: string): void {
  let bytes = encoder.encode(`${line}\n`);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
