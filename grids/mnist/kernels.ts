import { UserError } from "./user_error.ts";

/** The inner loops of training, in WebAssembly because of its SIMD instructions. The source is kernels.as.ts. */
export interface Kernels {
  /** Allocates an array of zeros in the memory of the kernels. All arrays passed to kernels must come from here. */
  allocate(length: number): Float32Array;
  /** y = x · w + b, where x is rows × inputs and w is inputs × outputs. */
  dense(x: Float32Array, w: Float32Array, b: Float32Array, y: Float32Array, size: Size): void;
  /** dw = xᵀ · dy */
  weightGradient(x: Float32Array, dy: Float32Array, dw: Float32Array, size: Size): void;
  /** dx = dy · wᵀ */
  inputGradient(dy: Float32Array, w: Float32Array, dx: Float32Array, size: Size): void;
  /** m = momentum · m + g + decay · w, then w = w − lr · m. */
  sgd(w: Float32Array, g: Float32Array, m: Float32Array, lr: number, momentum: number, decay: number): void;
  /** With g + decay · w for g: m = β₁m + (1 − β₁)g, v = β₂v + (1 − β₂)g², then w = w − rate · m / (√v + eps). */
  adam(
    arrays: { w: Float32Array; g: Float32Array; m: Float32Array; v: Float32Array },
    rates: { rate: number; beta1: number; beta2: number; eps: number; decay: number },
  ): void;
}

/** Dimensions of a layer, and the number of samples in a batch (`rows`). */
export interface Size {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
}

type WebAssemblyFunctions = Record<"dense" | "weightGradient" | "inputGradient" | "sgd" | "adam", Kernel>;
type Kernel = (...args: readonly number[]) => void;

const FLOAT = 4;
const PAGE = 65536;
const MAX_PAGES = 32768;

const module = new WebAssembly.Module(Deno.readFileSync(new URL("kernels.wasm", import.meta.url)));

/**
 * Creates kernels with memory of a fixed size.
 *
 * @param floats number of floats to make room for
 * @param arrays maximum number of arrays
 * @param longest maximum of all `rows` and `inputs` that are passed to the kernels
 * @throws {UserError} if that is more than 2 GiB
 */
export function createKernels(floats: number, arrays: number, longest: number): Kernels {
  const listBytes = 8 * (longest + 3);
  const pages = Math.ceil((listBytes + FLOAT * (floats + 4 * (arrays + 1))) / PAGE);
  if (pages > MAX_PAGES) {
    throw new UserError(
      `model too large: needs ${pages >> 4} MiB, expected at most ${MAX_PAGES >> 4} MiB`,
    );
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: MAX_PAGES });
  const run = new WebAssembly.Instance(module, { env: { memory } }).exports as WebAssemblyFunctions;
  const list = 0;
  let free = roundUp(listBytes, 16);

  return {
    allocate(length) {
      const array = new Float32Array(memory.buffer, free, length);
      free += roundUp(FLOAT * length, 16);
      return array;
    },
    dense(x, w, b, y, { rows, inputs, outputs }) {
      run.dense(x.byteOffset, w.byteOffset, b.byteOffset, y.byteOffset, rows, inputs, outputs, list);
    },
    weightGradient(x, dy, dw, { rows, inputs, outputs }) {
      run.weightGradient(x.byteOffset, dy.byteOffset, dw.byteOffset, rows, inputs, outputs, list);
    },
    inputGradient(dy, w, dx, { rows, inputs, outputs }) {
      run.inputGradient(dy.byteOffset, w.byteOffset, dx.byteOffset, rows, inputs, outputs);
    },
    sgd(w, g, m, lr, momentum, decay) {
      run.sgd(w.byteOffset, g.byteOffset, m.byteOffset, w.length, lr, momentum, decay);
    },
    adam({ w, g, m, v }, { rate, beta1, beta2, eps, decay }) {
      const pointers = [w.byteOffset, g.byteOffset, m.byteOffset, v.byteOffset];
      // 1 − β is computed before rounding to float32: otherwise 1 − 0.999 would only have four correct digits.
      run.adam(...pointers, w.length, rate, 1 - beta1, 1 - beta2, eps, decay);
    },
  };
}

function roundUp(bytes: number, multiple: number): number {
  return Math.ceil(bytes / multiple) * multiple;
}
