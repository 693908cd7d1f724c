/** The state of a run, its newest launch and its counters, as they follow from the journal. */
import type { EndState, Outcome, Told } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds since the epoch. */
export type Time = number;

/** The state of a run. */
export type RunState =
  | { readonly kind: "pending" }
  /** The run cannot start because something that it needs is missing. */
  | { readonly kind: "blocked"; readonly since: Time; readonly reason: string }
  /** `told`: why it was told to end, if it was. `isOut`: early stopping judged that it does not go on. */
  | { readonly kind: "running"; readonly told?: Told; readonly isOut?: true }
  /** The run may still be running on another host. */
  | { readonly kind: "unknown"; readonly host: string }
  | { readonly kind: "ended"; readonly state: EndState; readonly outcome: Outcome; readonly at: Time };

/** The name of a state in `grid:status --json`, and in tables. */
export type RunStateName = Exclude<RunState["kind"], "ended"> | EndState;

/** All names of states, in display order. */
export const RUN_STATE_NAMES: readonly RunStateName[] = [
  "pending",
  "running",
  "succeeded",
  "stopped_early",
  "failed",
  "timed_out",
  "interrupted",
  "lost",
  "unknown",
  "blocked",
];

/** The name of a state. */
export function stateName(state: RunState): RunStateName {
  return state.kind === "ended" ? state.state : state.kind;
}

/** Whether a run in this state needs no further run: it has succeeded, or was stopped early. */
export function isDone(state: RunStateName): boolean {
  return state === "succeeded" || state === "stopped_early";
}

/** Whether a run in this state has failed: by itself, or because of its timeout. */
export function isFailure(state: RunStateName): boolean {
  return state === "failed" || state === "timed_out";
}

/** Whether the newest launch of a run succeeded. */
export function hasSucceeded({ state }: Run): boolean {
  return state.kind === "ended" && state.state === "succeeded";
}

/** Whether a run failed or timed out: it is run again only with retries or on request. */
export function isFailed({ state }: Run): boolean {
  return isFailure(stateName(state));
}

/** Whether a run was stopped early, or not started because the first repetition of its configuration was. */
export function isStoppedEarly({ state }: Run): boolean {
  return state.kind === "ended" && state.state === "stopped_early";
}

/** Whether early stopping judged that the newest launch of a run does not go on. The launch may have ended by itself since. */
export function isNewestOut({ newest, rungs = [] }: Run): boolean {
  return rungs.some(({ goesOn, launch }) => goesOn === false && launch === newest?.number);
}

/** The resource at the rung where early stopping judged that a running run does not go on. */
export function outAt({ state, newest, rungs = [] }: Run): number | undefined {
  if (state.kind !== "running" || !state.isOut) return undefined;
  return rungs.find(({ goesOn, launch }) => goesOn === false && launch === newest?.number)?.rung;
}

/** Whether the newest launch of a run was stopped. */
export function isInterrupted({ state }: Run): boolean {
  return state.kind === "ended" && state.state === "interrupted";
}

/** Whether a run is running, or waits in the queue of a cluster. */
export function isUnfinished({ state, queued }: Run): boolean {
  return state.kind === "running" || queued !== undefined;
}

/** Whether an unfinished run was submitted to a cluster. */
export function isSubmitted({ newest, queued }: Run): boolean {
  return queued !== undefined || newest?.submission !== undefined;
}

/** A launch of a run. */
export interface LaunchInfo {
  /** Its number, from 1. */
  readonly number: number;
  /** When it started; if it is queued: when it was handed over. */
  readonly started: Time;
  /** When it ended; absent while it runs. */
  readonly ended?: Time;
  /** Absent while the launch runs, and for a void launch. */
  readonly outcome?: Outcome;
  /** The name of the test directory; only for tests. */
  readonly testDir?: string;
  /** UUIDs of the GPUs of the launch; empty without GPUs. */
  readonly devices: readonly string[];
  /** How many runs of the grid may share these GPUs. */
  readonly runsPerGpu: number;
  /** The hash of its fingerprint; absent for launches of earlier versions. */
  readonly launchedWith?: string;
  /** The seed that it was given, if it is not derived from the master seed of its fingerprint. */
  readonly seed?: number;
  /** Whether the directory of the run existed when the launch ended. Earlier versions did not record it. */
  readonly hasDir?: true;
  /** On a cluster: the number of its submission. */
  readonly submission?: number;
  /** On a cluster: its element, `812345_17`. */
  readonly job?: string;
  /** On a cluster: the node. */
  readonly host?: string;
}

/** The duration of a launch, in seconds; `undefined` while it runs, and if there is none. */
export function secondsOf(launch: LaunchInfo | undefined): number | undefined {
  // The clock may have been set back.
  return launch?.ended === undefined ? undefined : Math.max(0, launch.ended - launch.started) / 1_000;
}

