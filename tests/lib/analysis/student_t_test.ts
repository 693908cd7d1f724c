import { assertAlmostEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { studentT } from "../../../lib/analysis/statistics.ts";

const { t }: { t: Record<string, number> } = JSON.parse(
  Deno.readTextFileSync(fromFileUrl(new URL("../../fixtures/results/statistics.json", import.meta.url))),
);

Deno.test("studentT() agrees with SciPy", () => {
  for (const [df, quantile] of Object.entries(t)) {
    assertAlmostEquals(studentT(Number(df)), quantile, 1e-10 * quantile, `${df} degrees of freedom`);
  }
});

Deno.test("studentT() agrees with the closed forms for 1 and 2 degrees of freedom, and the normal distribution in the limit", () => {
  assertAlmostEquals(studentT(1), Math.tan(0.95 * Math.PI / 2), 1e-12);
  assertAlmostEquals(studentT(2), 0.95 * Math.SQRT2 / Math.sqrt(1 - 0.95 ** 2), 1e-12);
  assertAlmostEquals(studentT(1_000_000), 1.959963984540054, 1e-5);
});

Deno.test("studentT() agrees with SciPy in the tails", () => {
  const { t }: { t: { df: number; tail: number; quantile: number }[] } = JSON.parse(
    Deno.readTextFileSync(fromFileUrl(new URL("../../fixtures/report/statistics.json", import.meta.url))),
  );
  for (const { df, tail, quantile } of t) {
    assertAlmostEquals(studentT(df, tail), quantile, 1e-7 * quantile, `${df} degrees of freedom, ${tail}`);
  }
});
