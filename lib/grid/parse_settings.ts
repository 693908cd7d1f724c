/** Parses `grid_settings` and the `settings` of tasks. */
import { describe, kindOf } from "../config/describe.ts";
import { isMap, isScalar, keyText, type Value, type ValueMap } from "../config/value.ts";
import { printable } from "../messages/printable.ts";
import { suggestKey } from "../messages/suggestion.ts";
import {
  command,
  duration,
  earlyStopping,
  env,
  InvalidValue,
  keys,
  maxFailures,
  metric,
  order,
  prefix,
  type Reader,
  seed,
  SETTINGS,
  size,
  slurm,
} from "./setting_readers.ts";
import type { Settings } from "./settings.ts";

/** Reports a problem with a setting at a path below the map of settings. */
export type ReportSetting = (path: readonly string[], message: string) => void;

/** Settings of the whole grid, which tasks cannot have. */
const GRID_ONLY: ReadonlySet<string> = new Set([
  "early_stopping",
  "experiment_repetitions",
  "max_concurrent_runs",
  "max_failures",
  "max_time",
  "order",
  "seed",
]);

/**
 * Parses settings. Missing, empty and invalid ones get their defaults.
 *
 * @param values a map; `undefined` if the grid file has none
 * @param scope which settings are allowed: tasks cannot have those of the whole grid
 * @param reportSetting gets all problems
 */
export function parseSettings(
  values: Value | undefined,
  scope: "grid" | "task" | "resolved",
  reportSetting: ReportSetting,
): Settings {
  const map: ValueMap = isMap(values) ? values : new Map();
  if (values !== undefined && !isMap(values) && !(isScalar(values) && values.value === null)) {
    reportSetting([], `settings: expected a map, got ${kindOf(values)}`);
  }
  for (const key of map.keys()) {
    const name = keyText(key);
    if (!Object.hasOwn(SETTINGS, name)) {
      reportSetting([name], `unknown setting "${name}"${suggestSetting(name)}`);
    } else if (scope === "task" && GRID_ONLY.has(name)) {
      reportSetting([name], `"${name}" applies to the whole grid: move it to grid_settings`);
    }
  }
  const read = <T>(name: keyof typeof SETTINGS, reader: Reader<T>): T | undefined => {
    const value = map.get(name);
    if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
    const result = reader(value);
    if (!(result instanceof InvalidValue)) return result;
    const text = printable(describe(value).slice(0, 80)) || "an empty string";
    // A string in quotes, where a number is expected.
    const actual = typeof value === "string" && /^[\d.+-]+$/.test(value) ? JSON.stringify(value) : text;
    reportSetting(
      [name],
      `"${name}": ${result.problem ?? `expected ${result.expected}, got ${result.actual ?? actual}`}`,
    );
    return undefined;
  };
  return {
    command: read("command", command),
    testCommand: read("test_command", command),
    trainer: read("trainer", SETTINGS.trainer) ?? "mip-offline-trainer",
    tester: read("tester", SETTINGS.tester) ?? "mip-tester",
    prefix: read("prefix", prefix),
    setup: read("setup", SETTINGS.setup),
    shell: read("shell", SETTINGS.shell) ?? ["sh", "-c"],
    workdir: read("workdir", SETTINGS.workdir) ?? ".",
    checkpoint: read("checkpoint", SETTINGS.checkpoint) ?? "models/model_best.*",
    repetitions: read("experiment_repetitions", SETTINGS.experiment_repetitions),
    maxConcurrentRuns: Math.max(0, read("max_concurrent_runs", SETTINGS.max_concurrent_runs) ?? 0),
    seed: read("seed", seed),
    seedKeys: read("seed_keys", keys) ?? [],
    notInId: read("not_in_id", keys) ?? [],
    metric: read("metric", metric),
    timeout: read("timeout", duration),
    retries: read("retries", SETTINGS.retries) ?? 0,
    maxFailures: read("max_failures", maxFailures) ?? { kind: "default" },
    earlyStopping: read("early_stopping", earlyStopping),
    maxTime: read("max_time", duration),
    order: read("order", order) ?? "longest",
    cpusPerRun: read("cpus_per_run", SETTINGS.cpus_per_run),
    memoryPerRun: read("memory_per_run", size),
    gpusPerRun: read("gpus_per_run", SETTINGS.gpus_per_run),
    runsPerGpu: read("runs_per_gpu", SETTINGS.runs_per_gpu) ?? 1,
    gpuMemoryFree: read("gpu_memory_free", size),
    runsPerJob: read("runs_per_job", SETTINGS.runs_per_job) ?? 1,
    slotsPerJob: read("slots_per_job", SETTINGS.slots_per_job),
    env: read("env", env) ?? new Map(),
    slurm: read("slurm", slurm) ?? new Map(),
  };
}

/** Parses settings whose problems have been reported before, after merging those of tasks and the grid, or from a plan. */
export function resolveSettings(values: ValueMap): Settings {
  return parseSettings(values, "resolved", () => {});
}

/** The settings of a grid file without any. */
export const DEFAULT_SETTINGS: Settings = resolveSettings(new Map());

// `--setting env.NAME=1`: keys of maps are not dotted.
function suggestSetting(name: string): string {
  const [first, ...rest] = name.split(".");
  if (rest.length > 0 && Object.hasOwn(SETTINGS, first!)) return `, did you mean '${first}={${rest.join(".")}: …}'?`;
  return suggestKey(name, Object.keys(SETTINGS));
}
