import type { Sparse } from "../../lib/checkpoints/zip.ts";

/** Writes a sparse file. */
export function writeSparse(path: string, { size, parts }: Sparse): void {
  using file = Deno.openSync(path, { createNew: true, write: true });
  file.truncateSync(size);
  for (const { at, bytes } of parts) {
    file.seekSync(at, Deno.SeekMode.Start);
    file.writeSync(bytes);
  }
}
