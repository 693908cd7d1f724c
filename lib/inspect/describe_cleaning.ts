/** Describes what is removed from a grid directory, and what was. */
import { formatBytes } from "../messages/quantity.ts";
import { counted, firstOf } from "../messages/text.ts";
import { isoTime } from "../run/journal_record.ts";
import type { RunTable } from "../run/run_state.ts";
import type { KeptFor } from "./plan_cleaning.ts";

/** What can be removed from a grid directory. */
export interface CleaningPlan {
  readonly items: readonly {
    readonly kind: "former" | "checkpoint";
    readonly path: string;
    readonly bytes: number;
    readonly id: string;
  }[];
  readonly kept: ReadonlyMap<KeptFor | "results", number>;
}

const REASONS: Readonly<Record<KeptFor | "results", string>> = {
  best: "with the best models",
  unranked: "without a value of the metric",
  untrained: "whose training has not succeeded",
  untested: "that are not tested",
  results: "whose results are in the checkpoint",
  dropped: "that the grid file no longer has",
};

const MAX_NAMED = 3;

/** One line per kind of item, with examples, and one for what is kept; empty if there is nothing to remove. */
export function describeCleaning({ items, kept }: CleaningPlan): string[] {
  const former = items.filter(({ kind }) => kind === "former");
  const checkpoints = items.filter(({ kind }) => kind === "checkpoint");
  const experiments = counted(new Set(checkpoints.map(({ id }) => id)).size, "experiment");
  const directories = counted(former.length, "former directory", "former directories");
  const keeping = Array.from(kept, ([reason, count]) => `${count} ${REASONS[reason]}`);
  return [
    ...describe(`${directories} of experiments that were trained anew, with everything in them`, former),
    ...describe(
      `${counted(checkpoints.length, "checkpoint")} of ${experiments}, which their trainers wrote`,
      checkpoints,
    ),
    ...(keeping.length === 0 ? [] : [`  checkpoints of other experiments are kept: ${keeping.join(", ")}`]),
  ];
}

function describe(what: string, items: CleaningPlan["items"]): string[] {
  if (items.length === 0) return [];
  const bytes = items.reduce((sum, { bytes }) => sum + bytes, 0);
  return [`  ${formatBytes(bytes)}: ${what} (${firstOf(items.map(({ path }) => path), MAX_NAMED)})`];
}

/** What was removed from a grid earlier; `undefined` if nothing was. */
export function describeCleaned({ train }: RunTable): string | undefined {
  const cleaned = [...train.values()].filter((run) => run.cleaned !== undefined);
  if (cleaned.length === 0) return undefined;
  const last = isoTime(cleaned.reduce((newest, run) => Math.max(newest, run.cleaned!), -Infinity));
  const day = last === null ? "" : ` (last on ${last.slice(0, 10)})`;
  return `checkpoints of ${counted(cleaned.length, "experiment")} were removed to free space${day}`;
}
