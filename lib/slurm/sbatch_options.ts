/** Turns settings into options of sbatch. */
import type { ControllerNames, SettingProblem } from "../cluster/dialect.ts";
import {
  elementSeconds,
  type JobArray,
  type JobOptions,
  type MaxTimes,
  slotsOfElement,
  type SubmissionNames,
} from "../cluster/plan_arrays.ts";
import { roundCpus, type Settings } from "../grid/settings/settings.ts";
import { parseDuration, parseSize } from "../messages/quantity.ts";
import { isAutoTime, MAX_DAYS, ofController, optionName, settingProblems } from "./setting_problems.ts";

/**
 * The options of sbatch for the runs of a task.
 *
 * @param settings those of the task; `maxConcurrentRuns` is the limit that applies, which a flag may have changed
 * @param time the limit of one attempt in seconds, for `time: auto`; without one, that of the partition applies
 * @returns the options, or all problems with the settings
 */
export function sbatchOptions(
  settings: Settings,
  time?: number,
  maxTimes: MaxTimes = new Map(),
): JobOptions | SettingProblem[] {
  const { runsPerJob, runsPerGpu } = settings;
  const slots = slotsOfElement(settings);
  const problems = settingProblems(settings, slots);
  if (problems.length > 0) return problems;
  const given = readOptions(settings.slurm);
  const most = maxTimes.get(String(given.get("partition") ?? "")) ?? Infinity;
  const derived = derivedOptions(settings, slots, { time, most }).filter(([name]) => !isReplaced(name, given));
  const text = (name: string) => given.get(name) as string | false | undefined || undefined;
  return {
    system: "slurm",
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
function derivedOptions(
  settings: Settings,
  slots: number,
  { time, most }: { readonly time: number | undefined; readonly most: number },
): [string, string][] {
  const { gpusPerRun, runsPerGpu, cpusPerRun, memoryPerRun } = settings;
  const options: [string, string][] = [];
  if (gpusPerRun !== undefined) options.push(["gres", `gpu:${gpusPerRun * Math.ceil(slots / runsPerGpu)}`]);
  // Sites give jobs with GPUs their share of the CPUs.
  const cpus = cpusPerRun ?? (slots > 1 && gpusPerRun === undefined ? 1 : undefined);
  if (cpus !== undefined) options.push(["cpus-per-task", String(Math.ceil(roundCpus(cpus * slots)))]);
  if (memoryPerRun !== undefined) options.push(["mem", toMegabytes(memoryPerRun * slots)]);
  const seconds = elementSeconds(settings, slots, time);
  if (seconds !== undefined) {
    options.push(["time", toMinutes(Math.min(seconds, most, MAX_DAYS * 86_400))]);
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

function isReplaced(name: string, given: ReadonlyMap<string, string | boolean>): boolean {
  const isGiven = (other: string) => (given.get(other) ?? false) !== false;
  return given.has(name) || ALTERNATIVES.some((names) => names.includes(name) && names.some(isGiven));
}

function toWord([name, value]: readonly [string, string | boolean]): string[] {
  if (value === false) return [];
  return [value === true ? `--${name}` : `--${name}=${value}`];
}

/** The options of the `slurm` setting for runs, with their names and values as sbatch takes them. */
function readOptions(slurm: Settings["slurm"]): Map<string, string | boolean> {
  const ofRuns = [...slurm].filter(([key, value]) => ofController(key) === undefined && !isAutoTime(key, value));
  return new Map(ofRuns.map(([key, value]) => {
    const name = optionName(key);
    return [name, typeof value === "string" ? convert(name, value) : value];
  }));
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

/** Whether the limit of time of jobs is to follow from how long runs take. */
export function hasAutoTime({ slurm }: Pick<Settings, "slurm">): boolean {
  return [...slurm].some(([key, value]) => isAutoTime(key, value));
}

// The job that follows a detached grid.

/** Options of the runs that the controller has, too, unless the grid file gives it others: where the user may submit jobs at all. */
const SHARED: readonly string[] = ["account", "partition", "qos", "reservation", "wckey"];

const CONTROLLER_DEFAULTS: readonly (readonly [string, string | boolean])[] = [
  ...DEFAULTS,
  ["ntasks", "1"],
  ["cpus-per-task", "1"],
  ["mem", "2G"],
];

/** The options with which the controller is submitted, as arguments of sbatch. */
export function controllerWords({ slurm }: Pick<Settings, "slurm">): string[] {
  const own = readOptions(
    new Map([...slurm].flatMap(([key, value]) => {
      const name = ofController(key);
      return name === undefined ? [] : [[name, value] as const];
    })),
  );
  const shared = [...readOptions(slurm)].filter(([name]) => SHARED.includes(name) && !own.has(name));
  const defaults = CONTROLLER_DEFAULTS.filter(([name]) => !isReplaced(name, own));
  return [...defaults, ...shared, ...own].flatMap(toWord);
}

// The arguments of sbatch for a job array.

/** The arguments of sbatch, without the script. */
export function arrayWords(
  { options, elements, concurrent }: Pick<JobArray<unknown>, "options" | "elements" | "concurrent">,
  { name, outputDir, root, after }: SubmissionNames,
): string[] {
  const waits = [
    ...(options.dependency === undefined ? [] : [options.dependency]),
    ...(after === undefined ? [] : [`afterany:${after}`]),
  ];
  return [
    ...options.defaults,
    ...options.words,
    "--parsable",
    `--array=0-${elements - 1}${concurrent === undefined ? "" : `%${concurrent}`}`,
    `--job-name=${name}`,
    `--chdir=${root}`,
    `--output=${outputPattern(outputDir)}`,
    // An element that starts again goes on in the same file.
    "--open-mode=append",
    ...(waits.length === 0 ? [] : [`--dependency=${waits.join(",")}`]),
  ];
}

// Slurm expands %j and the like, also in the names of directories, and in those of the working directory if the path is relative. A
// backslash keeps it from expanding anything: elements then write the file themselves.
function outputPattern(dir: string): string {
  return dir.includes("\\") ? "/dev/null" : `${dir.replaceAll("%", "%%")}/%a`;
}

// It is told this many seconds before its time is over.
const NOTICE_S = 60;

/** The arguments of sbatch for the controller as such: an array whose elements run one after another, whatever ends them. */
export function controllerArrayWords(
  { name, outputDir, root, after, lives }: ControllerNames,
): string[] {
  return [
    ...["--parsable", `--array=0-${lives - 1}%1`, `--job-name=${name}`, `--chdir=${root}`],
    ...[`--output=${outputPattern(outputDir)}`, "--open-mode=append", `--signal=B:USR1@${NOTICE_S}`],
    ...(after.length === 0 ? [] : [`--dependency=${after.map((job) => `afterany:${job}`).join(",")}`]),
  ];
}

// Finds the setting that an option of sbatch comes from, to show its place in the grid file.

/**
 * The setting of the grid file that an option of sbatch comes from.
 *
 * @param option its long name
 * @returns `slurm.NAME` as written for one of the `slurm` setting; `slurm` for one that does not come from the grid file
 */
export function settingOfOption(settings: Settings, option: string): string {
  const written = [...settings.slurm.keys()].find((key) => optionName(key) === option);
  if (written !== undefined) return `slurm.${written}`;
  switch (option) {
    case "gres":
      return "gpus_per_run";
    case "mem":
      return "memory_per_run";
    case "time":
      return "timeout";
    case "cpus-per-task":
      if (settings.cpusPerRun !== undefined) return "cpus_per_run";
      return settings.slotsPerJob !== undefined ? "slots_per_job" : "runs_per_gpu";
    default:
      return "slurm";
  }
}
