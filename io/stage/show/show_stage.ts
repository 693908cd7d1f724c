/** Runs a stage and displays it on stderr. */
import { bold, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";
import { join } from "@std/path";
import type { Blocked } from "../../../lib/gpu/eligibility.ts";
import { printable, shownPath } from "../../../lib/messages/printable.ts";
import type { Experiment } from "../../../lib/plan/plan.ts";
import { describeFailure } from "../../../lib/status/failures.ts";
import { jobLabel } from "../../../lib/status/label.ts";
import { describeUnknown } from "../../../lib/status/notices/describe_left.ts";
import { describeEvent, describeWaiting, type EventLine } from "../../../lib/status/progress/describe_event.ts";
import type { Failure, Progress, StageEvent } from "../../../lib/status/progress/progress.ts";
import { renderProgress } from "../../../lib/status/progress/render_progress.ts";
import { type FoundGpus, watchDevices } from "../../gpu/find_gpus.ts";
import type { HeldSession } from "../../grid/session.ts";
import { steadyNow } from "../../system/clock.ts";
import { lastLines } from "../../system/files.ts";
import { createLiveArea } from "../../system/terminal/live_area.ts";
import {
  isBehind,
  isInteractive,
  printMessage,
  redirectMessages,
  terminalSize,
} from "../../system/terminal/terminal.ts";
import type { Orders } from "../orders.ts";
import { runStage } from "../run_stage.ts";
import type { StageRequest } from "../stage_request.ts";
import type { StageResult } from "../stage_result.ts";
import { printLog } from "./summary.ts";

/** How to display a stage. */
export interface ShowOptions {
  readonly orders: Orders;
  /** Called before the first launch, unless there is nothing to run. */
  readonly onBegin: () => void;
  /** Called with the first run that has failed for good, after each event that follows. */
  readonly onFailure?: ((first: Failure) => void) | undefined;
  /** Show only failures. */
  readonly quiet: boolean;
}

/** Runs a stage like {@link runStage}, with a live view on a terminal, otherwise with one line per event. */
export async function showStage(
  session: HeldSession,
  request: StageRequest,
  { orders, onBegin, onFailure, quiet }: ShowOptions,
): Promise<StageResult> {
  const { plan, path, paths } = session;
  using display = createDisplay({
    experiments: plan.experiments,
    title: `${plan.name} ${request.stage}`,
    gridDir: shownPath(path, Deno.cwd()),
    quiet,
    gpus: request.gpus,
  });
  orders.attach({ note: display.note, hangUp: () => display.hangUp(paths.schedulerLog) });
  try {
    const onEvent: Display["update"] = (event, progress) => {
      display.update(event, progress);
      const [first] = progress.failures;
      if (first !== undefined) onFailure?.(first);
    };
    return await runStage(session, request, { orders, onBegin, onEvent });
  } finally {
    orders.attach(undefined);
  }
}

// Displays a running stage on stderr: a live view on a terminal, otherwise one line per event.

/** The display of a stage. */
export interface Display extends Disposable {
  /** Shows an event, and the progress after it. */
  update(event: StageEvent, progress: Progress): void;
  /** Shows a message, above the live view if there is one. */
  note(text: string): void;
  /** Handles a closed terminal: writes one line per event to a file from now on. */
  hangUp(path: string): void;
  /** Ends the live view. */
  [Symbol.dispose](): void;
}

/** The stage to display, and how. */
export interface DisplayOptions {
  readonly experiments: readonly Experiment[];
  /** The grid and the stage: `mnist train`. */
  readonly title: string;
  /** The grid directory, as shown to the user. */
  readonly gridDir: string;
  /** Show only failures, with the ends of their logs. */
  readonly quiet: boolean;
  /** The GPUs available to runs; `undefined` on CPUs. */
  readonly gpus: FoundGpus | undefined;
}

const FRAME_MS = 250;

// The rows of a live view; half of the terminal if that is more.
const MAX_ROWS = 20;

// Enough for a traceback.
const MAX_LOG_LINES = 40;

/** Creates the display. Nothing is drawn before the first event. */
function createDisplay({ experiments, title, gridDir, quiet, gpus }: DisplayOptions): Display {
  let isLive = !quiet && isInteractive();
  let latest: Progress | undefined;
  let devices = gpus?.devices ?? [];
  const area = createLiveArea();
  // Redraws on a timer, not per event: many events may arrive within a frame, or none for hours while times still advance.
  const frames = isLive ? setInterval(draw, FRAME_MS) : undefined;
  const stopWatching = isLive && gpus !== undefined ? watchDevices(gpus, (now) => devices = now) : () => {};
  const waitNotice = createWaitNotice(log);
  // A window that became narrower shows wrapped lines until the next frame.
  if (isLive) Deno.addSignalListener("SIGWINCH", draw);

  function endView(): void {
    if (isLive) Deno.removeSignalListener("SIGWINCH", draw);
    clearInterval(frames);
    stopWatching();
  }

  function draw(): void {
    if (latest?.state === undefined || isBehind()) return;
    const { columns, rows } = terminalSize();
    const size = { columns, rows: Math.min(rows - 1, Math.max(MAX_ROWS, Math.floor(rows / 2))) };
    const context = { experiments, title, devices };
    const [head, ...others] = renderProgress({ ...latest, state: latest.state }, context, size, steadyNow())
      .map((line) => ({ text: printable(line) }));
    area.show([{ ...head!, paint: bold }, ...others]);
  }

  function note(text: string): void {
    area.erase();
    printMessage(text);
    if (isLive) draw();
  }

  // In one line: the summary has the path of the log.
  function noteFailure(event: Extract<StageEvent, { type: "ended" }>): void {
    const lines = lastLines(join(gridDir, event.log), MAX_LOG_LINES);
    const { columns } = terminalSize();
    note(paint(describeFailure(event, { experiments, lines, columns, now: steadyNow() }), gridDir));
  }

  function log(text: string): void {
    if (!quiet && !isLive) printMessage(`${new Date().toTimeString().slice(0, 8)} ${text}`);
  }

  return {
    note,
    update(event, progress) {
      latest = progress;
      if (event.type === "waiting") return waitNotice.update(event.blocked);
      if (event.type === "unknown") return describeUnknown(event.runs).forEach(note);
      const line = describeEvent(event, experiments, steadyNow());
      if (line === undefined) return;
      if (isLive && line.level === "failure" && event.type === "ended") return noteFailure(event);
      const isNote = line.level === "error" || (line.level === "notice" && !quiet) ||
        (line.level === "failure" && quiet);
      (isNote ? note : log)(paint(line, gridDir));
      if (quiet && event.type === "ended" && line.level === "failure" && event.end.retryAt === undefined) {
        printLog(jobLabel(experiments[event.end.job.experiment]!, event.end.job), join(gridDir, event.log), note);
      }
    },
    hangUp(path) {
      endView();
      isLive = false;
      setColorEnabled(false);
      redirectMessages(path);
    },
    [Symbol.dispose]() {
      endView();
      waitNotice.end();
      if (latest !== undefined) latest = { ...latest, blocked: [] };
      if (isLive) draw();
    },
  };
}

const TONES = { good: green, bad: red, doubtful: yellow } as const;

function paint({ tone, word, text, log }: EventLine, gridDir: string): string {
  const head = tone === undefined ? word : TONES[tone](word);
  return log === undefined ? head + text : `${head}${text} ${dim(`(${gridDir}/${log})`)}`;
}

// Shorter waits are not shown.
const WAIT_MS = 2_000;

// A grid that shares a device may wait after every run: the same wait is reported only once.
function createWaitNotice(log: (text: string) => void) {
  let reported = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function report(blocked: readonly Blocked[]): void {
    const key = blocked.map(({ device, obstacle }) => `${device.uuid} ${obstacle.kind}`).join();
    if (key !== reported) log(describeWaiting(blocked));
    reported = key;
  }

  return {
    update(blocked: readonly Blocked[]): void {
      clearTimeout(timer);
      if (blocked.length > 0) timer = setTimeout(() => report(blocked), WAIT_MS);
    },
    end: () => clearTimeout(timer),
  };
}
