/** What NumPy, SciPy, statsmodels and Optuna computed: tests/fixtures/report/. */
import { fromFileUrl } from "@std/path";
import type { Sample } from "../../../../lib/report/statistics/best_set.ts";
import type { Factorial } from "../../../../lib/report/statistics/variance_shares.ts";

/** The expected values. */
export const EXPECTED: {
  readonly t: readonly { readonly df: number; readonly tail: number; readonly quantile: number }[];
  readonly fences: readonly { readonly values: readonly number[]; readonly low: number; readonly high: number }[];
  readonly best_sets: readonly { readonly samples: readonly Sample[]; readonly members: readonly number[] }[];
} = JSON.parse(
  Deno.readTextFileSync(fromFileUrl(new URL("../../../fixtures/report/statistics.json", import.meta.url))),
);

/** A study, and the effects of its factors (`0`) and pairs (`0 1`). */
export interface ExpectedShares extends Factorial {
  readonly effects: Readonly<Record<string, ExpectedEffect>>;
  readonly residual: { readonly squares: number; readonly freedom: number };
}

/** An effect. */
export interface ExpectedEffect {
  readonly squares: number;
  readonly freedom: number;
  readonly share: number;
  readonly p: number;
  readonly noncentrality: readonly [number, number];
}

/** The expected shares. */
export const SHARES: {
  readonly f: readonly {
    readonly f: number;
    readonly freedom: readonly [number, number];
    readonly noncentrality: number;
    readonly probability: number;
    readonly tail: number;
  }[];
  readonly balanced: readonly ExpectedShares[];
  readonly unbalanced: readonly (ExpectedShares & { readonly seeds: number })[];
  /** With the importances of the factors. */
  readonly drawn: readonly (ExpectedShares & {
    readonly seeds: number;
    readonly fanova: readonly number[];
    readonly ped_anova: readonly number[];
  })[];
} = JSON.parse(
  Deno.readTextFileSync(fromFileUrl(new URL("../../../fixtures/report/shares.json", import.meta.url))),
);
