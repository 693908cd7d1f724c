/** Reads parts of an open file, in blocks, for the readers of checkpoints. */
import type { ByteSource } from "../../lib/checkpoints/byte_reader.ts";
import { fill } from "./read_part.ts";

// Small files are read by one call, and of large ones what is asked for next lies mostly beside what was read last.
const BLOCK = 66 * 2 ** 10;

/**
 * @param file open
 * @param size of the file, in bytes
 */
export function fileSource(file: Pick<Deno.FsFile, "readSync" | "seekSync">, size: number): ByteSource {
  let start = 0;
  let block: Uint8Array = new Uint8Array();
  return {
    size,
    read(from, length) {
      const wanted = Math.min(length, size - from);
      if (from < start || from + wanted > start + block.length) {
        const bytes = new Uint8Array(Math.min(Math.max(wanted, BLOCK), size - from));
        file.seekSync(from, Deno.SeekMode.Start);
        block = bytes.subarray(0, fill(file, bytes));
        start = from;
      }
      return block.subarray(from - start, from - start + wanted);
    },
  };
}
