/**
 * Reads TensorBoard's event files.
 *
 * A file is a sequence of records: length (uint64), masked CRC-32C of the length, data, masked CRC-32C of the data, in little
 * endian (github.com/tensorflow/tensorflow, `tsl/lib/io/record_writer.h`). The data is a protobuf `Event` (`event.proto`) with a
 * `Summary` (`summary.proto`), whose values are scalars, or images, texts and others, which are passed over.
 *
 * The functions that are called for each record have no closures and return numbers: a grid may have millions of records.
 */
import { CRC32C } from "./crc.ts";
import { type SeriesParser, TooManyValues, type ValueSink } from "./format.ts";

// Larger records are images, graphs and the like. Their checksum is verified, too.
const MAX_EVENT = 2 ** 24;
// Of protobuf. What is longer was not written by anyone.
const MAX_RECORD = 2 ** 31;
const HEADER = 12;
const FOOTER = 4;
// Bytes of a tag.
const MAX_TAG = 1_000;
const MAX_TAGS = 2 ** 16;

/** A file that is read. */
interface EventFile {
  readonly sink: ValueSink;
  readonly parameters: ParameterSink | undefined;
  /** By the hashes of their bytes. */
  readonly tags: Map<number, Tag[]>;
  tagCount: number;
  /** Where the next record begins. */
  offset: number;
  /** Of a record that is passed over: the bytes of its data that are left, and the checksum so far. */
  skipped: { left: number; crc: number } | undefined;
  problem: string | undefined;
}

/** Takes the parameters of a run. */
export interface ParameterSink {
  /** @param value those of the plugin `hparams`: a text, a number, a boolean, or `null` for anything else */
  add(name: string, value: string | number | boolean | null): void;
  /** @param json the arguments of Hugging Face's Trainer */
  addArguments(json: string): void;
}

/**
 * Creates a parser. Records are parsed where they lie.
 *
 * @param parameters if they are wanted
 */
export function createTensorboardParser(sink: ValueSink, parameters?: ParameterSink): SeriesParser {
  const file: EventFile = {
    sink,
    parameters,
    tags: new Map(),
    tagCount: 0,
    offset: 0,
    skipped: undefined,
    problem: undefined,
  };
  // The beginning of a record whose end is in the next piece.
  let held = new Uint8Array();
  let holding = 0;

  function hold(bytes: Uint8Array): void {
    if (holding + bytes.length > held.length) {
      const larger = new Uint8Array(Math.max(2 * held.length, holding + bytes.length));
      larger.set(held.subarray(0, holding));
      held = larger;
    }
    held.set(bytes, holding);
    holding += bytes.length;
  }

  return {
    axis: "step",
    get problem() {
      return file.problem;
    },
    push(bytes) {
      if (file.problem !== undefined) return false;
      const isHolding = holding > 0;
      if (isHolding) hold(bytes);
      const source = isHolding ? held.subarray(0, holding) : bytes;
      const at = readRecords(file, source, new DataView(source.buffer, source.byteOffset, source.length));
      if (isHolding) {
        held.copyWithin(0, at, holding);
        holding -= at;
      } else hold(bytes.subarray(at));
      return file.problem === undefined;
    },
    end() {},
  };
}

// Reads whole records. Returns the index after them.
function readRecords(file: EventFile, source: Uint8Array, view: DataView): number {
  let at = 0;
  while (file.problem === undefined) {
    if (file.skipped !== undefined) {
      const after = skip(file, file.skipped, source, view, at);
      if (after === at) break;
      at = after;
      continue;
    }
    if (source.length - at < HEADER) break;
    if (mask(CRC32C.of(source, at, at + 8)) !== view.getUint32(at + 8, true)) {
      fail(file, "a record has no valid length");
      break;
    }
    const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
    if (length > MAX_RECORD) {
      fail(file, `a record has ${length} bytes`);
      break;
    }
    const from = at + HEADER;
    if (length > MAX_EVENT) {
      file.skipped = { left: length, crc: ~0 };
      at = from;
      continue;
    }
    const to = from + length;
    if (source.length - to < FOOTER) break;
    if (mask(CRC32C.of(source, from, to)) !== view.getUint32(to, true)) {
      fail(file, "a record has a wrong checksum");
      break;
    }
    if (!readEvent(file, source, view, from, to)) {
      fail(file, "a record is no event");
      break;
    }
    at = to + FOOTER;
    file.offset += HEADER + length + FOOTER;
  }
  return at;
}

