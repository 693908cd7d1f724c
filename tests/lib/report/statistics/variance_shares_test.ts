import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Factor } from "../../../../lib/report/statistics/main_effects.ts";
import {
  type Factorial,
  RISK,
  type VarianceShare,
  type VarianceShares,
  varianceShares,
} from "../../../../lib/report/statistics/variance_shares.ts";
import { type ExpectedShares, SHARES } from "./expected.ts";
import { normals } from "./random.ts";

const find = (shares: readonly VarianceShare[], kind: string, factors = "") =>
  shares.find((share) => share.kind === kind && share.factors.join(" ") === factors)?.share ?? 0;

function checkShares(expected: ExpectedShares, isApproximate: boolean): void {
  const { shares, approximate } = varianceShares(expected);
  assertEquals(approximate, isApproximate);
  const kinds = Object.keys(expected.effects).map((factors) => factors.includes(" ") ? "pair" : "main");
  for (const [factors, { share, p }] of Object.entries(expected.effects)) {
    const kind = factors.includes(" ") ? "pair" : "main";
    assertAlmostEquals(find(shares, kind, factors), share, 1e-9);
    const risk = RISK / new Set(kinds).size / kinds.filter((other) => other === kind).length;
    const actual = shares.find((share) => share.kind === kind && share.factors.join(" ") === factors);
    assertEquals(actual?.isClear ?? false, p <= risk);
    if (actual === undefined) continue;
    const [low, high] = actual.interval!;
    assert(low <= share + 1e-9 && share <= high + 1e-9, `${factors}: ${low} … ${share} … ${high}`);
  }
  assertAlmostEquals(shares.reduce((sum, { share }) => sum + share, 0), 1, 1e-9);
  assertEquals(shares.map(({ share }) => share), shares.map(({ share }) => share).sort((a, b) => b - a));
}

Deno.test("varianceShares() of balanced designs are ω² by statsmodels, with its p values, and add up to 1", () => {
  for (const expected of SHARES.balanced) checkShares(expected, false);
});

Deno.test("varianceShares() of balanced designs have intervals that follow from SciPy's noncentralities", () => {
  for (const expected of SHARES.balanced) {
    const { values, effects, residual } = expected;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const error = residual.squares / residual.freedom;
    const all = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) + error;
    for (const { kind, factors, share, interval } of varianceShares(expected).shares) {
      if (interval === undefined) continue;
      const effect = effects[factors.join(" ")]!;
      const bounds = effect.noncentrality.map((value) => value * error / (value * error + all * (1 - share)));
      bounds.forEach((bound, at) => assertAlmostEquals(interval[at]!, bound, 1e-5, `${kind} ${factors}`));
    }
  }
});

Deno.test("varianceShares() of unbalanced designs follow type II sums of squares by statsmodels", () => {
  for (const expected of SHARES.unbalanced) {
    checkShares(expected, true);
    const { shares } = varianceShares(expected);
    assertAlmostEquals(find(shares, "seeds"), expected.seeds, 1e-9);
    assertEquals(shares.filter(({ kind }) => kind === "pair"), []);
  }
});

Deno.test("varianceShares() of drawn designs agree with fANOVA on what matters, and with type II sums of squares", () => {
  for (const expected of SHARES.drawn) {
    checkShares(expected, true);
    const { shares } = varianceShares(expected);
    expected.fanova.forEach((share, factor) =>
      assertAlmostEquals(find(shares, "main", String(factor)), share, 0.1, `factor ${factor}`)
    );
    assertEquals(expected.ped_anova.indexOf(Math.max(...expected.ped_anova)), shares[0]!.factors[0]);
    assertEquals(shares.filter(({ isClear }) => isClear).map(({ factors }) => factors), [[0]]);
  }
});

/** Studies by their design, of values that a function of the levels and of chance makes. */
const DESIGNS: Readonly<Record<string, (normal: () => number) => Omit<Factorial, "values">>> = {
  "a grid of 3 × 4 × 2 with 2 repetitions": () => gridOf([3, 4, 2], 2),
  "a grid of 4 × 4 × 3 without repetitions": () => gridOf([4, 4, 3], 1),
  "a grid of 3 × 4 × 2 with 3 repetitions, a quarter of the runs missing": (normal) => {
    const { factors, cells } = gridOf([3, 4, 2], 3);
    const kept = cells.map(() => normal() < 0.67);
    const pick = <T>(items: readonly T[]) => items.filter((_, at) => kept[at]);
    return { factors: factors.map(({ levels }) => ({ levels: pick(levels) })), cells: pick(cells) };
  },
  "60 random points": (normal) => drawnOf(normal, 60, 1, 4),
  "30 random points with 3 repetitions": (normal) => drawnOf(normal, 30, 3, 4),
  "20 random points with more parameters than a model of all has room for": (normal) => drawnOf(normal, 20, 1, 8),
};

