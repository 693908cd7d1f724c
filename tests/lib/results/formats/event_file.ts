/** Writes event files of TensorBoard, and what nobody would write. */

/** A field of a message, with its number. */
export type Field = Uint8Array;

const encoder = new TextEncoder();

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.of(...bytes, Number(rest));
}

export function integer(field: number, value: number | bigint): Field {
  return concat(varint(field << 3), varint(value));
}

export function bytes(field: number, value: string | Uint8Array): Field {
  const content = typeof value === "string" ? encoder.encode(value) : value;
  return concat(varint(field << 3 | 2), varint(content.length), content);
}

export function float(field: number, value: number): Field {
  return concat(varint(field << 3 | 5), new Uint8Array(Float32Array.of(value).buffer));
}

export function double(field: number, value: number): Field {
  return concat(varint(field << 3 | 1), new Uint8Array(Float64Array.of(value).buffer));
}

/** An event with one value. */
export function scalar(tag: string, step: number | bigint, value: number): Uint8Array {
  return event(step, concat(bytes(1, tag), float(2, value)));
}

/** An event with values. */
export function event(step: number | bigint, ...values: readonly Uint8Array[]): Uint8Array {
  return concat(double(1, 1e9), integer(2, step), bytes(5, joined(values.map((value) => bytes(1, value)))));
}

// Bit by bit, as RFC 3720 defines it.
function crc32c(data: Uint8Array): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function masked(data: Uint8Array): Uint8Array {
  const crc = crc32c(data);
  return new Uint8Array(Uint32Array.of((crc >>> 15 | crc << 17) + 0xa282ead8).buffer);
}

/** A record, with another length than that of its data if one is given. */
export function record(data: Uint8Array, length: number | bigint = data.length): Uint8Array {
  const prefix = new Uint8Array(BigUint64Array.of(BigInt(length)).buffer);
  return concat(prefix, masked(prefix), data, masked(data));
}
