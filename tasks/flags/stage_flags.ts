/** The flags of the commands that run experiments. */
import { basename, dirname, fromFileUrl, resolve } from "@std/path";
import { type Command, Option } from "commander";
import type { HeldSession } from "../../io/grid/session.ts";
import type { StageRequest, StageResult } from "../../io/stage/run_stage.ts";
import { shellQuote } from "../../lib/launch/shell_quote.ts";
import { shownPath } from "../../lib/messages/shown_path.ts";
import { TREE_GRID } from "../../lib/store/layout.ts";
import type { ResumeFlags } from "../resume_grid.ts";
import { collect, hidden, seconds, UsageError, wholeNumber } from "./command_line.ts";
import { gridArgument, type GridFlags } from "./grid_flags.ts";

/** Adds the flags of a command that runs experiments. */
export function withStageOptions(command: Command): Command {
  return command
    .option(
      "--only <selector>",
      "some experiments: a glob on names, KEY=VALUE, repetition=N, state=failed, an id",
      collect,
      [] as string[],
    )
    .addOption(new Option("--on <what>", "cpu or gpu (default: GPUs if there are any)").choices(["cpu", "gpu"]))
    .option("--max-concurrent-runs <n>", "at most so many at a time; 0 or less: as many as possible", wholeNumber())
    .addOption(hidden("--max_concur_runs <n>").argParser(wholeNumber()))
    .option("--grace <seconds>", "between SIGTERM and SIGKILL", seconds, 10)
    .option("--assume-dead <host>", "runs again what was started on a host that is gone", collect, [] as string[])
    .option("--retry-failed", "runs again what failed or timed out")
    .option("--detach", "goes on in the background: its messages are in the grid directory's scheduler.log")
    .option("--agree", "asks before it starts")
    .option("--quiet", "tells of failures alone");
}

/** The values of those flags. */
export interface StageFlags {
  readonly only: readonly string[];
  readonly on?: "cpu" | "gpu" | undefined;
  readonly maxConcurrentRuns?: number | undefined;
  readonly max_concur_runs?: number | undefined;
  readonly grace: number;
  readonly assumeDead: readonly string[];
  readonly retryFailed?: true | undefined;
  readonly agree?: true | undefined;
  readonly detach?: true | undefined;
  readonly quiet?: true | undefined;
  /** Of tests alone. */
  readonly again?: true | undefined;
  /** Of tests alone. */
  readonly repeat?: number | undefined;
  /** With a grid directory, of tests alone. */
  readonly li?: number | undefined;
  readonly ll?: string | undefined;
}

/** What a stage is asked to do, by its flags. */
export function stageRequest(
  stage: StageRequest["stage"],
  flags: StageFlags,
  gpus: StageRequest["gpus"],
): StageRequest {
  return {
    stage,
    gpus,
    only: flags.only,
    retryFailed: flags.retryFailed ?? false,
    again: flags.again ?? false,
    repeat: flags.repeat ?? 1,
    maxConcurrentRuns: flags.maxConcurrentRuns ?? flags.max_concur_runs,
    assumeDead: flags.assumeDead,
    grace: flags.grace,
    li: flags.li,
    ll: flags.ll,
  };
}

/**
 * Asks for <Enter> before anything starts. Without a terminal nothing is asked.
 *
 * @returns whether to go on
 */
export function agree(question: string): boolean {
  if (!Deno.stdin.isTerminal()) return true;
  return confirm(question);
}

/** Adds the flags of a command that makes a grid directory and runs its experiments. */
export function withGridRunOptions(command: Command): Command {
  return withStageOptions(command)
    .option("--resume", "continues the newest grid directory made from the grid file, if there is one")
    .option("--dry-run", "writes and starts nothing; prints a table of the experiments")
    .option("--json", "with --dry-run: prints the experiments as JSON");
}

/** The values of those flags, and of those that change the grid. */
export interface GridRunFlags extends GridFlags, StageFlags {
  readonly resume?: true;
  readonly dryRun?: true;
  readonly json?: true;
}

/**
 * With `--dry-run`: prints what a grid has, or tells what a resume of it would come to.
 *
 * @returns whether that was asked for, and nothing more is to be done
 */
export async function dryRun(argument: string | undefined, flags: GridRunFlags): Promise<boolean> {
  if (!flags.dryRun && flags.json) throw new UsageError("error: --json goes with --dry-run");
  if (!flags.dryRun) return false;
  if (await findResumed(gridArgument(argument, flags), flags) !== undefined) {
    await (await findOrMakeGrid(argument, flags, undefined)).session?.[Symbol.asyncDispose]();
  } else {
    const { printExperiments } = await import("../make_grid.ts");
    await printExperiments(gridArgument(argument, flags), flags);
  }
  return true;
}

