/** Describes a run in one line. */
import { formatDuration } from "../messages/quantity.ts";
import { describeOutcome, type Told } from "../run/outcome.ts";
import { type LaunchInfo, type Run, type RunState, stateInWords } from "../run/run_state.ts";
import { NOT_STARTED_EARLY } from "../status/status.ts";

/**
 * The state of a run with its reason: `failed: exit code 1 after 2.1s`, `running for 12s`.
 *
 * @param now milliseconds since the epoch
 */
export function describeRun({ state, newest, queued }: Run, now: number): string {
  if (queued !== undefined) return `queued for ${since(queued.started, now)}`;
  return describeState(state, newest, now);
}

/** The state that a launch has, or had when it ended; the arguments are as for {@link describeRun}. */
export function describeState(state: RunState, launch: LaunchInfo | undefined, now: number): string {
  switch (state.kind) {
    case "pending":
      return "pending";
    case "blocked":
      return `blocked: ${state.reason}`;
    case "unknown":
      return `unknown: it may be running on ${state.host}`;
    case "running": {
      const told = state.told === undefined ? "" : `, ${TOLD[state.told]}`;
      return `running for ${since(launch?.started ?? now, now)}${told}`;
    }
    case "ended": {
      const took = launch === undefined ? "" : since(launch.started, launch.ended ?? state.at);
      if (state.state === "succeeded") return took === "" ? "succeeded" : `succeeded in ${took}`;
      if (state.state === "failed" && state.outcome.kind === "unstarted") return describeOutcome(state.outcome);
      const name = stateInWords(state.state);
      if (state.state === "stopped_early" && state.outcome.kind === "unstarted") return `${name}: ${NOT_STARTED_EARLY}`;
      const after = took === "" || state.outcome.kind === "unstarted" ? "" : ` after ${took}`;
      return `${name}: ${describeOutcome(state.outcome)}${after}`;
    }
  }
}

const TOLD: Readonly<Record<Told, string>> = {
  stop: "told to stop",
  timeout: "timed out",
  early: "stopped early",
};

function since(time: number, now: number): string {
  return formatDuration(Math.max(0, now - time) / 1_000);
}
