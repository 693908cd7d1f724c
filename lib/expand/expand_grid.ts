/** Expands a grid file into the plan of all its experiments. */
import { basename } from "@std/path";
import { canonical } from "../config/canonical.ts";
import { EMPTY, mergeAt } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml.ts";
import { MAX_EXPERIMENTS } from "../grid/axes/generators.ts";
import { type ConfigLoader, createConfigLoader, type ReadText } from "../grid/load_configs.ts";
import { NO_OVERRIDES, type Overrides } from "../grid/overrides.ts";
import { type Grid, parseGrid } from "../grid/parse_grid.ts";
import type { Problem } from "../messages/problem.ts";
import {
  below,
  createProblemReport,
  hasErrors,
  makeStrict,
  type Origin,
  type ProblemReport,
} from "../messages/report.ts";
import { usesMiPrometheus } from "../mi_prometheus/programs.ts";
import { safeName } from "../plan/names.ts";
import { createRunSpecReader, type Plan } from "../plan/plan.ts";
import { checkArguments } from "./checks/check_arguments.ts";
import { checkCommands, checkFailures, checkFiles, type FileCheck } from "./checks/check_commands.ts";
import { checkNewKeys, checkRepetitions, checkSample, checkSeedAxes, isDrawn } from "./checks/check_keys.ts";
import { checkResults } from "./checks/check_results.ts";
import { checkClusters, checkEarlyStopping, checkSettings, checkVariables } from "./checks/check_settings.ts";
import { combine } from "./combine/combine.ts";
import { isFilesOverride, loadTestFiles, splitAtFiles } from "./combine/file_axes.ts";
import type { ExpandContext } from "./expand_context.ts";
import { type PreparedTask, prepareTask } from "./prepare.ts";
import { checkReach } from "./reach/check_reach.ts";
import { untouched, warnUntouched } from "./reach/untouched.ts";
import { repeat } from "./repeat.ts";
import { createSettingLocator, type SettingLocator } from "./setting_origin.ts";

/** The input of {@link expandGrid}. */
export interface ExpandInput {
  /** The grid file. */
  readonly yaml: YamlFile;
  /** Overrides of the command line; none by default. */
  readonly overrides?: Overrides;
  /** Problems found before the expansion, such as invalid flags. */
  readonly problems?: readonly Problem[];
  /** Reads a configuration file. */
  readonly read: ReadText;
  /** The working directory, absolute; relative names of configuration files start here. */
  readonly cwd: string;
  /** Checks the programs and scripts of commands; by default they are not checked. */
  readonly files?: FileCheck | undefined;
  /** What is wrong with a regular expression of `results`, if anything; by default they are not checked. */
  readonly logProblem?: ((pattern: string) => string | undefined) | undefined;
  /** Whether warnings are errors. */
  readonly strict?: boolean;
  /** A random seed, used if the grid file has none and its commands take one: 0 … 2^31 − 1. */
  readonly masterSeed: number;
  /** The seed with which points were drawn before, if the grid file has none. Default: that of the grid, or `masterSeed`. */
  readonly sampleSeed?: number | undefined;
}

/** The plan with warnings and notices; or, if there are errors, all problems, including warnings and notices. */
export type Expansion =
  | { readonly plan: Plan; readonly warnings: readonly Problem[]; readonly locateSetting: SettingLocator }
  | { readonly problems: readonly Problem[] };

/** Expands a grid file. Errors in the input are returned, not thrown. */
export function expandGrid(input: ExpandInput): Expansion {
  const report = createProblemReport(input.problems);
  const expanded = expand(input, report);
  if (input.strict) makeStrict(report);
  if (expanded === undefined || hasErrors(report)) return { problems: report.problems };
  const { plan, context } = expanded;
  return { plan, warnings: report.problems, locateSetting: createSettingLocator(context) };
}

function expand(
  input: ExpandInput,
  report: ProblemReport,
): { readonly plan: Plan; readonly context: ExpandContext } | undefined {
  const { overrides = NO_OVERRIDES, cwd } = input;
  const parsed = parseGrid(input.yaml, overrides, report);
  const gridName = safeName(basename(input.yaml.file).replace(/\.ya?ml$/i, "")).slice(0, 100) || "grid";
  const loader = createConfigLoader(input.read, cwd, report);
  const grid = withFiles(parsed, loader, report);
  const repetitions = countRepetitions(grid, report);
  const tests = grid.tests.map(({ test }) => test);
  const readSpecs = createRunSpecReader(tests);
  const context: ExpandContext = { grid, gridName, overrides, loader, repetitions, readSpecs, report };
  const prepared = nameTasks(grid.tasks.map((task) => prepareTask(task, context)), gridName);
  checkOverwrites(prepared, context);
  checkCommands(prepared.map((task) => ({ ...task, config: withSetValues(task.config, grid) })), context);
  checkClusters(context);
  checkResults(context, input.logProblem);
  checkArguments(prepared, context);
  checkSample(context);
  checkEarlyStopping(context);
  checkCount(prepared, context);
  if (hasErrors(report)) return undefined;
  checkReach(prepared, context);
  checkFailures(prepared, context);
  checkVariables(prepared, context);
  checkSettings(prepared, context);
  checkNewKeys(prepared, context);
  checkSeedAxes(prepared, context);
  const sampleSeed = grid.sample.seed ?? input.sampleSeed ?? ownSeed(grid) ?? input.masterSeed;
  const { groups, combinations } = combine(prepared, sampleSeed, context);
  const seed = masterSeed(prepared, grid, input.masterSeed);
  const experiments = repeat(combinations, seed, context);
  if (!hasErrors(report)) checkRepetitions(prepared, experiments, context);
  const { li = 100, ll = "INFO", tensorboard } = overrides;
  const { maxConcurrentRuns } = grid.settings;
  const plan = {
    name: gridName,
    seed,
    maxConcurrentRuns,
    cwd,
    li,
    ll,
    tensorboard,
    groups,
    tests,
    experiments,
    ...(grid.tasks.some(isDrawn) && { sampleSeed }),
  };
  if (input.files !== undefined && !hasErrors(report)) checkFiles(plan, prepared, input.files, context);
  return { plan, context };
}

