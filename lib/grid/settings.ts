/** `grid_settings`, and the `settings` of a task: what each may hold, and what holds when it is absent. */
import { describe, kindOf } from "../config/describe.ts";
import { fromJson } from "../config/json_value.ts";
import { splitKey } from "../config/key_path.ts";
import { isList, isMap, isScalar, keyText, type Value, type ValueMap } from "../config/value.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";
import { suggestion } from "../messages/suggestion.ts";
import { goalOf } from "./goal.ts";
import { parseTemplate, type Template } from "./template.ts";

/** What "best" means. */
export interface Metric {
  /** A column of the analysis, `validation_accuracy` for instance. */
  readonly name: string;
  readonly goal: "maximize" | "minimize";
}

/** The failures after which nothing more is started. */
export type MaxFailures =
  | { readonly kind: "default" }
  | { readonly kind: "none" }
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

/** The settings of a task, complete. */
export interface Settings {
  /** Absent: runs start as MI-Prometheus starts them. */
  readonly command: Template | undefined;
  readonly testCommand: Template | undefined;
  readonly trainer: string;
  readonly tester: string;
  /** Shell code before each command, in the same shell. */
  readonly setup: string | undefined;
  readonly shell: readonly string[];
  readonly workdir: string;
  /** A glob below the run's directory. */
  readonly checkpoint: string;
  readonly repetitions: number | undefined;
  /** At most this many runs at a time; 0: as many as the machine allows. */
  readonly maxConcurrentRuns: number;
  readonly seed: number | readonly number[] | undefined;
  readonly seedKeys: readonly string[];
  readonly notInId: readonly string[];
  readonly metric: Metric | undefined;
  /** Seconds of one attempt. */
  readonly timeout: number | undefined;
  /** Further attempts after a failure or a timeout. */
  readonly retries: number;
  readonly maxFailures: MaxFailures;
  readonly cpusPerRun: number | undefined;
  /** Bytes. */
  readonly memoryPerRun: number | undefined;
  readonly gpusPerRun: number;
  readonly runsPerGpu: number;
  /** Bytes. */
  readonly gpuMemoryFree: number | undefined;
  readonly env: ReadonlyMap<string, Template>;
  readonly slurm: ReadonlyMap<string, string>;
}

/** Tells of a setting that is wrong. */
export type Complain = (path: readonly string[], message: string) => void;

/** The largest seed: 2^31 − 1, what every framework takes. */
export const MAX_SEED = 2 ** 31 - 1;

type Reader<T> = (value: Value) => T | Wrong;
class Wrong {
  constructor(readonly expected: string, readonly detail?: string) {}
}

const string: Reader<string> = (value) => {
  if (typeof value !== "string" || value === "") return new Wrong("must be a non-empty string");
  return value.includes("\0") ? new Wrong("must be a non-empty string", "it holds a NUL character") : value;
};

const whole = (least: number, most = Number.MAX_SAFE_INTEGER): Reader<number> => (value) => {
  const number = isScalar(value) ? value.value : NaN;
  return Number.isSafeInteger(number) && (number as number) >= least && (number as number) <= most
    ? number as number
    : new Wrong(`must be a whole number${most < 2 ** 40 ? ` from ${least} to ${most}` : `, at least ${least}`}`);
};

const list = <T>(item: Reader<T>, what: string): Reader<readonly T[]> => (value) => {
  if (!isList(value)) return new Wrong(`must be a list of ${what}`);
  const items = value.map(item);
  const wrong = items.find((read) => read instanceof Wrong) as Wrong | undefined;
  return wrong === undefined ? items as T[] : new Wrong(`must be a list of ${what}`, wrong.detail ?? wrong.expected);
};

const word: Reader<string> = (value) =>
  typeof value === "string" ? value : isScalar(value) ? value.text : new Wrong("must be a string");

