/** The input and the output of the scheduler: events that it handles, and actions that it returns. */
import type { DeviceNeeds } from "../gpu/device.ts";
import type { EndState, Outcome, Told } from "../run/outcome.ts";
import type { RungVerdict, Verdict } from "../search/halving.ts";
import type { Job } from "./state.ts";

/** An event for the scheduler. */
export type SchedulerEvent =
  | { readonly type: "begin" }
  | {
    readonly type: "ended";
    readonly slot: number;
    readonly outcome: Outcome;
    /** The run had ended before the signal that was sent to it arrived. */
    readonly endedBeforeSignal?: boolean;
    /** Why a cluster ended it, or the element in which it ran. */
    readonly told?: Told;
    /** The cluster runs the job again by itself. Until that attempt begins, it is queued in the same slot. */
    readonly goesOn?: boolean;
  }
  /** A run has left the queue of a cluster and started. `at`: milliseconds, as `step()` takes them. */
  | { readonly type: "began"; readonly slot: number; readonly at: number }
  /**
   * A run has reported a value of the metric, at a resource such as an epoch. Rows of one attempt come in their order. `hasEnded`:
   * the row was read after the run had ended.
   */
  | {
    readonly type: "report";
    readonly slot: number;
    readonly resource: number;
    readonly value: number;
    readonly hasEnded?: boolean;
  }
  /** The launch could not be made, for a reason unrelated to the job. The job is requeued, and scheduling stops. */
  | { readonly type: "launch_failed"; readonly slot: number }
  /** The devices (UUIDs) that are free now for a job with these needs: the answer to {@link devicesWanted}. */
  | { readonly type: "devices"; readonly free: readonly string[]; readonly needs: DeviceNeeds }
  /**
   * Another scheduler leased a GPU of the job first (`unleased`), it was withdrawn, or its launch was void: nothing was started.
   * The job is requeued if it was requested.
   */
  | { readonly type: "lease_lost"; readonly slot: number; readonly unleased?: boolean }
  /** Time has passed. Due at {@link nextWake}. */
  | { readonly type: "tick" }
  /** Start nothing more, and terminate all runs. */
  | { readonly type: "stop" }
  /** Start nothing more, and kill all runs. */
  | { readonly type: "kill" }
  /** Leave everything that was handed over to a cluster to itself, and finish now. */
  | { readonly type: "leave" }
  /** Start nothing more, and let running jobs finish. */
  | { readonly type: "drain"; readonly reason: "drain" | "error" | "no_devices" };

/** An action for the caller to carry out. */
export type Action =
  | { readonly type: "launch"; readonly slot: number; readonly job: Job; readonly devices: readonly string[] }
  /** Tell a run to end. `verdict`: why early stopping does, if this scheduler judged it. */
  | { readonly type: "terminate"; readonly slot: number; readonly verdict?: RungVerdict }
  | { readonly type: "kill"; readonly slot: number }
  /** Record the end of a run. `retryAt`: when it is retried, in milliseconds since the epoch; absent if it is not. */
  | {
    readonly type: "record_end";
    readonly slot: number;
    readonly job: Job;
    readonly started: number;
    readonly state: EndState;
    readonly outcome: Outcome;
    readonly retryAt?: number;
  }
  /** Record what a rung says of a run, before anything that follows from it. `value` is what counts. */
  | {
    readonly type: "judge";
    readonly slot: number;
    /** The resource at the rung. */
    readonly rung: number;
    readonly value: number;
    readonly verdict: Verdict;
  }
  /** Record that a job is not started, as the first repetition of its configuration was stopped early. */
  | { readonly type: "skip"; readonly job: Job }
  /** `max_time` is over: nothing more is started. `running`: how many runs still run. */
  | { readonly type: "max_time"; readonly running: number }
  /** Nothing that waits in the queue of a cluster may start any more: each such run answers `began`, `lease_lost` or `ended`. */
  | { readonly type: "withdraw" }
  /** Too many runs failed: scheduling stops. */
  | { readonly type: "give_up"; readonly failed: number }
  /**
   * The time limit: `running` runs are terminated now, or, with `expected`, nothing more is started, as runs take `mean`
   * milliseconds and `left` are left.
   */
  | {
    readonly type: "time_limit";
    readonly running: number;
    readonly expected?: { readonly mean: number; readonly left: number };
  }
  /** No job is running, and none will start. */
  | { readonly type: "finish" };
