/** Describes what resuming a grid will do: what is kept, run again, new and dropped, and whether the code changed. */
import { canonical } from "../../config/canonical.ts";
import type { Extension } from "../../plan/extend.ts";
import type { Plan } from "../../plan/plan.ts";
import { trainingSpec } from "../../plan/run_specs.ts";
import { isFailure, type Run, stateName } from "../../run/run_state.ts";
import { runOf, type RunTable } from "../../run/run_table.ts";
import { STAGES } from "../../run/stage.ts";
import { hasRetriesLeft } from "../../schedule/retry.ts";
import type { Provenance } from "../../store/provenance_format.ts";
import { describeKept, type KeptSource } from "./describe_fingerprints.ts";
import { describeFlags, type ResumeFlags } from "./describe_flags.ts";

/** A grid directory as shown to the user, and how the user calls this program. */
export type ShownGrid = Pick<KeptSource, "gridDir" | "program">;

/** A grid directory, and the plan that its current grid file expands to. */
export interface Resume {
  /** The plan before. */
  readonly old: Plan;
  readonly extension: Extension;
  readonly runs: RunTable;
  readonly flags: ResumeFlags;
  /** What the kept results were made with, and what runs start with now. */
  readonly launches: Pick<KeptSource, "fingerprints" | "current">;
  readonly provenance: { readonly before: Provenance | undefined; readonly now: Provenance };
}

/** Which experiments are run that have ended. */
export interface Rerun {
  readonly retryFailed: boolean;
  /** Those that have succeeded. */
  readonly again: boolean;
  readonly continueStopped: boolean;
}

/**
 * Describes a resume in one line, and in further ones changes of the working directory, results that were made with something
 * else, and changes of the code.
 *
 * @param rerun which experiments are run that have ended
 */
export function describeResume(grid: ShownGrid, resume: Resume, rerun: Rerun): string[] {
  const { gridDir } = grid;
  const { old, extension, runs, provenance } = resume;
  const trainingOf = (id: string) => runOf(runs, { stage: "train", id });
  const experiments = describeExtension(extension, trainingOf, rerun);
  return [
    `resuming ${gridDir}: ${experiments}${describeTests(old, extension.plan)}`,
    ...describeFlags(resume.flags, extension, (id) => runs.train.has(id)),
    ...(rerun.again ? [] : describeKeptResults(grid, resume).map((line) => `${gridDir}: warning: ${line}`)),
    ...describeMove(old, extension.plan),
    ...describeDrift(provenance.before, provenance.now),
  ];
}

/** Describes the results that a resume keeps although they were made with something else. */
export function describeKeptResults(
  grid: ShownGrid,
  { extension, runs, launches }: Pick<Resume, "extension" | "runs" | "launches">,
): string[] {
  const source = { ...grid, plan: extension.plan, runs, ...launches };
  return STAGES.flatMap((stage) => describeKept(source, stage));
}

function describeExtension(
  { plan, kept, added, dropped }: Extension,
  trainingOf: (id: string) => Run,
  { retryFailed, again, continueStopped }: Rerun,
): string {
  const counts = new Map<string, number>();
  const count = (label: string) => counts.set(label, (counts.get(label) ?? 0) + 1);
  const settings = plan.groups.map((group) => trainingSpec(group).settings);
  for (const { id, group } of kept) {
    const run = trainingOf(id);
    const state = stateName(run.state);
    const failed = isFailure(state);
    const retried = retryFailed || again || hasRetriesLeft(run, settings[group]!.retries);
    // Which ones run anew depends on --only.
    if (state === "succeeded") count(again ? "succeeded" : "kept");
    // Without early stopping, a further repetition need not wait for a first one that was stopped.
    else if (state === "stopped_early" && run.attempts === 0 && settings[group]!.earlyStopping === undefined) {
      count("pending");
    } else if (state === "stopped_early") count(continueStopped ? "stopped early" : "kept (stopped early)");
    else if (failed) count(retried ? "to retry" : "failed (use --retry-failed to run them again)");
    else if (state === "pending") count("pending");
    else if (state === "running" || state === "unknown") count("still running");
    else count("to run again");
  }
  for (const _ of added) count("new");
  for (const { dropped: before } of dropped) count(before ? "dropped earlier" : "dropped");
  return [...counts].map(([label, number]) => `${number} ${label}`).join(", ") || "no experiments";
}

// The next grid:test runs new tests. Succeeded runs of changed tests are not repeated.
function describeTests(old: Plan, plan: Plan): string {
  const definitionsOf = ({ tests }: Plan) =>
    new Map(tests.map(({ name, overwrite, settings }) => [name, canonical([overwrite, settings])]));
  const [before, now] = [definitionsOf(old), definitionsOf(plan)];
  const names = (tests: ReadonlyMap<string, string>, matches: (name: string, test: string) => boolean) =>
    [...tests].filter(([name, test]) => matches(name, test)).map(([name]) => name).join(", ");
  const words = [
    [names(now, (name) => !before.has(name)), "new"],
    [
      names(now, (name, test) => before.has(name) && before.get(name) !== test),
      "changed (existing results are kept; rename the test to run it again)",
    ],
    [names(before, (name) => !now.has(name)), "dropped"],
  ].filter(([names]) => names !== "");
  return words.length === 0 ? "" : `; tests: ${words.map((word) => word.join(" ")).join(", ")}`;
}

// Relative paths in commands mean other files then.
function describeMove(old: Plan, plan: Plan): string[] {
  return old.cwd === plan.cwd ? [] : [`its runs start in ${plan.cwd} from now on (before: ${old.cwd})`];
}

// Results of different code are not comparable.
function describeDrift(before: Provenance | undefined, now: Provenance): string[] {
  if (!before?.git || !now.git) return [];
  if (before.git.commit !== now.git.commit) {
    return [
      `the code changed since: commit ${before.git.commit.slice(0, 10)} then, ${now.git.commit.slice(0, 10)} now`,
    ];
  }
  return before.git.diff === now.git.diff ? [] : ["the code changed since: uncommitted changes differ"];
}
