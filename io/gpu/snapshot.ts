/** What nvidia-smi said last of the GPUs. It is asked once a second at most, and less often while its driver hangs. */
import { delay } from "@std/async/delay";
import type { GpuSnapshot } from "../../lib/gpu/device.ts";
import { steadyNow } from "../system/clock.ts";
import { GpuError } from "./nvidia_smi.ts";
import { lookAgain } from "./query.ts";

/** What one query tells. */
export type QueryKind = "memory" | "processes";

/** The last answer, and when the next question may be asked. Times are milliseconds of `steadyNow()`. */
export interface SnapshotState {
  snapshot: GpuSnapshot;
  /** Why nvidia-smi did not answer the last time; `undefined` when it did. */
  failure: GpuError | undefined;
  /** When each was asked for last. */
  readonly askedAt: Record<QueryKind, number>;
  /** When nvidia-smi may be asked again. */
  nextQuery: number;
  /** The last query, which may still run. */
  query: Promise<void> | undefined;
}

/** How old an answer may be: milliseconds. Also the least time between two queries. */
export const QUERY_INTERVAL_MS = 1_000;

// A query of a driver that hangs leaves a process behind that cannot be killed.
const HANGING_MS = 60_000;

/** @param time when the snapshot was taken: milliseconds of `steadyNow()` */
export function createSnapshotState(snapshot: GpuSnapshot, time: number): SnapshotState {
  return {
    snapshot,
    failure: undefined,
    askedAt: { memory: time, processes: time },
    nextQuery: time + QUERY_INTERVAL_MS,
    query: undefined,
  };
}

/**
 * Brings a snapshot up to date, unless it is. That nvidia-smi fails or hangs is noted in the state.
 *
 * @param signal whoever asked has lost interest: nothing more is asked
 */
export async function refreshSnapshot(state: SnapshotState, kind: QueryKind, signal: AbortSignal): Promise<void> {
  // A former search may be asking, for something else perhaps.
  await state.query;
  if (signal.aborted || steadyNow() < state.askedAt[kind] + QUERY_INTERVAL_MS) return;
  state.query = query(state, kind);
  await state.query;
}

/** An answer that is known holds no more: whoever needs one next waits for a new one. */
export function expireSnapshot(state: SnapshotState): void {
  state.askedAt.memory = state.askedAt.processes = 0;
}

async function query(state: SnapshotState, kind: QueryKind): Promise<void> {
  await delay(Math.max(0, state.nextQuery - steadyNow()));
  state.askedAt[kind] = steadyNow();
  state.nextQuery = state.askedAt[kind] + QUERY_INTERVAL_MS;
  try {
    state.snapshot = await lookAgain(state.snapshot, kind);
    state.failure = undefined;
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    state.failure = error;
    if (error.failure === "hangs") state.nextQuery = steadyNow() + HANGING_MS;
  }
}
