/** Tells people what a scheduler does: a live view on a terminal, elsewhere one line an event. */
import { bold, dim, green, red, setColorEnabled, yellow } from "@std/fmt/colors";
import { type Blocked, describeBlocked } from "../../lib/gpu/obstacle.ts";
import { formatDuration } from "../../lib/messages/quantity.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { describeOutcome } from "../../lib/run/outcome.ts";
import type { State } from "../../lib/schedule/state.ts";
import { jobLabel } from "../../lib/status/label.ts";
import { renderView } from "../../lib/status/render_progress.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import { watchDevices } from "../gpu/watch_devices.ts";
import { isInteractive, redirectTo, say, terminalSize, writeGuarded } from "../system/terminal.ts";
import type { Observer } from "./run_jobs.ts";

/** A run that failed, for the summary. */
export interface Failure {
  /** As people name it. */
  readonly label: string;
  readonly what: string;
  /** Relative to the grid directory. */
  readonly log: string;
}

/** An observer that tells people, and remembers what went wrong. */
export interface Progress extends Observer {
  readonly failures: readonly Failure[];
  /** A message that stays: above the live view where there is one. */
  note(text: string): void;
  /** The terminal is gone: from now on one line an event, in a file. */
  hangUp(path: string): void;
  /** Ends the live view. */
  close(): void;
}

/**
 * @param title what is being done, `mnist train`
 * @param quiet tells of failures alone
 * @param gpus those that runs are given, if any
 */
export function createProgress(
  plan: Plan,
  title: string,
  gridDir: string,
  quiet: boolean,
  gpus: FoundGpus | undefined,
): Progress {
  let live = !quiet && isInteractive();
  const failures: Failure[] = [];
  const begun = Date.now();
  let [ended, spent, drawn] = [0, 0, 0];
  let latest: State | undefined;
  let devices = gpus?.devices ?? [];
  let blocked: readonly Blocked[] = [];
  let toldOf = "";
  let patience: ReturnType<typeof setTimeout> | undefined;
  // A grid of thousands has many events in the time of one frame, and one of days has none in hours.
  const timer = live ? setInterval(draw, 250) : undefined;
  const endWatch = live && gpus !== undefined ? watchDevices(gpus, (now) => devices = now) : () => {};

  // To the first column first: Ctrl-C writes "^C".
  function erase(): void {
    if (drawn > 0) writeGuarded(`\r\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  }

  function draw(): void {
    if (latest === undefined) return;
    const { columns, rows } = terminalSize();
    const lines = renderView(
      latest,
      plan.experiments,
      title,
      { ended, spent, begun },
      Date.now(),
      columns,
      Math.min(rows - 1, 20),
      { all: devices, blocked },
    );
    erase();
    writeGuarded(`${bold(lines[0]!)}\n${lines.slice(1).map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  }

  function note(text: string): void {
    erase();
    say(text);
    if (live) draw();
  }

  function event(text: string): void {
    if (quiet) return;
    if (!live) say(`${new Date().toTimeString().slice(0, 8)} ${text}`);
  }

  // A grid that shares a device may wait after every run: it is told once.
  function waited(now: readonly Blocked[]): void {
    const key = now.map(({ device, obstacle }) => `${device.uuid} ${obstacle.kind}`).join();
    if (key !== toldOf) event(describeWait(now));
    toldOf = key;
  }

  return {
    failures,
    note,
    started(experiment, _slot, job, state) {
      latest = state;
      event(`started    ${jobLabel(experiment, job)}${job.attempt > 1 ? ` (attempt ${job.attempt})` : ""}`);
    },
    settled(experiment, action, log, state) {
      latest = state;
      const seconds = (Date.now() - action.started) / 1000;
      const label = jobLabel(experiment, action.job);
      if (action.state === "succeeded") {
        ended++;
        spent += seconds * 1000;
        return event(`${green("succeeded")}  ${label} in ${formatDuration(seconds)}`);
      }
      const again = action.retryAt === undefined
        ? ""
        : `, again in ${formatDuration(Math.max(0, action.retryAt - Date.now()) / 1000)}`;
      const what = `${describeOutcome(action.outcome)} after ${formatDuration(seconds)}`;
      if (action.state === "interrupted") {
        return event(`${yellow("interrupted")} ${label} after ${formatDuration(seconds)}`);
      }
      const word = action.state === "timed_out" ? "timed out" : action.state;
      if (action.retryAt === undefined) {
        failures.push({ label, what: action.state === "timed_out" ? `timed out, ${what}` : what, log });
      }
      const text = `${red(word.padEnd(9))}  ${label}: ${what}${again} ${dim(`(${gridDir}/${log})`)}`;
      if (live || quiet) note(text);
      else event(text);
    },
    gaveUp(failed) {
      note(
        red(
          `nothing more is started: ${failed} failed (max_failures says when to stop; "max_failures: none" never does)`,
        ),
      );
    },
    waiting(now) {
      blocked = now;
      clearTimeout(patience);
      // What is over in a moment is nobody's business.
      if (now.length > 0) patience = setTimeout(() => waited(now), WAIT_MS);
    },
    unleased(experiment, job) {
      event(`waiting    ${jobLabel(experiment, job)}: another took its GPU first`);
    },
    survivors(pids) {
      note(red(`still there after SIGKILL, and possibly still at work: process ${pids.join(", ")}`));
    },
    fault(error) {
      note(red(`nothing more is started: ${(error as Error).message}`));
    },
    hangUp(path) {
      clearInterval(timer);
      endWatch();
      live = false;
      drawn = 0;
      setColorEnabled(false);
      redirectTo(path);
    },
    close() {
      clearInterval(timer);
      endWatch();
      clearTimeout(patience);
      blocked = [];
      if (live) draw();
    },
  };
}

const WAIT_MS = 2_000;

const SHOWN = 4;

function describeWait(blocked: readonly Blocked[]): string {
  const more = blocked.length > SHOWN ? `; and ${blocked.length - SHOWN} more` : "";
  return `waiting    ${blocked.slice(0, SHOWN).map(describeBlocked).join("; ")}${more}`;
}
