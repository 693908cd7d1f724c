/** Keeps the last answer of nvidia-smi, and limits queries to one per second, or one per minute while the driver hangs. */
import { delay } from "@std/async/delay";
import type { GpuSnapshot } from "../../lib/gpu/device.ts";
import { steadyNow } from "../system/clock.ts";
import { GpuError } from "./nvidia_smi.ts";
import { updateSnapshot } from "./query.ts";

/** What a query updates. */
export type QueryKind = "memory" | "processes";

/** The last answer, and when the next query may run. Times are milliseconds since the epoch. */
export interface SnapshotState {
  snapshot: GpuSnapshot;
  /** Why the latest query failed; `undefined` if it succeeded. */
  failure: GpuError | undefined;
  /** When each kind was last queried. */
  readonly queriedAt: Record<QueryKind, number>;
  /** When nvidia-smi may be queried again. */
  nextQuery: number;
  /** The latest query, which may still be running. */
  query: Promise<void> | undefined;
}

/** Maximum age of an answer, and minimum time between two queries: milliseconds. */
export const QUERY_INTERVAL_MS = 1_000;

// Each query of a hanging driver leaves a process behind that cannot be killed.
const HANGING_INTERVAL_MS = 60_000;

/**
 * Creates the state from a first snapshot.
 *
 * @param time when the snapshot was taken: milliseconds since the epoch
 */
export function createSnapshotState(snapshot: GpuSnapshot, time: number): SnapshotState {
  return {
    snapshot,
    failure: undefined,
    queriedAt: { memory: time, processes: time },
    nextQuery: time + QUERY_INTERVAL_MS,
    query: undefined,
  };
}

/**
 * Updates a snapshot that is out of date. Failures of nvidia-smi are stored in the state.
 *
 * @param signal cancels the update if its query has not begun
 */
export async function refreshSnapshot(state: SnapshotState, kind: QueryKind, signal: AbortSignal): Promise<void> {
  // A previous search may have a query running, perhaps of another kind.
  await state.query;
  if (signal.aborted || steadyNow() < state.queriedAt[kind] + QUERY_INTERVAL_MS) return;
  state.query = query(state, kind);
  await state.query;
}

/** Marks the snapshot as out of date: the next refresh runs a new query. */
export function expireSnapshot(state: SnapshotState): void {
  state.queriedAt.memory = state.queriedAt.processes = 0;
}

async function query(state: SnapshotState, kind: QueryKind): Promise<void> {
  await delay(Math.max(0, state.nextQuery - steadyNow()));
  state.queriedAt[kind] = steadyNow();
  state.nextQuery = state.queriedAt[kind] + QUERY_INTERVAL_MS;
  try {
    state.snapshot = await updateSnapshot(state.snapshot, kind);
    state.failure = undefined;
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    state.failure = error;
    if (error.failure === "hangs") state.nextQuery = steadyNow() + HANGING_INTERVAL_MS;
  }
}