/** The grid directory that `--resume` of a grid file continues, if there is one. */
export async function findResumed(
  file: string,
  flags: ResumeFlags & { readonly resume?: true },
): Promise<string | undefined> {
  if (!flags.resume && !flags.retryFailed) return undefined;
  const { newestGridDir } = await import("../../io/grid/grid_dir.ts");
  return newestGridDir(resolve(flags.expdir), file, flags.savetag);
}

/** A grid directory, as it is shown, and its session if it is held already. */
export interface FoundGrid {
  readonly gridDir: string;
  readonly session?: HeldSession;
}

/**
 * The grid directory that a command works on: one that is given, the newest made from a grid file when it is resumed, or one
 * that is made from the grid file.
 *
 * @param gpus those that its runs are to run on, if any
 * @returns the directory, and the session when it was resumed: it is held from then to the last record
 */
export async function findOrMakeGrid(
  argument: string | undefined,
  flags: ResumeFlags & StageFlags & { readonly resume?: true },
  gpus: StageRequest["gpus"],
): Promise<FoundGrid> {
  const target = gridArgument(argument, flags);
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  if (isGridDir(target)) {
    checkGridFlags(flags, target);
    return { gridDir: shownPath(resolve(target), Deno.cwd()) };
  }
  const resumed = await findResumed(target, flags);
  if (resumed !== undefined) {
    const { resumeGrid } = await import("../resume_grid.ts");
    const { holdGrid } = await import("../../io/grid/session.ts");
    const session = await holdGrid(resumed);
    try {
      resumeGrid(session, target, flags, gpus);
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
    return { gridDir: shownPath(session.path, Deno.cwd()), session };
  }
  const { makeGrid } = await import("../make_grid.ts");
  return { gridDir: makeGrid(target, flags, { stage: "train", only: flags.only, gpus }) };
}

function checkGridFlags(flags: GridFlags, dir: string): void {
  const { set, axis, setting } = flags;
  const single = (["trainer", "tester", "li", "ll", "tensorboard"] as const).filter((name) =>
    flags[name] !== undefined
  );
  const given = [
    set.length > 0 && "--set",
    axis.length > 0 && "--axis",
    setting.length > 0 && "--setting",
    ...single.map((name) => `--${name}`),
  ]
    .filter((name) => name !== false);
  if (given.length === 0) return;
  throw new UsageError(
    `error: ${given.join(", ")} would change a grid that is expanded already: ${dir} keeps what it was made with`,
  );
}

/**
 * Starts a task on a grid directory in the background, and leaves the directory to it.
 *
 * @param task its name, `train`
 * @returns the exit code
 */
export async function startDetached(
  task: string,
  { gridDir, session }: FoundGrid,
  flags: StageFlags,
): Promise<number> {
  await session?.[Symbol.asyncDispose]();
  const { detach } = await import("../../io/stage/detach.ts");
  const { say } = await import("../../io/system/terminal.ts");
  const script = fromFileUrl(new URL(`../${task}.ts`, import.meta.url));
  const values = {
    "--on": flags.on,
    "--max-concurrent-runs": flags.maxConcurrentRuns ?? flags.max_concur_runs,
    "--grace": flags.grace,
    "--repeat": flags.repeat,
    // A grid that is made now has them already.
    ...(task === "test" && { "--li": flags.li, "--ll": flags.ll }),
  };
  const pid = await detach(script, gridDir, [
    resolve(gridDir),
    ...flags.only.flatMap((selector) => ["--only", selector]),
    ...flags.assumeDead.flatMap((host) => ["--assume-dead", host]),
    ...Object.entries(values).flatMap(([flag, value]) => value === undefined ? [] : [flag, String(value)]),
    ...(flags.retryFailed ? ["--retry-failed"] : []),
    ...(flags.again ? ["--again"] : []),
    ...(flags.quiet ? ["--quiet"] : []),
  ]);
  say(
    pid === undefined
      ? "it has ended already"
      : `at work in the background as pid ${pid}; deno task grid:stop ${gridDir} ends it`,
  );
  say(`messages: ${gridDir}/scheduler.log`);
  return 0;
}

/** The command that continues after a stage. */
export function nextCommand(result: StageResult, shown: string): string | undefined {
  const { stage, states } = result;
  const gridDir = shellQuote(shown);
  if (result.signal !== undefined || result.stop !== undefined) return `deno task grid:${stage} ${gridDir}`;
  if (result.unsuccessful > 0 && result.failed > 0) return `deno task grid:${stage} ${gridDir} --retry-failed`;
  if (!states.has("succeeded")) return undefined;
  if (stage === "train" && result.testable) return `deno task grid:test ${gridDir}`;
  // The tests of a tree are beside its models.
  const analyzed = basename(shown) === TREE_GRID ? dirname(shown) : shown;
  return `deno task grid:analyze ${shellQuote(analyzed)}`;
}
