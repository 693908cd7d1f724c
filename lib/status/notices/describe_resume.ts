/** Describes what resuming a grid will do: what is kept, run again, new and dropped, and whether the code changed. */
import { canonical } from "../../config/canonical.ts";
import { type GridOverrides, listOverrides } from "../../grid/grid_overrides.ts";
import { hint, type Program } from "../../messages/hint.ts";
import { printable } from "../../messages/printable.ts";
import { counted } from "../../messages/text.ts";
import { aggregateRun } from "../../plan/aggregate.ts";
import type { Extension } from "../../plan/extend.ts";
import { isTestable, type Plan, trainingSpec } from "../../plan/plan.ts";
import { hasSucceeded, isFailed, isFailure, type Run, runOf, type RunTable, stateName } from "../../run/run_state.ts";
import { type Stage, STAGES } from "../../run/stage.ts";
import { hasRetriesLeft } from "../../schedule/retry.ts";
import type { Provenance } from "../../store/provenance_format.ts";
import { describeKept, type KeptSource } from "./describe_fingerprints.ts";

/** A grid directory as shown to the user, and how the user calls this program. */
export type ShownGrid = Pick<KeptSource, "gridDir" | "program">;

/** A grid directory, and the plan that its current grid file expands to. */
export interface Resume {
  /** The plan before. */
  readonly old: Plan;
  readonly extension: Extension;
  readonly runs: RunTable;
  readonly flags: ResumeFlags;
  /** The fingerprints of the kept results, and those that runs start with now. */
  readonly launches: Pick<KeptSource, "fingerprints" | "current">;
  /** What becomes of the snapshot of the code; absent if there is none. */
  readonly code?: CodeChoice;
  readonly provenance: { readonly before: Provenance | undefined; readonly now: Provenance };
}

/** The code with which a resume goes on. */
export type CodeChoice =
  /** It has not changed. `isAsked`: although the user wants a new snapshot. */
  | { readonly kind: "same"; readonly number: number; readonly isAsked: boolean }
  /** The snapshot, although the code has changed since. */
  | { readonly kind: "keep"; readonly number: number; readonly change: string }
  /** A new snapshot of what has changed. */
  | { readonly kind: "new"; readonly change: string; readonly text: string }
  /** The first snapshot of a grid that had none. */
  | { readonly kind: "first"; readonly text: string }
  /** The grid has a snapshot and no longer uses it. */
  | { readonly kind: "off"; readonly cwd: string };

/** Which experiments are run again although they have ended. */
export interface Rerun {
  readonly retryFailed: boolean;
  /** Succeeded ones. */
  readonly again: boolean;
  readonly continueStopped: boolean;
}

/**
 * Describes a resume in one line. Further lines describe changes of the working directory, results that were made by other
 * commands, and changes of the code.
 *
 * @param rerun which experiments are run again although they have ended
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
    ...describeChoice(resume.code),
    ...(resume.code === undefined || resume.code.kind === "off"
      ? describeDrift(provenance.before, provenance.now)
      : []),
  ];
}

/** Describes the results that a resume keeps although they were made by other commands. */
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
    // Which ones run again depends on --only.
    if (state === "succeeded") count(again ? "succeeded" : "kept");
    // Without early stopping, a further repetition no longer depends on a first one that was stopped.
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

// Relative paths in commands then mean other files.
function describeMove(old: Plan, plan: Plan): string[] {
  return old.cwd === plan.cwd ? [] : [`its runs start in ${plan.cwd} from now on (before: ${old.cwd})`];
}

