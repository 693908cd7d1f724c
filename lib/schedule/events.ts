/** What happens to a scheduler, and what it decides. */
import type { DeviceNeeds } from "../gpu/device_needs.ts";
import type { EndState, Outcome } from "../run/outcome.ts";
import type { Job } from "./state.ts";

/** What happens to a scheduler. */
export type SchedulerEvent =
  | { readonly type: "begin" }
  | {
    readonly type: "ended";
    readonly slot: number;
    readonly outcome: Outcome;
    /** It had ended before it got the signal that it was sent. */
    readonly endedBeforeSignal?: boolean;
  }
  /** The launch could not be made, through no fault of the job: it goes back to the queue, and nothing more is started. */
  | { readonly type: "launch_failed"; readonly slot: number }
  /** These are fit for a job with these needs, now: they were {@link devicesWanted}. */
  | { readonly type: "devices"; readonly free: readonly string[]; readonly needs: DeviceNeeds }
  /** Another scheduler was faster, and nothing was started: the job goes back to the queue. */
  | { readonly type: "lease_lost"; readonly slot: number }
  /** Time has passed: at {@link nextWake}, or later. */
  | { readonly type: "tick" }
  /** No new starts, and the running ones are ended. */
  | { readonly type: "stop" }
  /** The running ones are killed at once. */
  | { readonly type: "kill" }
  /** No new starts; the running ones may end. */
  | { readonly type: "drain"; readonly reason: "drain" | "fault" | "no_devices" };

/** What is to be done. */
export type Action =
  | { readonly type: "launch"; readonly slot: number; readonly job: Job; readonly devices: readonly string[] }
  | { readonly type: "terminate"; readonly slot: number }
  | { readonly type: "kill"; readonly slot: number }
  /** A run ended; `retryAt` tells when it is tried again. */
  | {
    readonly type: "settle";
    readonly slot: number;
    readonly job: Job;
    readonly started: number;
    readonly state: EndState;
    readonly outcome: Outcome;
    readonly retryAt?: number;
  }
  /** Too many failures: nothing more is started. */
  | { readonly type: "give_up"; readonly failed: number }
  | { readonly type: "finish" };
