/** Retries: how many, and after how long. */
import type { MaxFailures } from "../grid/settings.ts";
import type { Run } from "../run/run_state.ts";
import type { FailureLimit } from "./state.ts";

/** Whether an experiment that failed or timed out has attempts left: it waited for the next one when its scheduler ended. */
export function hasRetriesLeft({ failures }: Run, retries: number): boolean {
  return failures <= retries;
}

/** The limit of failures: by default, a grid stops when the first ten that ended all failed. */
export function failureLimit(setting: MaxFailures): FailureLimit {
  return setting.kind === "default" ? { kind: "first", count: 10 } : setting;
}

/**
 * Milliseconds to wait before an attempt: 1 s doubled with each failure, at most a minute, less up to a quarter, so that
 * runs that failed together do not come back together. The same for the same job, so that a test can tell it.
 */
export function backoff(experiment: number, failures: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 10));
  const spread = (Math.imul(experiment + 1, 0x9e3779b1) ^ Math.imul(failures, 0x85ebca6b)) >>> 0;
  return Math.round(full * (1 - spread / 2 ** 32 / 4));
}
