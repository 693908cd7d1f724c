/**
 * Reads TensorBoard's event files.
 *
 * A file is a sequence of records: length (uint64), masked CRC-32C of the length, data, masked CRC-32C of the data, in little
 * endian (github.com/tensorflow/tensorflow, `tsl/lib/io/record_writer.h`). The data is a protobuf `Event` (`event.proto`) with a
 * `Summary` (`summary.proto`), whose values are scalars, or images, texts and others, which are passed over.
 */
import type { SeriesParser, ValueSink } from "./format.ts";

// Larger records are images, graphs and the like. Their checksum is verified, too.
const MAX_EVENT = 2 ** 24;
// Of protobuf. What is longer was not written by anyone.
const MAX_RECORD = 2 ** 31;
const HEADER = 12;
const FOOTER = 4;
const MAX_TAG = 1_000;

/** Creates a parser. Records are parsed where they lie. */
export function createTensorboardParser(sink: ValueSink): SeriesParser {
  const events = createEventReader(sink);
  // The beginning of a record whose end is in the next piece.
  let held = new Uint8Array();
  let holding = 0;
  let skipping: { left: number; crc: number } | undefined;
  // Of the next record in the file.
  let offset = 0;
  let problem: string | undefined;

  function fail(reason: string): false {
    problem = `${reason} at byte ${offset}: the rest is not read`;
    return false;
  }

  // Reads whole records; returns the index after them, -1 if the rest of the file is of no use.
  function readRecords(source: Uint8Array, view: DataView): number {
    let at = 0;
    while (source.length - at >= HEADER) {
      const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
      if (mask(crc32c(source, at, at + 8)) !== view.getUint32(at + 8, true)) {
        fail("a record has no valid length");
        return -1;
      }
      if (length > MAX_RECORD) {
        fail(`a record has ${length} bytes`);
        return -1;
      }
      if (length > MAX_EVENT) {
        skipping = { left: length, crc: ~0 };
        return at + HEADER;
      }
      const from = at + HEADER;
      const to = from + length;
      if (source.length < to + FOOTER) break;
      if (mask(crc32c(source, from, to)) !== view.getUint32(to, true)) {
        fail("a record has a wrong checksum");
        return -1;
      }
      if (!events.read(source, view, from, to)) {
        fail("a record is no event");
        return -1;
      }
      at = to + FOOTER;
      offset += HEADER + length + FOOTER;
    }
    return at;
  }

  // Passes over a long record; returns the index after what there is of it, -1 if it is corrupt.
  function skip(source: Uint8Array, view: DataView, at: number, state: { left: number; crc: number }): number {
    const count = Math.min(state.left, source.length - at);
    state.crc = updateCrc(state.crc, source, at, at + count);
    state.left -= count;
    const after = at + count;
    if (state.left > 0 || source.length - after < FOOTER) return after;
    if (mask(~state.crc >>> 0) !== view.getUint32(after, true)) {
      fail("a record has a wrong checksum");
      return -1;
    }
    skipping = undefined;
    return after + FOOTER;
  }

  function hold(bytes: Uint8Array): void {
    if (holding + bytes.length > held.length) {
      const larger = new Uint8Array(Math.max(2 * held.length, holding + bytes.length, 4_096));
      larger.set(held.subarray(0, holding));
      held = larger;
    }
    held.set(bytes, holding);
    holding += bytes.length;
  }

  return {
    axis: "step",
    get problem() {
      return problem;
    },
    push(bytes) {
      if (problem !== undefined) return false;
      let source = bytes;
      if (holding > 0) {
        hold(bytes);
        source = held.subarray(0, holding);
      }
      const view = new DataView(source.buffer, source.byteOffset, source.length);
      let at = 0;
      for (let before = -1; before !== at;) {
        before = at;
        if (skipping !== undefined) {
          const length = skipping.left;
          const after = skip(source, view, at, skipping);
          if (after < 0) return false;
          offset += Math.min(length, after - at);
          at = after;
          continue;
        }
        const rest = at === 0 ? source : source.subarray(at);
        const count = readRecords(rest, at === 0 ? view : new DataView(rest.buffer, rest.byteOffset, rest.length));
        if (count < 0) return false;
        at += count;
      }
      const left = source.subarray(at);
      if (source === bytes) hold(left);
      else {
        held.copyWithin(0, at, holding);
        holding -= at;
      }
      return true;
    },
    end() {},
  };
}