function describeChoice(code: CodeChoice | undefined): string[] {
  switch (code?.kind) {
    case undefined:
      return [];
    case "same":
      return code.isAsked ? [`the code is that of snapshot ${code.number}: no new one is taken`] : [];
    case "keep":
      return [
        `the code has changed (${code.change}): runs go on with snapshot ${code.number}; ` +
        "--new-snapshot starts what is left with the code as it is now",
      ];
    case "new":
      return [`the code has changed (${code.change}): what is left starts in a new snapshot, ${code.text}`];
    case "first":
      return [`what is left starts in a snapshot of the code, ${code.text}`];
    case "off":
      return [`without snapshot: what is left starts in ${code.cwd}, with the code as it is by then`];
  }
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

/** The flags of a resume that change the grid. */
export interface ResumeFlags {
  /** Those of earlier commands. */
  readonly stored: GridOverrides;
  /** Those of this command. */
  readonly given: GridOverrides;
  /** Both, without stored flags that were replaced. */
  readonly merged: GridOverrides;
}

/**
 * Describes the flags that change a grid directory when it is resumed: which ones of earlier commands still apply, which ones
 * are replaced, and that new ones remove experiments from the grid.
 *
 * @param wasStarted whether an experiment, given by its id, was started
 */
export function describeFlags(
  { stored, given, merged }: ResumeFlags,
  { dropped }: Extension,
  wasStarted: (id: string) => boolean,
): string[] {
  const [before, typed, now] = [stored, given, merged].map(words) as [string[], string[], string[]];
  const replaced = before.filter((flag) => !now.includes(flag));
  const kept = now.filter((flag) => before.includes(flag) && !typed.includes(flag));
  const added = typed.filter((flag) => !before.includes(flag));
  const changing = added.filter((flag) => /^--(set|axis) /.test(flag));
  const left = dropped.filter((experiment) => !experiment.dropped && wasStarted(experiment.id)).length;
  return [
    ...(replaced.length === 0 ? [] : [`${added.join(" ")} replaces ${replaced.join(" ")} of an earlier command`]),
    ...(kept.length === 0 ? [] : [`still with ${kept.join(" ")} of an earlier command`]),
    ...(changing.length === 0 || left === 0 ? [] : [
      `${counted(left, "started experiment is", "started experiments are")} not in the grid with ${
        changing.join(" ")
      }: ` +
      `${left === 1 ? "its" : "their"} results stay in the grid directory, but are left out of analyses ` +
      "(without --resume, a new grid directory keeps both)",
    ]),
  ];
}

function words(flags: GridOverrides): string[] {
  return listOverrides(flags).map(([flag, text]) => printable(`${flag} ${text}`));
}

/** A grid directory that was created from the grid file of a command, with the same flags. */
export interface ExistingGrid {
  /** As shown to the user. */
  readonly gridDir: string;
  /** How the user calls this program. */
  readonly program: Program;
  readonly plan: Plan;
  readonly runs: RunTable;
  /** The running scheduler, if any. */
  readonly scheduler: { readonly pid: number; readonly host: string } | undefined;
  /** The command, which also tests if it is `run`. */
  readonly task: "train" | "run";
  /** Whether `--resume` chooses this directory. */
  readonly isNewest: boolean;
}

/** An unfinished grid directory. */
export interface UnfinishedGrid {
  /** What remains: runs that `--resume` starts, runs that only `--retry-failed` starts, or only the end of its scheduler. */
  readonly left: "runs" | "failed runs" | "scheduler";
  /** `experiments/g_1 made from this file has 9 of 12 trained; add --resume to continue it` */
  readonly text: string;
}

/**
 * Describes a grid directory, and how to finish it, before another one is created from the same grid file.
 *
 * @returns `undefined` if it is finished
 */
export function describeUnfinished(grid: ExistingGrid): UnfinishedGrid | undefined {
  const { gridDir, program, task, scheduler } = grid;
  const train = countStage(grid, "train");
  const isTrained = train.succeeded === train.total;
  const test = task === "run" && isTrained ? countStage(grid, "test") : undefined;
  if (isTrained && (test === undefined || test.succeeded === test.total)) return undefined;
  const tested = test === undefined ? "" : ` and ${test.succeeded} of ${test.total} tested`;
  const has = `${gridDir} made from this file has ${train.succeeded} of ${train.total} trained${tested}`;
  if (scheduler !== undefined) {
    const { pid, host } = scheduler;
    const advice = `${hint(program, "status", [gridDir])} shows its progress`;
    return { left: "scheduler", text: `${has}, and a scheduler is running it (pid ${pid} on ${host}); ${advice}` };
  }
  const { total, succeeded, failed } = test ?? train;
  const left = failed > 0 && succeeded + failed === total ? "failed runs" : "runs";
  return { left, text: `${has}${failed > 0 ? `, ${failed} failed` : ""}; ${advise(grid, left)}` };
}

function advise({ gridDir, program, task, isNewest }: ExistingGrid, left: "runs" | "failed runs"): string {
  const aim = left === "runs" ? "to continue it" : "to run what failed again";
  if (isNewest) return `add ${left === "runs" ? "--resume" : "--retry-failed"} ${aim}`;
  const flags = left === "runs" ? [] : ["--retry-failed"];
  return `use ${hint(program, task, [gridDir, ...flags])} ${aim}`;
}

// A resume runs failed runs that have retries left.
function countStage({ plan, runs }: ExistingGrid, stage: Stage) {
  const retries = plan.groups.map((group) => trainingSpec(group).settings.retries);
  const wanted = plan.experiments.filter(({ dropped, group }) =>
    !dropped && (stage === "train" || isTestable(plan.groups[group]!))
  );
  let [succeeded, failed] = [0, 0];
  for (const experiment of wanted) {
    const run = aggregateRun(plan, runs, stage, experiment);
    if (hasSucceeded(run)) succeeded++;
    else if (isFailed(run) && !hasRetriesLeft(run, retries[experiment.group]!)) failed++;
  }
  return { total: wanted.length, succeeded, failed };
}
