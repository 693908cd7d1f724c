/** What an executor for a cluster tells about its submissions. */
import type { SystemName } from "../../../lib/run/journal_record.ts";

/** What happens to submissions. */
export type ClusterEvent =
  | { readonly type: "submitted"; readonly job: number; readonly launches: number }
  /** The cluster takes no more jobs now: this number of launches waits to be submitted. */
  | { readonly type: "full"; readonly system: SystemName; readonly message: string; readonly left: number }
  /** The controller does not answer, or answers again. */
  | { readonly type: "silent"; readonly system: SystemName; readonly message: string }
  | { readonly type: "answered"; readonly system: SystemName }
  /** An element has stopped the submission, as too many runs have failed. */
  | { readonly type: "gave_up"; readonly failed: number }
  /** `grid:stop` was run, perhaps on another login node; with `drain`, runs that have started go on. */
  | { readonly type: "stopped"; readonly how: "stop" | "drain" }
  /** Elements that have ended, and that the cluster lists as running (`812345_17`). */
  | { readonly type: "stale"; readonly system: SystemName; readonly elements: readonly string[] }
  /** Elements that the cluster has listed as running for minutes, and that have started nothing. */
  | { readonly type: "unstarted"; readonly system: SystemName; readonly elements: readonly string[] }
  /** Elements that the cluster held, as their start had failed, may start again. */
  | { readonly type: "released"; readonly system: SystemName; readonly elements: readonly string[] }
  /** Elements end without starting their runs, each time these are submitted: the runs are given up. `output`: what elements print. */
  | { readonly type: "fruitless"; readonly job: number | undefined; readonly output: string }
  /** A node does not see the grid directory. What is submitted from now on avoids it. */
  | { readonly type: "blind"; readonly node: string; readonly dir: string };
