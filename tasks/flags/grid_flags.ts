/** The flags that change a grid before it is expanded. */
import type { GridRequest } from "../../io/grid/make_grid.ts";
import { statIfExists } from "../../io/system/files.ts";
import { printMessage, printProblems } from "../../io/system/terminal/terminal.ts";
import { axisFlag, sweepValues } from "../../lib/grid/axes/sweep_text.ts";
import { checkContradictions, type GridOverrides } from "../../lib/grid/grid_overrides.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import type { Stage } from "../../lib/run/stage.ts";
import {
  collect,
  type Command,
  createCommand,
  expdirOption,
  type FlagsOf,
  hidden,
  UsageError,
  wholeNumber,
  WORKDIR,
} from "./command_line.ts";

const STRICT = "treat warnings about the grid as errors, for CI";

/** `--strict` of a command that runs the experiments, too. */
export const STRICT_RUN =
  "for CI: treat warnings about the grid as errors, and stop with exit code 1 after the first run that succeeds if it has no " +
  "results, or not the metric of the grid or those that --require names";

/**
 * A command that takes a grid file, with all flags that change the grid.
 *
 * @param strict the description of `--strict`
 */
export function gridCommand(name: string, description: string, strict = STRICT) {
  const command = createCommand(name, description)
    .explainErrors(keyHint)
    .argument("[grid]", "grid file, or grid directory created from one")
    .allowExcessArguments()
    .option("-c, --config <grid>", "grid file, instead of [grid]; as in MI-Prometheus")
    .addOption(hidden("--c <grid>"))
    .addOption(expdirOption("directory in which grid directories are created"))
    .addOption(WORKDIR)
    .option("--savetag <tag>", "suffix for the name of the grid directory")
    .option(
      "--set <key=yaml>",
      "set a key in every configuration and in {args} (an axis keeps only this value); repeatable",
      collect,
      [],
    )
    .option("--axis <key=[a, b]>", "add or replace an axis; repeatable", collect, [] as string[])
    .option("--samples <n>", "number of points that are drawn, instead of n of grid_sample", wholeNumber(1))
    .option("--setting <key=value>", "set or override one of grid_settings; repeatable", collect, [] as string[])
    .option("--snapshot", "start runs in a copy of the code as it is now: --setting snapshot=true")
    .option("--strict", strict)
    .option("--trainer <program>", "MI-Prometheus trainer, for grids without a command")
    .option("--tester <program>", "MI-Prometheus tester, for grids without a command")
    .option("--prefix <command>", "program and options that start each command: 'nice -n 10'");
  return withLogOptions(command, "100", "INFO")
    .option("--tensorboard <0|1|2>", "TensorBoard level, {tensorboard} in commands", wholeNumber(0))
    .addOption(hidden("--t <0|1|2>", wholeNumber(0)));
}

// Users of trainers type the keys of their configuration: `--epochs=5`.
function keyHint(error: string): string {
  const [, key, value = "VALUE"] = /unknown option '--([A-Za-z][\w.]*)(?:=(.*))?'/.exec(error) ?? [];
  return key === undefined ? "" : `(a key of the configuration is set with --set ${shellQuote(`${key}=${value}`)})\n`;
}

/**
 * Parses the command line of a command that takes a grid file.
 *
 * @returns the values of its flags
 * @throws {UsageError} for further arguments; one like `lr=0.1`, as in Hydra, with the flag to use instead
 */
export function parseGridCommand<Values>(
  command: Command<Values>,
  args: readonly string[],
): Values & Pick<GridFlags, "typedExpdir"> {
  const flags = command.parse(args);
  const problems = command.args.flatMap((argument) => {
    const [, key, value] = /^\+{0,2}([\w~][\w.~/@-]*)=(.*)$/s.exec(argument) ?? [];
    if (key === undefined || value === undefined || statIfExists(argument) !== undefined) return [];
    const values = sweepValues(value);
    const flag = values === undefined ? `--set ${shellQuote(`${key}=${value}`)}` : axisFlag(key, values);
    return [`error: unexpected argument ${argument}: did you mean ${flag}?`];
  });
  if (problems.length > 0) throw new UsageError(problems.join("\n"));
  if (command.args.length > 1) {
    const given = `${command.args.length}: ${command.args.join(", ")}`;
    throw new UsageError(`error: too many arguments: expected one grid, got ${given}`);
  }
  return { ...flags, ...(command.isTyped("expdir") && { typedExpdir: true }) };
}

