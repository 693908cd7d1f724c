/** Turns settings into options of sbatch. */
import { roundCpus } from "../grid/round_cpus.ts";
import type { Settings } from "../grid/settings.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";

/** What the elements of an array are submitted with. */
export interface SbatchOptions {
  /** What the grid file asks for: those of its `slurm` setting, then those that follow from other settings. */
  readonly words: readonly string[];
  /** What is given unless the grid file says otherwise. */
  readonly defaults: readonly string[];
  /** The beginning of the job's name, if the grid file has one. */
  readonly jobName: string | undefined;
  /** A dependency of the grid file, in the notation of sbatch. */
  readonly dependency: string | undefined;
  /** Runs of an element at a time, at least 1. */
  readonly slots: number;
  /** The most runs of an element, at least {@link slots}. */
  readonly runsPerJob: number;
  /** The GPUs of a run; 0 without. */
  readonly gpusPerRun: number;
  /** How many slots share these GPUs. */
  readonly runsPerGpu: number;
}

/** A setting that cannot be used on Slurm. */
export interface SettingProblem {
  /** Its name in the grid file; `slurm.NAME` for an option of sbatch. */
  readonly setting: string;
  readonly message: string;
}

/** Seconds between SIGTERM and SIGKILL after a timeout. */
const GRACE = 10;

/**
 * The options of sbatch for the runs of a task.
 *
 * @param settings those of the task; `maxConcurrentRuns` is the limit that applies, which a flag may have changed
 * @returns the options, or all problems with the settings
 */
export function sbatchOptions(settings: Settings): SbatchOptions | SettingProblem[] {
  const problems = [...optionProblems(settings.slurm), ...slotProblems(settings)];
  if (problems.length > 0) return problems;
  const { runsPerJob, runsPerGpu, maxConcurrentRuns } = settings;
  const most = maxConcurrentRuns > 0 ? Math.min(runsPerJob, maxConcurrentRuns) : runsPerJob;
  const slots = Math.min(settings.slotsPerJob ?? runsPerGpu, most);
  const given = readOptions(settings.slurm);
  const derived = derivedOptions(settings, slots).filter(([name]) => !isReplaced(name, given));
  const text = (name: string) => given.get(name) as string | undefined;
  return {
    words: [...[...given].filter(([name]) => !NAMED_APART.includes(name)), ...derived].flatMap(toWord),
    defaults: DEFAULTS.filter(([name]) => !isReplaced(name, given)).flatMap(toWord),
    jobName: text("job-name"),
    dependency: text("dependency"),
    slots,
    runsPerJob,
    gpusPerRun: settings.gpusPerRun ?? 0,
    runsPerGpu,
  };
}

/** Options that are combined with those of this program when an array is submitted. */
const NAMED_APART: readonly string[] = ["job-name", "dependency"];

// An element that starts again continues its runs. Limits of the login node are not those of the nodes.
const DEFAULTS: readonly (readonly [string, string | boolean])[] = [["requeue", true], ["propagate", "NONE"]];

/** The options that follow from the settings of an element with this many slots. */
function derivedOptions(settings: Settings, slots: number): [string, string][] {
  const { gpusPerRun, runsPerGpu, cpusPerRun, memoryPerRun, timeout, retries, runsPerJob } = settings;
  const options: [string, string][] = [];
  if (gpusPerRun !== undefined) options.push(["gres", `gpu:${gpusPerRun * Math.ceil(slots / runsPerGpu)}`]);
  // Sites give jobs with GPUs their share of the CPUs.
  const cpus = cpusPerRun ?? (slots > 1 && gpusPerRun === undefined ? 1 : undefined);
  if (cpus !== undefined) options.push(["cpus-per-task", String(Math.ceil(roundCpus(cpus * slots)))]);
  if (memoryPerRun !== undefined) options.push(["mem", toMegabytes(memoryPerRun * slots)]);
  if (timeout !== undefined) {
    options.push(["time", toMinutes((timeout + GRACE) * (retries + 1) * Math.ceil(runsPerJob / slots))]);
  }
  return options;
}

/** Options that exclude each other: one of the grid file replaces all others of its list. */
const ALTERNATIVES: readonly (readonly string[])[] = [
  ["requeue", "no-requeue"],
  ["gres", "gpus", "gpus-per-node", "gpus-per-task", "gpus-per-socket", "tres-per-task"],
  ["cpus-per-task", "cpus-per-gpu", "tres-per-task"],
  ["mem", "mem-per-cpu", "mem-per-gpu"],
];

