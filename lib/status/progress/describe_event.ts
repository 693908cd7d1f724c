/** Describes the events of a stage for people, one line per event. */
import { type Blocked, describeBlocked } from "../../gpu/eligibility.ts";
import { describeFileChange } from "../../messages/fingerprint_changes.ts";
import { formatDuration } from "../../messages/quantity.ts";
import { counted } from "../../messages/text.ts";
import type { Experiment } from "../../plan/plan.ts";
import { stateInWords } from "../../run/run_state.ts";
import { dialectOf } from "../../schedule/dialects.ts";
import { describeStale, describeUnstarted } from "../cluster_status.ts";
import { jobLabel, label } from "../label.ts";
import { describeDeleted } from "../notices/describe_deleted.ts";
import { describeArrays } from "../notices/describe_submission.ts";
import { describeFirstResults } from "./describe_first_results.ts";
import { describeUnmeasured, describeVerdict } from "./describe_verdict.ts";
import { describeEnd, type StageEvent } from "./progress.ts";

/** The line for an event, in parts that can be coloured. */
export interface EventLine {
  /**
   * `event`: shown in logs only; `notice`: shown above a live view, too; `failure`: shown above a live view and with `--quiet`,
   * too; `error`: always shown.
   */
  readonly level: "event" | "notice" | "failure" | "error";
  readonly tone?: "good" | "bad" | "doubtful";
  /** The first word or words, shown in colour. */
  readonly word: string;
  readonly text: string;
  /** The log of the run, relative to the grid directory. */
  readonly log?: string;
}

/**
 * The line for an event.
 *
 * @param now milliseconds since the epoch
 * @returns `undefined` for `waiting` and `unknown`, which have several lines: see {@link describeWaiting} and `describeUnknown`
 */
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
    case "lease_lost": {
      const reason = event.unleased ? "another scheduler leased its GPU first" : "its launch was void";
      return { level: "event", word: "waiting", text: `    ${label(event.job)}: ${reason}` };
    }
    case "ended":
      return describeEnded(event, label(event.end.job), now);
    case "files_changed": {
      const word = `warning: ${describeFileChange(event.before, event.now)} while the grid runs`;
      return {
        level: "error",
        tone: "doubtful",
        word,
        text: `: runs that start from now on are launched_with ${event.now.hash}`,
      };
    }
    case "gave_up": {
      return error(
        `scheduling stopped: ${
          counted(event.failed, "run")
        } failed (max_failures; "max_failures: none" removes the limit)`,
      );
    }
    case "judged":
      return {
        level: "event",
        word: "stopping",
        text: `   ${label(event.job)}: ${describeVerdict(event.rule, event)}`,
      };
    case "unmeasured": {
      const text = `: ${describeUnmeasured(event.rule, event)}`;
      return {
        level: "error",
        tone: "doubtful",
        word: `warning: early stopping cannot judge ${label(event.job)}`,
        text,
      };
    }
    case "first_results":
      return { level: "error", tone: "doubtful", ...describeFirstResults(event, label(event.job)) };
    case "max_time": {
      const waiting = event.running === 0 ? "" : `; waiting for ${counted(event.running, "run")}`;
      return { level: "error", tone: "doubtful", word: "max_time", text: `: nothing more is started${waiting}` };
    }
    case "time_limit":
      return { level: "error", tone: "doubtful", word: "time limit", text: `: ${describeTimeLimit(event)}` };
    case "survivors":
      return error(
        `${counted(event.pids.length, "process", "processes")} survived SIGKILL: ${event.pids.join(", ")}`,
      );
    case "trained_anew":
      return { level: "notice", word: describeAnew(event.experiments), text: "" };
    case "copied": {
      const runs = counted(event.runs, "run was", "runs were");
      const text = `this grid directory is a copy: ${runs} running in the original and will be run again here ` +
        "(the original is not affected)";
      return { level: "error", tone: "doubtful", word: text, text: "" };
    }
    case "deleted":
      return { level: "error", tone: "doubtful", word: describeDeleted(event.dirs).join("\n"), text: "" };
    case "submitting":
      return { level: "notice", word: describeArrays(event.stage, event.arrays).join("\n"), text: "" };
    case "submitted": {
      const text = ` job ${event.job} with ${counted(event.launches, "run")}`;
      return { level: "notice", word: "submitted", text };
    }
    case "full": {
      const runs = counted(event.left, "run waits", "runs wait");
      const text = `: ${event.message}; ${runs} to be submitted`;
      return {
        level: "error",
        tone: "doubtful",
        word: `${dialectOf(event.system).title} takes no more jobs now`,
        text,
      };
    }
    case "silent": {
      const text = `: ${event.message}; waiting, as its jobs may be running`;
      return { level: "error", tone: "doubtful", word: `${dialectOf(event.system).title} does not answer`, text };
    }
    case "blind": {
      const text = `: its runs are submitted again, without that node`;
      return { level: "error", tone: "bad", word: `node ${event.node} does not see ${event.dir}`, text };
    }
    case "stale":
      return {
        level: "error",
        tone: "doubtful",
        word: `${describeStale(dialectOf(event.system), event.elements)}: cancelled`,
        text: "",
      };
    case "unstarted":
      return {
        level: "error",
        tone: "doubtful",
        word: describeUnstarted(dialectOf(event.system), event.elements),
        text: "",
      };
    case "released":
      return {
        level: "notice",
        word: `${dialectOf(event.system).title} held ${event.elements.join(", ")}, as the start had failed: released`,
        text: "",
      };
    case "fruitless": {
      const job = event.job === undefined ? "its last job" : `job ${event.job}`;
      const word = `elements of ${job} end without starting their runs`;
      return { level: "error", tone: "bad", word, text: ", which are not submitted again", log: event.output };
    }
    case "answered":
      return { level: "notice", word: `${dialectOf(event.system).title} answers again`, text: "" };
    case "error":
      return error(`scheduling stopped: ${event.message}`);
    case "waiting":
    case "unknown":
      return undefined;
  }
}

