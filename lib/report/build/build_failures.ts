/** Groups the failures of a report by their causes. */
import { relative } from "@std/path";
import { describeOutcome } from "../../run/outcome.ts";
import type { ReportContext } from "./report_context.ts";
import type { FailedExperiment } from "../report_input.ts";
import { type CommonParam, type FailedRun, type FailureGroup, MAX_FAILURES_SHOWN } from "../model.ts";
import { type Levels, levelsOf } from "./levels.ts";
import { commonValues } from "../statistics/common_values.ts";

// The rest of many different failures says nothing new.
const MAX_GROUPS = 50;
const MAX_COMMON = 8;

/** The groups, the largest first. */
export function buildFailures(context: ReportContext): FailureGroup[] {
  const groups = Map.groupBy(context.failures, ({ cause, failure }) => `${failure.stage} ${cause}`);
  const levels = groups.size === 0 ? [] : paramLevels(context);
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

// By parameter, the levels of the experiments.
function paramLevels({ experiments, summary }: ReportContext): Levels[] {
  return summary.params.map((key) =>
    levelsOf(experiments.map(({ configuration }) => summary.configurations[configuration]!.params.get(key) ?? null))
  );
}

function commonOf(
  failures: readonly FailedExperiment[],
  levels: readonly Levels[],
  { experiments }: ReportContext,
): CommonParam[] {
  const group = [...new Set(failures.map(({ experiment }) => experiment))];
  if (group.length === experiments.length) return [];
  return commonValues(levels.map(({ at }) => at), group).slice(0, MAX_COMMON).map(({ factor, level, elsewhere }) => ({
    param: factor,
    value: levels[factor]!.values[level]!,
    elsewhere,
  }));
}
