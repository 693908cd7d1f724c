/** Adds a grid to the summary of a job of GitHub Actions. */
import { dirname, join } from "@std/path";
import { type GridSummary, jobSummary, type ShownFailure } from "../../lib/ci/job_summary.ts";
import { type TestCase, testCases } from "../../lib/ci/test_cases.ts";
import { causeOf } from "../../lib/failures/group_failures.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError } from "../../lib/messages/problem.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { openGrid } from "../grid/session.ts";
import { gatherReport } from "../report/gather_report.ts";
import { printReport } from "../report/print_report.ts";
import { lastLines, statIfExists } from "../system/files.ts";

// The most bytes that GitHub accepts from a step.
const LIMIT = 1 << 20;
const CONFIGURATIONS = 10;
const LOG_LINES = 40;
// Each of these logs is read, and further failures say nothing new.
const MAX_FAILURES = 1_000;

/**
 * Appends the states of the runs, the best configurations, and the failed runs with their causes.
 *
 * The scheduler has recorded how all runs ended, so the processes of runs are not inspected.
 *
 * @param path the file that `GITHUB_STEP_SUMMARY` names
 * @param root the grid directory, absolute
 */
export async function writeJobSummary(path: string, root: string, stages: readonly Stage[]): Promise<void> {
  const { path: shown, plan, runs } = openGrid(root);
  const cases = Object.fromEntries(stages.map((stage) => [stage, testCases(plan, runs, stage)]));
  const table = await bestConfigurations(root);
  const summary: GridSummary = {
    grid: shownPath(shown, Deno.cwd()),
    cases,
    ...(table !== undefined && { table }),
    failures: stages.flatMap((stage) => failuresOf(cases[stage]!, root)).slice(0, MAX_FAILURES),
  };
  const used = statIfExists(path)?.size ?? 0;
  Deno.writeTextFileSync(path, jobSummary(summary, LIMIT - used), { append: true });
}

async function bestConfigurations(root: string): Promise<string | undefined> {
  try {
    const gathered = await gatherReport({
      targets: [root],
      expdir: dirname(root),
      withDetails: false,
      withDiff: false,
      now: new Date(),
      progress: () => {},
    });
    const { text, shown } = printReport({ ...gathered, home: root }, "markdown", {
      best: CONFIGURATIONS,
      withFresh: true,
    });
    return shown === 0 ? undefined : text;
  } catch (error) {
    // There are no results yet.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function failuresOf(cases: readonly TestCase[], root: string): ShownFailure[] {
  const failed = cases.flatMap(({ name, experiment, result }) =>
    result.kind === "failed" ? [{ name, experiment, result }] : []
  );
  return failed.slice(0, MAX_FAILURES).map(({ name, experiment, result }) => {
    const { outcome, timedOut, reason, log } = result;
    const lines = lastLines(join(root, log), LOG_LINES);
    const { cause } = causeOf({ outcome, timedOut, lines, log }, experiment.name);
    return { name, reason, cause, lines };
  });
}
