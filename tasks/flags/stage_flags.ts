/** The flags of commands that run experiments. */
import type { FoundGpus } from "../../io/gpu/find_gpus.ts";
import type { StageRequest } from "../../io/stage/stage_request.ts";
import { program } from "../../io/system/processes/program.ts";
import type { Option, ValuesOf } from "../../lib/command_line/option.ts";
import { InvalidValue, PREFIX } from "../../lib/grid/settings/value_kinds.ts";
import { configKey, placeholders, type Template } from "../../lib/grid/template.ts";
import { commandName } from "../../lib/messages/hint.ts";
import { counted } from "../../lib/messages/text.ts";
import type { SystemName } from "../../lib/run/journal_record.ts";
import { dialectOf } from "../../lib/schedule/dialects.ts";
import type { RequireFlags } from "./analysis_flags.ts";
import {
  AGREE,
  collect,
  type Command,
  duration,
  durationOrZero,
  type FlagsOf,
  hidden,
  UsageError,
  wholeNumber,
  type WORKDIR,
} from "./command_line.ts";
import type { GridFlags, LogFlags } from "./grid_flags.ts";

/** Adds the flags of a command that runs experiments. */
export function withStageOptions<Values>(command: Command<Values>) {
  return command
    .option(
      "--only <selector>",
      "run only matching experiments: name or glob, id, directory, 'NAME rN', KEY=VALUE, KEY=[VALUE, ...], repetition=N, " +
        "state=STATE; repeatable: selectors of one kind match any of them, those of different kinds must all match",
      collect,
      [] as string[],
    )
    .addOption(BACKEND)
    .option("--max-concurrent-runs <n>", "maximum concurrent runs (0: as many as the machine allows)", wholeNumber())
    .addOption(hidden("--max_concur_runs <n>", wholeNumber()))
    .addOption(GRACE)
    .option(
      "--time-limit <duration>",
      "end all runs after this time (50m, 1h30m, from the start of the command), and exit with 5 if some are not finished; " +
        "the same command continues them",
      duration,
    )
    .option(
      "--after <dir>",
      "wait for the end of another grid, however it ends, before runs start; repeatable",
      collect,
      [] as string[],
    )
    .option(
      "--after-success <dir>",
      "the same, but start nothing, and exit with 7, if it does not succeed; repeatable",
      collect,
      [] as string[],
    )
    .option("--junit <file>", "write the runs and the ends of failed logs as a JUnit file, for CI services")
    .option(
      "--assume-dead <host>",
      "rerun experiments that were started on this host or cluster ('*': on any other); use only if they no longer run there; repeatable",
      collect,
      [] as string[],
    )
    .option(
      "--retry-failed",
      "rerun experiments that failed or timed out; with a grid file, those of the newest grid created from it",
    )
    .option(
      "--detach",
      "run in the background and write messages to scheduler.log in the grid directory; on a cluster: submit and exit " +
        `(${commandName(program(), "run")}: a job follows the grid, tests and analyzes it)`,
    )
    .addOption(AGREE)
    .option("--quiet", "print only failures");
}

/** `--on`. */
export const BACKEND = {
  flags: "--on <backend>",
  description: "cpu or gpu of this machine, slurm, or sge (Grid Engine); default: gpu if available",
  choices: ["cpu", "gpu", "slurm", "sge"],
} as const satisfies Option;

/** `--grace`. */
export const GRACE = {
  flags: "--grace <duration>",
  description: "time between SIGTERM and SIGKILL: 10, 10s, 5m",
  parse: durationOrZero,
  default: 10,
} as const satisfies Option;

/** The values of these flags, and of those that only some commands have. */
export type StageFlags =
  & FlagsOf<ReturnType<typeof withStageOptions<unknown>>>
  & Partial<FlagsOf<ReturnType<typeof withAgainOption<unknown>>> & RequireFlags & LogFlags & ValuesOf<typeof WORKDIR>>
  & {
    /** Only for tests. */
    readonly repeat?: number;
    /** On a cluster, a controller follows what `--detach` leaves. */
    readonly controller?: true;
    /** Of commands that have it. */
    readonly strict?: true | undefined;
    /** With a grid directory, only for tests. */
    readonly prefix?: string | undefined;
  };

/**
 * Checks that an alias does not contradict its flag.
 *
 * @throws {UsageError} if it does
 */
export function checkAliases({ maxConcurrentRuns, max_concur_runs }: StageFlags): void {
  if (maxConcurrentRuns === undefined || max_concur_runs === undefined || maxConcurrentRuns === max_concur_runs) return;
  throw new UsageError(
    `error: --max-concurrent-runs ${maxConcurrentRuns} and --max_concur_runs ${max_concur_runs} are the same flag: ` +
      "give one of them",
  );
}

/**
 * The request for a stage with these flags.
 *
 * @param required names of results that are required
 */
