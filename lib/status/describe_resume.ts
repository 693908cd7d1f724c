/** What resuming a grid comes to, for people. */
import { canonical } from "../config/canonical.ts";
import type { Extension } from "../plan/extend.ts";
import type { Plan } from "../plan/plan.ts";
import { trainingSpec } from "../plan/run_specs.ts";
import { type Run, stateName } from "../run/run_state.ts";
import { runOf, type RunTable } from "../run/run_table.ts";
import { hasRetriesLeft } from "../schedule/retry.ts";
import type { Provenance } from "../store/provenance_format.ts";

/** A grid directory over which its grid file was laid anew. */
export interface Resume {
  /** The plan that it had. */
  readonly old: Plan;
  readonly extension: Extension;
  readonly runs: RunTable;
  readonly provenance: { readonly before: Provenance | undefined; readonly now: Provenance };
}

/**
 * What resuming a grid comes to: a line, and another one where the code has changed.
 *
 * @param gridDir as it is shown
 * @param retryFailed whether failed runs are run again
 */
export function describeResume(gridDir: string, resume: Resume, retryFailed: boolean): string[] {
  const { old, extension, runs, provenance } = resume;
  const trainingOf = (id: string) => runOf(runs, { stage: "train", id });
  const experiments = describeExtension(extension, trainingOf, retryFailed);
  return [
    `resuming ${gridDir}: ${experiments}${describeTests(old, extension.plan)}`,
    ...describeDrift(provenance.before, provenance.now),
  ];
}

function describeExtension(
  { plan, kept, added, dropped }: Extension,
  trainingOf: (id: string) => Run,
  retryFailed: boolean,
): string {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const settings = plan.groups.map((group) => trainingSpec(group).settings);
  for (const { id, group } of kept) {
    const run = trainingOf(id);
    const state = stateName(run.state);
    const failed = state === "failed" || state === "timed_out";
    const retried = retryFailed || hasRetriesLeft(run, settings[group]!.retries);
    if (state === "succeeded") count("kept");
    else if (failed) count(retried ? "retried" : "failed and left alone (--retry-failed runs them again)");
    else if (state === "pending") count("not started yet");
    else if (state === "running" || state === "unknown") count("still running");
    else count("run again");
  }
  for (const _ of added) count("new");
  for (const _ of dropped) count("dropped");
  return [...counts].map(([what, number]) => `${number} ${what}`).join(", ") || "no experiments";
}

// Tests that are new are caught up on by the next grid:test; what a changed one found before counts.
function describeTests(old: Plan, plan: Plan): string {
  const testsOf = ({ tests }: Plan) =>
    new Map(tests.map(({ name, overwrite, settings }) => [name, canonical([overwrite, settings])]));
  const [before, now] = [testsOf(old), testsOf(plan)];
  const names = (tests: ReadonlyMap<string, string>, is: (name: string, test: string) => boolean) =>
    [...tests].filter(([name, test]) => is(name, test)).map(([name]) => name).join(", ");
  const words = [
    [names(now, (name) => !before.has(name)), "new"],
    [
      names(now, (name, test) => before.has(name) && before.get(name) !== test),
      "changed (what it found before counts; another name starts anew)",
    ],
    [names(before, (name) => !now.has(name)), "dropped"],
  ].filter(([names]) => names !== "");
  return words.length === 0 ? "" : `; tests: ${words.map((word) => word.join(" ")).join(", ")}`;
}

// Results of different code do not compare: that has to be seen.
function describeDrift(before: Provenance | undefined, now: Provenance): string[] {
  if (!before?.git || !now.git) return [];
  if (before.git.commit !== now.git.commit) {
    return [
      `the code has changed since: commit ${before.git.commit.slice(0, 10)} then, ${now.git.commit.slice(0, 10)} now`,
    ];
  }
  return before.git.diff === now.git.diff ? [] : ["the code has changed since: its uncommitted changes are others"];
}
