/** The ways in which a grid is left, and what each command has to make of it. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { RunStateName } from "../../lib/run/run_state.ts";
import { readJunit } from "../junit_file.ts";
import { type Ended, isRunning, type Started, until } from "../project.ts";
import { EXPERIMENTS, type Ground, HELD, type Stage, STAGES } from "./ground.ts";
import { type Expected, observe, OBSERVERS, type States } from "./observers.ts";

/** A way in which a grid is left. */
export interface Ending {
  readonly name: string;
  /** What has become of runs that started, do not live, and did not write down their end. */
  readonly cut: RunStateName;
  /** Whether runs go on, though no scheduler does. */
  readonly isLive: boolean;
  /** The exit codes that `grid:wait` may have. */
  readonly wait: readonly number[];
  /** Leaves a grid, whose trainings have all succeeded if the stage is `test`. */
  readonly leave: (ground: Ground, stage: Stage) => Promise<void>;
}

/** The first command on the grid: creates it. */
export async function startStage(ground: Ground, stage: Stage, flags: readonly string[] = []): Promise<Started> {
  if (stage === "train") {
    ground.hold("train");
    return ground.start("train", ["g.yaml", ...flags]);
  }
  const trained = await ground.run("train", ["g.yaml"]);
  assertEquals(trained.code, 0, trained.stderr);
  ground.hold("test");
  return ground.start("test", [ground.grid, ...flags]);
}

/** What became of the runs, by their own account. */
export function statesNow(ground: Ground, cut: RunStateName): States {
  const told = (stage: Stage) =>
    new Map(EXPERIMENTS.map((x) => {
      const { account } = ground.trace(stage, x);
      switch (account.kind) {
        case "none":
          return [x, "pending"] as const;
        case "living":
          return [x, "running"] as const;
        case "cut":
          return [x, cut] as const;
        case "exit":
          return [x, account.code === 0 ? "succeeded" : "failed"] as const;
      }
    }));
  return { train: told("train"), test: told("test") };
}

/** What commands have to say about a grid that was just left. */
export function expectedOf(ground: Ground, stage: Stage, { cut, isLive, wait }: Ending): Expected {
  return { states: statesNow(ground, cut), stage, isLive, wait };
}

/** A command that runs something, as the first one after an ending. */
export interface Move {
  readonly name: string;
  readonly task: string;
  readonly args: (grid: string) => readonly string[];
  /** The experiments of each stage that it has to start. */
  readonly starts: (states: States) => Readonly<Record<Stage, readonly number[]>>;
  /** Whether the failing run succeeds this time. */
  readonly isMended?: true;
  /** The stage after it, if not that of the ending. */
  readonly stage?: Stage;
  /** Whether it does its work without the runs that live. */
  readonly ignoresLiving?: true;
  /** What it makes of the runs that live: they go on where it is absent, and end. */
  readonly living?: "stops" | "leaves";
  /** Whether it has nothing to do where everything is trained. */
  readonly trains?: true;
  /** The exit codes that it may have, if not 0 and 1. */
  readonly codes?: (isLive: boolean) => readonly number[];
}

const UNFINISHED: readonly RunStateName[] = ["pending", "interrupted", "lost"];
const FAILED: readonly RunStateName[] = ["failed", "timed_out"];

function inState(states: ReadonlyMap<number, RunStateName>, names: readonly RunStateName[]): number[] {
  return EXPERIMENTS.filter((x) => names.includes(states.get(x)!));
}

const unfinished = (states: ReadonlyMap<number, RunStateName>) => inState(states, UNFINISHED);
const failed = (states: ReadonlyMap<number, RunStateName>) => inState(states, FAILED);

// Tests of what has been trained by then.
function toTest(states: States, isTrained: (x: number) => boolean): number[] {
  return unfinished(states.test).filter(isTrained);
}

const isTrained = ({ train }: States) => (x: number) => train.get(x) === "succeeded";
const willBeTrained = ({ train }: States) => (x: number) => !FAILED.includes(train.get(x)!);