function fail(file: EventFile, reason: string): void {
  file.problem = `${reason} at byte ${file.offset}: the rest is not read`;
}

// Passes over a long record. Returns the index after what there is of it.
function skip(
  file: EventFile,
  skipped: { left: number; crc: number },
  source: Uint8Array,
  view: DataView,
  at: number,
): number {
  const count = Math.min(skipped.left, source.length - at);
  skipped.crc = CRC32C.update(skipped.crc, source, at, at + count);
  skipped.left -= count;
  const after = at + count;
  if (skipped.left > 0 || source.length - after < FOOTER) return after;
  if (mask(~skipped.crc >>> 0) !== view.getUint32(after, true)) fail(file, "a record has a wrong checksum");
  file.skipped = undefined;
  return after + FOOTER;
}

// The checksum of a record as it is written.
function mask(crc: number): number {
  return (crc >>> 15 | crc << 17) + 0xa282ead8 >>> 0;
}

// Events. The numbers of fields are those of the .proto files.

interface Tag {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** The plugin of TensorBoard that shows it. Only the first value of a tag names it. */
  plugin: string;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const START = 1;
const SCALARS = "scalars";

const decoder = new TextDecoder();

// Returns whether it is an event.
function readEvent(file: EventFile, bytes: Uint8Array, view: DataView, from: number, to: number): boolean {
  let step = 0;
  let isStart = false;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return false;
    if (key === (2 << 3 | VARINT)) step = int64(bytes, start, end);
    else if (key === (7 << 3 | BYTES)) isStart = integerIn(bytes, start, end, 1) === START;
    at = end;
  }
  // As TensorBoard reads it.
  if (isStart) file.sink.dropFrom(step);
  // The step may come after the values, and messages that occur twice are merged.
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (key === (5 << 3 | BYTES) && !readSummary(file, bytes, view, start, end, step)) return false;
    at = end;
  }
  return true;
}

function readSummary(
  file: EventFile,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  step: number,
): boolean {
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return false;
    if (key === (1 << 3 | BYTES) && !readValue(file, bytes, view, start, end, step)) return false;
    at = end;
  }
  return true;
}

function readValue(
  file: EventFile,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  step: number,
): boolean {
  let tag: Tag | undefined;
  let hasValue = false;
  let value = 0;
  let tensor: number | undefined;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return false;
    if (key === (1 << 3 | BYTES)) tag = tagOf(file, bytes, start, end);
    else if (key === (2 << 3 | FIXED32)) {
      value = view.getFloat32(start, true);
      hasValue = true;
    } else if (key === (8 << 3 | BYTES)) tensor = readTensor(bytes, view, start, end);
    // After the tag, as fields are written in their order.
    else if (key === (9 << 3 | BYTES) && tag !== undefined) tag.plugin = readPlugin(bytes, start, end) ?? tag.plugin;
    at = end;
  }
  if (tag === undefined) return true;
  if (file.parameters !== undefined) readParameters(tag, bytes, from, to, file.parameters);
  if (hasValue && (tag.plugin === "" || tag.plugin === SCALARS)) file.sink.add(tag.key, step, value);
  // One without a plugin may be anything.
  else if (tensor !== undefined && tag.plugin === SCALARS) file.sink.add(tag.key, step, tensor);
  return true;
}

function tagOf(file: EventFile, bytes: Uint8Array, from: number, to: number): Tag | undefined {
  if (to - from > MAX_TAG) return undefined;
  let hash = to - from;
  for (let at = from; at < to; at++) hash = Math.imul(hash, 31) + bytes[at]! | 0;
  let same = file.tags.get(hash);
  if (same === undefined) file.tags.set(hash, same = []);
  for (let index = 0; index < same.length; index++) {
    if (isEqual(same[index]!.bytes, bytes, from, to)) return same[index];
  }
  if (++file.tagCount > MAX_TAGS) throw new TooManyValues(`has more than ${MAX_TAGS} tags`);
  const own = bytes.slice(from, to);
  const tag = { key: decoder.decode(own), bytes: own, plugin: "" };
  same.push(tag);
  return tag;
}