function gridOf(counts: readonly number[], repetitions: number): Omit<Factorial, "values"> {
  const size = counts.reduce((product, count) => product * count, 1);
  const cells = Array.from({ length: size * repetitions }, (_, at) => at % size);
  let below = 1;
  const factors = counts.map((count) => {
    const unit = below;
    below *= count;
    return { levels: cells.map((cell) => Math.floor(cell / unit) % count) };
  });
  return { factors, cells };
}

// The first parameters are numbers, the last one a choice of three.
function drawnOf(normal: () => number, points: number, repetitions: number, count: number): Omit<Factorial, "values"> {
  const cells = Array.from({ length: points * repetitions }, (_, at) => at % points);
  const factors = Array.from({ length: count }, (_, factor): Factor => {
    // Nearly uniform, from −1 to 1.
    const numbers = Array.from({ length: points }, () => 2 / (1 + Math.exp(-1.7 * normal())) - 1);
    if (factor < count - 1) return { levels: cells, numbers };
    const choices = numbers.map((number) => number < -1 / 3 ? 0 : number < 1 / 3 ? 1 : 2);
    return { levels: cells.map((cell) => choices[cell]!) };
  });
  return { factors, cells };
}

// What is named: the largest clear share of a parameter or a pair.
function nameIn(shares: readonly VarianceShare[]): string | undefined {
  return shares.find(({ isClear }) => isClear)?.factors.join(" × ");
}

const SEEDS = 400;

Deno.test("varianceShares() of parameters without effect are not named in 19 of 20 seeds", () => {
  for (const [name, design] of Object.entries(DESIGNS)) {
    let named = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const normal = normals(seed * 7_919);
      const { factors, cells } = design(normal);
      const { shares } = varianceShares({ factors, cells, values: cells.map(() => 0.9 + 0.01 * normal()) });
      if (nameIn(shares) !== undefined) named++;
    }
    assert(named <= SEEDS / 20, `${name}: named in ${named} of ${SEEDS}`);
  }
});

Deno.test("varianceShares() name the one parameter that matters, and call no other clear in 19 of 20 seeds", () => {
  for (const [name, design] of Object.entries(DESIGNS)) {
    let [right, wrong] = [0, 0];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const normal = normals(seed * 104_729);
      const { factors, cells } = design(normal);
      const [{ levels, numbers }] = factors as readonly [Factor];
      const effect = (at: number) => 3 * (numbers?.[levels[at]!] ?? levels[at]!) ** 2;
      const seeds = cells.map(() => 0.5 * normal());
      const { shares } = varianceShares({ factors, cells, values: cells.map((_, at) => effect(at) + seeds[at]!) });
      if (nameIn(shares) === "0" && shares[0]!.factors[0] === 0) right++;
      if (shares.some(({ isClear, factors }) => isClear && factors.join() !== "0")) wrong++;
    }
    // A model for each parameter alone has all others as noise.
    const least = name.startsWith("20 ") ? 0.8 : 0.95;
    assert(right >= least * SEEDS, `${name}: named in ${right} of ${SEEDS}`);
    assert(wrong <= 0.05 * SEEDS, `${name}: others are clear in ${wrong} of ${SEEDS}`);
  }
});

Deno.test("varianceShares() is approximate if a combination or a repetition is missing", () => {
  const { values, factors, cells } = SHARES.balanced[0]!;
  const design = (keep: (at: number) => boolean) => ({
    values: values.filter((_, at) => keep(at)),
    factors: factors.map(({ levels }) => ({ levels: levels.filter((_, at) => keep(at)) })),
    cells: cells.filter((_, at) => keep(at)),
  });
  assert(varianceShares(design((at) => at !== 0)).approximate);
  assert(varianceShares(design((at) => cells[at] !== 3)).approximate);
  assert(!varianceShares(design(() => true)).approximate);
});

Deno.test("varianceShares() has no shares of equal values, and none that nothing can be compared with", () => {
  const factors = [{ levels: [0, 0, 1, 1] }, { levels: [0, 1, 0, 1] }];
  assertEquals(varianceShares({ values: [1, 1, 1, 1], factors, cells: [0, 1, 2, 3] }).shares, []);
  assertEquals(varianceShares({ values: [1, 2, 5], factors: [{ levels: [0, 1, 2] }], cells: [0, 1, 2] }).shares, []);
});

Deno.test("varianceShares() counts repetitions that agree exactly once", () => {
  const { factors, cells } = gridOf([4, 4], 3);
  const normal = normals(1);
  const means = Array.from({ length: 16 }, normal);
  const once = varianceShares({ ...gridOf([4, 4], 1), values: means });
  // The order of sums differs.
  const rounded = ({ shares }: VarianceShares) =>
    shares.map(({ kind, factors, share, interval }) => [kind, factors, share.toFixed(9), interval?.[1].toFixed(9)]);
  assertEquals(
    rounded(varianceShares({ factors, cells, values: cells.map((cell) => means[cell]!) })),
    rounded(once),
  );
});

