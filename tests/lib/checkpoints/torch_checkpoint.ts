/** Makes checkpoints in both containers, with sparse tensors. */
import { bytesOf, littleEndian } from "./pickle.ts";
import { type Sparse, type ZipEntry, zipWithHoles } from "./zip.ts";

const text = (value: string) => `X${String.fromCharCode(...littleEndian(value.length, 4))}${value}`;

/** The first three pickles of the old container. */
export const LEGACY_HEAD = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.\x80\x02}.";

/** The pickle of `{"training_stats": {"loss": LOSS}, "tensor": …}`, with the given number of one-byte elements. */
export function objectPickle(loss: string, elements: number): string {
  const length = `\x8a\x08${String.fromCharCode(...littleEndian(elements, 8))}`;
  const id = `(${text("storage")}ctorch\nByteStorage\n${text("0")}${text("cpu")}${length}NtQ`;
  return `\x80\x02}(${text("training_stats")}}${text("loss")}${text(loss)}s${text("tensor")}${id}u.`;
}

/** A checkpoint in a zip file. */
export function zipCheckpoint(pickle: string, elements: number, lie: Partial<ZipEntry> = {}): Sparse {
  return zipWithHoles([
    { name: "model_best/data.pkl", bytes: bytesOf(pickle), ...lie },
    { name: "model_best/byteorder", bytes: bytesOf("little") },
    { name: "model_best/data/0", bytes: new Uint8Array(), hole: elements },
    { name: "model_best/version", bytes: bytesOf("3\n") },
  ]);
}

/** A checkpoint of five pickles and a storage. */
export function legacyCheckpoint(pickle: string, elements: number): Sparse {
  const bytes = bytesOf(LEGACY_HEAD, pickle, `\x80\x02]${text("0")}a.`, littleEndian(elements, 8));
  return { size: bytes.length + elements, parts: [{ at: 0, bytes }] };
}