function isEqual(tag: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (tag.length !== to - from) return false;
  for (let index = 0; index < tag.length; index++) if (tag[index] !== bytes[from + index]) return false;
  return true;
}

// The name of the plugin in SummaryMetadata; `undefined` if there is none.
function readPlugin(bytes: Uint8Array, from: number, to: number): string | undefined {
  const data = findBytes(bytes, from, to, 1);
  const name = data && findBytes(bytes, data.start, data.end, 1);
  return name === undefined || name.end - name.start > MAX_TAG
    ? undefined
    : decoder.decode(bytes.subarray(name.start, name.end));
}

// Parameters.

// Of a value of a summary, if it holds some.
function readParameters({ key, plugin }: Tag, bytes: Uint8Array, from: number, to: number, sink: ParameterSink): void {
  if (key === "_hparams_/session_start_info" && plugin === "hparams") {
    const info = findPath(bytes, from, to, [9, 1, 2, 3]);
    if (info !== undefined) readHparams(bytes, info.start, info.end, sink);
  } else if (key === "args/text_summary" && plugin === "text") {
    const text = findPath(bytes, from, to, [8, 8]);
    if (text !== undefined) sink.addArguments(decoder.decode(bytes.subarray(text.start, text.end)));
  }
}

// A SessionStartInfo (`tensorboard/plugins/hparams/plugin_data.proto`). It has a map to values of `struct.proto`.
function readHparams(bytes: Uint8Array, from: number, to: number, sink: ParameterSink): void {
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return;
    if (key === (1 << 3 | BYTES)) {
      const entry = start;
      const name = findBytes(bytes, entry, end, 1);
      const value = findBytes(bytes, entry, end, 2);
      if (name !== undefined && name.end - name.start <= MAX_TAG) {
        const read = value === undefined ? null : readStructValue(bytes, value.start, value.end);
        sink.add(decoder.decode(bytes.subarray(name.start, name.end)), read);
      }
    }
    at = end;
  }
}

function readStructValue(bytes: Uint8Array, from: number, to: number): string | number | boolean | null {
  let value: string | number | boolean | null = null;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return value;
    if (key === (2 << 3 | FIXED64)) value = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(start, true);
    else if (key === (3 << 3 | BYTES)) value = decoder.decode(bytes.subarray(start, end));
    else if (key === (4 << 3 | VARINT)) value = int64(bytes, start, end) !== 0;
    at = end;
  }
  return value;
}

// Messages within messages.
function findPath(bytes: Uint8Array, from: number, to: number, path: readonly number[]) {
  let found: { readonly start: number; readonly end: number } | undefined = { start: from, end: to };
  for (const field of path) found = found && findBytes(bytes, found.start, found.end, field);
  return found;
}

// Types of elements (`types.proto`), and how `tensor_content` holds them.
const CONTENT: ReadonlyMap<number, { readonly size: number; get(view: DataView, at: number): number }> = new Map([
  [1, { size: 4, get: (view, at) => view.getFloat32(at, true) }],
  [2, { size: 8, get: (view, at) => view.getFloat64(at, true) }],
  [3, { size: 4, get: (view, at) => view.getInt32(at, true) }],
  [4, { size: 1, get: (view, at) => view.getUint8(at) }],
  [5, { size: 2, get: (view, at) => view.getInt16(at, true) }],
  [6, { size: 1, get: (view, at) => view.getInt8(at) }],
  [9, { size: 8, get: (view, at) => Number(view.getBigInt64(at, true)) }],
  [10, { size: 1, get: (view, at) => view.getUint8(at) === 0 ? 0 : 1 }],
  [14, { size: 2, get: (view, at) => bfloat16(view.getUint16(at, true)) }],
  [17, { size: 2, get: (view, at) => view.getUint16(at, true) }],
  [19, { size: 2, get: (view, at) => float16(view.getUint16(at, true)) }],
  [22, { size: 4, get: (view, at) => view.getUint32(at, true) }],
  [23, { size: 8, get: (view, at) => Number(view.getBigUint64(at, true)) }],
]);

const BFLOAT16 = 14;
const FLOAT16 = 19;
const UINT64 = 23;

