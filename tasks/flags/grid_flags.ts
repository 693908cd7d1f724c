/** The flags that change what a grid is. */
import type { Command } from "commander";
import type { GridOverrides } from "../../lib/grid/read_overrides.ts";
import { collect, createCommand, hidden, UsageError, wholeNumber } from "./command_line.ts";

/** Where grids are, unless `--expdir` says otherwise. */
export const EXPDIR = "experiments";

/** The flags of `grid:expand`, which all commands that take a grid file share. */
export function gridCommand(name: string, description: string): Command {
  return createCommand(name, description)
    .argument("[grid]", "a grid file, or a grid directory made from one")
    .option("-c, --config <grid>", "the grid file, as MI-Prometheus's users give it")
    .addOption(hidden("--c <grid>"))
    .option("--expdir <dir>", "where grid directories are made", EXPDIR)
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
    .option("--tester <program>", "MI-Prometheus's tester, for the same")
    .option("--li <n>", "the logging interval, {li} in commands (default: 100)", wholeNumber(1))
    .option("--ll <level>", "the log level, {ll} in commands (default: INFO)")
    .option("--tensorboard <0|1|2>", "the tensorboard level, {tensorboard} in commands", wholeNumber(0));
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

/** The flags that change the grid. */
export function overridesOf(flags: GridFlags): GridOverrides {
  const { set, axis, setting, trainer, tester, li, ll, tensorboard } = flags;
  return { set, axis, setting, trainer, tester, li, ll, tensorboard };
}
