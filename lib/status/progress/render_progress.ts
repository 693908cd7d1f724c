/** Renders the live view of a running stage: progress bar, counts, running jobs, GPUs. Plain text without colour. */
import type { Device } from "../../gpu/device.ts";
import { measuresOf } from "../../gpu/device_report.ts";
import { describeBlocked } from "../../gpu/eligibility.ts";
import { formatDuration } from "../../messages/quantity.ts";
import { bar, cutText, padText, textWidth } from "../../messages/text.ts";
import type { Experiment } from "../../plan/plan.ts";
import { expectedDuration } from "../../schedule/backlog.ts";
import { type Counts, countsOf, type Running, runsBySlot, type State } from "../../schedule/state.ts";
import { estimateLeft } from "../eta.ts";
import { fitLabel } from "../label.ts";
import type { Progress } from "./progress.ts";

/** Counts in words: `3 done, 2 running, 7 pending`, and failures if there are any. */
function describeCounts(counts: Counts): string {
  const words = [`${counts.succeeded} done`, `${counts.running} running`, `${counts.pending} pending`];
  if (counts.stoppedEarly > 0) words.splice(1, 0, `${counts.stoppedEarly} stopped early`);
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
 * The lines of the live view, none wider than the terminal.
 *
 * @param progress the progress after the first start
 * @param now milliseconds since the epoch
 */
export function renderProgress(
  progress: Progress & { readonly state: State },
  context: ViewContext,
  { columns, rows }: ViewSize,
  now: number,
): string[] {
  const { state, blocked } = progress;
  const lines = [renderHead(progress, context.title, columns, now), describeCounts(countsOf(state))];
  const running = runsBySlot(state).filter(([, { queued }]) => !queued);
  const room = Math.max(1, rows - lines.length - 1);
  const shown = running.length <= room ? running : longestRunning(running, room);
  lines.push(...renderRuns(shown, context, columns, now));
  if (shown.length < running.length) lines.push(`  and ${running.length - shown.length} more, started later`);
  const waiting = blocked.slice(0, Math.max(0, rows - lines.length));
  lines.push(...waiting.map((blocked) => `  waiting: ${describeBlocked(blocked)}`));
  return lines.map((line) => cutText(line, columns));
}

const BAR = 20;

const MIN_BAR = 5;

// On a narrow terminal the bar is shortened, then left out, then the title is cut. The numbers always stay.
function renderHead(
  progress: Progress & { readonly state: State },
  title: string,
  columns: number,
  now: number,
): string {
  const { state } = progress;
  const counts = countsOf(state);
  const finished = counts.succeeded + counts.stoppedEarly + counts.failed + counts.timedOut;
  const total = finished + counts.interrupted + counts.pending + counts.running;
  const numbers = `${finished}/${total}  ${describeTime(progress, counts, now)}`;
  const room = columns - textWidth(numbers);
  const width = Math.min(BAR, room - textWidth(title) - 3);
  if (width >= MIN_BAR) return `${title}  ${bar(finished, total, width)} ${numbers}`;
  return `${cutText(title, room - 2)}  ${numbers}`;
}

function describeTime(
  { state, begun, succeeded, spent }: Progress & { readonly state: State },
  counts: Counts,
  now: number,
): string {
  const time = formatDuration((now - begun) / 1000);
  if (counts.pending + counts.running === 0) return time;
  if (state.stop !== undefined) return `${time}, ${state.stop === "signal" ? "stopping" : "draining"}`;
  const running = Array.from(state.running.values()).filter(({ queued }) => !queued).map(({ started, job }) => ({
    elapsed: now - started,
    expected: expectedDuration(state.backlog, job),
  }));
  // As long as jobs wait, all runs that can run at a time are running: on a cluster, and where memory or GPUs are the limit.
  const concurrent = running.length > 0 || state.limits.queues
    ? running.length
    : Math.min(state.limits.slots, counts.pending);
  const { measured, measuredTime } = state.backlog;
  const pending = counts.pending - measured.length;
  const left = estimateLeft({ ended: succeeded, spent, pending, known: measuredTime, running, concurrent });
  return left === undefined ? time : `${time}, about ${formatDuration(left / 1000)} left`;
}

// The longest running ones, in the order of their slots.
function longestRunning(running: readonly (readonly [number, Running])[], count: number) {
  return running.toSorted(([, a], [, b]) => a.started - b.started).slice(0, count).sort(([a], [b]) => a - b);
}

// Width of a duration.
const TIME_WIDTH = 6;

function renderRuns(
  runs: readonly (readonly [number, Running])[],
  { experiments, devices }: ViewContext,
  columns: number,
  now: number,
): string[] {
  const cells = runs.map(([slot, run]) => {
    const runDevices = run.devices.map((uuid) => devices.find((device) => device.uuid === uuid));
    const positions = runDevices.map((device, i) => device?.position ?? run.devices[i]);
    const measures = runDevices.flatMap((device) => device === undefined ? [] : [`  ${measuresOf(device).join(", ")}`]);
    const attempt = run.job.attempt > 1 ? `  attempt ${run.job.attempt}` : "";
    return {
      run,
      place: positions.length === 0 ? `slot ${slot}` : `GPU ${positions.join(",")}`,
      time: `${formatDuration((now - run.started) / 1000)}${attempt}`,
      measures: measures.join(";"),
    };
  });
  const places = Math.max(0, ...cells.map(({ place }) => place.length));
  const times = Math.max(TIME_WIDTH, ...cells.map(({ time }) => time.length));
  const labels = cells.map(({ run: { job } }) =>
    fitLabel(experiments[job.experiment]!, job, columns - places - times - 6)
  );
  const width = Math.max(0, ...labels.map(textWidth));
  return cells.map(({ place, time, measures }, i) =>
    `  ${place.padEnd(places)}  ${padText(labels[i]!, width)}  ${time}${measures}`
  );
}
