/**
 * Reads files written by `torch.save` (github.com/pytorch/pytorch, torch/serialization.py), in both formats: a zip file with a
 * pickle `data.pkl` and one entry per storage, or (before torch 1.6, and on request) five consecutive pickles followed by the
 * storages. Only pickles are read, no tensors.
 */
import { NOTHING, read, type Reading, unreadable } from "../messages/reading.ts";
import { type Fields, NO_VALUE } from "../results/experiment_result.ts";
import { CRC32 } from "../results/formats/crc.ts";
import { type ByteReader, byteReader, type ByteSource, bytesSource, FormatError } from "./byte_reader.ts";
import { type CheckpointFacts, NO_FACTS, type Trainer } from "./checkpoint.ts";
import { describeKind, isDict, isKind, pythonText, type PythonValue } from "./python_value.ts";
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
  if (entry.crc !== 0 && CRC32.of(bytes) !== entry.crc) throw new FormatError("corrupt data.pkl: wrong checksum");
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

// Locates an uncompressed entry of a zip file (PKWARE's APPNOTE.TXT, 4.3 and 4.5.3). Sizes are taken from the central directory
// at the end of the file: torch writes entries before it knows their sizes, and omits them in the local headers.

/** Position of an entry that is stored without compression. Bytes. */
export interface StoredEntry {
  readonly from: number;
  readonly size: number;
  /** CRC-32; 0 if the writer computed none. */
  readonly crc: number;
}

/** The first bytes of a zip file. */
const ZIP_SIGNATURE: Uint8Array = Uint8Array.of(0x50, 0x4b, 3, 4);

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const END_BYTES = 22;
const LOCATOR64_BYTES = 20;
const END64_BYTES = 56;
const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const MAX_COMMENT = 0xffff;
// Half a million entries; models have about ten thousand tensors at most.
const MAX_DIRECTORY = 64 * 2 ** 20;
const NARROW = 0xffffffff;
const CORRUPT = "corrupt zip directory";

interface Directory {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the first entry whose name matches.
 *
 * @returns `undefined` if there is none
 * @throws {FormatError} if the file is corrupt or truncated, or the entry is compressed or encrypted
 */
export function findStoredEntry(source: ByteSource, wanted: RegExp): StoredEntry | undefined {
  const { from, to } = findDirectory(source);
  const reader = byteReader(source, from, to, CORRUPT);
  while (reader.position() < to) {
    const entry = readEntry(reader);
    if (wanted.test(entry.name)) return locate(source, entry, from);
  }
  return undefined;
}

function findDirectory(source: ByteSource): Directory {
  const start = Math.max(0, source.size - MAX_COMMENT - END_BYTES);
  const tail = source.read(start, source.size - start);
  const view = viewOf(tail);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== END || at + END_BYTES + view.getUint16(at + 20, true) > tail.length) continue;
    const size = view.getUint32(at + 12, true);
    const from = view.getUint32(at + 16, true);
    const wide = size === NARROW || from === NARROW || view.getUint16(at + 10, true) === 0xffff;
    return wide ? findDirectory64(source, start + at) : checked(from, size, start + at);
  }
  throw new FormatError("truncated: no zip directory at the end");
}

function findDirectory64(source: ByteSource, end: number): Directory {
  const locator = viewOf(exactly(source, end - LOCATOR64_BYTES, LOCATOR64_BYTES));
  const at = Number(locator.getBigUint64(8, true));
  if (locator.getUint32(0, true) !== LOCATOR64) throw new FormatError(CORRUPT);
  const end64 = viewOf(exactly(source, at, END64_BYTES));
  if (end64.getUint32(0, true) !== END64) throw new FormatError(CORRUPT);
  return checked(Number(end64.getBigUint64(48, true)), Number(end64.getBigUint64(40, true)), at);
}

function checked(from: number, size: number, end: number): Directory {
  if (from + size > end || size > MAX_DIRECTORY) throw new FormatError(CORRUPT);
  return { from, to: from + size };
}

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly header: number;
}

function readEntry(reader: ByteReader): Entry {
  const fields = viewOf(reader.take(ENTRY_BYTES).slice());
  if (fields.getUint32(0, true) !== ENTRY) throw new FormatError(CORRUPT);
  const name = new TextDecoder().decode(reader.take(fields.getUint16(28, true)));
  const extra = reader.take(fields.getUint16(30, true)).slice();
  reader.take(fields.getUint16(32, true));
  const [size, packed, header] = widen([24, 20, 42].map((at) => fields.getUint32(at, true)), extra);
  return {
    name,
    flags: fields.getUint16(8, true),
    method: fields.getUint16(10, true),
    crc: fields.getUint32(16, true),
    packed: packed!,
    size: size!,
    header: header!,
  };
}

/** Replaces 32-bit numbers that are too small by those in the zip64 extra field, which has them in the same order. */
function widen(numbers: readonly number[], extra: Uint8Array): readonly number[] {
  if (!numbers.includes(NARROW)) return numbers;
  const reader = byteReader(bytesSource(extra), 0, extra.length, CORRUPT);
  for (;;) {
    const [tag, length] = [reader.uint(2), reader.uint(2)];
    const field = reader.take(length);
    if (tag !== 1) continue;
    const wide = byteReader(bytesSource(field), 0, length, CORRUPT);
    return numbers.map((number) => number === NARROW ? wide.uint(8) : number);
  }
}

function locate(
  source: ByteSource,
  { flags, method, crc, packed, size, header }: Entry,
  end: number,
): StoredEntry {
  if ((flags & 1) !== 0) throw new FormatError("zip entry is encrypted");
  if (method !== 0) throw new FormatError("zip entry is compressed; torch never compresses");
  if (packed !== size || header + LOCAL_BYTES > end) throw new FormatError(CORRUPT);
  const local = viewOf(exactly(source, header, LOCAL_BYTES));
  if (local.getUint32(0, true) !== LOCAL) throw new FormatError(CORRUPT);
  const from = header + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  if (from + size > end) throw new FormatError(CORRUPT);
  return { from, size, crc };
}

function exactly(source: ByteSource, from: number, length: number): Uint8Array {
  return byteReader(source, Math.max(0, from), source.size, CORRUPT).take(length);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

// More columns would not be useful.
const MAX_FIELDS = 2_000;

/** Extracts the facts. An object that is not a dict, or has other keys, comes from another trainer and has none. */
export function factsOfTorch(object: PythonValue, trainer: Trainer): Reading<CheckpointFacts> {
  if (!isDict(object)) return { value: NO_FACTS, problems: [] };
  const problems: string[] = [];
  const text = (key: string) => pythonText(object.get(key) ?? null) ?? "";
  const statistics = (key: string): Fields => {
    const dict = object.get(key) ?? null;
    const fields = new Map<string, string>();
    if (dict === null) return fields;
    if (!isDict(dict)) {
      if (trainer === "mi-prometheus") problems.push(`${key}: expected a dict, got ${describeKind(dict)}`);
      return fields;
    }
    for (const [name, value] of dict) {
      const shown = value === null ? NO_VALUE : pythonText(value);
      if (typeof name !== "string" || shown === undefined) continue;
      if (fields.size === MAX_FIELDS) {
        problems.push(`${key}: more than ${MAX_FIELDS} results: the rest is ignored`);
        break;
      }
      fields.set(name, shown);
    }
    return fields;
  };
  return {
    value: {
      model: text("name"),
      problem: "",
      saved: text("model_timestamp"),
      status: text("status"),
      statusTime: text("status_timestamp"),
      training: statistics("training_stats"),
      validation: statistics("validation_stats"),
    },
    problems,
  };
}
