/** The events of a stage, a line each. */
import { type Blocked, describeBlocked } from "../gpu/obstacle.ts";
import { formatDuration } from "../messages/quantity.ts";
import type { Experiment } from "../plan/plan.ts";
import { jobLabel } from "./label.ts";
import { describeEnd } from "./progress.ts";
import type { StageEvent } from "./stage_event.ts";

/** A line that tells of an event. */
export interface EventLine {
  /** `event`: for a log; `failure`: also where a live view stands instead of the log; `error`: whatever is shown. */
  readonly level: "event" | "failure" | "error";
  readonly tone?: "good" | "bad" | "doubtful";
  /** The first word or words, to be coloured. */
  readonly word: string;
  readonly text: string;
  /** The output of the run that it is about, relative to the grid directory. */
  readonly log?: string;
}

/** The line for an event; `undefined` when it has none: GPUs that are waited for are told once they last. */
export function describeEvent(
  event: StageEvent,
  experiments: readonly Experiment[],
  now: number,
): EventLine | undefined {
  const label = (job: { readonly experiment: number; readonly test?: string }) =>
    jobLabel(experiments[job.experiment]!, job);
  switch (event.type) {
    case "started": {
      const { job } = event;
      const attempt = job.attempt > 1 ? ` (attempt ${job.attempt})` : "";
      return { level: "event", word: "started", text: `    ${label(job)}${attempt}` };
    }
    case "lease_lost":
      return { level: "event", word: "waiting", text: `    ${label(event.job)}: another took its GPU first` };
    case "ended":
      return describeEnded(event, label(event.end.job), now);
    case "gave_up": {
      const advice = `(max_failures says when to stop; "max_failures: none" never does)`;
      return error(`nothing more is started: ${event.failed} failed ${advice}`);
    }
    case "survivors":
      return error(`still there after SIGKILL, and possibly still at work: process ${event.pids.join(", ")}`);
    case "copied": {
      const runs = event.runs === 1 ? "1 run was" : `${event.runs} runs were`;
      const text = `this grid directory is a copy: ${runs} running in the original when it was copied. ` +
        "They are left alone there, and run again here";
      return { level: "error", tone: "doubtful", word: text, text: "" };
    }
    case "error":
      return error(`nothing more is started: ${event.message}`);
    case "waiting":
      return undefined;
  }
}

function error(text: string): EventLine {
  return { level: "error", tone: "bad", word: text, text: "" };
}

function describeEnded(event: Extract<StageEvent, { type: "ended" }>, label: string, now: number): EventLine {
  const { end, log } = event;
  const took = formatDuration((now - end.started) / 1000);
  switch (end.state) {
    case "succeeded":
      return { level: "event", tone: "good", word: "succeeded", text: `  ${label} in ${took}` };
    case "interrupted":
      return { level: "event", tone: "doubtful", word: "interrupted", text: ` ${label} after ${took}` };
    default: {
      const again = end.retryAt === undefined
        ? ""
        : `, again in ${formatDuration(Math.max(0, end.retryAt - now) / 1000)}`;
      const word = (end.state === "timed_out" ? "timed out" : end.state).padEnd(9);
      return { level: "failure", tone: "bad", word, text: `  ${label}: ${describeEnd(end, now)}${again}`, log };
    }
  }
}

const SHOWN = 4;

/** The line for GPUs that are waited for. */
export function describeWaiting(blocked: readonly Blocked[]): string {
  const more = blocked.length > SHOWN ? `; and ${blocked.length - SHOWN} more` : "";
  return `waiting    ${blocked.slice(0, SHOWN).map(describeBlocked).join("; ")}${more}`;
}
