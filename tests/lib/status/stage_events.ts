/** Builds the events of a stage with two experiments. */
import type { Blocked } from "../../../lib/gpu/eligibility.ts";
import type { Experiment } from "../../../lib/plan/plan.ts";
import { createState, type Job, type State } from "../../../lib/schedule/state.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";

type Ended = Extract<StageEvent, { type: "ended" }>;

export const EXPERIMENTS: readonly Experiment[] = ["one", "two"].map((name) =>
  ({ name, id: "1a2b3c4d", repetition: 0 }) as Experiment
);

const LIMITS = {
  slots: 1,
  capacity: { cpus: 1, memory: 0 },
  devices: [],
  grace: 1,
  failures: { kind: "none" },
} as const;

/** A new state. */
export function someState(): State {
  return createState(LIMITS, []);
}

/** A job of the first experiment. */
export function jobWith(changes: Partial<Job> = {}): Job {
  const policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
  return { experiment: 0, policy, attempt: 1, failures: 0, times: 1, losses: 0, ...changes };
}

/** The end of a run that started at 1 s. By default it succeeded. */
export function endedEvent(end: Partial<Ended["end"]> = {}, state: State = someState()): Ended {
  return {
    type: "ended",
    end: {
      type: "record_end",
      slot: 0,
      job: jobWith(),
      started: 1_000,
      state: "succeeded",
      outcome: { kind: "exit", code: 0 },
      ...end,
    },
    log: "one-r0-1a2b3c4d/train.1.log",
    state,
  };
}

/** A GPU that is leased by another run. */
export function blockedDevice(position: string): Blocked {
  return {
    device: {
      uuid: `GPU-${position}`,
      position,
      name: "A100",
      parent: undefined,
      computeMode: "default",
      memoryTotal: undefined,
      memoryFree: undefined,
      utilization: undefined,
    },
    obstacle: { kind: "leased", holder: undefined },
  };
}
