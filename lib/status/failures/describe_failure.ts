/** Describes a failed run in one line, for the live view. */
import { causeOf } from "../../failures/cause_of.ts";
import { formatDuration } from "../../messages/quantity.ts";
import { cutText, textWidth } from "../../messages/text/text_width.ts";
import type { Experiment } from "../../plan/plan.ts";
import { stateInWords } from "../../run/describe_states.ts";
import { fitLabel, jobLabel } from "../label.ts";
import type { EventLine } from "../progress/describe_event.ts";
import type { StageEvent } from "../progress/stage_event.ts";

/** What is known about a failure, and the room for it. */
export interface FailureContext {
  readonly experiments: readonly Experiment[];
  /** The end of the log, printable. */
  readonly lines: readonly string[];
  /** The width of the terminal. */
  readonly columns: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

// Of the room for the label and the cause: ids tell runs apart, but only the cause says what to do.
const LABEL_SHARE = 0.4;

// Narrower terminals have no room for durations.
const WIDE = 60;

/** `failed mlp-lr=0.1 r0 3f9c2a1b after 2.8s: RuntimeError: boom`: no wider than the terminal. */
export function describeFailure(
  { end, log }: Extract<StageEvent, { type: "ended" }>,
  { experiments, lines, columns, now }: FailureContext,
): EventLine {
  const experiment = experiments[end.job.experiment]!;
  const timedOut = end.state === "timed_out";
  const word = stateInWords(end.state);
  const took = columns < WIDE ? "" : ` after ${formatDuration((now - end.started) / 1000)}`;
  const retry = end.retryAt === undefined
    ? ""
    : `, retrying in ${formatDuration(Math.max(0, end.retryAt - now) / 1000)}`;
  const why = timedOut ? "" : `: ${causeOf({ outcome: end.outcome, timedOut, log, lines }, experiment.name).line}`;
  const room = columns - textWidth(`${word} ${took}${retry}`);
  const full = textWidth(jobLabel(experiment, end.job));
  const labelRoom = Math.max(room - textWidth(why), Math.min(full, Math.floor(room * LABEL_SHARE)));
  const text = ` ${fitLabel(experiment, end.job, labelRoom)}${took}${retry}${why}`;
  return { level: "failure", tone: "bad", word, text: cutText(text, columns - textWidth(word)) };
}