// Loads what `default_configs` names in places where it is an ordinary key: in axes, in `--set`, in overwrites of tests.
function withFiles(grid: Grid, loader: ConfigLoader, report: ProblemReport): Grid {
  const files = grid.set.findLast(isFilesOverride);
  return {
    ...grid,
    tasks: grid.tasks.flatMap((task) => splitAtFiles(task, files, report)),
    set: grid.set.filter((override) => !isFilesOverride(override)),
    tests: grid.tests.map((parsed) => loadTestFiles(parsed, loader, report)),
  };
}

function countRepetitions({ settings, settingsOrigin }: Grid, report: ProblemReport): number {
  const { seed, repetitions } = settings;
  if (!Array.isArray(seed)) return repetitions ?? 1;
  if (repetitions !== undefined && repetitions !== seed.length) {
    report.error(
      below(settingsOrigin, "experiment_repetitions"),
      `"experiment_repetitions": expected ${seed.length}, one per seed, got ${repetitions}: remove it or change "seed"`,
    );
  }
  return seed.length;
}

// The seed from which the seeds of the experiments are derived. MI-Prometheus's trainers draw their own seeds unless the grid
// has one.
function masterSeed(prepared: readonly PreparedTask[], { settings }: Grid, drawn: number): number | undefined {
  if (settings.seed !== undefined) return ownSeed({ settings });
  const takesSeed = prepared.some(({ task, specs }) =>
    !usesMiPrometheus(specs[0]!) || task.parsedSettings.seedKeys.length > 0
  );
  return takesSeed ? drawn : undefined;
}

// The master seed in the grid file.
function ownSeed({ settings }: Pick<Grid, "settings">): number | undefined {
  return typeof settings.seed === "number" ? settings.seed : undefined;
}

// Different tasks of the same name are numbered; a task that is listed twice keeps its name.
function nameTasks(prepared: readonly PreparedTask[], gridName: string): PreparedTask[] {
  const owners = new Map<string, string>();
  const names = new Map<Origin, string>();
  return prepared.map((item) => {
    const known = names.get(item.task.origin);
    if (known !== undefined) return { ...item, name: known };
    const signature = canonical(item.config) +
      item.task.grids.map((axes) =>
        axes.map(({ key, values, distribution }) => key + values.map(canonical) + JSON.stringify(distribution))
      );
    const base = safeName(item.name).replace(/^[-.]+/, "") || gridName;
    let name = base;
    for (let n = 2; owners.has(name) && owners.get(name) !== signature; n++) name = `${base}-${n}`;
    owners.set(name, signature);
    names.set(item.task.origin, name);
    return { ...item, name };
  });
}

function withSetValues(config: ValueMap, { set }: Grid): ValueMap {
  return set.reduce((below, { parts, value }) => mergeAt(below, parts, value), config);
}

function checkOverwrites(prepared: readonly PreparedTask[], { grid, report }: ExpandContext): void {
  warnUntouched(prepared.map(({ files }) => untouched(files, grid.overwrite)), grid.overwriteOrigin, report);
  for (const { parts, value, origin } of grid.set) {
    warnUntouched(prepared.map(({ config }) => untouched(config, mergeAt(EMPTY, parts, value))), origin, report);
  }
  for (const { test, origin } of grid.tests) {
    const perTask = prepared.map(({ config }) => untouched(withSetValues(config, grid), test.overwrite));
    warnUntouched(perTask, below(origin, "overwrite"), report);
  }
}

function checkCount(prepared: readonly PreparedTask[], { grid, repetitions, report }: ExpandContext): void {
  const count = prepared.flatMap(({ task }) => task.grids)
    .reduce((sum, axes) => {
      const lists = axes.filter(({ distribution }) => distribution === undefined);
      const points = lists.length === axes.length ? 1n : BigInt(grid.sample.n ?? 0);
      return sum + lists.reduce((product, axis) => product * BigInt(axis.values.length), points);
    }, 0n);
  const total = count * BigInt(repetitions);
  if (total <= BigInt(MAX_EXPERIMENTS)) return;
  const origin = prepared.length === 1
    ? prepared[0]!.task.origin
    : { file: (grid.settingsOrigin as { file: YamlFile }).file, path: [] };
  report.error(origin, `expected at most ${MAX_EXPERIMENTS} experiments, got ${total}`);
}
