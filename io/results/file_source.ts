/** Reads parts of an open file in blocks, for the checkpoint readers. */
import type { ByteSource } from "../../lib/checkpoints/byte_reader.ts";
import { readFull } from "../system/read_full.ts";

// A small file takes one call. In a large one, the next bytes needed are mostly close to the last ones.
const BLOCK = 66 * 2 ** 10;

/**
 * A byte source that reads from an open file.
 *
 * @param size size of the file, in bytes
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
        block = bytes.subarray(0, readFull(file, bytes));
        start = from;
      }
      return block.subarray(from - start, from - start + wanted);
    },
  };
}
