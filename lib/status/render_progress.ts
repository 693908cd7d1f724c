/** Renders the live view of a running stage: progress bar, counts, running jobs, GPUs. Plain text without colour. */
import type { Device } from "../gpu/device.ts";
import { measuresOf } from "../gpu/device_report.ts";
import { describeBlocked } from "../gpu/obstacle.ts";
import { formatDuration } from "../messages/quantity.ts";
import type { Experiment } from "../plan/plan.ts";
import { runsIn, valuesIn } from "../schedule/slot_table.ts";
import { type Counts, countsOf, type Running, type State } from "../schedule/state.ts";
import { bar } from "./bar.ts";
import { jobLabel } from "./label.ts";
import type { Progress } from "./progress.ts";

/**
 * Estimates the remaining time in milliseconds from the mean duration of the runs that succeeded.
 *
 * @param ended the number of these runs
 * @param spent their total duration in milliseconds
 * @returns `undefined` if there are none
 */
function estimateLeft(state: State, ended: number, spent: number, now: number): number | undefined {
  if (ended === 0) return undefined;
  const mean = spent / ended;
  const { pending } = countsOf(state);
  const remaining = Array.from(valuesIn(state.running)).filter(({ queued }) => !queued).map(({ started }) =>
    Math.max(0, mean - (now - started))
  );
  // A cluster has as many slots as it runs now.
  const slots = state.limits.queues
    ? Math.max(1, remaining.length)
    : Math.max(1, Math.min(state.limits.slots, pending + remaining.length));
  return (pending * mean + remaining.reduce((sum, left) => sum + left, 0)) / slots;
}

/** Counts in words: `3 done, 2 running, 7 pending`, and failures if there are any. */
function describeCounts(counts: Counts): string {
  const words = [`${counts.succeeded} done`, `${counts.running} running`, `${counts.pending} pending`];
  if (counts.failed > 0) words.splice(1, 0, `${counts.failed} failed`);
  if (counts.timedOut > 0) words.splice(1, 0, `${counts.timedOut} timed out`);
  if (counts.interrupted > 0) words.splice(1, 0, `${counts.interrupted} interrupted`);
  return words.join(", ");
}

/** What the live view shows in addition to the progress. */
export interface ViewContext {
  readonly experiments: readonly Experiment[];
  /** The grid and the stage: `mnist train`. */
  readonly title: string;
  /** The GPUs available to runs, with their most recent measurements; empty on CPUs. */
  readonly devices: readonly Device[];
}

/** The space for the live view, in characters. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The lines of the live view.
 *
 * @param progress the progress after the first start
 * @param now milliseconds since the epoch
 */
export function renderProgress(
  progress: Progress & { readonly state: State },
  { experiments, title, devices }: ViewContext,
  { columns, rows }: ViewSize,
  now: number,
): string[] {
  const { state } = progress;
  const counts = countsOf(state);
  const finished = counts.succeeded + counts.failed + counts.timedOut;
  const total = finished + counts.interrupted + counts.pending + counts.running;
  const isUnfinished = counts.pending + counts.running > 0;
  const left = isUnfinished && state.stop === undefined
    ? estimateLeft(state, progress.succeeded, progress.spent, now)
    : undefined;
  const time = [formatDuration((now - progress.begun) / 1000)];
  if (left !== undefined) time.push(`about ${formatDuration(left / 1000)} left`);
  if (isUnfinished && state.stop !== undefined) time.push(state.stop === "signal" ? "stopping" : "draining");
  const lines = [
    `${title}  ${bar(finished, total, 20)} ${finished}/${total}  ${time.join(", ")}`,
    describeCounts(counts),
  ];
  const running = Array.from(runsIn(state.running)).filter(([, { queued }]) => !queued);
  const shown = running.slice(0, Math.max(1, rows - lines.length - 1));
  const labelOf = ({ job }: Running) => jobLabel(experiments[job.experiment]!, job);
  const width = Math.max(0, ...shown.map(([, run]) => labelOf(run).length));
  for (const [slot, run] of shown) {
    const runDevices = run.devices.map((uuid) => devices.find((device) => device.uuid === uuid));
    const positions = runDevices.map((device, i) => device?.position ?? run.devices[i]);
    const place = positions.length === 0 ? `slot ${slot}` : `GPU ${positions.join(",")}`;
    const measures = runDevices.flatMap((device) => device === undefined ? [] : [`  ${measuresOf(device).join(", ")}`]);
    const attempt = run.job.attempt > 1 ? `  attempt ${run.job.attempt}` : "";
    const label = labelOf(run).padEnd(Math.min(width, columns - 24));
    lines.push(`  ${place}  ${label}  ${formatDuration((now - run.started) / 1000)}${attempt}${measures.join(";")}`);
  }
  if (shown.length < running.length) lines.push(`  and ${running.length - shown.length} more`);
  const waiting = progress.blocked.slice(0, Math.max(0, rows - lines.length));
  lines.push(...waiting.map((blocked) => `  waiting: ${describeBlocked(blocked)}`));
  return lines.map((line) => line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line);
}
