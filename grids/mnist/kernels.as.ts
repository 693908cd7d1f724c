// @ts-nocheck AssemblyScript: TypeScript's syntax with WebAssembly's types. build_kernels.ts compiles it to kernels.wasm.
// deno-lint-ignore-file
//
// Pointers are byte addresses of float32 numbers; matrices are row by row. Four numbers are worked on at a time.

/**
 * y = x · w + b. Zeros in x cost nothing: most pixels of a digit are black, and relu switches off half of a layer.
 * `list` is room for 8 · (inputs + 3) bytes.
 */
export function dense(
  x: usize,
  w: usize,
  b: usize,
  y: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  list: usize,
): void {
  const outputBytes: usize = <usize> outputs << 2;
  for (let r = 0; r < rows; r++) {
    memory.copy(y, b, outputBytes);
    const count = listNonzero(x, inputs, 4, <u32> outputBytes, list);
    addRows(y, w, outputs, list, count);
    x += <usize> inputs << 2;
    y += outputBytes;
  }
}

/** dw = xᵀ · dy. Zeros in x cost nothing. `list` is room for 8 · (rows + 3) bytes. */
export function weightGradient(
  x: usize,
  dy: usize,
  dw: usize,
  rows: i32,
  inputs: i32,
  outputs: i32,
  list: usize,
): void {
  const outputBytes: usize = <usize> outputs << 2;
  for (let i = 0; i < inputs; i++) {
    memory.fill(dw, 0, outputBytes);
    const count = listNonzero(x, rows, <usize> inputs << 2, <u32> outputBytes, list);
    addRows(dw, dy, outputs, list, count);
    x += 4;
    dw += outputBytes;
  }
}

/** dx = dy · wᵀ */
export function inputGradient(dy: usize, w: usize, dx: usize, rows: i32, inputs: i32, outputs: i32): void {
  for (let r = 0; r < rows; r++) {
    let row = w;
    for (let i = 0; i < inputs; i++) {
      store<f32>(dx, dot(dy, row, outputs));
      row += <usize> outputs << 2;
      dx += 4;
    }
    dy += <usize> outputs << 2;
  }
}

/** Stochastic gradient descent: m = momentum · m + g + decay · w, then w = w − lr · m. */
export function sgd(w: usize, g: usize, m: usize, length: i32, lr: f32, momentum: f32, decay: f32): void {
  // The arrays are padded to a multiple of four numbers, so that no rest is left to do one by one.
  for (let i: usize = 0; i < <usize> length << 2; i += 16) {
    const weight = v128.load(w + i);
    const gradient = f32x4.add(v128.load(g + i), f32x4.mul(f32x4.splat(decay), weight));
    const mean = f32x4.add(f32x4.mul(f32x4.splat(momentum), v128.load(m + i)), gradient);
    v128.store(m + i, mean);
    v128.store(w + i, f32x4.sub(weight, f32x4.mul(f32x4.splat(lr), mean)));
  }
}

/**
 * Adam: m and v are running means of the gradient and of its square, to which a new value contributes its share;
 * w = w − rate · m / (√v + eps). The caller folds the corrections for the start into `rate` and `eps`.
 */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  length: i32,
  rate: f32,
  newShare1: f32,
  newShare2: f32,
  eps: f32,
  decay: f32,
): void {
  for (let i: usize = 0; i < <usize> length << 2; i += 16) {
    const weight = v128.load(w + i);
    const gradient = f32x4.add(v128.load(g + i), f32x4.mul(f32x4.splat(decay), weight));
    const mean = mix(v128.load(m + i), gradient, newShare1);
    const square = mix(v128.load(v + i), f32x4.mul(gradient, gradient), newShare2);
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const size = f32x4.add(f32x4.sqrt(square), f32x4.splat(eps));
    v128.store(w + i, f32x4.sub(weight, f32x4.mul(f32x4.splat(rate), f32x4.div(mean, size))));
  }
}

function mix(oldValues: v128, newValues: v128, newShare: f32): v128 {
  return f32x4.add(oldValues, f32x4.mul(f32x4.splat(newShare), f32x4.sub(newValues, oldValues)));
}

/**
 * Lists what is not zero among `count` numbers, `step` bytes apart: pairs of the offset of the row that belongs to the
 * number (`rowBytes` apart) and the number. Zeros fill the list up to a multiple of four pairs.
 */
function listNonzero(x: usize, count: i32, step: usize, rowBytes: u32, list: usize): i32 {
  let end = list;
  let offset: u32 = 0;
  for (let i = 0; i < count; i++) {
    const value = load<f32>(x);
    store<u32>(end, offset);
    store<f32>(end, value, 4);
    end += <usize> (value != 0) << 3; // without a branch: the next pair overwrites a zero
    offset += rowBytes;
    x += step;
  }
  let listed: i32 = <i32> ((end - list) >> 3);
  while (listed & 3) {
    store<u64>(end, 0);
    end += 8;
    listed++;
  }
  return listed;
}

/** y += the listed rows of the matrix w, each times its number; four rows at a time, so that y is loaded less often. */
function addRows(y: usize, w: usize, length: i32, list: usize, count: i32): void {
  const end = y + (<usize> length << 2);
  const endOfFours = y + (<usize> (length & ~3) << 2);
  for (let k = 0; k < count; k += 4) {
    let w0 = w + <usize> load<u32>(list);
    let w1 = w + <usize> load<u32>(list, 8);
    let w2 = w + <usize> load<u32>(list, 16);
    let w3 = w + <usize> load<u32>(list, 24);
    const a0 = load<f32>(list, 4);
    const a1 = load<f32>(list, 12);
    const a2 = load<f32>(list, 20);
    const a3 = load<f32>(list, 28);
    list += 32;
    let p = y;
    for (; p < endOfFours; p += 16) {
      let sum = v128.load(p);
      sum = f32x4.add(sum, f32x4.mul(f32x4.splat(a0), v128.load(w0)));
      sum = f32x4.add(sum, f32x4.mul(f32x4.splat(a1), v128.load(w1)));
      sum = f32x4.add(sum, f32x4.mul(f32x4.splat(a2), v128.load(w2)));
      sum = f32x4.add(sum, f32x4.mul(f32x4.splat(a3), v128.load(w3)));
      v128.store(p, sum);
      w0 += 16;
      w1 += 16;
      w2 += 16;
      w3 += 16;
    }
    for (; p < end; p += 4) {
      let sum = load<f32>(p);
      sum += a0 * load<f32>(w0);
      sum += a1 * load<f32>(w1);
      sum += a2 * load<f32>(w2);
      sum += a3 * load<f32>(w3);
      store<f32>(p, sum);
      w0 += 4;
      w1 += 4;
      w2 += 4;
      w3 += 4;
    }
  }
}

function dot(a: usize, b: usize, length: i32): f32 {
  const end = a + (<usize> length << 2);
  const endOfFours = a + (<usize> (length & ~3) << 2);
  let sums = f32x4.splat(0);
  for (; a < endOfFours; a += 16) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(a), v128.load(b)));
    b += 16;
  }
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  for (; a < end; a += 4) {
    sum += load<f32>(a) * load<f32>(b);
    b += 4;
  }
  return sum;
}
