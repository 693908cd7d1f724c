import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { rungValues } from "../../../lib/schedule/early_stopping/recall_rungs.ts";
import {
  betterOf,
  createRung,
  enter,
  type Halving,
  judgeAt,
  MAX_RUNGS,
  resourceAt,
  type Rung,
} from "../../../lib/search/halving.ts";

/** The rule as it is written: sort all values, and look at the best ⌊n ÷ eta⌋. */
function bySorting(values: readonly number[], { eta, goal }: Halving) {
  const score = (value: number) => Number.isNaN(value) ? -Infinity : goal === "maximize" ? value : -value;
  const ranked = values.toSorted((a, b) => score(b) < score(a) ? -1 : score(b) > score(a) ? 1 : 0);
  const places = Math.floor(values.length / eta);
  const last = values.at(-1)!;
  return {
    goesOn: places === 0 || score(last) >= score(ranked[places - 1]!),
    of: values.length,
    cut: places === 0 ? undefined : score(ranked[places - 1]!),
  };
}

const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity),
);

Deno.test("a rung judges as sorting all of its values does", () => {
  const arbitrary = [
    fc.array(value, { maxLength: 60 }),
    fc.integer({ min: 2, max: 6 }),
    fc.constantFrom("maximize", "minimize"),
  ] as const;
  fc.assert(fc.property(...arbitrary, (values, eta, goal) => {
    const halving: Halving = { first: 1, eta, goal, by: "best" };
    const rung = createRung();
    for (const [index, value] of values.entries()) {
      const { goesOn, of, cut } = enter(rung, value, halving);
      const signed = cut === undefined || goal === "maximize" ? cut : -cut;
      const score = Number.isNaN(signed) ? -Infinity : signed;
      assertEquals({ goesOn, of, cut: score }, bySorting(values.slice(0, index + 1), halving));
    }
  }));
});

Deno.test("rungs are at first · eta^k", () => {
  const halving: Halving = { first: 3, eta: 3, goal: "maximize", by: "best" };
  assertEquals([0, 1, 2].map((index) => resourceAt(halving, index)), [3, 9, 27]);
});

Deno.test("a run that is absurdly far is judged at a bounded number of rungs, once", () => {
  const halving: Halving = { first: 1e-300, eta: 2, goal: "maximize", by: "best" };
  const far = { value: 0.5, resource: Number.MAX_VALUE };
  const rungs: Rung[] = [];
  const { verdicts, behind } = judgeAt(rungs, 0, far, halving);
  assertEquals([rungs.length, verdicts.length, behind], [MAX_RUNGS, MAX_RUNGS, MAX_RUNGS]);
  assertEquals(judgeAt(rungs, behind, far, halving).verdicts, []);
  assertEquals(rungValues([{ resource: far.resource, value: far.value }], halving).length, MAX_RUNGS);
});

Deno.test("the better of two values is the finite one if the other is NaN", () => {
  for (const goal of ["maximize", "minimize"] as const) {
    const better = (best: number | undefined, value: number) => betterOf(best, value, { goal });
    assertEquals([better(undefined, NaN), better(NaN, 0.5), better(0.5, NaN)], [NaN, 0.5, 0.5]);
    assertEquals(better(0.5, 0.7), goal === "maximize" ? 0.7 : 0.5);
  }
});

Deno.test("a run is judged at a rung as soon as it has reached it", () => {
  const halving: Halving = { first: 3, eta: 2, goal: "maximize", by: "best" };
  const rungs = (resource: number) =>
    judgeAt([], 0, { value: 0.5, resource }, halving).verdicts.map(({ rung }) => rung);
  assertEquals([2, 3, 5, 6].map(rungs), [[], [3], [3], [3, 6]]);
});
