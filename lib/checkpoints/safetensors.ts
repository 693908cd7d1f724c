/**
 * The header of a safetensors file (github.com/huggingface/safetensors, "Format"): its length in 8 bytes, little-endian, then
 * JSON, of which `__metadata__` maps strings to strings. The tensors are not looked at.
 */
import { read, type Reading, unreadable } from "../messages/reading.ts";
import { type Fields, NO_FIELDS } from "../results/experiment_result.ts";

/** The bytes that tell the header's length. */
export const PREFIX_BYTES = 8;

// What the format's own reader takes on.
const MAX_HEADER = 100_000_000;

/**
 * The length of the header.
 *
 * @param prefix the file's first bytes
 * @param size of the file, in bytes
 */
export function headerLength(prefix: Uint8Array, size: number): Reading<number> {
  if (prefix.length < PREFIX_BYTES || size < PREFIX_BYTES) {
    return unreadable(`it is no safetensors file: it has ${Math.min(size, prefix.length)} bytes`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER)) {
    return unreadable(`it is no safetensors file: its header would have ${length} bytes`);
  }
  if (PREFIX_BYTES + Number(length) > size) {
    return unreadable(
      `it was cut off, or is no safetensors file: its header needs ${length} bytes and ${
        size - PREFIX_BYTES
      } are there`,
    );
  }
  return read(Number(length));
}

/** @param header the bytes after the prefix, as many as {@link headerLength} says */
export function parseMetadata(header: Uint8Array): Reading<Fields> {
  let root: unknown;
  try {
    root = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch {
    return unreadable("its safetensors header is no JSON");
  }
  if (!isMap(root)) return unreadable("its safetensors header is no map");
  if (!Object.hasOwn(root, "__metadata__")) return read(NO_FIELDS);
  const metadata = root.__metadata__;
  if (!isMap(metadata)) return unreadable("its __metadata__ is no map");
  const fields = new Map<string, string>();
  const problems: string[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value === "string") fields.set(key, value);
    else problems.push(`"${key}" of its __metadata__ is no string`);
  }
  return { value: fields, problems };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
