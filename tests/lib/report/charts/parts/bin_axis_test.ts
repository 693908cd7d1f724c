import { assertEquals } from "@std/assert";
import { binAxis } from "../../../../../lib/report/charts/parts/axis_scale.ts";
import type { Axis } from "../../../../../lib/report/model.ts";

function axis(numbers: readonly number[], at = numbers.map((_, index) => index)): Axis {
  return { params: [0], values: numbers.map((number) => [String(number)]), numbers, at };
}

Deno.test("binAxis() puts equally many configurations into each bin, and calls it by its median", () => {
  const binned = binAxis(axis(Array.from({ length: 40 }, (_, index) => index)), 4);
  assertEquals(binned.values, [["≈ 5"], ["≈ 15"], ["≈ 25"], ["≈ 35"]]);
  assertEquals(binned.numbers, [5, 15, 25, 35]);
  assertEquals(binned.at, Array.from({ length: 40 }, (_, index) => Math.floor(index / 10)));
});

Deno.test("binAxis() keeps equal values together", () => {
  const binned = binAxis(axis([1, 2, 3, 4, 5], [0, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4]), 2);
  assertEquals(new Set(binned.at.slice(1, 8)).size, 1);
});

Deno.test("binAxis() leaves few values, and texts, as they are", () => {
  const few = axis([1, 2, 3]);
  assertEquals(binAxis(few, 3), few);
  const texts: Axis = { params: [0], values: [["a"], ["b"], ["c"]], at: [0, 1, 2] };
  assertEquals(binAxis(texts, 2), texts);
});