const command: Reader<Template> = (value) => {
  const lone = loneBraces(value) ??
    (isList(value) ? value.map(loneBraces).find((name) => name !== undefined) : undefined);
  if (lone !== undefined) {
    return new Wrong(
      "must be a string or a list of strings",
      `YAML read {${lone}} as a map, put it in quotes: "{${lone}}"`,
    );
  }
  if (typeof value !== "string" && !isList(value)) return new Wrong("must be a string or a list of strings");
  const source = typeof value === "string" ? value : list(word, "strings")(value);
  if (source instanceof Wrong) return source;
  try {
    return parseTemplate(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Wrong("cannot be used", error.message);
  }
};

// `command: {config}` is a map to YAML: {config: null}.
function loneBraces(value: Value): string | undefined {
  if (!isMap(value) || value.size !== 1) return undefined;
  const [key, item] = [...value][0]!;
  return isScalar(item) && item.value === null ? keyText(key) : undefined;
}

const duration: Reader<number> = (value) =>
  parseDuration(describe(value)) ?? new Wrong("must be a duration: seconds, or 90s, 30m, 2h, 1d, 1h30m");

const size: Reader<number> = (value) =>
  parseSize(describe(value)) ?? new Wrong("must be a size: bytes, or 500MB, 8GiB");

const keys: Reader<readonly string[]> = (value) => {
  const names = list(string, "keys (training.seed_torch)")(value);
  if (names instanceof Wrong) return names;
  for (const name of names) {
    try {
      splitKey(name);
    } catch (error) {
      return new Wrong("must be a list of keys (training.seed_torch)", (error as Error).message);
    }
  }
  return names;
};

const seed: Reader<number | readonly number[]> = (value) => {
  if (!isList(value)) return whole(0, MAX_SEED)(value);
  if (value.length === 0) return new Wrong("must be a number, or a list with a seed for each repetition");
  return list(whole(0, MAX_SEED), `seeds from 0 to ${MAX_SEED}`)(value);
};

const metric: Reader<Metric> = (value) => {
  const name = isMap(value) ? value.get("name") : value;
  const unknown = isMap(value)
    ? [...value.keys()].map(keyText).find((key) => key !== "name" && key !== "goal")
    : undefined;
  if (unknown !== undefined) return new Wrong("must be {name: …, goal: …}", `it has "${unknown}"`);
  if (typeof name !== "string" || name === "") return new Wrong("must be {name: …, goal: …}", "its name is missing");
  const goal = (isMap(value) ? value.get("goal") : undefined) ?? goalOf(name);
  if (goal !== "maximize" && goal !== "minimize") {
    return new Wrong("must be {name: …, goal: …}", `its goal is maximize or minimize, not ${describe(goal)}`);
  }
  return { name, goal };
};

const maxFailures: Reader<MaxFailures> = (value) => {
  const text = describe(value);
  if (text === "none") return { kind: "none" };
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent !== null && Number(percent[1]) > 0 && Number(percent[1]) <= 100) {
    return { kind: "percent", percent: Number(percent[1]) };
  }
  const count = whole(1)(value);
  return count instanceof Wrong ? new Wrong("must be a number, a percentage (10%) or none") : { kind: "count", count };
};

const env: Reader<ReadonlyMap<string, Template>> = (value) => {
  if (!isMap(value)) return new Wrong("must be a map of variables");
  const variables = new Map<string, Template>();
  for (const [key, item] of value) {
    const name = keyText(key);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      return new Wrong("must be a map of variables", `"${name}" cannot be a variable's name`);
    }
    const lone = loneBraces(item);
    if (lone !== undefined) {
      return new Wrong("must be a map of variables", `YAML read {${lone}} as a map, put it in quotes: "{${lone}}"`);
    }
    if (isMap(item) || isList(item)) return new Wrong("must be a map of variables", `${name} is ${kindOf(item)}`);
    try {
      variables.set(name, parseTemplate(isScalar(item) && item.value === null ? "" : describe(item), "text"));
    } catch (error) {
      return new Wrong("cannot be used", `${name}: ${(error as Error).message}`);
    }
  }
  return variables;
};

const slurm: Reader<ReadonlyMap<string, string>> = (value) => {
  if (!isMap(value)) return new Wrong("must be a map of sbatch options");
  const odd = [...value].find(([, item]) => isMap(item) || isList(item));
  if (odd !== undefined) return new Wrong("must be a map of sbatch options", `${keyText(odd[0])} is ${kindOf(odd[1])}`);
  return new Map([...value].map(([key, item]) => [keyText(key), describe(item)]));
};

