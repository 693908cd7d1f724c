/** Renders the status of a grid for people, as `grid:status` prints it. */
import { formatDuration } from "../messages/quantity.ts";
import type { Plan } from "../plan/plan.ts";
import { RUN_STATE_NAMES } from "../run/run_state.ts";
import { jobLabel } from "./label.ts";
import { describeSlurm, remedies } from "./slurm_status.ts";
import type { GridStatus, StageStatus } from "./status.ts";
import { counted } from "../messages/counted.ts";

// Runs per stage.
const MAX_SHOWN = 30;

/**
 * The lines of a status: the counts, and the runs that are neither pending nor succeeded.
 *
 * @param now milliseconds since the epoch
 */
export function renderStatus(status: GridStatus, plan: Plan, now: number): string[] {
  const { grid, counts, experiments } = status;
  const dropped = experiments.filter((experiment) => experiment.dropped).length;
  const count = experiments.length - dropped;
  const former = dropped === 0 ? "" : ` (and ${dropped} that the grid no longer has)`;
  const lines = [`${grid}: ${counted(count, "experiment")}${former}, ${whoRuns(status)}`];
  for (const stage of ["train", "test"] as const) {
    const words = RUN_STATE_NAMES.filter((state) => counts[stage][state] > 0).map((state) =>
      `${counts[stage][state]} ${state.replace("_", " ")}`
    );
    lines.push(`  ${stage.padEnd(5)}  ${words.join(", ")}`);
  }
  for (const stage of ["train", "test"] as const) {
    const shown = experiments.flatMap((experiment, index) => {
      const label = (test?: string) => jobLabel(plan.experiments[index]!, test === undefined ? {} : { test });
      return stage === "test" && experiment.tests !== undefined
        ? Object.entries(experiment.tests).map(([test, status]) => ({ status, label: label(test) }))
        : [{ status: experiment[stage], label: label() }];
    }).filter(({ status }) => !["pending", "succeeded"].includes(status.state));
    for (const { status, label } of shown.slice(0, MAX_SHOWN)) {
      lines.push(`  ${stage} ${status.state.replace("_", " ").padEnd(11)} ${label}${detail(status, now)}`);
    }
    if (shown.length > MAX_SHOWN) lines.push(`  … and ${shown.length - MAX_SHOWN} more (use --json to list all)`);
  }
  return [...lines, ...remedies(status.slurm).map((line) => `  ${line}`)];
}

function whoRuns({ scheduler, slurm }: GridStatus): string {
  const jobs = describeSlurm(slurm);
  const follower = scheduler === null ? [] : [`scheduler: pid ${scheduler.pid} on ${scheduler.host}`];
  return [...follower, ...(jobs === undefined ? [] : [jobs])].join(", ") || "no scheduler running";
}

function detail(status: StageStatus, now: number): string {
  const how: string[] = [];
  if (status.exit !== null) how.push(`exit code ${status.exit}`);
  if (status.signal !== null) how.push(`killed by ${status.signal}`);
  if (status.started !== null) {
    const ended = status.ended === null ? now : Date.parse(status.ended);
    const duration = formatDuration(Math.max(0, ended - Date.parse(status.started)) / 1000);
    how.push(`${status.state === "running" ? "for" : "after"} ${duration}`);
  }
  const details = how.length === 0 ? [] : [how.join(" ")];
  if (status.host !== null) details.push(status.host);
  if (status.job !== null) details.push(status.job);
  if (status.attempts > 1) details.push(`${status.attempts} attempts`);
  return details.length === 0 ? "" : `: ${details.join(", ")}`;
}
