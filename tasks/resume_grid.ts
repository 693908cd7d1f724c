/** `--resume`: the newest directory made from a grid file goes on, with what the file has become since. */
import { resolve } from "@std/path";
import type { FoundGpus } from "../io/gpu/find_gpus.ts";
import { readProvenance, replacePlan } from "../io/grid/grid_dir.ts";
import { acquireLock } from "../io/grid/lock.ts";
import { recordProvenance } from "../io/grid/provenance.ts";
import { readCurrent } from "../io/grid/session.ts";
import { checkStage } from "../io/stage/check_stage.ts";
import { say } from "../io/system/terminal.ts";
import { canonical } from "../lib/config/canonical.ts";
import { InputError } from "../lib/messages/problem.ts";
import { shownPath } from "../lib/messages/shown_path.ts";
import { extendPlan, type Extension } from "../lib/plan/extend.ts";
import type { Plan } from "../lib/plan/plan.ts";
import { trainingSpec } from "../lib/plan/run_specs.ts";
import { NOT_STARTED, type StageHistory } from "../lib/run/run_state.ts";
import { hasRetriesLeft } from "../lib/schedule/retry.ts";
import { gridPaths } from "../lib/store/layout.ts";
import type { Provenance } from "../lib/store/provenance_format.ts";
import { gridCommand, type GridFlags, storedOverrides } from "./flags/grid_flags.ts";
import { expand } from "./make_grid.ts";

/** How a resume is asked for. */
export interface ResumeFlags extends GridFlags {
  readonly retryFailed?: true | undefined;
  readonly dryRun?: true | undefined;
}

/**
 * Lays the grid file as it is now over a grid directory, and tells what that comes to.
 *
 * @param root the grid directory
 * @param file the grid file
 * @param gpus those that its runs are to run on, if any
 * @returns the grid directory, as it is shown
 */
export async function resumeGrid(
  root: string,
  file: string,
  flags: ResumeFlags,
  gpus: FoundGpus | undefined,
): Promise<string> {
  const shown = shownPath(resolve(root), Deno.cwd());
  const before = readProvenance(root);
  const all = withStored(before, flags);
  const unlock = await acquireLock(gridPaths(root).lock);
  try {
    const { plan: old, history } = readCurrent(root, false);
    const { plan, text } = expand(file, all, old.seed);
    const missing = checkStage({ plan, stage: "train", source: file, gridDir: resolve(root), devices: gpus?.devices });
    if (missing.length > 0) throw new InputError(missing);
    const extension = extendPlan(old, plan, (id) => history.train.has(id));
    const pastOf = (id: string) => history.train.get(id) ?? NOT_STARTED;
    say(
      `resuming ${shown}: ${describeExtension(extension, pastOf, flags.retryFailed ?? false)}${
        describeTests(old, plan)
      }`,
    );
    const now = recordProvenance({
      gridFile: resolve(file),
      cwd: Deno.cwd(),
      savetag: before?.savetag ?? undefined,
      overrides: storedOverrides(all),
      now: new Date(),
    });
    sayDrift(before, now);
    if (!flags.dryRun) replacePlan(root, extension.plan, text, { ...now, created: before?.created ?? now.created });
    return shown;
  } finally {
    unlock();
  }
}

// The flags that the grid was made with hold again, and those given now come after them.
function withStored(before: Provenance | undefined, flags: ResumeFlags): ResumeFlags {
  if (before === undefined) return flags;
  const stored = gridCommand("grid:train", "").parse(before.overrides, { from: "user" }).opts<GridFlags>();
  return {
    ...flags,
    set: [...stored.set, ...flags.set],
    axis: [...stored.axis, ...flags.axis],
    setting: [...stored.setting, ...flags.setting],
    trainer: flags.trainer ?? stored.trainer,
    tester: flags.tester ?? stored.tester,
    li: flags.li ?? stored.li,
    ll: flags.ll ?? stored.ll,
    tensorboard: flags.tensorboard ?? stored.tensorboard,
  };
}

function describeExtension(
  { plan, kept, added, dropped }: Extension,
  pastOf: (id: string) => StageHistory,
  retryFailed: boolean,
): string {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const settings = plan.groups.map((group) => trainingSpec(group).settings);
  for (const { id, group } of kept) {
    const past = pastOf(id);
    const { state } = past;
    const failed = state === "failed" || state === "timed_out";
    const retried = retryFailed || hasRetriesLeft(past, settings[group]!.retries);
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
function sayDrift(before: Provenance | undefined, now: Provenance): void {
  if (!before?.git || !now.git) return;
  if (before.git.commit !== now.git.commit) {
    say(
      `the code has changed since: commit ${before.git.commit.slice(0, 10)} then, ${now.git.commit.slice(0, 10)} now`,
    );
  } else if (before.git.diff !== now.git.diff) say("the code has changed since: its uncommitted changes are others");
}
