/** Pickles written by hand, opcode by opcode. */
import { byteReader, bytesSource } from "../../../lib/checkpoints/byte_reader.ts";
import type { PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { unpickle } from "../../../lib/checkpoints/unpickle.ts";

/** Concatenates bytes and texts; each character of a text is a byte. */
export function bytesOf(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => typeof part === "string" ? Array.from(part, (c) => c.charCodeAt(0)) : [...part]),
  );
}

/** Encodes a little-endian number. */
export function littleEndian(value: number | bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number(BigInt(value) >> BigInt(8 * index) & 0xffn));
}

/** Reads one pickle. */
export function load(bytes: Uint8Array, limit?: number): PythonValue {
  return unpickle(byteReader(bytesSource(bytes), 0, bytes.length, "truncated"), limit).value;
}
