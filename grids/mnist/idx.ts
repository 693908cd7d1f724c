import { UserError } from "./user_error.ts";

/** Unsigned bytes in as many dimensions as `shape` has. */
export interface Idx {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads the IDX format of http://yann.lecun.com/exdb/mnist: two zeros, the type (8: unsigned byte), the number of
 * dimensions, each dimension as a big-endian 32-bit number, the values.
 *
 * @param source names the file in messages
 * @throws {UserError} if the bytes are something else, or too few or too many
 */
export function parseIdx(bytes: Uint8Array, source: string): Idx {
  const [zero1, zero2, type, dimensions] = bytes;
  if (zero1 !== 0 || zero2 !== 0 || type !== 8 || dimensions === undefined || bytes.length < 4 + 4 * dimensions) {
    throw new UserError(`${source}: cannot read as it is no IDX file of unsigned bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * dimensions);
  const expected = shape.reduce((product, size) => product * size, 1);
  if (values.length !== expected) {
    throw new UserError(
      `${source}: cannot read as it must hold ${shape.join(" × ")} = ${expected} values: there are ${values.length}`,
    );
  }
  return { shape, values };
}
