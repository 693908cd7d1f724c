/**
 * Plans what a command would start in a grid. Commands that run, `--dry-run` and `--agree` all pass through here, so that they
 * start the same runs and refuse the same.
 */
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { counted } from "../../lib/messages/text.ts";
import { type Experiment, groupsInUse } from "../../lib/plan/plan.ts";
import { assumeSuccess } from "../../lib/run/assume.ts";
import { copyRunTable, foldInto } from "../../lib/run/journal_state.ts";
import { runsOfStage, type RunTable } from "../../lib/run/run_state.ts";
import { planAgain } from "../../lib/schedule/jobs/plan_jobs.ts";
import { label } from "../../lib/status/label.ts";
import type { GridSession } from "../grid/session.ts";
import { chooseBackend } from "./backend/choose_backend.ts";
import { checkRequirements, planStage, selectRequested, type StageSetup } from "./plan_stage.ts";
import type { StageRequest } from "./stage_request.ts";

/** A grid whose runs are to be started, with what is known of them. */
export type StartingGrid = Pick<GridSession, "root" | "path" | "plan" | "runs"> & {
  /** Finds the places of settings; absent for a grid directory, whose grid file may have changed. */
  readonly locateSetting?: SettingLocator;
};

/** What a stage would start. */
export interface PlannedStart {
  readonly setup: StageSetup;
  /** Experiments that have succeeded and are trained anew. In the setup they are pending. */
  readonly anew: readonly Experiment[];
}

/**
 * Plans a stage. Changes nothing.
 *
 * @param grid runs that may or may not be alive are unknown
 * @throws {InputError} if `only` matches nothing, experiments cannot be trained anew, or something that runs need is missing
 */
export function planStart(grid: StartingGrid, request: StageRequest): PlannedStart {
  return planExpecting(grid, request, new Set());
}

/**
 * Plans the stages of a command, one after another: tests of what the training before them is expected to train, too.
 *
 * @throws {InputError} as {@link planStart}
 */
export function planStarts(grid: StartingGrid, requests: readonly StageRequest[]): PlannedStart[] {
  const expected = new Set<string>();
  let runs = grid.runs;
  return requests.map((request) => {
    const planned = planExpecting({ ...grid, runs }, request, expected);
    const keys = planned.setup.list.jobs.map(({ experiment, test }) => ({
      stage: request.stage,
      id: grid.plan.experiments[experiment]!.id,
      ...(test !== undefined && { test }),
    }));
    for (const { id } of keys) expected.add(id);
    runs = assumeSuccess(runsBefore(runs, planned.anew), keys);
    return planned;
  });
}

// `expected`: the ids of experiments that will have been trained by then.
function planExpecting(grid: StartingGrid, request: StageRequest, expected: ReadonlySet<string>): PlannedStart {
  const backend = chooseBackend(request);
  const only = selectRequested(grid, request);
  const anew = request.stage === "train" && request.again ? chooseAnew(grid, only) : [];
  const setup = planStage({ ...grid, runs: runsBefore(grid.runs, anew) }, request, { backend, only, expected });
  if (setup.list.jobs.length > 0) checkRequirements(grid, request);
  if (backend.unattended !== undefined) refuseUnattended(grid, request, setup, backend.unattended);
  return { setup, anew };
}

// Settings that only work while somebody looks at the runs.
function refuseUnattended(grid: StartingGrid, { stage }: StageRequest, setup: StageSetup, why: string): void {
  const settings = [
    ...(stage === "train" && setup.halving ? ["early_stopping"] : []),
    ...(setup.gridSettings.maxTime === undefined ? [] : ["max_time"]),
  ];
  if (settings.length === 0 || setup.list.jobs.length === 0) return;
  const [group] = groupsInUse(grid.plan);
  throw new InputError(settings.map((setting) => ({
    severity: "error",
    ...(group && grid.locateSetting?.(group, setting) || { source: shownPath(grid.path, Deno.cwd()) }),
    message: `"${setting}" ${why}`,
  })));
}

/** The names of the tests that have run, by experiment. */
export function testsThatRan(runs: RunTable): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [{ id, test }] of runsOfStage(runs, "test")) {
    if (test !== undefined) names.set(id, [...names.get(id) ?? [], test]);
  }
  return names;
}

// The runs once experiments are pending again.
function runsBefore(runs: RunTable, anew: readonly Experiment[]): RunTable {
  if (anew.length === 0) return runs;
  const before = copyRunTable(runs);
  const tests = testsThatRan(runs);
  for (const { id } of anew) {
    const named = tests.get(id);
    foldInto(before, { type: "again", time: 0, id, stage: "train", former: 1, ...(named && { tests: named }) });
  }
  return before;
}

function chooseAnew({ plan, runs }: StartingGrid, only: ReadonlySet<number> | undefined): readonly Experiment[] {
  const { anew, busy } = planAgain(plan, runs, only);
  if (busy.length > 0) throw refusal(busy.map(describeBusy));
  if (anew.length > 0 && only === undefined) throw refusal([describeAll(anew.length)]);
  return anew;
}

const MAX_BUSY = 5;

function refusal(messages: readonly string[]): InputError {
  const more = messages.length > MAX_BUSY ? [`and ${messages.length - MAX_BUSY} more`] : [];
  return new InputError(
    [...messages.slice(0, MAX_BUSY), ...more].map((message) => ({ severity: "error", source: "--again", message })),
  );
}

function describeBusy({ experiment, stage, state }: ReturnType<typeof planAgain>["busy"][number]): string {
  const run = stage === "train" ? "" : "a test of ";
  return state.kind === "running"
    ? `${run}${label(experiment)} is running: wait for it to finish, or stop it`
    : `${run}${label(experiment)} may still be running on ${state.host}: see --assume-dead`;
}

function describeAll(count: number): string {
  const experiments = counted(count, "experiment has", "experiments have");
  return `${experiments} succeeded and would be trained anew: choose some with --only, or all with --only all`;
}
