/** Groups the failures of a report by their causes. */
import { relative } from "@std/path";
import { groupFailures } from "../../failures/group_failures.ts";
import { describeOutcome } from "../../run/outcome.ts";
import { type FailedRun, type FailureGroup, MAX_FAILURES_SHOWN } from "../model.ts";
import type { FailedExperiment } from "../report_input.ts";
import type { ReportContext } from "./report_context.ts";

// The rest of many different failures says nothing new.
const MAX_GROUPS = 50;
const MAX_COMMON = 8;

/** The groups, the largest first. */
export function buildFailures(context: ReportContext): FailureGroup[] {
  const { experiments, summary } = context;
  const all = [...experiments.keys()];
  const params = summary.params.map((key) =>
    experiments.map(({ configuration }) => summary.configurations[configuration]!.params.get(key) ?? null)
  );
  const failed = context.failures.map((failure) => ({ ...failure, stage: failure.failure.stage }));
  return groupFailures(failed, { params, others: { train: all, test: all } }).slice(0, MAX_GROUPS).map((
    { runs, common },
  ) => ({
    cause: runs[0].cause,
    stage: runs[0].stage,
    count: runs.length,
    common: common.slice(0, MAX_COMMON).map(({ factor, value, elsewhere }) => ({ param: factor, value, elsewhere })),
    runs: runs.slice(0, MAX_FAILURES_SHOWN).map((run) => runOf(run, context)),
    log: runs[0].failure.lines,
  }));
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
