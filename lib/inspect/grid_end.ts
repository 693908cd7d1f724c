/** Decides whether a grid has ended, and how. */
import { aggregateRun } from "../plan/aggregate.ts";
import { type Experiment, isTestable, type Plan } from "../plan/plan.ts";
import type { SchedulerRecord } from "../run/journal_record.ts";
import {
  hasSucceeded,
  isDone,
  isFailed,
  isSubmitted,
  type Run,
  type RunStateName,
  type RunTable,
} from "../run/run_state.ts";
import { hasRetriesLeft } from "../schedule/retry.ts";
import { countStates } from "../status/count_states.ts";
import type { SchedulerExit } from "../store/exit_format.ts";

/** How a grid ended. */
export type GridEnd =
  /** The code is that of its scheduler; if the scheduler left none, it follows from the states of the runs. */
  | { readonly kind: "ended"; readonly code: number; readonly states: ReadonlyMap<RunStateName, number> }
  /** No scheduler is running, but something is left to do. */
  | { readonly kind: "unfinished"; readonly states: ReadonlyMap<RunStateName, number> };

/** What is known about a grid. */
export interface EndFacts {
  readonly plan: Plan;
  readonly runs: RunTable;
  /** Whether a scheduler holds the grid. */
  readonly isHeld: boolean;
  readonly lastScheduler: SchedulerRecord | undefined;
  /** How the last scheduler ended, and whether that process is still there. */
  readonly exit: SchedulerExit | undefined;
  readonly isAnalyzed: boolean;
  /** Whether a cluster has jobs of the grid; `undefined` if it may have some, and does not answer. */
  readonly hasJobs: boolean | undefined;
}

/** How a grid ended; `undefined` if it has not ended. */
export function gridEnd(facts: EndFacts): GridEnd | undefined {
  const { isHeld, exit, isAnalyzed, hasJobs, lastScheduler, runs } = facts;
  if (isHeld || isAnalyzed) return undefined;
  // If the cluster does not answer, its jobs count as waiting or running.
  if (hasJobs !== false) return undefined;
  const states = statesOf(facts);
  if (mayLive(runs)) return { kind: "unfinished", states };
  if (exit !== undefined && isLast(exit, lastScheduler)) return { kind: "ended", code: exit.code, states };
  if (lastScheduler === undefined || OPEN.some((state) => states.has(state))) return { kind: "unfinished", states };
  return { kind: "ended", code: [...states.keys()].every(isDone) ? 0 : 1, states };
}

const OPEN: readonly RunStateName[] = ["pending", "interrupted", "lost"];

// Runs can outlive a scheduler that was killed, or that could not reach them.
function mayLive({ train, test }: RunTable): boolean {
  return [...train.values(), ...test.values()].some(({ state: { kind } }) => kind === "running" || kind === "unknown");
}

// A scheduler that was killed has left the record of its predecessor in place.
function isLast({ pid, host, since, time }: SchedulerExit, last: SchedulerRecord | undefined): boolean {
  return last === undefined || since >= last.time || last.pid === pid && last.host === host && time >= last.time;
}

// The states of the stage that the grid has reached. An experiment that could not be tested counts with its training.
function statesOf({ plan, runs, lastScheduler }: EndFacts): ReadonlyMap<RunStateName, number> {
  const ofStage = (experiment: Experiment) => {
    const training = aggregateRun(plan, runs, "train", experiment);
    const isTested = lastScheduler?.stage === "test" && hasSucceeded(training) &&
      isTestable(plan.groups[experiment.group]!);
    return isTested ? aggregateRun(plan, runs, "test", experiment) : training;
  };
  return countStates(plan.experiments.filter(({ dropped }) => !dropped).map(ofStage)).states;
}

/** The facts, besides the run itself, that decide whether it goes on. */
export interface RunSurroundings {
  /** Whether a scheduler runs the grid. */
  readonly isScheduled: boolean;
  /** The maximum number of retries of the run. */
  readonly retries: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// An element of a job array retries without a scheduler, after a pause of at most a minute.
const PAUSE_MS = 90_000;

/** Whether a run may print more: it runs, will start, or will be retried. */
export function goesOn(run: Run, { isScheduled, retries, now }: RunSurroundings): boolean {
  const { state, queued } = run;
  switch (state.kind) {
    case "running":
    case "unknown":
      return true;
    case "pending":
      return isScheduled || queued !== undefined;
    case "blocked":
      return false;
    case "ended": {
      const isAwaited = isScheduled || isSubmitted(run) && now - state.at < PAUSE_MS;
      if (state.state === "lost") return isAwaited;
      return isFailed(run) && isAwaited && hasRetriesLeft(run, retries);
    }
  }
}
