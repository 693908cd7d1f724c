/** Parses the grid file and applies the overrides of the command line. */
import { removedKey } from "../config/key_path.ts";
import { EMPTY, merge } from "../config/merge.ts";
import { describe, isList, isMap, isScalar, kindOf, type Value, type ValueMap } from "../config/value.ts";
import type { YamlFile } from "../config/yaml.ts";
import { below, type Origin, type ProblemReport } from "../messages/report.ts";
import { suggestion } from "../messages/suggestion.ts";
import type { SampleMethod } from "../search/sampler.ts";
import { type Axis, type Exclusion, parseAxis, parseExclusions, parseSubGrids } from "./axes/axes.ts";
import { MAX_EXPERIMENTS } from "./axes/generators.ts";
import { checkKeys } from "./check_keys.ts";
import { GRID_KEYS, SAMPLE_KEYS, SAMPLE_METHODS } from "./grid_schema.ts";
import { type ParsedTest, parseTests } from "./grid_tests.ts";
import { type Overrides, parseSetOverrides, type SetOverride } from "./overrides.ts";
import { parseOverwrite, parseTask, type Task, type TaskContext } from "./parse_task.ts";
import { parseSettings, resolveSettings } from "./settings/parse_settings.ts";
import type { Settings } from "./settings/settings.ts";
import { InvalidValue, type Kind, ONE_SEED, whole } from "./settings/value_kinds.ts";

/** A parsed grid file. Its configuration files have not been loaded yet. */
export interface Grid {
  readonly tasks: readonly Task[];
  readonly overwrite: ValueMap;
  readonly overwriteOrigin: Origin;
  /** The configuration files that `grid_overwrite` loads above the lower layers. */
  readonly overwriteConfigs: readonly string[];
  /** How the axes with distributions are drawn. */
  readonly sample: GridSample;
  readonly exclude: readonly Exclusion[];
  readonly settings: Settings;
  readonly settingsOrigin: Origin;
  /** The tests of each model; empty if there is only one test, without a name. */
  readonly tests: readonly ParsedTest[];
  /** `--set`, merged over the values of the axes. */
  readonly set: readonly SetOverride[];
}

/**
 * Parses a grid file.
 *
 * @param report gets all problems
 */
export function parseGrid(yaml: YamlFile, overrides: Overrides, report: ProblemReport): Grid {
  const root: Origin = { file: yaml, path: [] };
  const grid = parseRoot(yaml.value, root, report);
  const flagAxes = overrides.axis.flatMap(([key, value]) =>
    parseAxis(key, value, { flag: `--axis ${key}` }, report) ?? []
  );
  const set = parseSetOverrides(overrides.set, report);
  const grids = parseSubGrids(grid.get("grid_axes"), below(root, "grid_axes"), report);
  checkSettings(grid.get("grid_settings"), below(root, "grid_settings"), report);
  for (const [key, value] of overrides.setting) {
    checkSettings(new Map([[key, value]]), { flag: `--setting ${key}` }, report);
  }
  const flagSettings: ValueMap = new Map(overrides.setting);
  const settings = merge(mapOrEmpty(grid.get("grid_settings")), flagSettings) as ValueMap;
  const removals = new Set<Axis>();
  const tasks = parseTasks(grid, root, { grids, flagAxes, set, settings, flagSettings, removals, report });
  for (const axis of flagAxes) {
    const removed = removedKey(axis.key);
    if (removed === undefined || removals.has(axis)) continue;
    const keys = tasks.flatMap((task) => task.grids.flat().map(({ key }) => key));
    report.warning(axis.origin, `no axis "${removed}" to remove${suggestion(removed, new Set(keys))}`);
  }
  return {
    tasks,
    ...parseOverwrite(grid.get("grid_overwrite"), below(root, "grid_overwrite"), report),
    sample: parseGridSample(grid.get("grid_sample"), overrides.samples, below(root, "grid_sample"), report),
    exclude: parseExclusions(grid.get("grid_exclude"), below(root, "grid_exclude"), report),
    settings: resolveSettings(settings),
    settingsOrigin: below(root, "grid_settings"),
    tests: parseTests(grid.get("grid_tests"), below(root, "grid_tests"), report),
    set,
  };
}