/** The commands that run something. */
const MOVES: readonly Move[] = [
  {
    name: "train DIR",
    task: "train",
    args: (grid) => [grid],
    starts: ({ train }) => ({ train: unfinished(train), test: [] }),
  },
  {
    name: "test DIR",
    task: "test",
    args: (grid) => [grid],
    starts: (states) => ({ train: [], test: toTest(states, isTrained(states)) }),
    stage: "test",
    ignoresLiving: true,
  },
  {
    name: "run DIR",
    task: "run",
    args: (grid) => [grid, "--junit", "junit.xml"],
    starts: (states) => ({ train: unfinished(states.train), test: toTest(states, willBeTrained(states)) }),
    stage: "test",
  },
  {
    name: "train GRID --resume",
    task: "train",
    args: () => ["g.yaml", "--resume"],
    starts: ({ train }) => ({ train: unfinished(train), test: [] }),
    trains: true,
  },
  {
    name: "train DIR --retry-failed",
    task: "train",
    args: (grid) => [grid, "--retry-failed"],
    starts: ({ train }) => ({ train: [...failed(train), ...unfinished(train)].sort(), test: [] }),
    isMended: true,
    trains: true,
  },
  {
    name: "test DIR --retry-failed",
    task: "test",
    args: (grid) => [grid, "--retry-failed"],
    starts: (states) => ({ train: [], test: [...failed(states.test), ...toTest(states, isTrained(states))].sort() }),
    isMended: true,
    stage: "test",
    ignoresLiving: true,
  },
  {
    name: "train DIR --only x=6",
    task: "train",
    args: (grid) => [grid, "--only", "x=6"],
    starts: ({ train }) => ({ train: unfinished(train).filter((x) => x === 6), test: [] }),
    trains: true,
  },
  {
    name: "train DIR --only x=1 --again",
    task: "train",
    args: (grid) => [grid, "--only", "x=1", "--again"],
    starts: () => ({ train: [1], test: [] }),
  },
  {
    name: "test DIR --only x=1 --again",
    task: "test",
    args: (grid) => [grid, "--only", "x=1", "--again"],
    starts: () => ({ train: [], test: [1] }),
    stage: "test",
    ignoresLiving: true,
  },
  {
    name: "run GRID --resume --only x=1",
    task: "run",
    args: () => ["g.yaml", "--resume", "--only", "x=1", "--junit", "junit.xml"],
    starts: (states) => ({ train: [], test: toTest(states, (x) => x === 1) }),
    stage: "test",
  },
];

/** The commands that change a grid and run nothing in it. */
const CHANGES: readonly Move[] = [
  {
    name: "stop DIR",
    task: "stop",
    args: (grid) => [grid],
    starts: () => ({ train: [], test: [] }),
    living: "stops",
    codes: () => [0],
  },
  {
    name: "clean DIR --checkpoints --yes",
    task: "clean",
    args: (grid) => [grid, "--checkpoints", "--yes"],
    starts: () => ({ train: [], test: [] }),
    living: "leaves",
    codes: (isLive) => [isLive ? 3 : 0],
  },
  {
    name: "try DIR --only x=6",
    task: "try",
    args: (grid) => [grid, "--only", "x=6"],
    starts: () => ({ train: [], test: [] }),
    living: "leaves",
    codes: () => [0],
    trains: true,
  },
];

/** The commands that change a grid which was left in a stage. */
export function movesOf(stage: Stage): Move[] {
  return [...MOVES, ...CHANGES].filter(({ trains }) => stage === "train" || trains === undefined);
}

/**
 * Lets a command be the first one on a grid that was left.
 *
 * @returns what it did wrong
 */
export async function makeMove(ground: Ground, stage: Stage, ending: Ending, move: Move): Promise<string[]> {
  const before = statesNow(ground, ending.cut);
  const startsBefore = startsOf(ground);
  if (move.isMended) ground.mend();
  if (!ending.isLive) ground.go();
  const { code, stderr } = ending.isLive
    ? await moveBesideRuns(ground, stage, move, before)
    : await ground.run(move.task, move.args(ground.grid));
  const expected = move.starts(before);
  const differences: string[] = [];
  const startsAfter = startsOf(ground);
  for (const ofStage of STAGES) {
    const actual = EXPERIMENTS.flatMap((x) =>
      Array(startsAfter[ofStage].get(x)! - startsBefore[ofStage].get(x)!).fill(x)
    );
    const later = ending.isLive && stage === "train" && ofStage === "test" && move.ignoresLiving;
    if (JSON.stringify(actual) === JSON.stringify(expected[ofStage])) continue;
    // It may wait for trainings that live, and test these models, too.
    if (later && JSON.stringify(actual) === JSON.stringify([...expected[ofStage], ...HELD].sort())) continue;
    const last = stderr.trim().split("\n").slice(-4).join(" | ");
    differences.push(`${ofStage} started [${actual}], expected [${expected[ofStage]}] (exit code ${code}: ${last})`);
  }
  const held = () => STAGES.flatMap((ofStage) => HELD.map((x) => ground.trace(ofStage, x).account.kind));
  if (ending.isLive && move.living !== undefined) {
    const living = held().filter((kind) => kind === "living").length;
    const expected = move.living === "leaves" ? HELD.length : 0;
    if (living !== expected) differences.push(`${living} runs live after it, expected ${expected}: ${stderr.trim()}`);
  }
  const isLive = ending.isLive && move.living === "leaves";
  if (!isLive) await until("the held runs have ended", () => !held().includes("living"));
  const codes = move.codes?.(ending.isLive) ?? [0, 1];
  if (!codes.includes(code)) differences.push(`exits with ${code}, expected ${codes.join(" or ")}: ${stderr.trim()}`);
  const cut = move.living === "stops" && ending.isLive ? "interrupted" : ending.cut;
  const wait = [...ending.wait, 6, ...(move.living === undefined ? [code] : [])];
  differences.push(...await checkAfter(ground, { ...ending, cut, isLive, wait }, stage, move));
  return differences;
}

