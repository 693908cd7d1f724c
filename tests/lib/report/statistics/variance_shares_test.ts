import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { type AdditiveFit, fitAdditive } from "../../../../lib/report/statistics/additive_model.ts";
import { fTail } from "../../../../lib/report/statistics/f_distribution.ts";
import {
  type Factorial,
  type VarianceShare,
  varianceShares,
} from "../../../../lib/report/statistics/variance_shares.ts";
import { normals } from "./random.ts";

/** What statsmodels and optuna computed: tests/fixtures/report/variance.py. */
const EXPECTED: {
  readonly additive: readonly (Omit<Factorial, "cells"> & {
    readonly effects: readonly { readonly squares: number; readonly df: number; readonly p: number }[];
    readonly residual: AdditiveFit["residual"];
  })[];
  readonly balanced: readonly (Factorial & { readonly omega: Readonly<Record<string, number>> })[];
  readonly drawn: {
    readonly values: readonly number[];
    readonly points: readonly (readonly number[])[];
    readonly fanova: readonly number[];
  };
} = JSON.parse(
  Deno.readTextFileSync(fromFileUrl(new URL("../../../fixtures/report/variance.json", import.meta.url))),
);

const find = (shares: readonly VarianceShare[], kind: string, factors: string) =>
  shares.find((share) => share.kind === kind && share.factors.join(" ") === factors)?.share ?? 0;

const cellsOf = (values: readonly number[]) => [...values.keys()];

/** The fifth of all values in which each is. */
function quintiles(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => Math.floor(sorted.indexOf(value) * 5 / sorted.length));
}

Deno.test("varianceShares() of balanced designs are the ω² of an analysis of variance by statsmodels, and add up to 1", () => {
  for (const { omega, ...design } of EXPECTED.balanced) {
    const { shares, approximate } = varianceShares(design);
    assertEquals(approximate, false);
    for (const [factors, share] of Object.entries(omega)) {
      const { length } = factors.split(" ");
      if (length <= 2) assertAlmostEquals(find(shares, length === 1 ? "main" : "pair", factors), share, 1e-9);
      else assertAlmostEquals(find(shares, "rest", ""), share, 1e-9);
    }
    assertAlmostEquals(shares.reduce((sum, { share }) => sum + share, 0), 1, 1e-9);
    assertEquals(shares.map(({ share }) => share), shares.map(({ share }) => share).sort((a, b) => b - a));
  }
});

Deno.test("fitAdditive() has the type II sums of squares of statsmodels, and fTail() its probabilities", () => {
  for (const { values, factors, effects, residual } of EXPECTED.additive) {
    const fit = fitAdditive(values, factors);
    assertAlmostEquals(fit.residual.squares, residual.squares, 1e-9 * fit.total);
    assertEquals([fit.residual.df, ...fit.effects.map(({ df }) => df)], [residual.df, ...effects.map(({ df }) => df)]);
    for (const [factor, { squares, df, p }] of effects.entries()) {
      assertAlmostEquals(fit.effects[factor]!.squares, squares, 1e-9 * fit.total);
      assertAlmostEquals(fTail(squares / df / (residual.squares / residual.df), df, residual.df), p, 1e-9);
    }
  }
});

Deno.test("fitAdditive() counts factors that always change together once, with nothing beyond the other one", () => {
  const { effects, residual } = fitAdditive([1, 2, 4, 3, 5, 9], [[0, 0, 1, 1, 2, 2], [5, 5, 7, 7, 6, 6]]);
  assertEquals([effects.map(({ df }) => df), residual.df], [[0, 0], 3]);
});

Deno.test("varianceShares() of a random search are near those of fANOVA, and only the parameter that matters is certain", () => {
  const { values, points, fanova } = EXPECTED.drawn;
  const { shares, approximate } = varianceShares({ values, factors: points.map(quintiles), cells: cellsOf(values) });
  assertEquals(approximate, true);
  // Within a fifth of the points, the result changes, too: that is not part of the share.
  for (const [factor, share] of fanova.entries()) {
    assertAlmostEquals(find(shares, "main", String(factor)), share, factor === 0 ? 0.3 : 0.1, String(factor));
  }
  assertEquals(shares.filter(({ isCertain }) => isCertain).map(({ factors }) => factors), [[0]]);
});

Deno.test("parameters without effect are named in at most 1 of 20 studies: balanced, incomplete and drawn", () => {
  const normal = normals(20);
  const named = { balanced: 0, incomplete: 0, drawn: 0 };
  const studies = 80;
  const grid = Array.from({ length: 24 }, (_, at) => [at % 3, Math.floor(at / 3) % 4, Math.floor(at / 12)]);
  const twice = [...grid, ...grid];
  const count = (kind: keyof typeof named, levels: readonly (readonly number[])[], cells: readonly number[]) => {
    const values = levels.map(() => normal());
    const factors = levels[0]!.map((_, factor) => levels.map((row) => row[factor]!));
    if (varianceShares({ values, factors, cells }).shares.some(({ isCertain }) => isCertain)) named[kind]++;
  };
  for (let study = 0; study < studies; study++) {
    count("balanced", twice, twice.map((_, at) => at % 24));
    const some = grid.filter((_, at) => at % 5 !== 2);
    count("incomplete", some, cellsOf(some.map(([a]) => a!)));
    const columns = [0, 1, 2, 3].map(() => quintiles(Array.from({ length: 60 }, () => normal())));
    const points = Array.from({ length: 60 }, (_, at) => columns.map((column) => column[at]!));
    count("drawn", points, cellsOf(points.map(([a]) => a!)));
  }
  for (const [kind, times] of Object.entries(named)) {
    assert(times <= studies / 20 * 1.5, `${kind}: ${times} of ${studies}`);
  }
});

Deno.test("varianceShares() is approximate if a combination or a repetition is missing", () => {
  const { values, factors, cells } = EXPECTED.balanced[0]!;
  const design = (keep: (at: number) => boolean) => ({
    values: values.filter((_, at) => keep(at)),
    factors: factors.map((levels) => levels.filter((_, at) => keep(at))),
    cells: cells.filter((_, at) => keep(at)),
  });
  assert(varianceShares(design((at) => at !== 0)).approximate);
  assert(varianceShares(design((at) => cells[at] !== 3)).approximate);
  assert(!varianceShares(design(() => true)).approximate);
});

Deno.test("varianceShares() has no shares of equal values, nor where nothing tells what chance does", () => {
  assertEquals(varianceShares({ values: [1, 1], factors: [[0, 1]], cells: [0, 1] }).shares, []);
  assertEquals(varianceShares({ values: [1, 2], factors: [[0, 1]], cells: [0, 1] }).shares, []);
});

Deno.test("without repetitions, the interactions of the highest order are the error", () => {
  const { shares } = varianceShares({
    values: [0, 1, 5, 6.1],
    factors: [[0, 0, 1, 1], [0, 1, 0, 1]],
    cells: [0, 1, 2, 3],
  });
  assertEquals(shares.map(({ kind, isCertain }) => [kind, isCertain]).slice(0, 2), [["main", true], ["main", false]]);
  assert(!shares.some(({ kind }) => kind === "pair" || kind === "seeds"));
});
