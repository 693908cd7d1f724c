/** What NumPy and SciPy computed: tests/fixtures/report/statistics.py. */
import { fromFileUrl } from "@std/path";
import type { Sample } from "../../../../lib/report/statistics/best_set.ts";

/** The expected values. */
export const EXPECTED: {
  readonly t: readonly { readonly df: number; readonly tail: number; readonly quantile: number }[];
  readonly fences: readonly { readonly values: readonly number[]; readonly low: number; readonly high: number }[];
  readonly best_sets: readonly { readonly samples: readonly Sample[]; readonly members: readonly number[] }[];
} = JSON.parse(
  Deno.readTextFileSync(fromFileUrl(new URL("../../../fixtures/report/statistics.json", import.meta.url))),
);
