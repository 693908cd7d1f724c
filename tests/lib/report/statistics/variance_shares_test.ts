import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type VarianceShare, varianceShares } from "../../../../lib/report/statistics/variance_shares.ts";
import { EXPECTED } from "./expected.ts";

const find = (shares: readonly VarianceShare[], kind: string, factors: string) =>
  shares.find((share) => share.kind === kind && share.factors.join(" ") === factors)?.share ?? 0;

Deno.test("varianceShares() agrees with an analysis of variance by SciPy, and adds up to 1", () => {
  for (const { main, pairs, seeds, ...design } of EXPECTED.shares) {
    const { shares, approximate } = varianceShares(design);
    assertEquals(approximate, false);
    main.forEach((share, factor) => assertAlmostEquals(find(shares, "main", String(factor)), share, 1e-9));
    for (const [pair, share] of Object.entries(pairs)) assertAlmostEquals(find(shares, "pair", pair), share, 1e-9);
    assertAlmostEquals(find(shares, "seeds", ""), seeds, 1e-9);
    assertAlmostEquals(shares.reduce((sum, { share }) => sum + share, 0), 1, 1e-9);
    assertEquals(shares.map(({ share }) => share), shares.map(({ share }) => share).sort((a, b) => b - a));
  }
});

Deno.test("varianceShares() is approximate if a combination or a repetition is missing", () => {
  const { values, factors, cells } = EXPECTED.shares[0]!;
  const design = (keep: (at: number) => boolean) => ({
    values: values.filter((_, at) => keep(at)),
    factors: factors.map((levels) => levels.filter((_, at) => keep(at))),
    cells: cells.filter((_, at) => keep(at)),
  });
  assert(varianceShares(design((at) => at !== 0)).approximate);
  assert(varianceShares(design((at) => cells[at] !== 3)).approximate);
  assert(!varianceShares(design(() => true)).approximate);
});

Deno.test("varianceShares() has no shares of equal values, and no seeds without repetitions", () => {
  assertEquals(varianceShares({ values: [1, 1], factors: [[0, 1]], cells: [0, 1] }).shares, []);
  const { shares } = varianceShares({ values: [1, 2], factors: [[0, 1]], cells: [0, 1] });
  assertEquals(shares, [{ kind: "main", factors: [0], share: 1 }]);
});