/** A value of a run at a rung of early stopping. */
export interface RungValue {
  /** The number of the launch that has reached it. */
  readonly launch: number;
  /** The resource at the rung. */
  readonly rung: number;
  /** The value that counts there. */
  readonly value: number;
  /** Absent if it was not judged, and is only compared with others. */
  readonly goesOn?: boolean;
  /** The number of values at the rung, this one included. */
  readonly of: number;
  /** The worst value with which a run goes on; absent as long as all runs go on. */
  readonly cut?: number;
  /** The metric of the value: `validation_accuracy`. */
  readonly metric?: string;
  /** The column that counts the resource. */
  readonly resource?: string;
  /** Whether it is the best value so far, or that of the row that has reached the rung. Absent: the best one. */
  readonly by?: "best" | "last";
}

/** A run: the training of an experiment, or one of its tests. */
export interface Run {
  /** Whether and how it has ended. */
  readonly state: RunState;
  /** The newest launch that started. */
  readonly newest?: LaunchInfo;
  /** The launch that waits in the queue of a cluster. The run is pending. */
  readonly queued?: LaunchInfo;
  /** The highest launch number in use; 0 before the first launch. */
  readonly lastLaunch: number;
  /** The highest launch number that is reserved for its queued or running element. */
  readonly reserved?: number;
  /** Number of launches that were not void. */
  readonly attempts: number;
  /** Number of failures and timeouts since the last success. */
  readonly failures: number;
  /** Number of successful launches; more than 1 for repeated tests. */
  readonly successes: number;
  /** Names of the directories of successful tests. */
  readonly testDirs: readonly string[];
  /** The launches of successful tests, by directory. */
  readonly testLaunches?: ReadonlyMap<string, LaunchInfo>;
  /** Its values at the rungs of early stopping, in the order in which they were judged. */
  readonly rungs?: readonly RungValue[];
  /** When checkpoints of the training were removed on request; absent once it is trained again. */
  readonly cleaned?: Time;
  /**
   * If the experiment is trained again: the number of the directory to which its directory is moved before the next launch
   * (`DIR~1`). A scheduler that was killed may not have moved it.
   */
  readonly former?: number;
}

/** The run before its first launch. */
export const NOT_STARTED: Run = {
  state: { kind: "pending" },
  lastLaunch: 0,
  attempts: 0,
  failures: 0,
  successes: 0,
  testDirs: [],
};

/** Identifies a run. */
export interface RunKey {
  /** Whether it is a training or a test. */
  readonly stage: Stage;
  /** The id of the experiment. */
  readonly id: string;
  /** The name of the test, if there are several. */
  readonly test?: string;
}

/** Runs by stage and {@link tableKey}. Runs that were never started are absent. */
export type RunTable = Readonly<Record<Stage, ReadonlyMap<string, Run>>>;

/** The key of a run within its stage: the id of the experiment, and the name of the test if there are several. */
export function tableKey({ id, test }: Pick<RunKey, "id" | "test">): string {
  return test === undefined ? id : `${id}/${test}`;
}

/** Looks up a run; {@link NOT_STARTED} if the table does not have it. */
export function runOf(runs: RunTable, key: RunKey): Run {
  return runs[key.stage].get(tableKey(key)) ?? NOT_STARTED;
}

/** Whether any run was submitted to a cluster and has not ended. */
export function isOnCluster({ train, test }: RunTable): boolean {
  return [...train.values(), ...test.values()].some((run) => isUnfinished(run) && isSubmitted(run));
}

function idOf(key: string): string {
  const slash = key.indexOf("/");
  return slash < 0 ? key : key.slice(0, slash);
}

/** The keys and runs of a stage, without those that were never started. */
export function* runsOfStage(runs: RunTable, stage: Stage): Generator<readonly [RunKey, Run]> {
  for (const [key, run] of runs[stage]) {
    const slash = key.indexOf("/");
    yield [slash < 0 ? { stage, id: key } : { stage, id: key.slice(0, slash), test: key.slice(slash + 1) }, run];
  }
}

/**
 * The highest launch number of each experiment in a stage that is in use or reserved, by id. All tests of an experiment share one
 * numbering.
 */
export function lastLaunches(runs: RunTable, stage: Stage): Map<string, number> {
  const last = new Map<string, number>();
  for (const [key, { lastLaunch, reserved = 0 }] of runs[stage]) {
    const id = idOf(key);
    last.set(id, Math.max(last.get(id) ?? 0, lastLaunch, reserved));
  }
  return last;
}

/** A state in words: `timed out`. */
export function stateInWords(name: RunStateName): string {
  return name.replace("_", " ");
}

/** How many runs are in each state: `2 succeeded, 1 timed out`. States without runs are left out. */
export function describeStates(states: ReadonlyMap<RunStateName, number>): string {
  return RUN_STATE_NAMES.filter((state) => (states.get(state) ?? 0) > 0).map((state) =>
    `${states.get(state)} ${stateInWords(state)}`
  ).join(", ");
}
