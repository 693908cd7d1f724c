import { assert, assertAlmostEquals } from "@std/assert";
import { fProbability, fTail, noncentralityInterval } from "../../../../lib/report/statistics/f_distribution.ts";
import { SHARES } from "./expected.ts";

Deno.test("fProbability() and fTail() agree with SciPy", () => {
  for (const { f, freedom, noncentrality, probability, tail } of SHARES.f) {
    assertAlmostEquals(fProbability(f, freedom, noncentrality), probability, 1e-10);
    assertAlmostEquals(fTail(f, freedom), tail, 1e-12 + 1e-9 * tail);
  }
});

Deno.test("fProbability() and fTail() have limits", () => {
  for (const [f, probability] of [[0, 0], [-1, 0], [Infinity, 1]] as const) {
    assert(fProbability(f, [2, 3], 1) === probability && fTail(f, [2, 3]) === 1 - probability);
  }
});

Deno.test("noncentralityInterval() agrees with SciPy, and goes on in proportion for very large values", () => {
  for (const { effects, residual } of [...SHARES.balanced, ...SHARES.unbalanced, ...SHARES.drawn]) {
    for (const { squares, freedom, noncentrality } of Object.values(effects)) {
      const f = squares / freedom / (residual.squares / residual.freedom);
      const interval = noncentralityInterval(f, [freedom, residual.freedom]);
      noncentrality.forEach((bound, at) => assertAlmostEquals(interval[at]!, bound, 1e-5 * bound + 1e-6));
    }
  }
  const [low, high] = noncentralityInterval(1e9, [3, 20]);
  const [less, more] = noncentralityInterval(1e4, [3, 20]);
  assertAlmostEquals(low / less / 1e5, 1, 0.02);
  assertAlmostEquals(high / more / 1e5, 1, 0.02);
});
