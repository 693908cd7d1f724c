/** Times of the journal as data. */
import type { Time } from "./run_state.ts";

// The last time that a date can have (ECMAScript, "Time Values"). A corrupt journal may contain any number.
const MAX_TIME = 8.64e15;

/** A time in ISO 8601, UTC; null for none, and for a number that is no time. */
export function isoTime(time: Time | undefined): string | null {
  return time === undefined || !(Math.abs(time) <= MAX_TIME) ? null : new Date(time).toISOString();
}