// The checksum of the records.

// `TABLES[256 * n + b]`: of the byte b and n zeros after it.
const TABLES = makeTables();

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
    tables[byte] = crc;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = tables[index - 256]!;
    tables[index] = before >>> 8 ^ tables[before & 255]!;
  }
  return tables;
}

// Eight bytes at a time ("slicing by 8": Kounavis, Berry, "A Systematic Approach to Building High Performance, Software-based, CRC
// Generators", 2005).
function updateCrc(crc: number, bytes: Uint8Array, from: number, to: number): number {
  const tables = TABLES;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc = tables[1_792 + ((crc ^ bytes[at]!) & 255)]! ^
      tables[1_536 + ((crc >>> 8 ^ bytes[at + 1]!) & 255)]! ^
      tables[1_280 + ((crc >>> 16 ^ bytes[at + 2]!) & 255)]! ^
      tables[1_024 + ((crc >>> 24 ^ bytes[at + 3]!) & 255)]! ^
      tables[768 + bytes[at + 4]!]! ^
      tables[512 + bytes[at + 5]!]! ^
      tables[256 + bytes[at + 6]!]! ^
      tables[bytes[at + 7]!]!;
  }
  for (; at < to; at++) crc = crc >>> 8 ^ tables[(crc ^ bytes[at]!) & 255]!;
  return crc;
}

/** CRC-32C (RFC 3720, appendix B.4) of bytes. */
export function crc32c(bytes: Uint8Array, from: number, to: number): number {
  return ~updateCrc(~0, bytes, from, to) >>> 0;
}

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

