/**
 * What `torch.save` wrote (github.com/pytorch/pytorch, torch/serialization.py), in either of its containers: a zip file with
 * a pickle `data.pkl` and an entry for each storage, or, before 1.6 and on request, five pickles one after another and then
 * the storages. The object's pickle is all that is read; tensors are not looked at.
 */
import { crc32 } from "node:zlib";
import { NOTHING, read, type Reading, unreadable } from "../messages/reading.ts";
import { type ByteReader, byteReader, type ByteSource, bytesSource, FormatError } from "./byte_reader.ts";
import { isKind, type PythonValue } from "./python_value.ts";
import { findStoredEntry, ZIP_SIGNATURE } from "./stored_entry.ts";
import { unpickle } from "./unpickle.ts";

const OBJECT = /^[^/]+\/data\.pkl$/;
// Of a model with 40 000 tensors it has some 6 MiB.
const MAX_PICKLE = 64 * 2 ** 20;
const MAGIC = 0x1950a86a20f9469cfc6cn;
// How it is written, right at the beginning or soon after: as text by protocols 0 and 1, little-endian by all others.
const MAGIC_TEXTS = [
  new TextEncoder().encode(`L${MAGIC}L\n`),
  Uint8Array.of(0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19),
];
const HEAD_BYTES = 32;
const VERSION = 1001n;
const MAX_HEAD_STEPS = 1_000;

/**
 * Reads the object that was saved.
 *
 * @returns nothing when it is no such file
 */
export function readTorchFile(source: ByteSource): Reading<PythonValue> {
  const head = source.read(0, HEAD_BYTES);
  try {
    if (includes(head.subarray(0, ZIP_SIGNATURE.length), ZIP_SIGNATURE)) return readZip(source);
    return MAGIC_TEXTS.some((text) => includes(head, text)) ? read(readLegacy(source)) : NOTHING;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return unreadable(error.message);
  }
}

function readZip(source: ByteSource): Reading<PythonValue> {
  const entry = findStoredEntry(source, OBJECT);
  if (entry === undefined) return NOTHING;
  if (entry.size > MAX_PICKLE) throw new FormatError(`its data.pkl has ${entry.size} bytes, more than a model needs`);
  const bytes = source.read(entry.from, entry.size);
  // What torch writes when it is told to compute none.
  if (entry.crc !== 0 && crc32(bytes) !== entry.crc) throw new FormatError("its data.pkl is damaged: wrong checksum");
  return read(unpickle(byteReader(bytesSource(bytes), 0, bytes.length, "its data.pkl ends too early")).value);
}

function readLegacy(source: ByteSource): PythonValue {
  const cutOff = source.size > MAX_PICKLE ? "its pickle has more bytes than a model needs" : "it was cut off";
  const reader = byteReader(source, 0, Math.min(source.size, MAX_PICKLE), cutOff);
  const [magic, version] = [unpickle(reader, MAX_HEAD_STEPS).value, unpickle(reader, MAX_HEAD_STEPS).value];
  if (magic !== MAGIC || version !== VERSION) {
    throw new FormatError("it has a version of torch's format that is not known");
  }
  unpickle(reader, MAX_HEAD_STEPS);
  const { value, references } = unpickle(reader);
  checkStorages(reader, references, source.size);
  return value;
}

/** The bytes of an element; those of types that are not known count as one. */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ...["Double", "Long", "ComplexFloat"].map((type): [string, number] => [type, 8]),
  ...["Float", "Int", "QInt32"].map((type): [string, number] => [type, 4]),
  ...["Half", "BFloat16", "Short"].map((type): [string, number] => [type, 2]),
  ["ComplexDouble", 16],
]);

/** A model that was cut off is no model: the storages tell how long the file must be. */
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
  if (!Array.isArray(keys)) throw new FormatError("its list of storages is damaged");
  // Each begins with its number of elements.
  const end = keys.reduce((sum: number, key) => sum + 8 + (sizes.get(key) ?? 0), reader.position());
  if (end > size) throw new FormatError(`it was cut off: ${end} bytes are needed and ${size} are there`);
}

function includes(bytes: Uint8Array, wanted: Uint8Array): boolean {
  return bytes.some((_, from) => wanted.every((byte, index) => bytes[from + index] === byte));
}
