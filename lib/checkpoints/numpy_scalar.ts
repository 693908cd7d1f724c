/** Decodes NumPy scalars in a pickle. */
import { isKind, type PythonValue } from "./python_value.ts";

type Read = (view: DataView) => bigint | number | boolean;

// By numpy.dtype code; its digit is the size in bytes.
const READERS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["b1", (view) => view.getUint8(0) !== 0],
  ["i1", (view) => BigInt(view.getInt8(0))],
  ["i2", (view) => BigInt(view.getInt16(0, true))],
  ["i4", (view) => BigInt(view.getInt32(0, true))],
  ["i8", (view) => view.getBigInt64(0, true)],
  ["u1", (view) => BigInt(view.getUint8(0))],
  ["u2", (view) => BigInt(view.getUint16(0, true))],
  ["u4", (view) => BigInt(view.getUint32(0, true))],
  ["u8", (view) => view.getBigUint64(0, true)],
  ["f2", (view) => view.getFloat16(0, true)],
  ["f4", (view) => view.getFloat32(0, true)],
  ["f8", (view) => view.getFloat64(0, true)],
]);

/**
 * Decodes the arguments of `numpy._core.multiarray.scalar`. The result of `numpy.mean`, for example, is pickled as such a call.
 *
 * @param dtype a `numpy.dtype`, whose state begins with its version and byte order
 * @param packed the bytes of the scalar
 * @returns `undefined` if it is not a number, or big-endian
 */
export function unpackScalar(dtype: PythonValue | undefined, packed: Uint8Array | undefined): PythonValue | undefined {
  if (!isKind(dtype, "object") || dtype.type !== "numpy.dtype" || packed === undefined) return undefined;
  const code = Array.isArray(dtype.args) ? dtype.args[0] : undefined;
  const order = Array.isArray(dtype.state) ? dtype.state[1] : undefined;
  if (typeof code !== "string" || order !== "<" && order !== "|" || packed.length !== Number(code[1])) return undefined;
  return READERS.get(code)?.(new DataView(packed.buffer, packed.byteOffset, packed.length));
}
