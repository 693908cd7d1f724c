/** The record of the end of a launch. Only this file makes one. */
import { classify, type EndState, exitAndSignal, type Outcome, type Told } from "../outcome.ts";
import type { Time } from "../run_state.ts";
import type { RunKey } from "../run_table.ts";
import type { EndRecord } from "./journal_record.ts";

/** How a launch ended. */
export interface LaunchEnding {
  readonly outcome: Outcome;
  readonly time: Time;
  /** Why it was told to end, if it was. */
  readonly told?: Told | undefined;
  /** The state that the scheduler has given it; by default it follows from the outcome and from why it was told to end. */
  readonly state?: EndState;
  /** Whether its directory was there when it ended. */
  readonly hasDir: boolean;
}

/** The record of an end, with the state that follows from it. */
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