export function stageRequest(
  stage: StageRequest["stage"],
  flags: StageFlags,
  gpus: StageRequest["gpus"],
  required: readonly string[] = [],
): StageRequest {
  return {
    stage,
    gpus,
    ...(isCluster(flags.on) && {
      cluster: { system: flags.on, detach: flags.detach ?? false, isFollowed: flags.controller ?? false },
    }),
    only: flags.only,
    retryFailed: flags.retryFailed ?? false,
    again: flags.again ?? false,
    continueStopped: flags.continueStopped ?? false,
    repeat: flags.repeat ?? 1,
    maxConcurrentRuns: flags.maxConcurrentRuns ?? flags.max_concur_runs,
    assumeDead: flags.assumeDead,
    grace: flags.grace,
    prefix: stage === "test" && flags.prefix !== undefined ? readPrefix(flags.prefix) : undefined,
    li: flags.li,
    ll: flags.ll,
    checkFirst: { required, strict: flags.strict ?? false },
  };
}

/** Adds the flags of a command that trains. */
export function withAgainOption<Values>(command: Command<Values>) {
  return command
    .option(
      "--again",
      "train selected experiments again, even succeeded ones, whose directories become DIR~1; requires --only; " +
        "with a grid file, implies --resume",
    )
    .option(
      "--continue-stopped",
      "continue experiments that were stopped early, to their end; with a grid file, implies --resume",
    );
}

/**
 * Parses `--prefix`.
 *
 * @throws {UsageError} if it has placeholders for keys of a configuration, or no program
 */
function readPrefix(text: string): Template {
  const template = PREFIX.read(text);
  if (template instanceof InvalidValue) {
    throw new UsageError(`error: --prefix: ${template.problem ?? `expected ${template.expected}`}`);
  }
  const unknown = placeholders(template).find((name) => configKey(name) !== undefined);
  if (unknown === undefined) return template;
  throw new UsageError(`error: --prefix has {${unknown}}, which is only available in grid_settings`);
}

/** Adds the flags of a command that creates a grid directory and runs its experiments. */
export function withGridRunOptions<Values>(command: Command<Values>) {
  return withAgainOption(withStageOptions(command))
    .option("--resume", "continue the newest grid directory created from the grid file, if any")
    .option(
      "--new-snapshot",
      "with --resume, if the code has changed: start what is left in a new snapshot of it, instead of the old one",
    )
    .option("--dry-run", "print what would be run, and create and start nothing")
    .option("--json", "with --dry-run: print the experiments as JSON");
}

/** The values of these flags, and of those that change the grid. */
export type GridRunFlags = GridFlags & StageFlags & FlagsOf<ReturnType<typeof withGridRunOptions<unknown>>>;

// Chooses whether runs use GPUs or CPUs.

/** A value of `--on`. */
export type Backend = typeof BACKEND.choices[number];

/** The devices for the runs of a command. */
export interface DeviceChoice {
  /** `undefined` to run on CPUs, or on a cluster. */
  readonly gpus: FoundGpus | undefined;
  /** The runs are submitted to a cluster with this batch system. */
  readonly cluster?: SystemName;
  /** The devices in words: `2 GPUs (NVIDIA A100-SXM4-40GB)`. */
  readonly name: string;
}

/** Whether `--on` names a batch system. */
export function isCluster(on: Backend | undefined): on is SystemName {
  return on === "slurm" || on === "sge";
}

/**
 * Chooses GPUs if there are any, unless the user decides otherwise.
 *
 * @param on the value of `--on`
 * @throws {InputError} if `--on gpu` is given and there is no GPU, or if GPUs cannot be queried
 */
export async function chooseDevices(on: Backend | undefined): Promise<DeviceChoice> {
  // The cluster has the devices.
  if (isCluster(on)) return { gpus: undefined, name: dialectOf(on).title, cluster: on };
  if (on === "cpu") return { gpus: undefined, name: "CPUs" };
  const { findGpus } = await import("../../io/gpu/find_gpus.ts");
  const { formatProblem, InputError } = await import("../../lib/messages/problem.ts");
  const { printMessage } = await import("../../io/system/terminal/terminal.ts");
  const advice = "; use --on cpu to run on CPUs";
  let gpus: Awaited<ReturnType<typeof findGpus>>;
  try {
    gpus = await findGpus((problem) => printMessage(formatProblem(problem)));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, message: problem.message + advice }));
    throw new InputError(problems, { cause: error });
  }
  if (typeof gpus !== "string") return { gpus, name: describeGpus(gpus) };
  if (on === undefined) return { gpus: undefined, name: `CPUs (${gpus})` };
  throw new InputError([{ severity: "error", source: "--on gpu", message: gpus + advice }]);
}

function describeGpus({ devices }: FoundGpus): string {
  const kinds = [...new Set(devices.map(({ name }) => name))].join(", ");
  return `${counted(devices.length, "GPU")} (${kinds})`;
}
