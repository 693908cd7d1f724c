/** Kills descendants that runs left behind, including those in other sessions. */
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { type MarkedLaunch, parseMark, printMark, RUN_MARK } from "../../lib/launch/launch_context.ts";
import { isOfCopy } from "../grid/launches/launch_records.ts";
import { steadyNow } from "../system/clock.ts";
import {
  appendsTo,
  environmentOf,
  listProcesses,
  outputsOf,
  readProcess,
  startTimeOf,
} from "../system/processes/processes.ts";
import type { Launch, RunHandle } from "./executor.ts";

/** A run that has ended, or is about to. */
export interface EndedRun {
  readonly launch: MarkedLaunch;
  /** Its grid directory, absolute. */
  readonly root: string;
  /** The absolute path of its log: a descendant that has changed its environment may still write to it. */
  readonly log: string;
  /** The pid of its session leader; `undefined` if it is only known from a file, which the run could have changed. */
  readonly session: number | undefined;
  /** Its descendants may live until then: milliseconds of `steadyNow()`. */
  readonly notBefore: number;
}

/** Kills processes that runs left behind, at most once a second: a scan of all processes costs the same for any number of runs. */
export interface Sweeper {
  /** Schedules a sweep after a run that has ended. */
  add(run: EndedRun): void;
  /** Kills all that is left of a run when its grace period is over. Resolves as soon as nothing is left. */
  clear(run: EndedRun): Promise<void>;
  /** Immediately kills all that is left of a launch, before its run is started again. */
  endNow(launch: MarkedLaunch): Promise<void>;
  /** Skips all grace periods from now on. */
  hurry(): void;
  /** Kills all that is left of all runs. @returns the pids of processes that survived SIGKILL */
  finish(): Promise<number[]>;
}

const INTERVAL_MS = 1_000;
const ROUNDS = 20;
const ROUND_MS = 20;
const SETTLE_MS = 2;
const FINISH_MS = 50;

/** Creates a sweeper without runs. */
export function createSweeper(): Sweeper {
  let runs: EndedRun[] = [];
  let hurried = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working: Promise<unknown> = Promise.resolve();
  const survivors = new Set<number>();

  function takeDue(): EndedRun[] {
    const now = steadyNow();
    const due = runs.filter(({ notBefore }) => hurried || notBefore <= now);
    runs = runs.filter((run) => !due.includes(run));
    return due;
  }

  async function sweep(ended: readonly EndedRun[]): Promise<void> {
    if (ended.length === 0) return;
    for (const pid of await endProcesses(isLeftBy(ended))) survivors.add(pid);
  }

  // If a sweep fails, for example because /proc cannot be read, it is repeated later.
  async function sweepDue(): Promise<void> {
    const due = takeDue();
    try {
      await sweep(due);
    } catch {
      runs.push(...due);
    }
  }

  function schedule(): void {
    if (timer !== undefined || runs.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      working = working.then(sweepDue).finally(schedule);
    }, INTERVAL_MS);
  }

  return {
    add(run) {
      runs.push(run);
      schedule();
    },
    async clear(run) {
      const isLeft = isLeftBy([run]);
      while (!hurried && steadyNow() < run.notBefore && findProcesses(isLeft).length > 0) await delay(FINISH_MS);
      try {
        await sweep([run]);
      } catch {
        this.add(run);
      }
    },
    async endNow(launch) {
      const mark = printMark(launch);
      const now = runs.filter((run) => printMark(run.launch) === mark);
      runs = runs.filter((run) => !now.includes(run));
      await sweep(now);
    },
    hurry() {
      hurried = true;
    },
    async finish() {
      await working;
      clearTimeout(timer);
      while (runs.length > 0) {
        await sweep(takeDue());
        // Waits for grace periods that have not ended, unless all processes have ended already.
        if (runs.length > 0 && findProcesses(isLeftBy(runs)).length === 0) runs = [];
        if (runs.length > 0) await delay(FINISH_MS);
      }
      clearTimeout(timer);
      return [...survivors];
    },
  };
}

