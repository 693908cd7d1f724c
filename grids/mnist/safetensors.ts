/** Encodes and decodes safetensors files with float32 tensors. */
import { UserError } from "./user_error.ts";

/** A tensor in row-major order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The contents of a safetensors file. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

interface TensorHeader {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Encodes the format of https://github.com/huggingface/safetensors: the header's length (64 bits, little-endian), the
 * header (JSON, padded with spaces so that the values start at a multiple of 8), the values (little-endian float32).
 */
export function encodeSafetensors(content: Safetensors): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: content.metadata };
  let size = 0;
  for (const [name, { shape, values }] of content.tensors) {
    const end = size + values.byteLength;
    header[name] = { dtype: "F32", shape, data_offsets: [size, end] } satisfies TensorHeader;
    size = end;
  }
  let json = new TextEncoder().encode(JSON.stringify(header));
  const padding = " ".repeat((8 - json.length % 8) % 8);
  json = new TextEncoder().encode(JSON.stringify(header) + padding);

  const bytes = new Uint8Array(8 + json.length + size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let position = 8 + json.length;
  for (const { values } of content.tensors.values()) {
    for (const value of values) {
      view.setFloat32(position, value, true);
      position += 4;
    }
  }
  return bytes;
}

/**
 * Reads what {@linkcode encodeSafetensors} writes. Types other than float32 are an error.
 *
 * @param source path of the file, for messages
 * @throws {UserError} if the format is another, or the file is corrupt
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonLength = bytes.length < 8 ? Infinity : Number(view.getBigUint64(0, true));
  if (jsonLength > bytes.length - 8) {
    throw new UserError(`${source}: cannot read the model: not a safetensors file, or truncated`);
  }
  const start = 8 + jsonLength;
  const { __metadata__: metadata = {}, ...headers } = parseHeader(bytes.subarray(8, start), source);
  const tensors = new Map<string, Tensor>();
  for (const [name, header] of Object.entries(headers)) {
    tensors.set(name, readTensor(view, start, name, header as TensorHeader, source));
  }
  return { metadata: metadata as Record<string, string>, tensors };
}

function parseHeader(json: Uint8Array, source: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
    if (typeof header === "object" && header !== null) return header as Record<string, unknown>;
  } catch (cause) {
    throw new UserError(`${source}: cannot read the model: corrupt safetensors header`, { cause });
  }
  throw new UserError(`${source}: cannot read the model: invalid safetensors header, expected a map`);
}

function readTensor(view: DataView, start: number, name: string, header: TensorHeader, source: string): Tensor {
  const { dtype, shape, data_offsets: offsets } = header ?? {};
  if (dtype !== "F32") {
    throw new UserError(`${source}: cannot read tensor "${name}": expected type F32, got ${dtype}`);
  }
  const [from, to] = Array.isArray(offsets) ? offsets : [NaN, NaN];
  const length = Array.isArray(shape) ? shape.reduce((product, size) => product * size, 1) : NaN;
  if (!(from >= 0 && to - from === 4 * length && start + to <= view.byteLength)) {
    throw new UserError(`${source}: cannot read tensor "${name}": values are truncated or do not match the shape`);
  }
  const values = Float32Array.from({ length }, (_, i) => view.getFloat32(start + from + 4 * i, true));
  return { shape, values };
}
