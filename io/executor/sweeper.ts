/** Ends what is left of runs that have ended: descendants that forked away, in sessions of their own or not. */
import { delay } from "@std/async/delay";
import { type MarkedLaunch, parseMark, printMark, RUN_MARK } from "../../lib/launch/mark.ts";
import { steadyNow } from "../system/clock.ts";
import { environmentOf, listProcesses, outputsOf, readProcess } from "../system/processes.ts";

/** A run that has ended, or is about to. */
export interface EndedRun {
  readonly launch: MarkedLaunch;
  /** Its output, absolute: a descendant that has overwritten its environment may still write there. */
  readonly log: string;
  /** The pid of the process that led its session, where it is known by more than a file. */
  readonly session: number | undefined;
  /** Its descendants may live until then: milliseconds of `steadyNow()`. */
  readonly notBefore: number;
}

/** Sweeps up behind runs, once a second at most: looking at all processes costs the same for one run as for hundreds. */
export interface Sweeper {
  /** Makes sure that nothing is left of a run. */
  add(run: EndedRun): void;
  /** Makes sure now that nothing is left of a launch, before its run is started again. */
  endNow(launch: MarkedLaunch): Promise<void>;
  /** From now on nothing is waited for. */
  hurry(): void;
  /** Makes sure that nothing is left of all runs. @returns the pids of processes that cannot be killed */
  finish(): Promise<number[]>;
}

const INTERVAL_MS = 1_000;
const ROUNDS = 20;
const ROUND_MS = 20;
const FINISH_MS = 50;

/** A sweeper without runs. */
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

  // What cannot be swept now, as /proc cannot be read for instance, is swept later.
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
        // Those that were told to end have until their time; when all are gone before, nobody waits for it.
        if (runs.length > 0 && findProcesses(isLeftBy(runs)).length === 0) runs = [];
        if (runs.length > 0) await delay(FINISH_MS);
      }
      clearTimeout(timer);
      return [...survivors];
    },
  };
}

/**
 * Kills processes, and those that they start meanwhile.
 *
 * @param isMeant which ones
 * @returns the pids of those that are still there
 */
export async function endProcesses(isMeant: (pid: number) => boolean): Promise<number[]> {
  let remaining: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    remaining = findProcesses(isMeant);
    // During exec an environment reads empty: only two empty looks mean that nothing is there.
    if (remaining.length === 0 && round > 0) return [];
    for (const pid of remaining) kill(pid);
    await delay(ROUND_MS);
  }
  return remaining;
}

/** The launches that a process descends from, the outermost last. */
export function launchesOf(pid: number): MarkedLaunch[] {
  const marks = environmentOf(pid, RUN_MARK)?.split("\n") ?? [];
  return marks.map(parseMark).filter((launch) => launch !== undefined);
}

/** Whether a process was started by a run of a grid directory, at any remove. */
export function isRunOf(gridKey: string, pid: number): boolean {
  return launchesOf(pid).some(({ grid }) => grid === gridKey);
}

function isLeftBy(runs: readonly EndedRun[]): (pid: number) => boolean {
  const marks = new Set(runs.map(({ launch }) => printMark(launch)));
  const sessions = new Set(runs.map(({ session }) => session));
  const logs = new Set(runs.map(({ log }) => log));
  return (pid) =>
    launchesOf(pid).some((launch) => marks.has(printMark(launch))) || isInSession(pid, sessions) ||
    outputsOf(pid).some((path) => logs.has(path));
}

// The session's leader has ended with its run: where there is one, its number belongs to another process now.
function isInSession(pid: number, sessions: ReadonlySet<number | undefined>): boolean {
  const session = readProcess(pid)?.session;
  return session !== undefined && sessions.has(session) && session !== pid && readProcess(session) === undefined;
}

// Without those of which only a zombie is left.
function findProcesses(isMeant: (pid: number) => boolean): number[] {
  return listProcesses().filter((pid) => isMeant(pid) && readProcess(pid) !== undefined);
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // Gone meanwhile, or another user's: what stays is reported.
  }
}
