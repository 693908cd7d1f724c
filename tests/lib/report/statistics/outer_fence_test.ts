import { assertAlmostEquals, assertEquals } from "@std/assert";
import { badSide, isKept, OPEN, outerFence } from "../../../../lib/report/statistics/best_set.ts";
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

Deno.test("outerFence() needs eight finite values", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 100];
  assertEquals(outerFence(values), { low: 2.75 - 3 * 3.5, high: 6.25 + 3 * 3.5 });
  assertEquals(outerFence([...values.slice(1), NaN, Infinity]), OPEN);
});

Deno.test("badSide() keeps the fence where results are bad, or both without a goal", () => {
  const fence = { low: 0, high: 1 };
  assertEquals(badSide(fence, "maximize"), { low: 0, high: Infinity });
  assertEquals(badSide(fence, "minimize"), { low: -Infinity, high: 1 });
  assertEquals(badSide(fence, undefined), fence);
});

Deno.test("isKept() keeps finite values up to the fence", () => {
  const kept = [-0.1, 0, 0.5, 1, 1.1, NaN].filter((value) => isKept(value, { low: 0, high: 1 }));
  assertEquals(kept, [0, 0.5, 1]);
  assertEquals([-Infinity, Infinity, NaN, 1e300].map((value) => isKept(value, OPEN)), [false, false, false, true]);
});
