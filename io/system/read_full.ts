/** Reads as many bytes of a file as a buffer has. */

/**
 * Reads until a buffer is full or the file ends.
 *
 * @returns the number of bytes read
 */
export function readFull(file: Pick<Deno.FsFile, "readSync">, buffer: Uint8Array): number {
  let count = 0;
  while (count < buffer.length) {
    const read = file.readSync(buffer.subarray(count));
    if (read === null) break;
    count += read;
  }
  return count;
}
