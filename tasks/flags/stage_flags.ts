/** The flags of the commands that run experiments. */
import { type Command, Option } from "commander";
import type { StageRequest } from "../../io/stage/stage_request.ts";
import { agreeOption, collect, hidden, seconds, wholeNumber } from "./command_line.ts";
import type { GridFlags } from "./grid_flags.ts";

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
    .addOption(agreeOption())
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
