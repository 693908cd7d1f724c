/** Rules for retries: how many, after what delay, and when to give up after too many failures. */
import type { MaxFailures } from "../grid/settings/settings.ts";
import { isNewestOut, type Run } from "../run/run_state.ts";
import type { FailureLimit } from "./state.ts";

/**
 * Whether a run that failed or timed out has retries left: then it was waiting for a retry when its scheduler ended. One that is
 * not among the best has none.
 */
export function hasRetriesLeft(run: Run, retries: number): boolean {
  return run.failures <= retries && !isNewestOut(run);
}

/** The failure limit for a setting. By default, scheduling stops if the first ten runs to end all failed. */
export function failureLimit(setting: MaxFailures): FailureLimit {
  return setting.kind === "default" ? { kind: "first", count: 10 } : setting;
}

/**
 * The delay before a retry, in milliseconds: 1 s, doubled with each failure up to 60 s, minus up to 25 % of jitter so that
 * runs that failed together do not retry together. The jitter is a hash of the arguments: equal arguments, equal delay.
 *
 * @param failures failures so far, at least 1
 */
export function backoff(experiment: number, failures: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 10));
  const spread = (Math.imul(experiment + 1, 0x9e3779b1) ^ Math.imul(failures, 0x85ebca6b)) >>> 0;
  return Math.round(full * (1 - spread / 2 ** 32 / 4));
}

/** A job whose launches were void this often in a row is given up. */
export const MAX_VOIDS = 25;

/**
 * The pause after void launches, in milliseconds: none after the first 20, then 0.25 s, doubled each time.
 *
 * @param voids void launches in a row, at least 1
 */
export function pauseAfterVoids(voids: number): number {
  return voids <= 20 ? 0 : 250 * 2 ** (voids - 21);
}

/** A limit on failures as a number: what a scheduler counts, and elements of a cluster that run without one. */
export interface CountedLimit {
  /** After this many failures nothing more is started; 0: no limit. */
  readonly failures: number;
  /** Whether that only holds before the first success. */
  readonly unlessSuccess: boolean;
}

/** @param jobs the number of jobs, of which a limit may be a percentage */
export function countedLimit(limit: FailureLimit, jobs: number): CountedLimit {
  switch (limit.kind) {
    case "none":
      return { failures: 0, unlessSuccess: false };
    case "first":
      return { failures: limit.count, unlessSuccess: true };
    case "count":
      return { failures: limit.count, unlessSuccess: false };
    case "percent":
      return { failures: Math.floor(jobs * limit.percent / 100) + 1, unlessSuccess: false };
  }
}
