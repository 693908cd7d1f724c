import { assertAlmostEquals, assertEquals } from "@std/assert";
import { codingOf, mainEffects } from "../../../../lib/report/statistics/main_effects.ts";

Deno.test("mainEffects() leaves to the other factors what they explain, even if one factor determines them all", () => {
  // The levels of the second factor are pairs of levels of the first one, and decide alone.
  const coarse = [0, 0, 0, 0, 1, 1, 1, 1];
  const fine = [0, 0, 1, 1, 2, 2, 3, 3];
  const { effects, residual } = mainEffects({
    values: [-1, 1, -1, 1, 9, 11, 9, 11],
    weights: Array(8).fill(1),
    factors: [fine, coarse].map((levels) => codingOf({ levels }, 10, 5)),
  });
  assertAlmostEquals(effects[0]!.squares, 0, 1e-9);
  assertEquals(effects.map(({ freedom }) => freedom), [2, 0]);
  assertAlmostEquals(residual.squares, 8, 1e-9);
  assertEquals(residual.freedom, 4);
});