function isReplaced(name: string, given: ReadonlyMap<string, unknown>): boolean {
  return given.has(name) ||
    ALTERNATIVES.some((names) => names.includes(name) && names.some((other) => given.has(other)));
}

function toWord([name, value]: readonly [string, string | boolean]): string[] {
  if (value === false) return [];
  return [value === true ? `--${name}` : `--${name}=${value}`];
}

/** The options of the `slurm` setting, with their names and values as sbatch takes them. */
function readOptions(slurm: Settings["slurm"]): Map<string, string | boolean> {
  return new Map(Array.from(slurm, ([key, value]) => {
    const name = optionName(key);
    return [name, typeof value === "string" ? convert(name, value) : value];
  }));
}

/** The long name of an option that the grid file may write with `_`. */
export function optionName(key: string): string {
  return key.replaceAll("_", "-");
}

/** The long name of the option in an argument of sbatch: `mem` of `--mem=1G`. */
export function optionOf(word: string): string {
  return /^--([^=]*)/.exec(word)?.[1] ?? "";
}

function convert(name: string, value: string): string | true {
  if (value === "") return true;
  // Numbers without a unit are minutes and megabytes to sbatch, and stay as they are.
  if (["time", "time-min"].includes(name) && /[dhms]$/.test(value)) {
    const seconds = parseDuration(value);
    if (seconds !== undefined) return toMinutes(seconds);
  }
  if (["mem", "mem-per-cpu", "mem-per-gpu", "tmp"].includes(name) && value.endsWith("B")) {
    const bytes = parseSize(value);
    if (bytes !== undefined) return toMegabytes(bytes);
  }
  return value;
}

function toMinutes(seconds: number): string {
  return String(Math.ceil(seconds / 60));
}

function toMegabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)}M`;
}

/** Options that this program sets, or that would keep it from knowing its jobs, with what to use instead. */
const RESERVED: Readonly<Record<string, string>> = {
  array: "use max_concurrent_runs and runs_per_job",
  chdir: "use workdir",
  clusters: "run the command on a login node of that cluster",
  error: "each run has a log in its directory",
  help: "see `sbatch --help`",
  "open-mode": "each run has a log in its directory",
  output: "each run has a log in its directory",
  parsable: "it is always given",
  signal: "use timeout",
  "test-only": "use --dry-run",
  usage: "see `sbatch --usage`",
  version: "see `sbatch --version`",
  wait: "a command without --detach waits",
  wrap: "use command",
};

function optionProblems(slurm: Settings["slurm"]): SettingProblem[] {
  const keys = [...slurm.keys()];
  return keys.flatMap((key) => {
    const message = optionProblem(key, slurm.get(key)!) ?? sameOption(key, keys);
    return message === undefined ? [] : [{ setting: `slurm.${key}`, message: `"slurm": ${message}` }];
  });
}

function optionProblem(key: string, value: string | boolean): string | undefined {
  const name = optionName(key);
  if (!/^[a-z][a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
    return `"${key}" is not the long name of an sbatch option, such as partition or cpus-per-task`;
  }
  if (Object.hasOwn(RESERVED, name)) return `the option "${key}" cannot be set: ${RESERVED[name]}`;
  // sbatch takes abbreviations.
  const long = Object.keys(RESERVED).find((reserved) => reserved.startsWith(name));
  if (long !== undefined) return `"${key}" is short for "${long}": write the name of an option in full`;
  if (NAMED_APART.includes(name) && typeof value === "boolean") return `expected a value for "${key}"`;
  if (name === "requeue" && value === false) return `write "no-requeue: true" to turn requeueing off`;
  if (typeof value === "string" && value.includes("\0")) return `the value of "${key}" has a NUL character`;
  return undefined;
}

function sameOption(key: string, keys: readonly string[]): string | undefined {
  const other = keys.find((other) => other !== key && optionName(other) === optionName(key));
  return other === undefined ? undefined : `"${key}" and "${other}" are the same option: give one of them`;
}

function slotProblems({ slotsPerJob, runsPerJob }: Settings): SettingProblem[] {
  if (slotsPerJob === undefined || slotsPerJob <= runsPerJob) return [];
  const message = `"slots_per_job": ${slotsPerJob} runs at a time need "runs_per_job" of at least ${slotsPerJob}, ` +
    `got ${runsPerJob}`;
  return [{ setting: "slots_per_job", message }];
}
