/** Groups the failures of a report by their causes. */
import { relative } from "@std/path";
import { describeOutcome } from "../../run/outcome.ts";
import type { ReportContext } from "./report_context.ts";
import type { FailedExperiment } from "../report_input.ts";
import { type CommonParam, type FailedRun, type FailureGroup, MAX_FAILURES_SHOWN } from "../model.ts";
import { commonValues } from "../statistics/common_values.ts";

// The rest of many different failures says nothing new.
const MAX_GROUPS = 50;
const MAX_COMMON = 8;

/** The groups, the largest first. */
export function buildFailures(context: ReportContext): FailureGroup[] {
  const groups = Map.groupBy(context.failures, ({ cause, failure }) => `${failure.stage} ${cause}`);
  const levels = levelsOf(context);
  return Array.from(groups.values(), (failures): FailureGroup => {
    const [{ cause, failure }] = failures as [FailedExperiment];
    return {
      cause,
      stage: failure.stage,
      count: failures.length,
      common: failures.length === 1 ? [] : commonOf(failures, levels, context),
      runs: failures.slice(0, MAX_FAILURES_SHOWN).map((failed) => runOf(failed, context)),
      log: failure.lines,
    };
  }).sort((a, b) => b.count - a.count).slice(0, MAX_GROUPS);
}

function runOf({ experiment, failure }: FailedExperiment, context: ReportContext): FailedRun {
  const { configuration, repetition } = context.experiments[experiment]!;
  const { test, state, outcome, seconds, log } = failure;
  const { root } = context.grids[context.gridOf[configuration]!]!;
  const link = relative(context.home, `${root}/${log}`);
  return {
    configuration: context.positions[configuration]!,
    repetition,
    ...(test !== undefined && { test }),
    state,
    outcome: describeOutcome(outcome),
    ...(seconds !== undefined && { seconds }),
    log,
    ...(!link.startsWith("..") && { link: link.split("/").map(encodeURIComponent).join("/") }),
  };
}

interface Levels {
  /** By parameter, the level of each experiment. */
  readonly factors: readonly (readonly number[])[];
  /** By parameter, the text of each level. */
  readonly texts: readonly (readonly (string | null)[])[];
}

function levelsOf({ experiments, summary, failures }: ReportContext): Levels {
  if (failures.length === 0) return { factors: [], texts: [] };
  const texts: (string | null)[][] = [];
  const factors = summary.params.map((key) => {
    const known = new Map<string | null, number>();
    const levels = summary.configurations.map(({ params }) => {
      const value = params.get(key) ?? null;
      if (!known.has(value)) known.set(value, known.size);
      return known.get(value)!;
    });
    texts.push([...known.keys()]);
    return experiments.map(({ configuration }) => levels[configuration]!);
  });
  return { factors, texts };
}

function commonOf(
  failures: readonly FailedExperiment[],
  { factors, texts }: Levels,
  { experiments }: ReportContext,
): CommonParam[] {
  const group = [...new Set(failures.map(({ experiment }) => experiment))];
  if (group.length === experiments.length) return [];
  return commonValues(factors, group).slice(0, MAX_COMMON).map(({ factor, level, elsewhere }) => ({
    param: factor,
    value: texts[factor]![level]!,
    elsewhere,
  }));
}
