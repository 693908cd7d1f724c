/** Parses `grid_settings` and the `settings` of tasks. */
import { isMap, isScalar, keyText, kindOf, type Value, type ValueMap } from "../../config/value.ts";
import type { Path } from "../../config/yaml.ts";
import { suggestKey } from "../../messages/suggestion.ts";
import { isOfGrid, isSetting, listSettings, type SettingName, SETTINGS, type SettingValue } from "./setting_table.ts";
import { concurrencyLimit, type Settings } from "./settings.ts";
import { InvalidValue, shortText } from "./value_kinds.ts";

/** Reports a problem with a setting at a path below the map of settings. */
export type ReportSetting = (path: Path, message: string) => void;

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
    if (!isSetting(name)) {
      reportSetting([name], `unknown setting "${name}"${suggestSetting(name)}`);
    } else if (scope === "task" && isOfGrid(name)) {
      reportSetting([name], `"${name}" applies to the whole grid: move it to grid_settings`);
    }
  }
  const read = <Name extends SettingName>(name: Name): SettingValue<Name> | undefined => {
    const value = map.get(name);
    if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
    const result = SETTINGS[name].kind.read(value);
    if (!(result instanceof InvalidValue)) return result as SettingValue<Name>;
    const problem = result.problem ?? `expected ${result.expected}, got ${result.actual ?? shortText(value)}`;
    reportSetting([name, ...result.path], `"${name}": ${problem}`);
    return undefined;
  };
  return {
    command: read("command"),
    testCommand: read("test_command"),
    trainer: read("trainer") ?? SETTINGS.trainer.byDefault,
    tester: read("tester") ?? SETTINGS.tester.byDefault,
    prefix: read("prefix"),
    args: read("args"),
    setup: read("setup"),
    shell: read("shell") ?? SETTINGS.shell.byDefault,
    workdir: read("workdir") ?? SETTINGS.workdir.byDefault,
    snapshot: read("snapshot") || undefined,
    checkpoint: read("checkpoint") ?? SETTINGS.checkpoint.byDefault,
    repetitions: read("experiment_repetitions"),
    maxConcurrentRuns: concurrencyLimit(read("max_concurrent_runs") ?? 0),
    seed: read("seed"),
    seedKeys: read("seed_keys") ?? [],
    notInId: read("not_in_id") ?? [],
    metric: read("metric"),
    results: read("results"),
    timeout: read("timeout"),
    retries: read("retries") ?? SETTINGS.retries.byDefault,
    maxFailures: read("max_failures") ?? { kind: "default" },
    earlyStopping: read("early_stopping"),
    maxTime: read("max_time"),
    onEnd: read("on_end"),
    onFirstFailure: read("on_first_failure"),
    order: read("order") ?? SETTINGS.order.byDefault,
    cpusPerRun: read("cpus_per_run"),
    memoryPerRun: read("memory_per_run"),
    gpusPerRun: read("gpus_per_run"),
    runsPerGpu: read("runs_per_gpu") ?? SETTINGS.runs_per_gpu.byDefault,
    gpuMemoryFree: read("gpu_memory_free"),
    runsPerJob: read("runs_per_job") ?? SETTINGS.runs_per_job.byDefault,
    slotsPerJob: read("slots_per_job"),
    env: read("env") ?? new Map(),
    slurm: read("slurm") ?? new Map(),
    sge: read("sge") ?? new Map(),
  };
}

/** Parses settings that were checked before: merged from those of a task and the grid, or from a plan. */
export function resolveSettings(values: ValueMap): Settings {
  return parseSettings(values, "resolved", () => {});
}

/** The settings of a grid file without any. */
export const DEFAULT_SETTINGS: Settings = resolveSettings(new Map());

// Keys of maps are not dotted, as in `--setting env.NAME=1`.
function suggestSetting(name: string): string {
  const [first, ...rest] = name.split(".");
  if (rest.length > 0 && isSetting(first!)) return `, did you mean '${first}={${rest.join(".")}: …}'?`;
  return suggestKey(name, listSettings().map(([setting]) => setting));
}