// The value of a TensorProto of rank 0 (`tensor.proto`); `undefined` for any other.
function readTensor(bytes: Uint8Array, view: DataView, from: number, to: number): number | undefined {
  const type = integerIn(bytes, from, to, 1);
  const format = CONTENT.get(type);
  const shape = findBytes(bytes, from, to, 2);
  // Its dimensions are field 2; field 3 says that their number is not known.
  const isScalar = shape === undefined ||
    findBytes(bytes, shape.start, shape.end, 2) === undefined && integerIn(bytes, shape.start, shape.end, 3) === 0;
  if (format === undefined || !isScalar) return undefined;
  let value: number | undefined;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return undefined;
    const length = end - start;
    const field = key >>> 3;
    const wire = key & 7;
    if (field === 4 && wire === BYTES && length > 0) {
      return length === format.size ? format.get(view, start) : undefined;
    }
    // The lists of values: packed, or one after the other.
    if (field === 5 && wire !== VARINT && length >= 4) value = view.getFloat32(start, true);
    else if (field === 6 && wire !== VARINT && length >= 8) value = view.getFloat64(start, true);
    else if (INTEGERS.has(field) && (wire === VARINT || wire === BYTES) && length > 0) value = int64(bytes, start, end);
    at = end;
  }
  if (value === undefined) return undefined;
  if (type === FLOAT16) return float16(value);
  if (type === BFLOAT16) return bfloat16(value);
  return type === UINT64 && value < 0 ? value + 2 ** 64 : value;
}

// Lists of integers, and of bits of small floats.
const INTEGERS: ReadonlySet<number> = new Set([7, 10, 11, 13, 16, 17]);

function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = bits >> 10 & 31;
  const fraction = bits & 1_023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1_024) * 2 ** (exponent - 15));
}

function bfloat16(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

// Messages.

// What was read last: the key of a field, where its value begins, and where a number ends.
let key = 0;
let start = 0;
let after = 0;

// Reads a field at an index. Returns the index after it; -1 if the message is corrupt.
function readField(bytes: Uint8Array, at: number, to: number): number {
  key = varint(bytes, at, to);
  // Field 0 does not exist, and numbers of fields have 29 bits.
  if (key < 8 || key >= 2 ** 32) return -1;
  start = after;
  const wire = key & 7;
  let length = 0;
  if (wire === VARINT) {
    if (varint(bytes, start, to) < 0) return -1;
    length = after - start;
  } else if (wire === BYTES) {
    length = varint(bytes, start, to);
    if (length < 0) return -1;
    start = after;
  } else if (wire === FIXED32) length = 4;
  else if (wire === FIXED64) length = 8;
  // Groups, which nobody writes any more.
  else return -1;
  return length > to - start ? -1 : start + length;
}

// Reads an unsigned number, to 53 bits; -1 if it has no end.
function varint(bytes: Uint8Array, at: number, to: number): number {
  let value = 0;
  let scale = 1;
  for (let index = at; index < to && index < at + 10; index++, scale *= 128) {
    const byte = bytes[index]!;
    if (byte < 128) {
      after = index + 1;
      return value + byte * scale;
    }
    value += (byte - 128) * scale;
  }
  return -1;
}

// Reads a number as two's complement of 64 bits, the first one of a packed list: to 53 bits.
function int64(bytes: Uint8Array, from: number, to: number): number {
  // Only negative numbers have ten bytes.
  if (to - from < 10) return varint(bytes, from, to);
  let value = 0n;
  for (let at = from; at < from + 10; at++) {
    value |= BigInt(bytes[at]! & 127) << BigInt(7 * (at - from));
    if (bytes[at]! < 128) break;
  }
  return Number(BigInt.asIntN(64, value));
}

// The last field with a number; 0 if there is none, as protobuf has it.
function integerIn(bytes: Uint8Array, from: number, to: number, field: number): number {
  let value = 0;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return value;
    if (key === (field << 3 | VARINT)) value = int64(bytes, start, end);
    at = end;
  }
  return value;
}

// The last field with bytes.
function findBytes(bytes: Uint8Array, from: number, to: number, field: number) {
  let found: { readonly start: number; readonly end: number } | undefined;
  for (let at = from; at < to;) {
    const end = readField(bytes, at, to);
    if (end < 0) return found;
    if (key === (field << 3 | BYTES)) found = { start, end };
    at = end;
  }
  return found;
}
