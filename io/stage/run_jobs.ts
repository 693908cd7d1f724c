/** Runs jobs: carries out the actions of the scheduler on a backend. */
import { join } from "@std/path";
import { launchDetails } from "../../lib/run/make_records.ts";
import { lastLaunches, runOf } from "../../lib/run/run_state.ts";
import type { Rungs } from "../../lib/schedule/early_stopping/recall_rungs.ts";
import type { Action } from "../../lib/schedule/events.ts";
import { devicesWanted } from "../../lib/schedule/start.ts";
import { createState, type Job, type Limits, type Running, type State } from "../../lib/schedule/state.ts";
import type { Launch } from "../executor/executor.ts";
import { steadyNow } from "../system/clock.ts";
import { createRunMeter } from "./early_stopping/measure_runs.ts";
import { type ActiveJobs, fail, guard, type JobContext, keyOf } from "./runs/active_jobs.ts";
import { recordEnd, recordVerdict, skip, terminate, track } from "./runs/follow_run.ts";
import { start } from "./runs/start_launch.ts";
import { createLoop } from "./scheduler_loop.ts";

export type { JobContext };

/** The jobs to run. On a cluster, limits have `queues`. */
export interface JobsToRun {
  readonly jobs: readonly Job[];
  /** Runs of an earlier scheduler that are still running. */
  readonly adopted: readonly AdoptedRun[];
  readonly limits: Limits;
  /** The rungs at which trainings were judged before. */
  readonly rungs?: Rungs;
}

/** A run of an earlier scheduler, as it enters the state of this one. */
export interface AdoptedRun extends Running {
  readonly launch: Launch;
}

/**
 * Runs jobs until nothing is left to do.
 *
 * @returns the final state; its `stop` is `error` after an error that is unrelated to the runs
 */
export async function runJobs(context: JobContext, { jobs, adopted, limits, rungs }: JobsToRun): Promise<State> {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  using loop = createLoop(
    createState(limits, jobs, adopted, rungs),
    (action) => {
      if (action.type === "finish") finish();
      else guard(running, () => perform(running, action));
    },
    (state) => running.finder?.search(devicesWanted(state, steadyNow())),
  );
  using meter = context.halving &&
    createRunMeter(
      context.halving,
      context.backend.look,
      (slot, row, hasEnded) => loop.dispatch({ type: "report", slot, ...row, hasEnded }),
    );
  const running: ActiveJobs = {
    ...context,
    loop,
    meter,
    active: new Map(),
    newest: new Map(),
    lastLaunch: lastLaunches(context.runs, context.stage),
    finder: context.backend.findDevices?.({
      found: (free, needs) => loop.dispatch({ type: "devices", free, needs }),
      waiting: (blocked) => context.emit({ type: "waiting", blocked }),
      timedOut() {
        context.emit({ type: "error", message: "too few working GPUs left" });
        loop.dispatch({ type: "drain", reason: "no_devices" });
      },
      failed: (error) => fail(running, error),
    }),
  };
  for (const [slot, { job, launch, queued: isQueued = false }] of adopted.entries()) {
    if (job.judged !== undefined) meter?.follow(slot, join(context.root, launch.dir), { isAdopted: true, isQueued });
    track(running, slot, job, {
      key: keyOf(running, job),
      launch,
      handle: context.backend.executor.adopt(launch),
      details: launchDetails(runOf(context.runs, keyOf(running, job))),
    });
  }
  // An earlier order is delivered here, before the first start. It also applies to adopted runs.
  context.orders.connect((order) => {
    if (order === "kill") context.backend.executor.hurry();
    // On a cluster, a signal only ends this scheduler.
    if (limits.queues && order !== "drain") return loop.dispatch({ type: "leave" });
    loop.dispatch(order === "drain" ? { type: "drain", reason: "drain" } : { type: order });
  });
  loop.dispatch({ type: "begin" });
  context.backend.leaves?.().then(() => loop.dispatch({ type: "leave" }), (error) => fail(running, error));
  context.stopped?.then(() => loop.state.finished || loop.dispatch({ type: "stop" }));
  await finished;
  return loop.state;
}

function perform(running: ActiveJobs, action: Exclude<Action, { type: "finish" }>): void {
  switch (action.type) {
    case "launch":
      return start(running, action);
    case "record_end":
      return recordEnd(running, action);
    case "terminate":
      return terminate(running, action);
    case "kill":
      return running.active.get(action.slot)?.handle.kill();
    case "withdraw":
      return void running.backend.executor.withdraw().catch((error) => fail(running, error));
    case "judge":
      return recordVerdict(running, action);
    case "skip":
      return skip(running, action.job);
    case "max_time":
      return running.emit(action);
    case "time_limit":
      return running.emit({ ...action, grace: running.loop.state.limits.grace });
    case "give_up":
      return running.emit({ type: "gave_up", failed: action.failed });
  }
}
