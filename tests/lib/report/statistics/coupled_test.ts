import { assertEquals } from "@std/assert";
import { coupledFactors } from "../../../../lib/report/statistics/main_effects.ts";

Deno.test("coupledFactors() groups factors whose levels correspond one to one, and drops constant ones", () => {
  assertEquals(
    coupledFactors([
      [0, 0, 1, 1],
      [2, 2, 2, 2],
      [0, 1, 0, 1],
      [5, 5, 0, 0],
      [0, 1, 2, 3],
      [0, 0, 1, 0],
    ]),
    [[0, 3], [2], [4], [5]],
  );
});

Deno.test("coupledFactors() keeps the factors of a random search apart", () => {
  const ascending = Array.from({ length: 20 }, (_, at) => at);
  assertEquals(coupledFactors([ascending, ascending.toReversed()]), [[0], [1]]);
  assertEquals(coupledFactors([[0, 1, 2], [2, 0, 1]]), [[0, 1]]);
  // A grid of nine configurations can have a factor with nine levels; from ten on, it is a search.
  const few = (count: number) => ascending.slice(0, count);
  assertEquals(coupledFactors([few(9), few(9).toReversed()]), [[0, 1]]);
  assertEquals(coupledFactors([few(10), few(10).toReversed()]), [[0], [1]]);
});
