/** The flags that change what a grid is, and how they are stored with it. */
import type { Command } from "commander";
import type { Value } from "../../lib/config/value.ts";
import type { Overrides } from "../../lib/grid/overrides.ts";
import type { Problem } from "../../lib/messages/problem.ts";
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

/** The flags that change the grid, as they are stored and applied again: `--set lr=0.1`. */
export function storedOverrides(flags: GridFlags): string[] {
  return [
    ...flags.set.map((text) => ["--set", text]),
    ...flags.axis.map((text) => ["--axis", text]),
    ...flags.setting.map((text) => ["--setting", text]),
    ...(["trainer", "tester", "li", "ll", "tensorboard"] as const).flatMap((name) =>
      flags[name] === undefined ? [] : [[`--${name}`, String(flags[name])]]
    ),
  ].flat();
}

/**
 * Reads those flags.
 *
 * @param parse reads a YAML text
 * @param problems is told of what is wrong
 */
export function readOverrides(
  flags: GridFlags,
  parse: (text: string, flag: string) => Value,
  problems: Problem[],
): Overrides {
  const pairs = (flag: string, texts: readonly string[]) =>
    texts.flatMap((text): [string, Value][] => {
      const equals = text.indexOf("=");
      const key = text.slice(0, equals).trim();
      if (equals < 1 || key === "") {
        problems.push({ severity: "error", source: `${flag} ${text}`, message: "it must be KEY=VALUE" });
        return [];
      }
      try {
        const value = text.slice(equals + 1).trim();
        // An empty value is YAML's null, as in a file.
        return [[key, parse(value === "" ? "null" : value, `${flag} ${key}`)]];
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        problems.push({ severity: "error", source: `${flag} ${text}`, message: error.message });
        return [];
      }
    });
  const program = (name: "trainer" | "tester"): [string, Value][] =>
    flags[name] === undefined ? [] : [[name, flags[name]]];
  if (flags.tensorboard !== undefined && flags.tensorboard > 2) {
    problems.push({ severity: "error", source: `--tensorboard ${flags.tensorboard}`, message: "it must be 0, 1 or 2" });
  }
  if (flags.savetag !== undefined && !/^[A-Za-z0-9._=,+@-]{1,100}$/.test(flags.savetag)) {
    problems.push({
      severity: "error",
      source: `--savetag ${flags.savetag}`,
      message: "it becomes part of a directory's name: at most 100 letters, digits and . _ = , + @ - are possible",
    });
  }
  return {
    set: pairs("--set", flags.set),
    axis: pairs("--axis", flags.axis),
    setting: [...pairs("--setting", flags.setting), ...program("trainer"), ...program("tester")],
    ...(flags.li !== undefined && { li: flags.li }),
    ...(flags.ll !== undefined && { ll: flags.ll }),
    ...(flags.tensorboard !== undefined && { tensorboard: flags.tensorboard }),
  };
}