const SETTINGS = {
  command,
  test_command: command,
  trainer: string,
  tester: string,
  setup: string,
  shell: ((value) => {
    const words = list(string, "strings")(value);
    return !(words instanceof Wrong) && words.length === 0 ? new Wrong("must name a program, [bash, -c]") : words;
  }) as Reader<readonly string[]>,
  workdir: string,
  checkpoint: string,
  experiment_repetitions: whole(1),
  max_concurrent_runs: whole(Number.MIN_SAFE_INTEGER),
  seed,
  seed_keys: keys,
  not_in_id: keys,
  metric,
  timeout: duration,
  retries: whole(0),
  max_failures: maxFailures,
  cpus_per_run: whole(1),
  memory_per_run: size,
  gpus_per_run: whole(1),
  runs_per_gpu: whole(1),
  gpu_memory_free: size,
  env,
  slurm,
} as const;

/** Settings that hold for the whole grid and cannot stand in a task. */
const GRID_ONLY: ReadonlySet<string> = new Set([
  "experiment_repetitions",
  "max_concurrent_runs",
  "max_failures",
  "seed",
]);

/** Placeholders with a meaning of their own; any other name is a key of the configuration. */
export const RESERVED: ReadonlySet<string> = new Set([
  ..."config dir test_dir test_name checkpoint id name repetition seed attempt grid_dir grid_name cpus_per_run gpus_per_run"
    .split(" "),
  ..."trainer tester li ll tensorboard args overrides".split(" "),
]);

/**
 * Reads settings.
 *
 * @param values the map of the grid file, or `undefined` where there is none
 * @param scope where it stands
 * @param complain is told of everything that is wrong; what is wrong counts as absent
 */
export function parseSettings(
  values: Value | undefined,
  scope: "grid" | "task" | "resolved",
  complain: Complain,
): Settings {
  const map: ValueMap = isMap(values) ? values : new Map();
  if (values !== undefined && !isMap(values) && !(isScalar(values) && values.value === null)) {
    complain([], `settings must be a map: what is there is ${kindOf(values)}`);
  }
  for (const key of map.keys()) {
    const name = keyText(key);
    if (!Object.hasOwn(SETTINGS, name)) {
      complain([name], `there is no setting "${name}"${suggestion(name, Object.keys(SETTINGS))}`);
    } else if (scope === "task" && GRID_ONLY.has(name)) {
      complain([name], `"${name}" holds for the whole grid: move it to grid_settings`);
    }
  }
  const read = <T>(name: keyof typeof SETTINGS, reader: Reader<T>): T | undefined => {
    const value = map.get(name);
    if (value === undefined || (isScalar(value) && value.value === null)) return undefined;
    const result = reader(value);
    if (!(result instanceof Wrong)) return result;
    const detail = result.detail === undefined ? `what is there is ${describe(value).slice(0, 80)}` : result.detail;
    complain([name], `"${name}" ${result.expected}: ${detail}`);
    return undefined;
  };
  return {
    command: read("command", command),
    testCommand: read("test_command", command),
    trainer: read("trainer", SETTINGS.trainer) ?? "mip-offline-trainer",
    tester: read("tester", SETTINGS.tester) ?? "mip-tester",
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
    cpusPerRun: read("cpus_per_run", SETTINGS.cpus_per_run),
    memoryPerRun: read("memory_per_run", size),
    gpusPerRun: read("gpus_per_run", SETTINGS.gpus_per_run) ?? 1,
    runsPerGpu: read("runs_per_gpu", SETTINGS.runs_per_gpu) ?? 1,
    gpuMemoryFree: read("gpu_memory_free", size),
    env: read("env", env) ?? new Map(),
    slurm: read("slurm", slurm) ?? new Map(),
  };
}

/** The settings that hold where a grid file says nothing. */
export const DEFAULT_SETTINGS: Settings = parseSettings(fromJson({}), "resolved", () => {});
