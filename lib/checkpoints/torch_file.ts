/**
 * Reads files written by `torch.save` (github.com/pytorch/pytorch, torch/serialization.py), in both formats: a zip file with a
 * pickle `data.pkl` and one entry per storage, or (before torch 1.6, and on request) five consecutive pickles followed by the
 * storages. Only pickles are read, no tensors.
 */
import { crc32 } from "node:zlib";
import { NOTHING, read, type Reading, unreadable } from "../messages/reading.ts";
import { type ByteReader, byteReader, type ByteSource, bytesSource, FormatError } from "./byte_reader.ts";
import { isKind, type PythonValue } from "./python_value.ts";
import { findStoredEntry, ZIP_SIGNATURE } from "./stored_entry.ts";
import { unpickle } from "./unpickle.ts";

const OBJECT = /^[^/]+\/data\.pkl$/;
// A model with 40,000 tensors has a pickle of about 6 MiB.
const MAX_PICKLE = 64 * 2 ** 20;
const MAGIC = 0x1950a86a20f9469cfc6cn;
// How pickles encode the magic number, near the start of the file: as text in protocols 0 and 1, little-endian in others.
const MAGIC_ENCODINGS = [
  new TextEncoder().encode(`L${MAGIC}L\n`),
  Uint8Array.of(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19),
];
const HEAD_BYTES = 32;
const VERSION = 1001n;
const MAX_HEAD_STEPS = 1_000;

/**
 * Reads the saved object.
 *
 * @returns nothing if the file is not in either format
 */
export function readTorchFile(source: ByteSource): Reading<PythonValue> {
  const head = source.read(0, HEAD_BYTES);
  try {
    if (includes(head.subarray(0, ZIP_SIGNATURE.length), ZIP_SIGNATURE)) return readZip(source);
    return MAGIC_ENCODINGS.some((bytes) => includes(head, bytes)) ? read(readLegacy(source)) : NOTHING;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unreadable(error.message);
  }
}

function readZip(source: ByteSource): Reading<PythonValue> {
  const entry = findStoredEntry(source, OBJECT);
  if (entry === undefined) return NOTHING;
  if (entry.size > MAX_PICKLE) throw new FormatError(`data.pkl has ${entry.size} bytes, expected at most 64 MiB`);
  const bytes = source.read(entry.from, entry.size);
  // torch writes 0 if checksums are disabled.
  if (entry.crc !== 0 && crc32(bytes) !== entry.crc) throw new FormatError("corrupt data.pkl: wrong checksum");
  return read(unpickle(byteReader(bytesSource(bytes), 0, bytes.length, "corrupt data.pkl: ends too early")).value);
}

function readLegacy(source: ByteSource): PythonValue {
  const endError = source.size > MAX_PICKLE ? "pickle is too large, expected at most 64 MiB" : "truncated";
  const reader = byteReader(source, 0, Math.min(source.size, MAX_PICKLE), endError);
  const [magic, version] = [unpickle(reader, MAX_HEAD_STEPS).value, unpickle(reader, MAX_HEAD_STEPS).value];
  if (magic !== MAGIC || version !== VERSION) {
    throw new FormatError("unknown version of torch's file format");
  }
  unpickle(reader, MAX_HEAD_STEPS);
  const { value, references } = unpickle(reader);
  checkStorages(reader, references, source.size);
  return value;
}

/** Bytes per element; unknown types count as 1. */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ...["Double", "Long", "ComplexFloat"].map((type): [string, number] => [type, 8]),
  ...["Float", "Int", "QInt32"].map((type): [string, number] => [type, 4]),
  ...["Half", "BFloat16", "Short"].map((type): [string, number] => [type, 2]),
  ["ComplexDouble", 16],
]);

/** Checks that the file is long enough for its storages: a truncated model is useless. */
function checkStorages(reader: ByteReader, references: readonly PythonValue[], size: number): void {
  const sizes = new Map<PythonValue, number>();
  for (const reference of references) {
    if (!Array.isArray(reference)) continue;
    const [, type, key, , elements] = reference;
    if (!isKind(type, "global") || typeof elements !== "bigint") continue;
    const name = /(\w+)Storage$/.exec(type.name)?.[1] ?? "";
    sizes.set(key, Number(elements) * (ELEMENT_BYTES.get(name) ?? 1));
  }
  const keys = unpickle(reader).value;
  if (!Array.isArray(keys)) throw new FormatError("corrupt list of storages");
  // Each storage begins with its number of elements (8 bytes).
  const end = keys.reduce((sum: number, key) => sum + 8 + (sizes.get(key) ?? 0), reader.position());
  if (end > size) throw new FormatError(`truncated: expected ${end} bytes, got ${size}`);
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return bytes.some((_, from) => wanted.every((byte, index) => bytes[from + index] === byte));
}
