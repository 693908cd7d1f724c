/** The flags that change what a grid is. */
import type { Command } from "commander";
import type { GridRequest } from "../../io/grid/make_grid.ts";
import { say } from "../../io/system/terminal.ts";
import type { GridOverrides } from "../../lib/grid/read_overrides.ts";
import { formatProblem } from "../../lib/messages/problem.ts";
import { collect, createCommand, expdirOption, hidden, UsageError, wholeNumber } from "./command_line.ts";

/** The flags of `grid:expand`, which all commands that take a grid file share. */
export function gridCommand(name: string, description: string): Command {
  const command = createCommand(name, description)
    .argument("[grid]", "a grid file, or a grid directory made from one")
    .option("-c, --config <grid>", "the grid file, as MI-Prometheus's users give it")
    .addOption(hidden("--c <grid>"))
    .addOption(expdirOption("where grid directories are made"))
    .option("--savetag <tag>", "a tag at the end of the grid directory's name")
    .option(
      "--set <key=yaml>",
      "a value of every configuration; on an axis, the axis has that value alone",
      collect,
      [],
    )
    .option("--axis <key=[a, b]>", "an axis, added or replaced", collect, [] as string[])
    .option("--setting <key=value>", "one of grid_settings", collect, [] as string[])
    .option("--trainer <program>", "MI-Prometheus's trainer, for grids without a command")
    .option("--tester <program>", "MI-Prometheus's tester, for the same");
  return withLogOptions(command, "100", "INFO")
    .option("--tensorboard <0|1|2>", "the tensorboard level, {tensorboard} in commands", wholeNumber(0));
}

/**
 * Adds `--li` and `--ll`.
 *
 * @param li what the logging interval is without it, in words
 * @param ll the same of the log level
 */
export function withLogOptions(command: Command, li: string, ll: string): Command {
  return command
    .option("--li <n>", `the logging interval, {li} in commands (default: ${li})`, wholeNumber(1))
    .option("--ll <level>", `the log level, {ll} in commands (default: ${ll})`);
}

/** The values of those flags. */
export interface GridFlags {
  readonly config?: string | undefined;
  readonly c?: unknown;
  readonly expdir: string;
  readonly savetag?: string | undefined;
  readonly set: readonly string[];
  readonly axis: readonly string[];
  readonly setting: readonly string[];
  readonly trainer?: string | undefined;
  readonly tester?: string | undefined;
  readonly li?: number | undefined;
  readonly ll?: string | undefined;
  readonly tensorboard?: number | undefined;
}

/** The grid, given as the argument or as `--config`. */
export function gridArgument(argument: string | undefined, flags: Pick<GridFlags, "config" | "c">): string {
  const given = [argument, flags.config, flags.c].filter((value) => typeof value === "string");
  if (given.length === 0) throw new UsageError("error: which grid? give a grid file: grids/mnist.yaml");
  if (given.length > 1) throw new UsageError(`error: more than one grid is given: ${given.join(", ")}`);
  return given[0]!;
}

/** The grid file that is to be expanded, and how the flags change it; warnings go to stderr. */
export function gridRequest(file: string, flags: GridFlags): GridRequest {
  return {
    file,
    overrides: overridesOf(flags),
    savetag: flags.savetag,
    warn: (problem) => say(formatProblem(problem)),
  };
}

function overridesOf(flags: GridFlags): GridOverrides {
  const { set, axis, setting, trainer, tester, li, ll, tensorboard } = flags;
  return { set, axis, setting, trainer, tester, li, ll, tensorboard };
}

/**
 * Refuses flags that change what a grid is, beside a grid that is expanded already.
 *
 * @param dir its directory, as it was typed
 * @throws {UsageError} when there are any
 */
export function refuseOverrides(flags: GridFlags, dir: string): void {
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
