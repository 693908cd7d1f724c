/** The state of a grid, in lines for people. */
import { formatDuration } from "../messages/quantity.ts";
import type { Plan } from "../plan/plan.ts";
import { RUN_STATE_NAMES } from "../run/run_state.ts";
import { jobLabel } from "./label.ts";
import type { GridStatus, StageStatus } from "./status.ts";

const SHOWN = 30;

/**
 * The lines for people: the counts, what runs, what went wrong.
 *
 * @param now milliseconds since the epoch
 */
export function renderStatus(status: GridStatus, plan: Plan, now: number): string[] {
  const { grid, scheduler, counts, experiments } = status;
  const at = scheduler === null ? "no scheduler at work" : `scheduler: pid ${scheduler.pid} on ${scheduler.host}`;
  const lines = [`${grid}: ${experiments.length} ${experiments.length === 1 ? "experiment" : "experiments"}, ${at}`];
  for (const stage of ["train", "test"] as const) {
    const words = RUN_STATE_NAMES.filter((state) => counts[stage][state] > 0).map((state) =>
      `${counts[stage][state]} ${state.replace("_", " ")}`
    );
    lines.push(`  ${stage.padEnd(5)}  ${words.join(", ")}`);
  }
  for (const stage of ["train", "test"] as const) {
    const shown = experiments.flatMap((own, index) => {
      const label = (test?: string) => jobLabel(plan.experiments[index]!, test === undefined ? {} : { test });
      return stage === "test" && own.tests !== undefined
        ? Object.entries(own.tests).map(([test, status]) => ({ own: status, label: label(test) }))
        : [{ own: own[stage], label: label() }];
    }).filter(({ own }) => !["pending", "succeeded"].includes(own.state));
    for (const { own, label } of shown.slice(0, SHOWN)) {
      lines.push(`  ${stage} ${own.state.replace("_", " ").padEnd(11)} ${label}${detail(own, now)}`);
    }
    if (shown.length > SHOWN) lines.push(`  … and ${shown.length - SHOWN} more: --json lists them all`);
  }
  return lines;
}

function detail(own: StageStatus, now: number): string {
  const started = own.started === null ? undefined : Date.parse(own.started);
  const words: string[] = [];
  if (own.exit !== null) words.push(`exit ${own.exit}`);
  if (own.signal !== null) words.push(own.signal);
  if (started !== undefined) {
    const ended = own.ended === null ? now : Date.parse(own.ended);
    words.push(`${own.state === "running" ? "for" : "after"} ${formatDuration(Math.max(0, ended - started) / 1000)}`);
  }
  if (own.attempts > 1) words.push(`${own.attempts} attempts`);
  return words.length === 0 ? "" : `: ${words.join(", ")}`;
}
