/** Labels of experiments and jobs in messages. */
import { formatDuration } from "../messages/quantity.ts";
import { shorten, textWidth } from "../messages/text.ts";
import type { Experiment } from "../plan/plan.ts";
import { describeOutcome } from "../run/outcome.ts";
import { type Run, secondsOf, stateName } from "../run/run_state.ts";

/** What a label consists of. */
export type Labelled = Pick<Experiment, "name" | "repetition" | "id">;

/** The label of an experiment, its name, repetition and id: `mlp-lr=0.1 r0 3f9c2a1b`. */
export function label(experiment: Labelled): string {
  return `${experiment.name} r${experiment.repetition} ${experiment.id}`;
}

/** The label of a job: that of its experiment, followed by the name of the test if there is one. */
export function jobLabel(experiment: Labelled, { test }: { readonly test?: string }): string {
  return test === undefined ? label(experiment) : `${label(experiment)} ${test}`;
}

// A shorter name would be useless.
const MIN_NAME = 8;

/**
 * The label of a job for a narrow column: with a shortened name, or only its id, by which commands can select it.
 *
 * @param width in columns; the id is never cut
 */
export function fitLabel(experiment: Labelled, job: { readonly test?: string }, width: number): string {
  const full = jobLabel(experiment, job);
  if (textWidth(full) <= width) return full;
  const rest = full.slice(experiment.name.length);
  const room = width - textWidth(rest);
  return room >= MIN_NAME ? shorten(experiment.name, room) + rest : rest.replace(/^ r\d+ /, "");
}

/** How the newest launch of a run ended, and after what time: `timed out, killed by SIGTERM after 2.1s, 3 attempts`. */
export function describeRunEnd(run: Run): string {
  const { state, attempts } = run;
  const outcome = state.kind === "ended" ? describeOutcome(state.outcome) : "";
  const seconds = secondsOf(run.newest);
  const took = seconds === undefined ? "" : ` after ${formatDuration(seconds)}`;
  const tries = attempts > 1 ? `, ${attempts} attempts` : "";
  return `${stateName(state) === "timed_out" ? "timed out, " : ""}${outcome}${took}${tries}`;
}
