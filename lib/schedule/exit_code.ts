import type { StopReason } from "./state.ts";

/** What a stage's exit code depends on. */
export interface Ended {
  readonly unsuccessful: number;
  readonly stop: StopReason | undefined;
  readonly signal: "SIGINT" | "SIGTERM" | undefined;
}

/**
 * The exit code of a stage: 0 when all succeeded, 1 when some did not, 4 after a fault of ours, 128 + n after signal n.
 */
export function exitCodeOf(ended: Ended): number {
  if (ended.stop === "fault") return 4;
  if (ended.signal !== undefined) return ended.signal === "SIGINT" ? 130 : 143;
  return ended.unsuccessful > 0 ? 1 : 0;
}