/**
 * Adds `--li` and `--ll`.
 *
 * @param li the default of the logging interval, in words
 * @param ll the default of the log level, in words
 */
export function withLogOptions<Values>(command: Command<Values>, li: string, ll: string) {
  return command
    .option("--li <n>", `logging interval, {li} in commands (default: ${li})`, wholeNumber(1))
    .option("--ll <level>", `log level, {ll} in commands (default: ${ll})`);
}

export type LogFlags = FlagsOf<ReturnType<typeof withLogOptions<unknown>>>;

/** The values of the flags of a command that takes a grid file. */
export type GridFlags = FlagsOf<ReturnType<typeof gridCommand>> & {
  /** Whether the user gave `expdir`. */
  readonly typedExpdir?: true;
  /** Of commands that resume grids. */
  readonly newSnapshot?: true;
};

/** The grid file that `grid init` writes. */
const DEFAULT_GRID = "grid.yaml";

/** The grid file or directory, from the argument or `--config`; by default `grid.yaml`, if it is there. */
export function gridArgument(argument: string | undefined, flags: Pick<GridFlags, "config" | "c">): string {
  const given = [argument, flags.config, flags.c].filter((value) => typeof value === "string");
  if (given.length === 0) {
    if (statIfExists(DEFAULT_GRID)?.isFile) return DEFAULT_GRID;
    throw new UsageError("error: no grid given, and no grid.yaml here: pass a grid file, for example grids/mnist.yaml");
  }
  if (given.length > 1) throw new UsageError(`error: expected one grid, got ${given.length}: ${given.join(", ")}`);
  return given[0]!;
}

/**
 * A request to expand a grid file with these flags. Warnings are printed to stderr.
 *
 * @param stages the stages that will run next
 */
export async function gridRequest(
  file: string,
  flags: GridFlags,
  stages: readonly Stage[],
): Promise<GridRequest> {
  const { loadLogCheck } = await import("../../io/grid/log_check.ts");
  return {
    file,
    stages,
    overrides: overridesOf(flags),
    logProblem: await loadLogCheck(file, flags.setting ?? []),
    savetag: flags.savetag,
    workdir: flags.workdir,
    strict: flags.strict ?? false,
    warn: (problem) => printProblems([problem]),
    tell: printMessage,
  };
}

function overridesOf(flags: GridFlags): GridOverrides {
  const { set, axis, setting, samples, trainer, tester, prefix, li, ll } = flags;
  if (flags.t !== undefined && flags.tensorboard !== undefined && flags.t !== flags.tensorboard) {
    throw new UsageError(
      `error: --t ${flags.t} and --tensorboard ${flags.tensorboard} are the same flag: give one of them`,
    );
  }
  const problems = checkContradictions(flags);
  if (problems.length > 0) throw new InputError(problems);
  const snapshot = flags.snapshot && !setting.some((text) => /^snapshot\s*=/.test(text)) ? ["snapshot=true"] : [];
  return {
    set,
    axis,
    setting: [...setting, ...snapshot],
    samples,
    trainer,
    tester,
    prefix,
    li,
    ll,
    tensorboard: flags.tensorboard ?? flags.t,
  };
}

/**
 * Checks that no flag changes a grid that is already expanded.
 *
 * @param dir the grid directory, as typed by the user
 * @param isRun whether its experiments run, which `--strict` is about, too
 * @throws {UsageError} if there is such a flag
 */
export function checkNoOverrides(flags: GridFlags, dir: string, isRun = false): void {
  const { set, axis, setting, strict } = flags;
  const single = (["samples", "trainer", "tester", "prefix", "li", "ll", "tensorboard", "t"] as const).filter((name) =>
    flags[name] !== undefined
  );
  const given = [
    set.length > 0 && "--set",
    axis.length > 0 && "--axis",
    setting.length > 0 && "--setting",
    ...single.map((name) => `--${name}`),
    flags.snapshot && "--snapshot",
    flags.newSnapshot && "--new-snapshot",
    strict && !isRun && "--strict",
    flags.savetag !== undefined && "--savetag",
    flags.typedExpdir && "--expdir",
  ]
    .filter((name) => typeof name === "string");
  if (given.length === 0) return;
  throw new UsageError(
    `error: ${given.join(", ")} cannot be used with a grid directory: ${dir} is already expanded`,
  );
}
