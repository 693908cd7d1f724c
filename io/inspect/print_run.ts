/** Prints what the runs of a stage print, while they run, one run after another. */
import { delay } from "@std/async/delay";
import type { ChosenRun } from "../../lib/plan/choose_runs.ts";
import { runOf } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { jobLabel } from "../../lib/status/label.ts";
import { describeEvent, describeWaiting } from "../../lib/status/progress/describe_event.ts";
import type { StageEvent } from "../../lib/status/progress/progress.ts";
import type { GridSession } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import { isStdoutBehind, printMessage } from "../system/terminal/terminal.ts";
import { openPrintedLog, type PrintedLog, UnreadError } from "./logs/printed_log.ts";

/** Prints the output of runs to stdout. */
export interface RunPrinter extends Disposable {
  /** Takes the events of the stage. */
  onEvent(event: StageEvent): void;
  /** Waits until everything is printed, or `isGivenUp`: the reader may have stopped reading. */
  finish(isGivenUp: () => boolean): Promise<void>;
}

interface PrintedRun {
  readonly test: string | undefined;
  readonly heading: string | undefined;
  readonly log: PrintedLog;
  /** Whether the run has ended. */
  isOver: boolean;
  isBegun: boolean;
}

const LOOK_MS = 50;
const MAX_BYTES = 64 * 2 ** 10;

/** A printer for the runs of a stage of a grid. What concerns the stage, and not the runs, goes to stderr. */
export function createRunPrinter(
  session: Pick<GridSession, "root" | "plan" | "runs">,
  stage: Stage,
): RunPrinter {
  const { root, plan } = session;
  const runs: PrintedRun[] = [];
  let isUnread = false;
  const timer = setInterval(() => pump(), LOOK_MS);

  function pump(): boolean {
    for (let [run] = runs; run !== undefined; [run] = runs) {
      if (isStdoutBehind() && !isUnread) return false;
      if (!run.isBegun && run.heading !== undefined) printMessage(run.heading);
      run.isBegun = true;
      try {
        if (!isUnread && !run.log.print(MAX_BYTES)) continue;
        if (!run.isOver) return false;
        if (!isUnread) run.log.end();
      } catch (error) {
        if (!(error instanceof UnreadError)) throw error;
        isUnread = true;
      }
      if (!run.isOver) return false;
      run.log[Symbol.dispose]();
      runs.shift();
    }
    return true;
  }

  return {
    onEvent(event) {
      if (event.type === "started") {
        const experiment = plan.experiments[event.job.experiment]!;
        const { test } = event.job;
        const key = { stage, id: experiment.id, ...(test !== undefined && { test }) };
        const run = runOf(session.runs, key);
        const chosen: ChosenRun = { experiment, key, run };
        const set = { root, isPrefixed: false, tail: { kind: "all" } } as const;
        const heading = stage === "train" ? undefined : `testing ${jobLabel(experiment, key)}`;
        runs.push({ test, heading, log: openPrintedLog(set, chosen, run.newest!), isOver: false, isBegun: false });
      } else if (event.type === "ended") {
        const ended = runs.find(({ test }) => test === event.end.job.test);
        if (ended !== undefined) ended.isOver = true;
      } else if (event.type === "waiting") printMessage(describeWaiting(event.blocked));
      else {
        const line = describeEvent(event, plan.experiments, steadyNow());
        if (line !== undefined && line.level !== "event") printMessage(`${line.word}${line.text}`);
      }
    },
    async finish(isGivenUp) {
      while (!pump() && !isGivenUp()) await delay(LOOK_MS);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const { log } of runs) log[Symbol.dispose]();
    },
  };
}
