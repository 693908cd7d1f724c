import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { createKernels, type Kernels } from "../../../grids/mnist/kernels.ts";
import { createRandom } from "../../../grids/mnist/random.ts";
import { UserError } from "../../../grids/mnist/user_error.ts";

const folder = new URL("../../../grids/mnist/", import.meta.url);

Deno.test("kernels.wasm was built from the current kernels.as.ts", async () => {
  const module = new WebAssembly.Module(Deno.readFileSync(new URL("kernels.wasm", folder)));
  const [built] = WebAssembly.Module.customSections(module, "source.sha256");
  const now = await crypto.subtle.digest("SHA-256", Deno.readFileSync(new URL("kernels.as.ts", folder)));
  assertEquals(new Uint8Array(built!), new Uint8Array(now), "run `deno run -A grids/mnist/build_kernels.ts`");
});

// Sizes around the groups of four that the kernels work in; 10 is the number of digits.
for (const outputs of [1, 3, 4, 5, 10, 32]) {
  for (const inputs of [1, 4, 7]) {
    const rows = 5;
    const size = { rows, inputs, outputs };

    Deno.test(`dense(), weightGradient() and inputGradient() are correct for ${inputs} inputs and ${outputs} outputs`, () => {
      const kernels = createKernels(1000, 10, 32);
      const x = randomMatrix(kernels, rows * inputs, 0.5);
      const w = randomMatrix(kernels, inputs * outputs);
      const b = randomMatrix(kernels, outputs);
      const y = randomMatrix(kernels, rows * outputs);
      const dw = randomMatrix(kernels, inputs * outputs);
      const dx = randomMatrix(kernels, rows * inputs);
      const beyond = randomMatrix(kernels, 4);
      const before = beyond.slice();

      kernels.dense(x, w, b, y, size);
      expectMatrix(y, rows, outputs, (r, o) => b[o]! + sum(inputs, (i) => x[r * inputs + i]! * w[i * outputs + o]!));
      const dy = y;
      kernels.weightGradient(x, dy, dw, size);
      expectMatrix(dw, inputs, outputs, (i, o) => sum(rows, (r) => x[r * inputs + i]! * dy[r * outputs + o]!));
      kernels.inputGradient(dy, w, dx, size);
      expectMatrix(dx, rows, inputs, (r, i) => sum(outputs, (o) => dy[r * outputs + o]! * w[i * outputs + o]!));
      assertEquals(beyond, before);
    });
  }
}

Deno.test("dense() does not change rows outside of the batch", () => {
  const kernels = createKernels(100, 4, 4);
  const x = randomMatrix(kernels, 6);
  const y = kernels.allocate(6).fill(7);
  kernels.dense(x, randomMatrix(kernels, 4), kernels.allocate(2), y, { rows: 2, inputs: 2, outputs: 2 });
  assertEquals([...y.subarray(4)], [7, 7]);
});

Deno.test("createKernels() rejects more memory than WebAssembly guarantees", () => {
  assertThrows(() => createKernels(600_000_000, 1, 1), UserError, "model too large");
});

Deno.test("createKernels() allocates arrays that do not overlap", () => {
  const kernels = createKernels(10, 4, 1);
  const arrays = [1, 2, 3, 4].map((length) => kernels.allocate(length).fill(length));
  assertEquals(arrays.map((array) => [...array]), [[1], [2, 2], [3, 3, 3], [4, 4, 4, 4]]);
});

function randomMatrix(kernels: Kernels, length: number, zeros = 0): Float32Array {
  const { uniform, normal } = createRandom(length, 9);
  const matrix = kernels.allocate(length);
  for (let i = 0; i < length; i++) matrix[i] = uniform() < zeros ? 0 : normal();
  return matrix;
}

function expectMatrix(
  matrix: Float32Array,
  rows: number,
  columns: number,
  expected: (row: number, column: number) => number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) assertAlmostEquals(matrix[r * columns + c]!, expected(r, c), 1e-5);
  }
}

function sum(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}
