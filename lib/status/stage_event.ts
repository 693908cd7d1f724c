/** What a running stage tells, as it happens. */
import type { Blocked } from "../gpu/obstacle.ts";
import type { Action } from "../schedule/events.ts";
import type { Job, State } from "../schedule/state.ts";

/** Something that happened in a stage. `state` is that of the scheduler, right after. */
export type StageEvent =
  | { readonly type: "started"; readonly job: Job; readonly state: State }
  | {
    readonly type: "ended";
    readonly end: Extract<Action, { type: "settle" }>;
    /** The output of the run, relative to the grid directory. */
    readonly log: string;
    readonly state: State;
  }
  /** Another scheduler was faster: what was to be started goes back to the queue. */
  | { readonly type: "lease_lost"; readonly job: Job }
  /** GPUs that the head of the queue waits for; an empty list when it waits for none any more. */
  | { readonly type: "waiting"; readonly blocked: readonly Blocked[] }
  /** Too many runs failed: nothing more is started. */
  | { readonly type: "gave_up"; readonly failed: number }
  /** Processes of ended runs that cannot be killed. */
  | { readonly type: "survivors"; readonly pids: readonly number[] }
  /** The grid directory is a copy of one whose runs were running: so many of them are run again. */
  | { readonly type: "copied"; readonly runs: number }
  /** Something that stops new starts: a full disk. */
  | { readonly type: "error"; readonly message: string };