async function checkAfter(
  ground: Ground,
  ending: Ending,
  stage: Stage,
  move: Move,
): Promise<string[]> {
  const states = statesNow(ground, ending.cut);
  const isAgain = move.args("").includes("--again");
  // What is trained anew has no tests.
  if (isAgain && move.task === "train") {
    (states.test as Map<number, RunStateName>).set(1, "pending");
  }
  const expected: Expected = { states, stage: move.stage ?? stage, isLive: ending.isLive, wait: ending.wait };
  // Attempts count from 0 after --again.
  const names = isAgain ? ["status"] : ["status --json", "wait"];
  const differences = await observe(ground, expected, names);
  if (move.args("").includes("--junit")) differences.push(...await compareJunit(ground, states));
  return differences.map((difference) => `afterwards: ${difference}`);
}

async function compareJunit(ground: Ground, states: States): Promise<string[]> {
  const cases = await readJunit(join(ground.project.dir, "junit.xml"));
  return cases.flatMap(({ name, result }) => {
    const [, ofStage, x] = /^(train|test) g-x=(\d+) /.exec(name)!;
    const state = states[ofStage as Stage].get(Number(x))!;
    const expected = state === "succeeded" ? "passed" : FAILED.includes(state) ? "failure" : "skipped";
    return result === expected ? [] : [`JUnit: ${ofStage} x=${x} is ${state}, but its case says ${result}`];
  });
}

function startsOf(ground: Ground): Record<Stage, Map<number, number>> {
  const of = (stage: Stage) => new Map(EXPERIMENTS.map((x) => [x, ground.trace(stage, x).starts]));
  return { train: of("train"), test: of("test") };
}

async function moveBesideRuns(ground: Ground, stage: Stage, move: Move, before: States): Promise<Ended> {
  const started = ground.start(move.task, move.args(ground.grid));
  if (move.living === undefined) await letEnd(ground, started, stage, move, before);
  return await started.ended;
}

// Runs that live end once the command has taken the grid; it does not wait for those of another stage.
async function letEnd(ground: Ground, started: Started, stage: Stage, move: Move, before: States): Promise<void> {
  let hasEnded = false;
  started.ended.then(() => hasEnded = true);
  const journal = `${ground.grid}/journal.ndjson`;
  await until(
    "the command has taken the grid",
    () => hasEnded || ground.project.read(journal).includes(`"pid":${started.pid},`),
  );
  if (move.ignoresLiving && stage === "train") {
    const { test } = move.starts(before);
    const isDone = (x: number) => ["exit", "living"].includes(ground.trace("test", x).account.kind);
    await until("the tests have ended", () => hasEnded || test.every(isDone));
  }
  ground.go();
}

/** Kills a scheduler. */
export async function killScheduler(started: Started): Promise<void> {
  started.kill("SIGKILL");
  await started.ended;
}

/** Kills all that runs in the project at once, supervisors included, so that no end is recorded. */
export async function killAll(ground: Ground): Promise<void> {
  const { dir } = ground.project;
  const found = () =>
    Array.from(Deno.readDirSync("/proc"), ({ name }) => Number(name)).filter((pid) => worksIn(pid, dir));
  let pids = found();
  // Stopped first: none sees another one end.
  for (const signal of ["SIGSTOP", "SIGKILL"] as const) {
    for (const pid of pids = [...new Set([...pids, ...found()])]) {
      try {
        Deno.kill(pid, signal);
      } catch {
        // It has ended.
      }
    }
  }
  await until("they have ended", () => !pids.some(isRunning));
}

function worksIn(pid: number, dir: string): boolean {
  try {
    return Number.isInteger(pid) && isRunning(pid) && `${Deno.readLinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${dir}/`);
  } catch {
    return false;
  }
}

/** Makes the claims of runs without an exit record those of an earlier boot, as after a power cut. */
export function reboot(ground: Ground): void {
  const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  for (const dir of ground.project.list(ground.grid).filter((name) => name.startsWith("g-x="))) {
    for (const name of ground.project.list(`${ground.grid}/${dir}`).filter((name) => name.endsWith(".pid"))) {
      const path = `${ground.grid}/${dir}/${name}`;
      ground.project.write(path, ground.project.read(path).replace(boot, "00000000-0000-4000-8000-000000000000"));
    }
  }
}

/** What every command that only reads says about a grid that was left, and whether one of them wrote anything. */
export async function lookAll(ground: Ground, stage: Stage, ending: Ending): Promise<string[]> {
  const before = ground.files();
  const differences = await observe(ground, expectedOf(ground, stage, ending), Object.keys(OBSERVERS));
  const changed = ground.files().filter((line) => !before.includes(line));
  if (changed.length > 0) differences.push(`a command that only reads wrote: ${changed.join(", ")}`);
  return differences;
}
