/** Ends what is left of runs that have ended: descendants that forked away, in sessions of their own or not. */
import { delay } from "@std/async/delay";
import { encodeMark, RUN_MARK } from "../../lib/launch/mark.ts";
import { readClaimedPid } from "../grid/launch_records.ts";
import { readTextIfReadable } from "../system/files.ts";
import { readProcess } from "../system/processes.ts";

/** A run that has ended, or is about to. */
export interface EndedRun {
  /** In the environment of everything that it started. */
  readonly mark: string;
  /** Where its claim is, whose process led its session. */
  readonly claim: string;
  /** Its descendants may live until then: milliseconds since the epoch. */
  readonly notBefore: number;
}

/** Sweeps up behind runs, once a second at most: looking at all processes costs the same for one run as for hundreds. */
export interface Sweeper {
  /** Sees to it that nothing is left of a run. */
  add(run: EndedRun): void;
  /** Makes sure that nothing is left of these runs now, before one of them is started again. */
  endNow(marks: ReadonlySet<string>): Promise<void>;
  /** From now on nothing is waited for. */
  hurry(): void;
  /** Sees to all that is left, and returns the pids of what does not go, as it may not be killed. */
  finish(): Promise<number[]>;
}

const INTERVAL_MS = 1_000;
const ROUNDS = 20;
const ROUND_MS = 20;

/** A sweeper without runs. */
export function createSweeper(): Sweeper {
  let runs: EndedRun[] = [];
  let hurried = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let working: Promise<unknown> = Promise.resolve();
  const survivors = new Set<number>();

  function due(): EndedRun[] {
    const now = Date.now();
    const [ready, later]: [EndedRun[], EndedRun[]] = [[], []];
    for (const run of runs) (hurried || run.notBefore <= now ? ready : later).push(run);
    runs = later;
    return ready;
  }

  async function sweep(ended: readonly EndedRun[]): Promise<void> {
    if (ended.length === 0) return;
    for (const pid of await endTrees(matcherFor(ended))) survivors.add(pid);
  }

  function schedule(): void {
    if (timer !== undefined || runs.length === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      working = working.then(() => sweep(due())).catch(() => {}).finally(schedule);
    }, INTERVAL_MS);
  }

  return {
    add(run) {
      runs.push(run);
      schedule();
    },
    async endNow(marks) {
      const now = runs.filter((run) => marks.has(run.mark));
      runs = runs.filter((run) => !marks.has(run.mark));
      await sweep(now);
    },
    hurry() {
      hurried = true;
    },
    async finish() {
      await working;
      clearTimeout(timer);
      while (runs.length > 0) {
        await sweep(due());
        // Those that were told to end have until their time; when all are gone before, nobody waits for it.
        if (runs.length > 0 && findProcesses(matcherFor(runs)).length === 0) runs = [];
        if (runs.length > 0) await delay(50);
      }
      clearTimeout(timer);
      return [...survivors];
    },
  };
}

/**
 * Kills all processes of runs, and those that they start meanwhile.
 *
 * @returns the pids of what is still there
 */
export async function endTrees(isTheirs: IsTheirs): Promise<number[]> {
  let left: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    left = findProcesses(isTheirs);
    // During exec an environment reads empty: only two looks without a find mean that nobody is there.
    if (left.length === 0 && round > 0) return [];
    for (const pid of left) kill(pid);
    await delay(ROUND_MS);
  }
  return left;
}

/** Which processes are meant: by a mark in their environment, or by their session. */
export interface IsTheirs {
  marked(marks: readonly string[]): boolean;
  session(id: number): boolean;
}

/** Whether a process was started by a run of a grid directory, at whatever remove. */
export function isRunOf(root: string, pid: number): boolean {
  return marksOf(pid).some((mark) => mark.startsWith(`${encodeMark(root)}/`));
}

function matcherFor(runs: readonly EndedRun[]): IsTheirs {
  const marks = new Set(runs.map((run) => run.mark));
  const sessions = new Set(runs.map((run) => readClaimedPid(run.claim)));
  return { marked: (own) => own.some((mark) => marks.has(mark)), session: (id) => sessions.has(id) };
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // Gone meanwhile, or another user's: what stays is told.
  }
}

function findProcesses(isTheirs: IsTheirs): number[] {
  const found: number[] = [];
  for (const entry of Deno.readDirSync("/proc")) {
    const pid = Number(entry.name);
    if (!Number.isInteger(pid) || pid === Deno.pid) continue;
    if ((isTheirs.marked(marksOf(pid)) && readProcess(pid) !== undefined) || isInSession(pid, isTheirs)) {
      found.push(pid);
    }
  }
  return found;
}

function marksOf(pid: number): string[] {
  const environment = readTextIfReadable(`/proc/${pid}/environ`) ?? "";
  const start = environment.startsWith(`${RUN_MARK}=`) ? 0 : environment.indexOf(`\0${RUN_MARK}=`) + 1;
  if (start === 0 && !environment.startsWith(`${RUN_MARK}=`)) return [];
  const end = environment.indexOf("\0", start);
  // A run that runs a grid of its own hands down its mark beside the new ones.
  return environment.slice(start + RUN_MARK.length + 1, end === -1 ? undefined : end).split("\n");
}

function isInSession(pid: number, isTheirs: IsTheirs): boolean {
  const session = readProcess(pid)?.session;
  if (session === undefined || !isTheirs.session(session)) return false;
  // The run has ended, and with it its session's leader: where there is one, the number has been given anew.
  return session !== pid && readProcess(session) === undefined;
}