/**
 * Kills processes, and those that they start in the meantime.
 *
 * @param isMeant selects the processes to kill
 * @returns the pids of those that survived
 */
export async function endProcesses(isMeant: (pid: number) => boolean): Promise<number[]> {
  let remaining: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    remaining = findProcesses(isMeant);
    // During exec, the environment of a process reads as empty: only two empty scans in a row are conclusive.
    if (remaining.length === 0 && round > 0) return [];
    for (const pid of remaining) kill(pid);
    await delay(remaining.length === 0 ? SETTLE_MS : ROUND_MS);
  }
  return remaining;
}

/** The launches that a process belongs to, the outermost last. */
export function launchesOf(pid: number): MarkedLaunch[] {
  const marks = environmentOf(pid, RUN_MARK)?.split("\n") ?? [];
  return marks.map(parseMark).filter((launch) => launch !== undefined);
}

/** Whether a process is a descendant of a run of a grid directory. */
export function isRunOf(gridKey: string, pid: number): boolean {
  return launchesOf(pid).some(({ grid }) => grid === gridKey);
}

function isLeftBy(runs: readonly EndedRun[]): (pid: number) => boolean {
  const rootByMark = new Map(runs.map(({ launch, root }) => [printMark(launch), root]));
  const sessions = new Set(runs.map(({ session }) => session));
  const logs = new Set(runs.map(({ log }) => log));
  const isLog = (path: string) => logs.has(path);
  // A look at all open files takes long. What is older is not of a run that this process has started.
  const oldest = startTimeOf(Deno.pid) ?? 0;
  return (pid) => {
    const roots = launchesOf(pid).flatMap((launch) => rootByMark.get(printMark(launch)) ?? []);
    if (roots.length > 0) return roots.some((root) => !isOfCopy(pid, root));
    if (isInSession(pid, sessions) || outputsOf(pid).some(isLog)) return true;
    return (startTimeOf(pid) ?? 0) >= oldest && appendsTo(pid, isLog);
  };
}

// The session leader has ended with its run: if a process with its pid exists, the pid has been reused.
function isInSession(pid: number, sessions: ReadonlySet<number | undefined>): boolean {
  const session = readProcess(pid)?.session;
  return session !== undefined && sessions.has(session) && session !== pid && readProcess(session) === undefined;
}

// Does not include zombies.
function findProcesses(isMeant: (pid: number) => boolean): number[] {
  return listProcesses().filter((pid) => isMeant(pid) && readProcess(pid) !== undefined);
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // The process has ended, or belongs to another user. Survivors are reported.
  }
}

// Adds a sweep to a run: when it has ended, processes that it left behind are killed. A run on GPUs has ended only then: a
// worker that closed its descriptors does not hold the lease, but still uses the GPU.

/** The identity of a launch in the marks of its processes. */
export function markedLaunch(gridKey: string, { dir, stage, number }: Launch): MarkedLaunch {
  return { grid: gridKey, dir, stage, number };
}

/** The sweeper of a grid directory, and the grace period of its runs. */
export interface SweepContext {
  readonly sweeper: Sweeper;
  /** The grid directory, absolute. */
  readonly root: string;
  /** The key of the grid directory. */
  readonly gridKey: string;
  /** Milliseconds that the descendants of a run have to end after SIGTERM. */
  readonly grace: number;
}

/** Wraps a run, so that the sweeper is notified when it has ended. */
export function sweptRun(context: SweepContext, launch: Launch, run: RunHandle): RunHandle {
  const { sweeper, root, gridKey, grace } = context;
  let notBefore = 0;
  let over = false;
  return {
    ended: run.ended.then(async (end) => {
      over = true;
      if (end.kind !== "ended") return end;
      const log = join(root, launch.dir, launch.log);
      const left = { launch: markedLaunch(gridKey, launch), root, log, session: end.session, notBefore };
      if (launch.devices === undefined) sweeper.add(left);
      else await sweeper.clear(left);
      return end;
    }),
    terminate(note) {
      if (over) return;
      run.terminate(() => {
        note();
        notBefore = steadyNow() + grace;
      });
    },
    kill() {
      if (!over) run.kill();
    },
  };
}
