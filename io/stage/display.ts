/** Shows people what a stage does: a live view on a terminal, elsewhere one line per event. */
import { bold, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";
import type { Blocked } from "../../lib/gpu/obstacle.ts";
import { printable } from "../../lib/messages/printable.ts";
import type { Experiment } from "../../lib/plan/plan.ts";
import { describeEvent, describeWaiting, type EventLine } from "../../lib/status/describe_event.ts";
import type { Progress } from "../../lib/status/progress.ts";
import { renderProgress } from "../../lib/status/render_progress.ts";
import type { StageEvent } from "../../lib/status/stage_event.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { watchDevices } from "../gpu/watch_devices.ts";
import { steadyNow } from "../system/clock.ts";
import { isBehind, isInteractive, redirectTo, say, terminalSize, writeGuarded } from "../system/terminal.ts";

/** What is shown of a stage. */
export interface Display extends Disposable {
  /** Shows an event, and the progress after it. */
  tell(event: StageEvent, progress: Progress): void;
  /** Shows a message that stays: above the live view where there is one. */
  note(text: string): void;
  /** The terminal is gone: from now on one line per event, in a file. */
  hangUp(path: string): void;
  /** Ends the live view. */
  [Symbol.dispose](): void;
}

/** What a display is of. */
export interface DisplayOptions {
  readonly experiments: readonly Experiment[];
  /** What is being done, `mnist train`. */
  readonly title: string;
  /** The grid directory, as it is shown. */
  readonly gridDir: string;
  /** Shows failures alone. */
  readonly quiet: boolean;
  /** The GPUs that runs are given, if any. */
  readonly gpus: FoundGpus | undefined;
}

const FRAME_MS = 250;

/** A display that shows nothing yet. */
export function createDisplay({ experiments, title, gridDir, quiet, gpus }: DisplayOptions): Display {
  let isLive = !quiet && isInteractive();
  let latest: Progress | undefined;
  let devices = gpus?.devices ?? [];
  let drawn = 0;
  // A grid of thousands has many events in the time of one frame, and one of days has none in hours.
  const frames = isLive ? setInterval(draw, FRAME_MS) : undefined;
  const endWatch = isLive && gpus !== undefined ? watchDevices(gpus, (now) => devices = now) : () => {};
  const waits = createWaitNotice(log);

  // To the first column first: Ctrl-C writes "^C".
  function erase(): void {
    if (drawn > 0) writeGuarded(`\r\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  }

  function draw(): void {
    if (latest?.state === undefined || isBehind()) return;
    const { columns, rows } = terminalSize();
    const size = { columns, rows: Math.min(rows - 1, 20) };
    const lines = renderProgress(
      { ...latest, state: latest.state },
      { experiments, title, devices },
      size,
      steadyNow(),
    );
    erase();
    const [head, ...others] = lines.map(printable);
    writeGuarded(`${bold(head!)}\n${others.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  }

  function note(text: string): void {
    erase();
    say(text);
    if (isLive) draw();
  }

  function log(text: string): void {
    if (!quiet && !isLive) say(`${new Date().toTimeString().slice(0, 8)} ${text}`);
  }

  return {
    note,
    tell(event, progress) {
      latest = progress;
      if (event.type === "waiting") return waits.update(event.blocked);
      const line = describeEvent(event, experiments, steadyNow());
      if (line === undefined) return;
      const isNote = line.level === "error" || (line.level === "failure" && (isLive || quiet));
      (isNote ? note : log)(paint(line, gridDir));
    },
    hangUp(path) {
      clearInterval(frames);
      endWatch();
      isLive = false;
      drawn = 0;
      setColorEnabled(false);
      redirectTo(path);
    },
    [Symbol.dispose]() {
      clearInterval(frames);
      endWatch();
      waits.end();
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

// What is over in a moment is nobody's business.
const WAIT_MS = 2_000;

// A grid that shares a device may wait after every run: each wait is told once.
function createWaitNotice(log: (text: string) => void) {
  let told = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(blocked: readonly Blocked[]): void {
    const key = blocked.map(({ device, obstacle }) => `${device.uuid} ${obstacle.kind}`).join();
    if (key !== told) log(describeWaiting(blocked));
    told = key;
  }

  return {
    update(blocked: readonly Blocked[]): void {
      clearTimeout(timer);
      if (blocked.length > 0) timer = setTimeout(() => tell(blocked), WAIT_MS);
    },
    end: () => clearTimeout(timer),
  };
}
