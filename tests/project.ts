/** A user's project in a temporary directory, and the tasks run in it as real processes. */
import { assert } from "@std/assert";
import { delay } from "@std/async/delay";
import { dirname, fromFileUrl, join } from "@std/path";
import { runInProcess, runsInProcess } from "./in_process.ts";

const REPOSITORY = dirname(dirname(fromFileUrl(import.meta.url)));

/** What a process left. */
export interface Ended {
  readonly code: number;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A task that runs. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Whether its stdout has these words by now. */
  hasPrinted(words: string): boolean;
  /** Whether its stderr has these words by now. */
  hasSaid(words: string): boolean;
  kill(signal: Deno.Signal): void;
}

/** A temporary project. */
export class Project implements Disposable {
  /** Its directory, absolute. */
  readonly dir: string;

  /**
   * @param files texts by path
   * @param dir an empty directory; a temporary one by default
   */
  constructor(
    files: Readonly<Record<string, string>> = {},
    dir: string = Deno.makeTempDirSync({ prefix: "grid workers' " }),
  ) {
    this.dir = Deno.realPathSync(dir);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Writes a file, and returns its path. */
  write(path: string, text: string): string {
    const full = join(this.dir, path);
    Deno.mkdirSync(dirname(full), { recursive: true });
    Deno.writeTextFileSync(full, text);
    return full;
  }

  /** The text of a file. */
  read(path: string): string {
    return Deno.readTextFileSync(join(this.dir, path));
  }

  exists(path: string): boolean {
    try {
      Deno.lstatSync(join(this.dir, path));
      return true;
    } catch {
      return false;
    }
  }

  /** The names in a directory, sorted. */
  list(path: string): string[] {
    return Array.from(Deno.readDirSync(join(this.dir, path)), (entry) => entry.name).sort();
  }

  /** The names of the grid directories in `experiments`, without those that are still being created. */
  grids(): string[] {
    return this.exists("experiments") ? this.list("experiments").filter((name) => !name.startsWith(".")) : [];
  }

  /**
   * Starts a task, as a user would in the project's directory.
   *
   * @param env `undefined` for what is not to be set
   * @param through a program that becomes the task, with its arguments: `unshare`, for instance
   */
  start(task: string, args: readonly string[], env: Environment = {}, through: readonly string[] = []): Started {
    const script = join(REPOSITORY, "tasks", `${task}.ts`);
    const words = [...through, Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", script, ...args];
    return this.startProgram(words, this.environment(env));
  }

  /** The variables of a task: those that are given, and those that this kind of project adds. */
  protected environment(env: Environment): Environment {
    return env;
  }

  /**
   * Starts a program with its arguments, in the environment of a task.
   *
   * @param cwd relative to the project
   */
  startProgram([program, ...args]: readonly string[], env: Environment = {}, cwd = "."): Started {
    const child = new Deno.Command(program!, {
      args,
      cwd: join(this.dir, cwd),
      clearEnv: true,
      env: taskEnvironment(env),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let [stdout, stderr] = ["", ""];
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>, take: (text: string) => void) => {
      for await (const text of stream.pipeThrough(new TextDecoderStream())) take(text);
    };
    const reading = [read(child.stdout, (text) => stdout += text), read(child.stderr, (text) => stderr += text)];
    const ended = Promise.all([child.status, ...reading]).then(([{ code, signal }]) => ({
      code,
      signal,
      stdout,
      stderr,
    }));
    return {
      pid: child.pid,
      ended,
      hasPrinted: (words) => stdout.includes(words),
      hasSaid: (words) => stderr.includes(words),
      kill(signal) {
        child.kill(signal);
      },
    };
  }

  /**
   * Runs a task to its end, in this process if possible ({@link runsInProcess}): one after another. A task that signals can end, or
   * that runs beside others, has to be started ({@link start}).
   */
  run(
    task: string,
    args: readonly string[],
    env: Environment = {},
    through: readonly string[] = [],
  ): Promise<Ended> {
    const environment = this.environment(env);
    if (through.length === 0 && runsInProcess(task, args, environment)) {
      return runInProcess(task, args, this.dir, taskEnvironment(environment));
    }
    return this.start(task, args, env, through).ended;
  }

  /** `grid:status --json`. */
  // deno-lint-ignore no-explicit-any
  async status(grid: string): Promise<any> {
    const { stdout, code, stderr } = await this.run("status", [grid, "--json"]);
    assert(code === 0, stderr);
    return JSON.parse(stdout);
  }

  /** Removes it, and kills what a failed test has left running in it. */
  [Symbol.dispose](): void {
    killProcessesOf(this.dir);
    Deno.removeSync(this.dir, { recursive: true });
  }
}

/** Environment variables; those that are `undefined` are unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of a task: without GPUs, and without what `deno task` and npx set for the tests, but not for a task. */
export function taskEnvironment(more: Environment = {}): Record<string, string> {
  // In a workflow of GitHub Actions, tasks print more.
  const workflow = { GITHUB_ACTIONS: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_WORKSPACE: undefined };
  const npx = { npm_command: undefined, npm_lifecycle_event: undefined };
  // What a developer has activated.
  const active = { VIRTUAL_ENV: undefined, CONDA_PREFIX: undefined, LOADEDMODULES: undefined };
  const user = { INIT_CWD: undefined, NO_COLOR: "1", CUDA_VISIBLE_DEVICES: "" };
  const all = { ...Deno.env.toObject(), ...workflow, ...npx, ...active, ...user, ...more };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Waits until a condition holds.
 *
 * @param what the condition in words, for the error message
 */
export async function until(what: string, holds: () => boolean, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`timed out after ${seconds} s waiting until ${what}`);
    await delay(20);
  }
}

/** Whether a process exists and is not a zombie. */
export function isRunning(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

/** The command line of a process, each word with a NUL after it; empty if it has ended. */
export function commandLineOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`);
  } catch {
    return "";
  }
}

/** Kills what still runs in a temporary directory, and waits until it is gone, as it could still write into the directory. */
export function killProcessesOf(dir: string): void {
  const pids = processesOf(dir);
  for (const pid of pids) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  const end = Date.now() + 5_000;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  while (pids.some(isRunning) && Date.now() < end) Atomics.wait(nothing, 0, 0, 5);
}

/** The processes whose environment or command line names a directory. */
export function processesOf(dir: string): number[] {
  return Array.from(Deno.readDirSync("/proc")).filter((entry) => /^\d+$/.test(entry.name)).map((entry) =>
    Number(entry.name)
  )
    .filter((pid) => {
      if (pid === Deno.pid || !isRunning(pid)) return false;
      try {
        return Deno.readTextFileSync(`/proc/${pid}/environ`).includes(dir) ||
          Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes(dir);
      } catch {
        return false;
      }
    });
}