function describeTimeLimit({ running, expected, grace }: Extract<StageEvent, { type: "time_limit" }>): string {
  if (expected === undefined) {
    return running === 0
      ? "nothing more is started"
      : `stopping ${counted(running, "run")} (${formatDuration(grace / 1000)} grace)`;
  }
  const waiting = running === 0 ? "" : `; waiting for ${counted(running, "run")}`;
  const [mean, left] = [expected.mean, expected.left].map((time) => formatDuration(Math.max(0, time) / 1000));
  return `nothing more is started, as runs take ${mean} on average and ${left} are left${waiting}`;
}

function error(text: string): EventLine {
  return { level: "error", tone: "bad", word: text, text: "" };
}

function describeAnew(experiments: Extract<StageEvent, { type: "trained_anew" }>["experiments"]): string {
  const [{ experiment, former }] = experiments as [typeof experiments[number]];
  if (experiments.length === 1) return `training ${label(experiment)} anew: its former directory is now ${former}`;
  const numbers = [...new Set(experiments.map(({ former }) => former.slice(former.lastIndexOf("~"))))].sort();
  return `training ${experiments.length} experiments anew: their former directories now end in ${numbers.join(", ")}`;
}

function describeEnded(event: Extract<StageEvent, { type: "ended" }>, label: string, now: number): EventLine {
  const { end, log } = event;
  const took = formatDuration((now - end.started) / 1000);
  switch (end.state) {
    case "succeeded":
      return { level: "event", tone: "good", word: "succeeded", text: `  ${label} in ${took}` };
    case "stopped_early":
      return { level: "event", word: "stopped", text: `    ${label} after ${took}` };
    case "interrupted":
      return { level: "event", tone: "doubtful", word: "interrupted", text: ` ${label} after ${took}` };
    default: {
      const retry = end.retryAt === undefined
        ? ""
        : `, retrying in ${formatDuration(Math.max(0, end.retryAt - now) / 1000)}`;
      const word = stateInWords(end.state).padEnd(9);
      return { level: "failure", tone: "bad", word, text: `  ${label}: ${describeEnd(end, now)}${retry}`, log };
    }
  }
}

const SHOWN = 4;

/** The line for GPUs that the next job waits for: the first four, and how many more there are. */
export function describeWaiting(blocked: readonly Blocked[]): string {
  const more = blocked.length > SHOWN ? `; and ${blocked.length - SHOWN} more` : "";
  return `waiting    ${blocked.slice(0, SHOWN).map(describeBlocked).join("; ")}${more}`;
}