interface EventReader {
  /** Reads an event; `false` if it is none. */
  read(bytes: Uint8Array, view: DataView, from: number, to: number): boolean;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const START = 1;

const decoder = new TextDecoder();

function createEventReader(sink: ValueSink): EventReader {
  const tags = new Map<number, Tag[]>();
  const fields = createFieldReader();

  function tagOf(bytes: Uint8Array, from: number, to: number): Tag | undefined {
    if (to - from > MAX_TAG) return undefined;
    let hash = to - from;
    for (let at = from; at < to; at++) hash = Math.imul(hash, 31) + bytes[at]! | 0;
    let same = tags.get(hash);
    if (same === undefined) tags.set(hash, same = []);
    for (const tag of same) if (isEqual(tag.bytes, bytes, from, to)) return tag;
    const own = bytes.slice(from, to);
    const tag = { key: decoder.decode(own), bytes: own, plugin: "" };
    same.push(tag);
    return tag;
  }

  function readValue(bytes: Uint8Array, view: DataView, from: number, to: number, step: number): boolean {
    let tag: Tag | undefined;
    let value: number | undefined;
    let isTensor = false;
    let plugin = "";
    for (fields.open(bytes, from, to); fields.next();) {
      const { field, wire, start } = fields;
      if (field === 1 && wire === BYTES) tag = tagOf(bytes, start, fields.end);
      else if (field === 2 && wire === FIXED32) value = view.getFloat32(start, true);
      else if (field === 8 && wire === BYTES) {
        isTensor = true;
        value = readTensor(bytes, view, start, fields.end);
      } else if (field === 9 && wire === BYTES) plugin = readPlugin(bytes, start, fields.end);
    }
    if (fields.isCorrupt) return false;
    if (tag === undefined) return true;
    if (plugin !== "") tag.plugin = plugin;
    // A tensor without a plugin may be anything.
    const isScalar = tag.plugin === "scalars" || tag.plugin === "" && !isTensor;
    if (value !== undefined && isScalar) sink.add(tag.key, step, value);
    return true;
  }

  function readSummary(bytes: Uint8Array, view: DataView, from: number, to: number, step: number): boolean {
    const values = createFieldReader();
    for (values.open(bytes, from, to); values.next();) {
      if (values.field !== 1 || values.wire !== BYTES) continue;
      if (!readValue(bytes, view, values.start, values.end, step)) return false;
    }
    return !values.isCorrupt;
  }

  return {
    read(bytes, view, from, to) {
      let step = 0;
      let summaries = 0;
      let summaryFrom = 0;
      let summaryTo = 0;
      let isStart = false;
      for (fields.open(bytes, from, to); fields.next();) {
        const { field, wire } = fields;
        if (field === 2 && wire === VARINT) step = fields.integer;
        else if (field === 5 && wire === BYTES) {
          summaries++;
          summaryFrom = fields.start;
          summaryTo = fields.end;
        } else if (field === 7 && wire === BYTES) isStart = readStatus(bytes, fields.start, fields.end) === START;
      }
      if (fields.isCorrupt) return false;
      // As TensorBoard reads it.
      if (isStart) sink.dropFrom(step);
      if (summaries === 1) return readSummary(bytes, view, summaryFrom, summaryTo, step);
      // Messages that occur twice are merged.
      const all = createFieldReader();
      for (all.open(bytes, from, to); summaries > 0 && all.next();) {
        if (all.field !== 5 || all.wire !== BYTES) continue;
        if (!readSummary(bytes, view, all.start, all.end, step)) return false;
      }
      return true;
    },
  };
}

function isEqual(tag: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (tag.length !== to - from) return false;
  for (let index = 0; index < tag.length; index++) if (tag[index] !== bytes[from + index]) return false;
  return true;
}

/** Goes through the fields of a message. */
interface FieldReader {
  open(bytes: Uint8Array, from: number, to: number): void;
  /** Goes to the next field; `false` after the last one, or if the message is corrupt. */
  next(): boolean;
  readonly isCorrupt: boolean;
  readonly field: number;
  readonly wire: number;
  /** Where the value is, without its length. */
  readonly start: number;
  readonly end: number;
  /** The value of a field with {@link VARINT}, as int64: to 53 bits. */
  readonly integer: number;
}

// Fields of an object, because results would have to be allocated.
function createFieldReader(): FieldReader {
  let source: Uint8Array = new Uint8Array();
  let at = 0;
  let limit = 0;
  // Of the varint read last: its bits from 0, 28 and 56 on.
  let low = 0;
  let middle = 0;
  let high = 0;
  const reader = { open, next, isCorrupt: false, field: 0, wire: 0, start: 0, end: 0, integer: 0 };

  function open(bytes: Uint8Array, from: number, to: number): void {
    source = bytes;
    at = from;
    limit = to;
    reader.isCorrupt = false;
  }

  function readVarint(): boolean {
    low = middle = high = 0;
    for (let index = 0; index < 10; index++) {
      if (at >= limit) return false;
      const byte = source[at++]!;
      const bits = byte & 127;
      if (index < 4) low |= bits << 7 * index;
      else if (index < 8) middle |= bits << 7 * (index - 4);
      else high |= bits << 7 * (index - 8);
      if (byte < 128) return true;
    }
    return false;
  }

  // As two's complement.
  function signed(): number {
    const isNegative = (high & 0x80) !== 0;
    if (!isNegative) return low + middle * 2 ** 28 + (high & 0x7f) * 2 ** 56;
    return -((~low & 0xfffffff) + (~middle & 0xfffffff) * 2 ** 28 + (~high & 0x7f) * 2 ** 56 + 1);
  }

  function next(): boolean {
    if (at >= limit) return false;
    if (!readVarint() || high !== 0) return fail();
    const tag = low + middle * 2 ** 28;
    reader.wire = tag & 7;
    reader.field = Math.floor(tag / 8);
    if (reader.field === 0) return fail();
    let length = 0;
    if (reader.wire === VARINT) {
      reader.start = at;
      if (!readVarint()) return fail();
      reader.end = at;
      reader.integer = signed();
      return true;
    }
    if (reader.wire === FIXED64) length = 8;
    else if (reader.wire === FIXED32) length = 4;
    else if (reader.wire === BYTES) {
      if (!readVarint() || high !== 0) return fail();
      length = low + middle * 2 ** 28;
    } else return fail();
    if (length > limit - at) return fail();
    reader.start = at;
    reader.end = at += length;
    return true;
  }

  function fail(): false {
    reader.isCorrupt = true;
    return false;
  }

  return reader;
}

// The status of a SessionLog.
function readStatus(bytes: Uint8Array, from: number, to: number): number {
  const fields = createFieldReader();
  let status = 0;
  for (fields.open(bytes, from, to); fields.next();) {
    if (fields.field === 1 && fields.wire === VARINT) status = fields.integer;
  }
  return status;
}

// The name of the plugin in SummaryMetadata.
function readPlugin(bytes: Uint8Array, from: number, to: number): string {
  const data = bytesField(bytes, from, to, 1);
  const name = data && bytesField(bytes, data.start, data.end, 1);
  return name === undefined || name.end - name.start > MAX_TAG
    ? ""
    : decoder.decode(bytes.subarray(name.start, name.end));
}

function bytesField(bytes: Uint8Array, from: number, to: number, field: number) {
  const fields = createFieldReader();
  let found: { start: number; end: number } | undefined;
  for (fields.open(bytes, from, to); fields.next();) {
    if (fields.field === field && fields.wire === BYTES) found = { start: fields.start, end: fields.end };
  }
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
  const fields = createFieldReader();
  let type = 0;
  let rank = 0;
  let content: { start: number; end: number } | undefined;
  let listed: number | undefined;
  for (fields.open(bytes, from, to); fields.next();) {
    const { field, wire, start, end } = fields;
    if (field === 1 && wire === VARINT) type = fields.integer;
    else if (field === 2 && wire === BYTES) rank = rankOf(bytes, start, end);
    else if (field === 4 && wire === BYTES && end > start) content = { start, end };
    // The lists of values: packed, or one after the other.
    else if (field === 5 && wire !== VARINT && end - start >= 4) listed = view.getFloat32(start, true);
    else if (field === 6 && wire !== VARINT && end - start >= 8) listed = view.getFloat64(start, true);
    else if (field === 7 || field === 10 || field === 11 || field === 13 || field === 16 || field === 17) {
      listed = wire === VARINT ? fields.integer : wire === BYTES ? firstInteger(bytes, start, end) : undefined;
    }
  }
  const format = CONTENT.get(type);
  if (fields.isCorrupt || format === undefined || rank !== 0) return undefined;
  if (content !== undefined) {
    return content.end - content.start === format.size ? format.get(view, content.start) : undefined;
  }
  if (listed === undefined) return undefined;
  if (type === FLOAT16) return float16(listed);
  if (type === BFLOAT16) return bfloat16(listed);
  return type === UINT64 && listed < 0 ? listed + 2 ** 64 : listed;
}

// Of a TensorShapeProto: its dimensions are field 2, field 3 says that their number is not known.
function rankOf(bytes: Uint8Array, from: number, to: number): number {
  const fields = createFieldReader();
  let rank = 0;
  for (fields.open(bytes, from, to); fields.next();) if (fields.field === 2 || fields.field === 3) rank++;
  return fields.isCorrupt ? -1 : rank;
}

// Of a packed list. As int64.
function firstInteger(bytes: Uint8Array, from: number, to: number): number | undefined {
  let value = 0n;
  for (let at = from; at < Math.min(to, from + 10); at++) {
    value |= BigInt(bytes[at]! & 127) << BigInt(7 * (at - from));
    if (bytes[at]! < 128) return Number(BigInt.asIntN(64, value));
  }
  return undefined;
}

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
