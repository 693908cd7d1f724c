/** Implements `--again`: moves the directories of experiments that are trained anew, so that their former runs count no more. */
import { join } from "@std/path";
import { InputError } from "../../lib/messages/problem.ts";
import type { Experiment } from "../../lib/plan/plan.ts";
import { copyRunTable } from "../../lib/run/journal_state.ts";
import { runsOfStage, type RunTable } from "../../lib/run/run_table.ts";
import { planAgain } from "../../lib/schedule/plan_again.ts";
import { label } from "../../lib/status/label.ts";
import { experimentDir, formerDir, parseFormerDir } from "../../lib/store/layout.ts";
import { type HeldSession, markUnknown } from "../grid/session.ts";
import { explain, lstatIfExists, syncDirectory } from "../system/files.ts";
import type { HostIdentity } from "../system/place.ts";
import { checkRequirements } from "./plan_stage.ts";
import { type RecoveredRuns, recoverRuns } from "./recover_runs.ts";
import type { StageRequest } from "./stage_request.ts";

/** An experiment that is trained anew. */
export interface TrainedAnew {
  readonly experiment: Experiment;
  /** The name of its former directory. */
  readonly former: string;
}

/** What is known before. */
export interface AnewOptions {
  /** Indices of the experiments of the request; `undefined` for all. */
  readonly only: ReadonlySet<number> | undefined;
  /** Trainings that may or may not be alive. */
  readonly unknown: RecoveredRuns["unknown"];
  readonly here: HostIdentity;
}

/**
 * Makes experiments that have succeeded, and their tests, pending again, and moves their directories to `DIR~1`, or the next
 * free number. The journal comes first: what a killed scheduler has not moved, the next one moves ({@link finishMoves}).
 *
 * @throws {InputError} if one of them is running, all would be trained anew without `--only`, or something that their runs need
 * is missing; nothing has changed then
 */
export async function trainAnew(
  session: HeldSession,
  request: StageRequest,
  { only, unknown, here }: AnewOptions,
): Promise<readonly TrainedAnew[]> {
  const { plan, root } = session;
  const tests = await recoverRuns(session, {
    stage: "test",
    here,
    assumeDead: request.assumeDead ?? [],
    onCluster: request.slurm !== undefined,
  });
  const runs = copyRunTable(session.runs);
  markUnknown(runs, [...unknown, ...tests.unknown], here);
  const { anew, busy } = planAgain(plan, runs, only);
  if (busy.length > 0) throw refusal(busy.map(describeBusy));
  if (anew.length === 0) return [];
  if (only === undefined) throw refusal([describeAll(anew.length)]);
  checkRequirements(session, request);
  const testNames = testsOf(session.runs);
  const highest = highestNumbers(root);
  const moves = anew.map((experiment) => {
    const dir = experimentDir(experiment);
    return { experiment, dir, number: (highest.get(dir) ?? 0) + 1 };
  });
  const time = Date.now();
  for (const { experiment: { id }, number } of moves) {
    const named = testNames.get(id);
    session.record({ type: "again", time, id, stage: "train", former: number, ...(named && { tests: named }) });
  }
  await session.flush();
  moveAll(root, moves);
  return moves.map(({ experiment, dir, number }) => ({ experiment, former: formerDir(dir, number) }));
}

/** Moves the directories that a killed scheduler has recorded as former ones, but has not moved. */
export function finishMoves({ root, plan, runs }: HeldSession): void {
  const numbers = new Map<string, number>();
  for (const [id, { former }] of runs.train) if (former !== undefined) numbers.set(id, former);
  if (numbers.size === 0) return;
  moveAll(
    root,
    plan.experiments.filter(({ id }) => numbers.has(id)).map((experiment) => ({
      dir: experimentDir(experiment),
      number: numbers.get(experiment.id)!,
    })),
  );
}

function moveAll(root: string, moves: readonly { readonly dir: string; readonly number: number }[]): void {
  for (const { dir, number } of moves) {
    const [from, to] = [join(root, dir), join(root, formerDir(dir, number))];
    // Moved already, or the directory was deleted.
    if (lstatIfExists(to) !== undefined || lstatIfExists(from) === undefined) continue;
    try {
      Deno.renameSync(from, to);
    } catch (error) {
      throw explain(error, `cannot move ${from} to ${to}`);
    }
  }
  // The moves must not be lost if the starts that follow are on disk.
  syncDirectory(root);
}

// The names of the tests that have run, by experiment.
function testsOf(runs: RunTable): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const [{ id, test }] of runsOfStage(runs, "test")) {
    if (test !== undefined) names.set(id, [...names.get(id) ?? [], test]);
  }
  return names;
}

function highestNumbers(root: string): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { name } of Deno.readDirSync(root)) {
    const former = parseFormerDir(name);
    if (former !== undefined) highest.set(former.dir, Math.max(highest.get(former.dir) ?? 0, former.number));
  }
  return highest;
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
  const experiments = count === 1 ? "1 experiment has" : `${count} experiments have`;
  return `${experiments} succeeded and would be trained anew: choose some with --only, or all with --only all`;
}
