/** From a grid file to its experiments. */
import { basename } from "@std/path";
import { canonical } from "../config/canonical.ts";
import { EMPTY, mergeAt } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml_file.ts";
import { MAX_EXPERIMENTS } from "../grid/generators.ts";
import { createConfigLoader, type ReadText } from "../grid/load_configs.ts";
import type { Overrides } from "../grid/overrides.ts";
import { type Grid, parseGrid } from "../grid/parse_grid.ts";
import { parseSettings } from "../grid/parse_settings.ts";
import type { Settings } from "../grid/settings.ts";
import { below, hasErrors, type Report } from "../messages/report.ts";
import { safeName } from "../plan/names.ts";
import type { Plan } from "../plan/plan.ts";
import { checkCommands } from "./check_commands.ts";
import { combine } from "./combine.ts";
import { type PreparedTask, prepareTask } from "./prepare.ts";
import { untouched, warnUntouched } from "./untouched.ts";

/** What an expansion needs. */
export interface ExpandInput {
  readonly yaml: YamlFile;
  readonly overrides: Overrides;
  /** Reads a configuration file. */
  readonly read: ReadText;
  /** The directory that relative names start from. */
  readonly cwd: string;
  /** Drawn for grids whose commands take a seed and whose file names none: 0 … 2^31 − 1. */
  readonly masterSeed: number;
}

/**
 * Expands a grid.
 *
 * @param report is told of everything that is wrong; with an error in it the plan is not to be used
 */
export function expandGrid(input: ExpandInput, report: Report): Plan {
  const gridName = safeName(basename(input.yaml.file).replace(/\.ya?ml$/i, "")).slice(0, 100) || "grid";
  const grid = parseGrid(input.yaml, input.overrides, report);
  const settings = parseSettings(grid.settings, "resolved", () => {});
  const loader = createConfigLoader(input.read, input.cwd, report);
  const repetitions = countRepetitions(grid, settings, report);
  const prepared = nameTasks(
    grid.tasks.map((task) => prepareTask(task, grid, input.overrides, loader, gridName, report)),
    gridName,
  );
  warnUntouched(prepared.map(({ files }) => untouched(files, grid.overwrite)), grid.overwriteOrigin, report);
  for (const { parts, value, origin } of grid.set) {
    warnUntouched(prepared.map(({ config }) => untouched(config, mergeAt(EMPTY, parts, value))), origin, report);
  }
  const laidOver = (config: ValueMap) =>
    grid.set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
  for (const { overwrite, origin } of grid.tests) {
    const touched = prepared.map(({ config }) => untouched(laidOver(config), overwrite));
    warnUntouched(touched, below(origin, "overwrite"), report);
  }
  checkCommands(
    prepared.map((item) => ({ ...item, config: laidOver(item.config) })),
    grid.tests,
    input.overrides,
    report,
  );
  const seed = typeof settings.seed === "number" ? settings.seed : settings.seed === undefined &&
      prepared.some(({ settings }) => settings.command !== undefined || settings.seedKeys.length > 0)
    ? input.masterSeed
    : undefined;
  const { li = 100, ll = "INFO", tensorboard } = input.overrides;
  const { maxConcurrentRuns } = settings;
  const empty: Plan = {
    name: gridName,
    seed,
    maxConcurrentRuns,
    cwd: input.cwd,
    li,
    ll,
    tensorboard,
    groups: [],
    tests: grid.tests.map(({ name, overwrite, settings }) => ({ name, overwrite, settings })),
    experiments: [],
  };
  if (tooMany(prepared, repetitions, grid, report) || hasErrors(report)) return empty;
  return combine(prepared, { ...empty, groups: [] }, repetitions, settings.seed, grid, input.overrides, report);
}

function countRepetitions(grid: Grid, settings: Settings, report: Report): number {
  if (!Array.isArray(settings.seed)) return settings.repetitions ?? 1;
  if (settings.repetitions !== undefined && settings.repetitions !== settings.seed.length) {
    report.error(
      below(grid.settingsOrigin, "experiment_repetitions"),
      `"seed" lists ${settings.seed.length} seeds, one for each repetition, and "experiment_repetitions" is ${settings.repetitions}: ` +
        `take one of them away`,
    );
  }
  return settings.seed.length;
}

// Different tasks from files of the same name are told apart; a task that is listed twice keeps its name.
function nameTasks(prepared: readonly PreparedTask[], gridName: string): PreparedTask[] {
  const owners = new Map<string, string>();
  return prepared.map((item) => {
    const signature = canonical(item.config) +
      item.task.grids.map((axes) => axes.map((axis) => axis.key + axis.values.map(canonical)));
    const wanted = safeName(item.name).replace(/^[-.]+/, "") || gridName;
    let name = wanted;
    for (let n = 2; owners.has(name) && owners.get(name) !== signature; n++) name = `${wanted}-${n}`;
    owners.set(name, signature);
    return { ...item, name };
  });
}

function tooMany(prepared: readonly PreparedTask[], repetitions: number, grid: Grid, report: Report): boolean {
  const count = prepared.flatMap(({ task }) => task.grids)
    .reduce((sum, axes) => sum + axes.reduce((product, axis) => product * BigInt(axis.values.length), 1n), 0n);
  const total = count * BigInt(repetitions);
  if (total <= BigInt(MAX_EXPERIMENTS)) return false;
  const origin = prepared.length === 1
    ? prepared[0]!.task.origin
    : { file: (grid.settingsOrigin as { file: YamlFile }).file, path: [] };
  report.error(origin, `the grid would have ${total} experiments: at most ${MAX_EXPERIMENTS} are possible`);
  return true;
}
