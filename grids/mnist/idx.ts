import { UserError } from "./user_error.ts";

/** An array of unsigned bytes; `shape` has one number per dimension. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Parses the IDX format of http://yann.lecun.com/exdb/mnist: two zeros, the type (8: unsigned byte), the number of
 * dimensions, each dimension as a big-endian 32-bit number, the values.
 *
 * @param source path of the file, for messages
 * @throws {UserError} if the format is another, or the length does not match the shape
 */
export function parseIdx(bytes: Uint8Array, source: string): Idx {
  const [zero1, zero2, type, dimensions] = bytes;
  if (zero1 !== 0 || zero2 !== 0 || type !== 8 || dimensions === undefined || bytes.length < 4 + 4 * dimensions) {
    throw new UserError(`${source}: not an IDX file of unsigned bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * dimensions);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (values.length !== expected) {
    throw new UserError(
      `${source}: expected ${shape.join(" × ")} = ${expected} values, got ${values.length}`,
    );
  }
  return { shape, values };
}
