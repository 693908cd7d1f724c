import { assertAlmostEquals, assertEquals } from "@std/assert";
import { OPEN, outerFence } from "../../../../lib/report/statistics/best_set.ts";
import { EXPECTED } from "./expected.ts";

Deno.test("outerFence() agrees with NumPy and SciPy", () => {
  for (const { values, low, high } of EXPECTED.fences) {
    const fence = outerFence([NaN, ...values, Infinity]);
    assertAlmostEquals(fence.low, low, 1e-12);
    assertAlmostEquals(fence.high, high, 1e-12);
  }
});

Deno.test("outerFence() is open for few values, and if most of them are equal", () => {
  assertEquals(outerFence([0.9, 0.9, 0.8, 0.85, 0.1, 1e9, NaN]), OPEN);
  assertEquals(outerFence([1, 1, 1, 1, 1, 1, 1, 1, 5]), OPEN);
});
