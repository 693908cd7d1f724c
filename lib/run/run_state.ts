/** What is known of a run: its state and its attempts. */
import type { EndState } from "./outcome.ts";
import type { Stage } from "./stage.ts";

/** The state of an experiment in one stage. */
export type RunState = "pending" | "running" | EndState | "unknown" | "blocked";

/** All states, in the order in which they are shown. */
export const RUN_STATES: readonly RunState[] = [
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

/** What is known of an experiment in one stage, or of one of its tests. */
export interface StageHistory {
  readonly state: RunState;
  /** Launches that ran. */
  readonly attempts: number;
  /** Failures and timeouts since the last success. */
  readonly failures: number;
  /** Successful runs: more than one for repeated tests. */
  readonly successes: number;
  /** The highest launch number, 0 before the first. */
  readonly launch: number;
  readonly exit: number | null;
  readonly signal: string | null;
  readonly reason: string | undefined;
  /** Why the running launch was told to end. */
  readonly ending: "stop" | "timeout" | undefined;
  readonly started: number | undefined;
  readonly ended: number | undefined;
  readonly testDir: string | undefined;
  /** UUIDs of the GPUs of the newest launch. */
  readonly devices: readonly string[];
  /** How many runs of the grid may share them. */
  readonly runsPerGpu: number;
  /** Directories of succeeded tests. */
  readonly testDirs: readonly string[];
}

/** An experiment that was never started. */
export const NOT_STARTED: StageHistory = {
  state: "pending",
  attempts: 0,
  failures: 0,
  successes: 0,
  launch: 0,
  exit: null,
  signal: null,
  reason: undefined,
  ending: undefined,
  started: undefined,
  ended: undefined,
  testDir: undefined,
  devices: [],
  runsPerGpu: 1,
  testDirs: [],
};

/** Histories by stage and {@link runKey}. */
export type History = Readonly<Record<Stage, ReadonlyMap<string, StageHistory>>>;

/** The key of a history: an experiment's id, and the name of one of several tests. */
export function runKey(id: string, test?: string): string {
  return test === undefined ? id : `${id}/${test}`;
}

/** The id of the experiment, and the name of the test if there is one, in the key of a history. */
export function parseRunKey(key: string): { readonly id: string; readonly test?: string } {
  const slash = key.indexOf("/");
  return slash < 0 ? { id: key } : { id: key.slice(0, slash), test: key.slice(slash + 1) };
}

/** The highest launch number of each experiment in a stage, by id: they go on over all of its tests. */
export function highestLaunches(histories: ReadonlyMap<string, StageHistory>): Map<string, number> {
  const highest = new Map<string, number>();
  for (const [key, { launch }] of histories) {
    const { id } = parseRunKey(key);
    highest.set(id, Math.max(highest.get(id) ?? 0, launch));
  }
  return highest;
}
export const STAGES: ReadonlySet<string> = new Set(["train", "test"]);

// What is wrong with the fields by which a record finds its run.
export function badField(record: { id: unknown; time: unknown; type: string; launch?: unknown }): string | undefined {
  const { id, time, type, launch } = record;
  const expected = (what: string, field: string, value: unknown) =>
    `expected ${what} in "${field}", got ${value === undefined ? "nothing" : JSON.stringify(value)}`;
  if (typeof id !== "string") return expected("a string", "id", id);
  if (typeof time !== "number") return expected("a number", "time", time);
  if (type === "blocked" || (Number.isInteger(launch) && Number(launch) > 0)) return undefined;
  return expected("a launch number", "launch", launch);
}
