import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { extremes, thin } from "../../../../lib/report/curves/curve_builder.ts";

const list = (...values: number[]) => Float32Array.from(values);

Deno.test("thin() keeps the minimum and the maximum of each part, in their order", () => {
  assertEquals(thin(list(1, 5, 2, 3, 0, 4, 9, 8), 2), list(1, 5, 0, 9));
  assertEquals(thin(list(5, 1, 2, 3, 9, 4, 0, 8), 2), list(5, 1, 9, 0));
});

Deno.test("thin() keeps every peak of a single row", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 999 }), fc.constantFrom(-1, 1), (at, peak) => {
    const values = new Float32Array(1_000);
    values[at] = peak;
    assert(thin(values, 100).includes(peak));
  }));
});

Deno.test("thin() gives the same in two steps as in one", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 401, maxLength: 900 }), (values) => {
      const curve = Float32Array.from(values);
      const fine = thin(curve, 100);
      for (const parts of [50, 25]) {
        const [direct, again] = [thin(curve, parts), thin(fine, parts)];
        assertEquals(again.length, direct.length);
        // Boundaries of parts coincide if the number of rows is a multiple of 100.
        if (values.length % 100 === 0) assertEquals(again, direct);
      }
    }),
  );
});

Deno.test("thin() ignores NaN next to numbers, and leaves a gap where there is nothing else", () => {
  assertEquals(thin(list(NaN, 2, 1, NaN, NaN, NaN, NaN, NaN), 2), list(2, 1, NaN, NaN));
  assertEquals(thin(list(1, NaN, 3), 100), list(1, NaN, 3));
});

Deno.test("extremes() are the ends of the band of each part", () => {
  assertEquals(extremes(list(1, 5, NaN, 3, NaN, NaN), 3, "low"), list(1, 3, NaN));
  assertEquals(extremes(list(1, 5, NaN, 3, NaN, NaN), 3, "high"), list(5, 3, NaN));
});