function parseRoot(value: Value, root: Origin, report: ProblemReport): ValueMap {
  const grid = mapOrEmpty(value);
  if (!isMap(value)) report.error(root, `grid file: expected a map, got ${kindOf(value)}`);
  else if (grid.size === 0) report.error(root, `the grid file is empty: expected grid_tasks or grid_axes`);
  checkKeys(grid, GRID_KEYS, root, report);
  const version = grid.get("version");
  if (version !== undefined && !(isScalar(version) && version.value === 1)) {
    const actual = isScalar(version) ? describe(version) : kindOf(version);
    report.error(below(root, "version"), `unsupported version of the grid file: expected 1, got ${actual}`);
  }
  return grid;
}

function checkSettings(value: Value | undefined, origin: Origin, report: ProblemReport): void {
  parseSettings(value, "grid", (path, message) => report.error(below(origin, ...path), message));
}

function mapOrEmpty(value: Value | undefined): ValueMap {
  return isMap(value) ? value : EMPTY;
}

// Without `grid_tasks` there is one task, which only has what applies to the whole grid.
function parseTasks(grid: ValueMap, root: Origin, context: TaskContext): Task[] {
  const { report } = context;
  const list = grid.get("grid_tasks");
  const origin = below(root, "grid_tasks");
  if (isList(list)) {
    if (list.length === 0) report.error(origin, "grid_tasks: expected at least one task, got an empty list");
    return list.flatMap((task, index) => parseTask(task, below(origin, index), context) ?? []);
  }
  if (list !== undefined) {
    report.error(origin, `grid_tasks: expected a list of tasks, got ${kindOf(list)}`);
  }
  if (grid.size === 0) return [];
  return [parseTask(EMPTY, list === undefined ? root : below(origin, 0), context)!];
}

/** How many points are drawn for each sub-grid with distributions, and how. */
export interface GridSample {
  /** 1 … 1,000,000; `undefined` if it is not set. An invalid number is reported and counts as 1. */
  readonly n: number | undefined;
  readonly method: SampleMethod;
  /** 0 … 2^31 − 1; `undefined` if the grid file has none. */
  readonly seed: number | undefined;
  /** Where `grid_sample` is; `undefined` if the grid file has none. */
  readonly origin: Origin | undefined;
}

/**
 * Parses `grid_sample`. Invalid values are reported and left out.
 *
 * @param samples `--samples`, which replaces `n`
 */
function parseGridSample(
  value: Value | undefined,
  samples: number | undefined,
  origin: Origin,
  report: ProblemReport,
): GridSample {
  if (value === undefined) return { n: samples, method: "sobol", seed: undefined, origin: undefined };
  if (!isMap(value)) {
    report.error(origin, `grid_sample: expected a map such as {n: 60}, got ${kindOf(value)}`);
    return { n: samples ?? 1, method: "sobol", seed: undefined, origin };
  }
  checkKeys(value, SAMPLE_KEYS, origin, report);
  const n = readNumber(value, "n", whole(1, MAX_EXPERIMENTS), { origin, report });
  const seed = readNumber(value, "seed", ONE_SEED, { origin, report });
  return { n: samples ?? n, method: methodOf(value.get("method"), below(origin, "method"), report), seed, origin };
}

function readNumber(
  map: ValueMap,
  key: string,
  kind: Kind<number>,
  { origin, report }: { readonly origin: Origin; readonly report: ProblemReport },
): number | undefined {
  const value = map.get(key);
  if (value === undefined) return undefined;
  const number = kind.read(value);
  if (!(number instanceof InvalidValue)) return number;
  const actual = describe(value).slice(0, 80);
  report.error(below(origin, key), `grid_sample: "${key}": expected ${number.expected}, got ${actual}`);
  return 1;
}

function methodOf(value: Value | undefined, origin: Origin, report: ProblemReport): SampleMethod {
  if (value === undefined) return "sobol";
  const method = SAMPLE_METHODS.find((method) => method === value);
  if (method !== undefined) return method;
  const text = describe(value).slice(0, 80);
  report.error(
    origin,
    `grid_sample: "method": expected sobol or random, got ${text}${suggestion(text, SAMPLE_METHODS)}`,
  );
  return "sobol";
}
