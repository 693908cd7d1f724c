import { assertEquals, assertThrows } from "@std/assert";
import { parseIdx } from "../../../grids/mnist/idx.ts";
import { UserError } from "../../../grids/mnist/user_error.ts";

// Two rows of three bytes.
const matrix = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255);

Deno.test("parseIdx() reads the shape and the values", () => {
  const { shape, values } = parseIdx(matrix, "matrix");
  assertEquals(shape, [2, 3]);
  assertEquals([...values], [1, 2, 3, 4, 5, 255]);
});

Deno.test("parseIdx() reads a view that starts inside a larger buffer", () => {
  const larger = Uint8Array.of(9, 9, 9, ...matrix);
  assertEquals(parseIdx(larger.subarray(3), "matrix").shape, [2, 3]);
});

Deno.test("parseIdx() reports the number of values in a truncated file", () => {
  assertThrows(
    () => parseIdx(matrix.subarray(0, -1), "matrix"),
    UserError,
    "matrix: expected 2 × 3 = 6 values, got 5",
  );
});

Deno.test("parseIdx() rejects a file with more values than its shape", () => {
  assertThrows(() => parseIdx(Uint8Array.of(...matrix, 0), "matrix"), UserError, "got 7");
});

for (
  const [what, bytes] of Object.entries({
    "an empty file": Uint8Array.of(),
    "a truncated header": matrix.subarray(0, 9),
    "another type than unsigned bytes": matrix.with(2, 13),
    "a gzipped file": Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  })
) {
  Deno.test(`parseIdx() rejects ${what}`, () => {
    assertThrows(() => parseIdx(bytes, "matrix"), UserError, "matrix: not an IDX file");
  });
}