Deno.test("varianceShares() of values without noise have no effect where there is none", () => {
  const { factors, cells } = gridOf([3, 3, 3], 1);
  const { shares } = varianceShares({ factors, cells, values: factors[0]!.levels.map((level) => 0.1 * level + 0.3) });
  assertEquals(shares.map(({ kind, factors, isClear }) => [kind, factors, isClear]), [
    ["main", [0], true],
    ["main", [1], false],
    ["main", [2], false],
  ]);
});

Deno.test("varianceShares() separates parameters of which only some combinations were trained", () => {
  // Large widths were trained with small rates, and the rate alone matters.
  const normal = normals(11);
  const levels = Array.from(
    { length: 80 },
    (_, at) => [at % 4, Math.min(3, Math.max(0, 3 - at % 4 + Math.floor(at / 4) % 3 - 1))],
  );
  const { shares, approximate } = varianceShares({
    values: levels.map(([rate]) => rate! + 0.3 * normal()),
    factors: [0, 1].map((factor) => ({ levels: levels.map((pair) => pair[factor]!) })),
    cells: levels.map(([rate, width]) => 4 * rate! + width!),
  });
  assert(approximate);
  assert(find(shares, "main", "0") > 0.8, JSON.stringify(shares));
  assert(find(shares, "main", "1") < 0.05, JSON.stringify(shares));
});

Deno.test("varianceShares() calls an effect clear at a risk that it shares with all others, parameters and pairs", () => {
  // An error of variance 1 with 8 degrees of freedom, and an effect with one: 0.01 / 2 / 2 is at F = 18.8.
  const isClear = (f: number) => {
    const { factors, cells } = gridOf([2, 2], 3);
    const values = cells.map((_, at) => factors[0]!.levels[at]! * Math.sqrt(f / 3) + Math.floor(at / 4) - 1);
    return varianceShares({ factors, cells, values }).shares.find(({ factors }) => factors.join() === "0")!.isClear;
  };
  assertEquals([12, 16.5, 18, 19.5].map(isClear), [false, false, false, true]);
});

Deno.test("varianceShares() needs two degrees of freedom of the error, and four with pairs if nothing is repeated", () => {
  const kinds = (counts: readonly number[]) => {
    const { factors, cells } = gridOf(counts, 1);
    const [a, b, c = { levels: cells }] = factors;
    const values = cells.map((_, at) => a!.levels[at]! * b!.levels[at]! + Math.sin(7 * c.levels[at]! + at ** 2));
    const { shares, approximate } = varianceShares({ factors, cells, values });
    return [approximate ? "approximate" : "exact", ...new Set(shares.map(({ kind }) => kind))].sort();
  };
  assertEquals(kinds([2, 2]), ["approximate", "main", "rest"], "one: each parameter has a model of its own");
  assertEquals(kinds([2, 3]), ["exact", "main", "rest"], "two");
  assertEquals(kinds([4, 2, 2]), ["exact", "main", "rest"], "three beyond the pairs");
  assertEquals(kinds([3, 3, 2]), ["exact", "main", "pair", "rest"], "four beyond the pairs");
});

Deno.test("varianceShares() of a design that is not balanced leave to seeds what is theirs, even if a parameter explains all means", () => {
  // Six configurations with two values each, 0.25 above and below means of 0 and 1: 3 of the squares, and 12 times 0.125.
  const cells = Array.from({ length: 12 }, (_, at) => Math.floor(at / 2));
  const levels = cells.map((cell) => cell % 2);
  const values = levels.map((level, at) => level + (at % 2 === 0 ? 0.25 : -0.25));
  const { shares, approximate } = varianceShares({ values, cells, factors: [{ levels }] });
  assert(approximate);
  assertAlmostEquals(find(shares, "main", "0"), 3 / 4.5, 1e-9);
  assertAlmostEquals(find(shares, "seeds"), 1.5 / 4.5, 1e-9);
});

Deno.test("varianceShares() never add up to more than 1, even of parameters that change together", () => {
  // Too few configurations for a model of all three.
  const normal = normals(5);
  const cells = Array.from({ length: 12 }, (_, at) => at);
  const factors = Array.from({ length: 3 }, () => ({ levels: cells, numbers: cells.map((at) => at + normal() / 4) }));
  const { shares } = varianceShares({ values: cells, cells, factors });
  assertEquals(shares.filter(({ kind }) => kind === "main").length, 3);
  assertAlmostEquals(shares.reduce((sum, { share }) => sum + share, 0), 1, 1e-9);
});
