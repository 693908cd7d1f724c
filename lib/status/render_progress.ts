/** What a person sees of a scheduler at work: plain texts, without colour. */
import type { Device } from "../gpu/device.ts";
import { measuresOf } from "../gpu/device_report.ts";
import { describeBlocked } from "../gpu/obstacle.ts";
import { formatDuration } from "../messages/quantity.ts";
import type { Experiment } from "../plan/plan.ts";
import { type Counts, countsOf, type Running, type State } from "../schedule/state.ts";
import { bar } from "./bar.ts";
import { jobLabel } from "./label.ts";
import type { Progress } from "./progress.ts";

/**
 * The milliseconds that are left, from the mean duration of what ended.
 *
 * @param ended how many runs ended by themselves; `spent`: milliseconds that they took together
 * @returns `undefined` as long as nothing has ended
 */
function estimateLeft(state: State, ended: number, spent: number, now: number): number | undefined {
  if (ended === 0) return undefined;
  const mean = spent / ended;
  const { pending } = countsOf(state);
  const open = Array.from(state.running.values(), (run) => Math.max(0, mean - (now - run.started)));
  const slots = Math.max(1, Math.min(state.limits.slots, pending + open.length));
  return (pending * mean + open.reduce((sum, left) => sum + left, 0)) / slots;
}

/** Counts in words: `3 done, 2 running, 7 to go`, with what is not 0 of failures. */
function describeCounts(counts: Counts): string {
  const words = [`${counts.succeeded} done`, `${counts.running} running`, `${counts.pending} to go`];
  if (counts.failed > 0) words.splice(1, 0, `${counts.failed} failed`);
  if (counts.timedOut > 0) words.splice(1, 0, `${counts.timedOut} timed out`);
  if (counts.interrupted > 0) words.splice(1, 0, `${counts.interrupted} interrupted`);
  return words.join(", ");
}

/** What a live view shows beside the progress. */
export interface ViewContext {
  readonly experiments: readonly Experiment[];
  /** What is being done, `mnist train`. */
  readonly title: string;
  /** The GPUs that runs are given, as they were last seen; none on CPUs. */
  readonly devices: readonly Device[];
}

/** The room for a live view, in characters and lines. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The lines of the live view, without colour.
 *
 * @param progress once something was started
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
  const open = counts.pending + counts.running > 0;
  const left = open && state.stop === undefined
    ? estimateLeft(state, progress.succeeded, progress.spent, now)
    : undefined;
  const time = [formatDuration((now - progress.begun) / 1000)];
  if (left !== undefined) time.push(`about ${formatDuration(left / 1000)} left`);
  if (open && state.stop !== undefined) time.push("ending");
  const lines = [
    `${title}  ${bar(finished, total, 20)} ${finished}/${total}  ${time.join(", ")}`,
    describeCounts(counts),
  ];
  const running = [...state.running].sort(([a], [b]) => a - b);
  const shown = running.slice(0, Math.max(1, rows - lines.length - 1));
  const nameOf = ({ job }: Running) => jobLabel(experiments[job.experiment]!, job);
  const width = Math.max(0, ...shown.map(([, run]) => nameOf(run).length));
  for (const [slot, run] of shown) {
    const own = run.devices.map((uuid) => devices.find((device) => device.uuid === uuid));
    const positions = own.map((device, i) => device?.position ?? run.devices[i]);
    const place = positions.length === 0 ? `slot ${slot}` : `GPU ${positions.join(",")}`;
    const measures = own.flatMap((device) => device === undefined ? [] : [`  ${measuresOf(device).join(", ")}`]);
    const attempt = run.job.attempt > 1 ? `  attempt ${run.job.attempt}` : "";
    const name = nameOf(run).padEnd(Math.min(width, columns - 24));
    lines.push(`  ${place}  ${name}  ${formatDuration((now - run.started) / 1000)}${attempt}${measures.join(";")}`);
  }
  if (shown.length < running.length) lines.push(`  and ${running.length - shown.length} more`);
  const waiting = progress.blocked.slice(0, Math.max(0, rows - lines.length));
  lines.push(...waiting.map((blocked) => `  waiting: ${describeBlocked(blocked)}`));
  return lines.map((line) => line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line);
}
