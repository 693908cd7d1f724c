/**
 * Parses the header of a safetensors file (github.com/huggingface/safetensors, "Format"): its length as 8 little-endian bytes,
 * then JSON whose `__metadata__` maps strings to strings. Tensors are not read.
 */
import { read, type Reading, unreadable } from "../messages/reading.ts";
import { type Fields, NO_FIELDS } from "../results/experiment_result.ts";

/** Number of bytes that hold the length of the header. */
export const PREFIX_BYTES = 8;

// The limit of the reference implementation.
const MAX_HEADER = 100_000_000;

/**
 * Decodes the length of the header in bytes, and checks it against the size of the file.
 *
 * @param prefix the first bytes of the file
 * @param size size of the file, in bytes
 */
export function headerLength(prefix: Uint8Array, size: number): Reading<number> {
  if (prefix.length < PREFIX_BYTES || size < PREFIX_BYTES) {
    return unreadable(`not a safetensors file: only ${Math.min(size, prefix.length)} bytes`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) {
    return unreadable(`not a safetensors file: header length is ${length} bytes, expected at most ${MAX_HEADER}`);
  }
  if (PREFIX_BYTES + Number(length) > size) {
    return unreadable(
      `truncated, or not a safetensors file: header needs ${length} bytes, got ${size - PREFIX_BYTES}`,
    );
  }
  return read(Number(length));
}

/**
 * Parses the metadata in the header.
 *
 * @param header the bytes after the prefix, as many as {@link headerLength} returned
 */
export function parseMetadata(header: Uint8Array): Reading<Fields> {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch {
    return unreadable("invalid safetensors header: not JSON");
  }
  if (!isMap(root)) return unreadable("invalid safetensors header: expected a map");
  if (!Object.hasOwn(root, "__metadata__")) return read(NO_FIELDS);
  const metadata = root.__metadata__;
  if (!isMap(metadata)) return unreadable("__metadata__: expected a map");
  const fields = new Map<string, string>();
  const problems: string[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value === "string") fields.set(key, value);
    else problems.push(`__metadata__: expected a string for "${key}"`);
  }
  return { value: fields, problems };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
