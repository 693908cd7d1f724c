/** Creates records of a journal. */
import type { EndRecord, LaunchDetails } from "./journal_record.ts";
import { classify, type EndState, exitAndSignal, type Outcome, type Told } from "./outcome.ts";
import type { Run, RunKey, Time } from "./run_state.ts";

/** How a launch ended. */
export interface LaunchEnding {
  readonly outcome: Outcome;
  readonly time: Time;
  /** Why it was told to end, if it was. */
  readonly told?: Told | undefined;
  /** The state that the scheduler gave it. By default it follows from the outcome and from why it was told to end. */
  readonly state?: EndState;
  /** Whether its directory existed when it ended. */
  readonly hasDir: boolean;
}

/** The record of an end, with its state. */
export function endRecord(
  { stage, id, test, launch }: RunKey & { readonly launch: number },
  { outcome, time, told, state = classify(outcome, told), hasDir }: LaunchEnding,
): EndRecord {
  return {
    type: "end",
    time,
    stage,
    id,
    ...(test !== undefined && { test }),
    launch,
    state,
    ...exitAndSignal(outcome),
    ...(outcome.kind === "unstarted" && { reason: outcome.reason }),
    ...(hasDir && { has_dir: true }),
  };
}

/** The details of the launch that waits in the queue of a cluster or, if there is none, of the newest launch that started. */
export function launchDetails({ queued, newest }: Run): LaunchDetails {
  const { testDir, launchedWith, seed } = queued ?? newest ?? {};
  return {
    ...(testDir !== undefined && { test_dir: testDir }),
    ...(launchedWith !== undefined && { launched_with: launchedWith }),
    ...(seed !== undefined && { seed }),
  };
}
