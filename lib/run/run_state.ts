/** What is known of a run: its state, its newest launch, and how often it ran. */
import type { EndState, Outcome, Told } from "./outcome.ts";

/** Milliseconds since the epoch. */
export type Time = number;

/** What has become of a run. */
export type RunState =
  | { readonly kind: "pending" }
  /** It cannot run: what it needs is missing. */
  | { readonly kind: "blocked"; readonly since: Time; readonly reason: string }
  /** `told`: why it was asked to end. */
  | { readonly kind: "running"; readonly told?: Told }
  /** It cannot be known from here whether it runs. */
  | { readonly kind: "unknown"; readonly host: string }
  | { readonly kind: "ended"; readonly state: EndState; readonly outcome: Outcome; readonly at: Time };

/** The name of a state, as scripts and people see it. */
export type RunStateName = Exclude<RunState["kind"], "ended"> | EndState;

/** All names of states, in the order in which they are shown. */
export const RUN_STATE_NAMES: readonly RunStateName[] = [
  "pending",
  "running",
  "succeeded",
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

/** Whether the newest launch of a run succeeded. */
export function hasSucceeded({ state }: Run): boolean {
  return state.kind === "ended" && state.state === "succeeded";
}

/** The newest launch of a run. */
export interface LaunchInfo {
  readonly number: number;
  readonly started: Time;
  readonly ended?: Time;
  /** Absent while it runs, and of a void launch. */
  readonly outcome?: Outcome;
  /** The name of the test's directory, when testing. */
  readonly testDir?: string;
  /** UUIDs of the GPUs that it was given. */
  readonly devices: readonly string[];
  /** How many runs of the grid may share them. */
  readonly runsPerGpu: number;
}

/** What is known of a run: the training of an experiment, or one of its tests. */
export interface Run {
  readonly state: RunState;
  readonly newest?: LaunchInfo;
  /** The highest launch number that is taken, 0 before the first. */
  readonly lastLaunch: number;
  /** Launches that ran. */
  readonly attempts: number;
  /** Failures and timeouts since the last success. */
  readonly failures: number;
  /** Successful launches: more than one for repeated tests. */
  readonly successes: number;
  /** Directories of succeeded tests. */
  readonly testDirs: readonly string[];
}

/** A run that was never started. */
export const NOT_STARTED: Run = {
  state: { kind: "pending" },
  lastLaunch: 0,
  attempts: 0,
  failures: 0,
  successes: 0,
  testDirs: [],
};
