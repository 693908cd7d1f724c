/** Finds settings that cannot be used on Slurm, beside what sbatch itself refuses. */
import type { SettingProblem } from "../cluster/dialect.ts";
import type { Settings } from "../grid/settings/settings.ts";
import { CONTROLLER } from "../grid/settings/value_kinds.ts";
import { parseDuration } from "../messages/quantity.ts";
import { counted } from "../messages/text.ts";

/**
 * All problems with the settings of a task.
 *
 * @param slots runs of an element at a time
 */
export function settingProblems(settings: Settings, slots: number): SettingProblem[] {
  return [
    ...[...settings.slurm].flatMap(([key, value]) => {
      const name = ofController(key);
      const message = name !== undefined
        ? controllerProblem(name, value)
        : nameProblem(key, value) ?? sameOption(key, settings.slurm) ?? valueProblem(key, value) ??
          taskProblem(key, value, slots) ?? gpuProblem(key, value, settings, slots);
      return message === undefined ? [] : [{ setting: `slurm.${key}`, message: `"slurm": ${message}` }];
    }),
    ...slotProblems(settings),
  ];
}

/** The name of an option of the controller; `undefined` for one of runs. */
export function ofController(key: string): string | undefined {
  return key.startsWith(`${CONTROLLER}.`) ? key.slice(CONTROLLER.length + 1) : undefined;
}

// By its name the controller is found, and what it waits for follows from its grid.
function controllerProblem(key: string, value: string | boolean): string | undefined {
  const isOurs = ["dependency", "job-name"].includes(optionName(key));
  const problem = isOurs
    ? `the option "${key}" cannot be set for the controller`
    : nameProblem(key, value) ?? valueProblem(key, value);
  return problem === undefined ? undefined : `${CONTROLLER}: ${problem}`;
}

/** Options that this program sets, or that would keep it from knowing its jobs, with what to use instead. */
const RESERVED: Readonly<Record<string, string>> = {
  array: "use max_concurrent_runs and runs_per_job",
  chdir: "use workdir",
  clusters: "run the command on a login node of that cluster",
  error: "each run has a log in its directory",
  gid: "jobs belong to the user who submits them",
  help: "see `sbatch --help`",
  input: "runs read nothing; a command can read a file with <",
  "open-mode": "each run has a log in its directory",
  output: "each run has a log in its directory",
  parsable: "it is always given",
  signal: "use timeout",
  "test-only": "use --dry-run",
  uid: "jobs belong to the user who submits them",
  usage: "see `sbatch --usage`",
  version: "see `sbatch --version`",
  wait: "a command without --detach waits",
  wrap: "use command",
};

function nameProblem(key: string, value: string | boolean): string | undefined {
  const name = optionName(key);
  if (!/^[a-z][a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) {
    return `"${key}" is not the long name of an sbatch option, such as partition or cpus-per-task`;
  }
  if (Object.hasOwn(RESERVED, name)) return `the option "${key}" cannot be set: ${RESERVED[name]}`;
  const full = abbreviatedOptions(name);
  if (full.length > 0) {
    const names = full.map((option) => `"${option}"`).join(" or ");
    return `"${key}" is short for ${names}: write the name of an option in full`;
  }
  return name === "requeue" && value === false ? `write "no-requeue: true" to turn requeueing off` : undefined;
}

function sameOption(key: string, slurm: Settings["slurm"]): string | undefined {
  const name = optionName(key);
  const others = [...slurm.keys()].filter((other) => other !== key);
  const same = others.find((other) => optionName(other) === name);
  if (same !== undefined) return `"${key}" and "${same}" are the same option: give one of them`;
  const opposite = others.find((other) => [name, optionName(other)].sort().join() === "no-requeue,requeue");
  if (opposite === undefined || slurm.get(key) === false || slurm.get(opposite) === false) return undefined;
  return `"${key}" and "${opposite}" exclude each other: give one of them`;
}

// sbatch makes some of them 8,000 years: it only takes the last 32 bits of a number.
const TIME = /^(?:\d+|\d+:\d+(?::\d+)?|\d+-\d*(?::\d+){0,2}|infinite|unlimited)$/i;

/** The longest time limit, a century. */
export const MAX_DAYS = 36_525;

/** Whether an option leaves the limit of time to this program. */
export function isAutoTime(key: string, value: string | boolean): boolean {
  return optionName(key) === "time" && value === "auto";
}

function valueProblem(key: string, value: string | boolean): string | undefined {
  const name = optionName(key);
  if ((value === "" || value === true) && needsValue(name)) {
    return `the option "${key}" needs a value${value === true ? ', got true: put "yes" or "on" in quotes' : ""}`;
  }
  if (typeof value === "boolean") return undefined;
  // A job is found by its name, with one job on a line.
  // deno-lint-ignore no-control-regex
  if (/[\0-\x1f\x7f]/.test(value)) return `the value of "${key}" has a line break or another control character`;
  if (name === "job-name" && value.length > MAX_NAME) {
    return `the value of "${key}" has ${value.length} characters, expected at most ${MAX_NAME}`;
  }
  if (!["time", "time-min"].includes(name) || value === "" || isAutoTime(key, value)) return undefined;
  const seconds = /[dhms]$/.test(value) ? parseDuration(value) : undefined;
  if (seconds === undefined && !TIME.test(value)) {
    return `"${key}": expected a time limit such as 90 (minutes), 2:00:00, 1-12 or 2h, or auto, got ${value}`;
  }
  const days = seconds !== undefined ? seconds / 86_400 : daysOf(value);
  return days > MAX_DAYS ? `"${key}": expected at most ${MAX_DAYS} days, or UNLIMITED, got ${value}` : undefined;
}

const MAX_NAME = 100;

// The largest unit of a time limit of sbatch: minutes, minutes:seconds, hours:minutes:seconds, days-hours.
function daysOf(time: string): number {
  const [, days, first = "", more = ""] = /^(?:(\d+)-)?(\d*)(.*)$/.exec(time)!;
  if (days !== undefined) return Number(days);
  return Number(first) / (more.split(":").length === 3 ? 24 : 1_440);
}

const TASK_OPTIONS: readonly string[] = [
  ...["nodes", "ntasks", "ntasks-per-core", "ntasks-per-gpu", "ntasks-per-node", "ntasks-per-socket"],
];

// `srun` takes all of a job, so the runs of its slots would wait for each other, and see each other's GPUs.
function taskProblem(key: string, value: string | boolean, slots: number): string | undefined {
  if (slots === 1 || typeof value === "boolean" || !TASK_OPTIONS.includes(optionName(key))) return undefined;
  if (!value.split(/\D+/).some((number) => Number(number) > 1)) return undefined;
  return `"${key}: ${value}" cannot be used with ${slots} runs of a job at a time, as each run of several tasks takes ` +
    `the whole job: set "slots_per_job: 1"`;
}

// An option for GPUs replaces the one that follows from gpus_per_run, by which the slots share them.
function gpuProblem(
  key: string,
  value: string | boolean,
  { gpusPerRun, runsPerGpu }: Settings,
  slots: number,
): string | undefined {
  if (gpusPerRun === undefined || typeof value === "boolean") return undefined;
  const needed = gpusPerRun * Math.ceil(slots / runsPerGpu);
  const given = countGpus(optionName(key), value);
  if (given === undefined || given >= needed) return undefined;
  return `"${key}: ${value}" gives a job ${counted(given, "GPU")}, but "gpus_per_run" needs ${needed}` +
    (optionName(key) === "gres" ? `: add gpu:${needed}, or remove "gpus_per_run"` : "");
}

/** The GPUs that an option asks for; `undefined` for other options, and in other notations. */
function countGpus(option: string, value: string): number | undefined {
  const items = value.replaceAll(/\([^)]*\)/g, "").split(",");
  const counts = option === "gres"
    ? items.map((item) => /^(?:gres[:/])?gpu(?:$|[:=])/.test(item) ? countOf(item) : 0)
    : option === "gpus" || option === "gpus-per-node"
    ? items.map(countOf)
    : [NaN];
  const count = counts.reduce((sum, count) => sum + count, 0);
  return Number.isNaN(count) ? undefined : count;
}

// `gpu:a100:2`, `a100:2`, `2`; without a number, one.
function countOf(item: string): number {
  const last = item.split(/[:=]/).at(-1)!;
  return /^\d+$/.test(last) ? Number(last) : /^[a-z]/i.test(last) ? 1 : NaN;
}

function slotProblems({ slotsPerJob, runsPerJob }: Settings): SettingProblem[] {
  if (slotsPerJob === undefined || slotsPerJob <= runsPerJob) return [];
  const message = `"slots_per_job": ${slotsPerJob} runs at a time need "runs_per_job" of at least ${slotsPerJob}, ` +
    `got ${runsPerJob}`;
  return [{ setting: "slots_per_job", message }];
}

// The names of the options of sbatch.

/** The long names of the options of sbatch 24.11, by `sbatch --help`. Other versions have others. */
export const OPTION_NAMES: readonly string[] = [
  ...["account", "acctg-freq", "array", "batch", "bb", "bbf", "begin", "chdir", "cluster-constraint"],
  ...["clusters", "comment", "constraint", "container", "container-id", "contiguous", "core-spec"],
  ...["cores-per-socket", "cpu-freq", "cpus-per-gpu", "cpus-per-task", "deadline", "delay-boot", "dependency"],
  ...["distribution", "error", "exclude", "exclusive", "export", "export-file", "extra", "extra-node-info"],
  ...["get-user-env", "gid", "gpu-bind", "gpu-freq", "gpus", "gpus-per-node", "gpus-per-socket"],
  ...["gpus-per-task", "gres", "gres-flags", "help", "hint", "hold", "ignore-pbs", "input", "job-name"],
  ...["kill-on-invalid-dep", "licenses", "mail-type", "mail-user", "mcs-label", "mem", "mem-bind"],
  ...["mem-per-cpu", "mem-per-gpu", "mincpus", "network", "nice", "no-kill", "no-requeue", "nodefile"],
  ...["nodelist", "nodes", "ntasks", "ntasks-per-core", "ntasks-per-gpu", "ntasks-per-node"],
  ...["ntasks-per-socket", "oom-kill-step", "open-mode", "output", "overcommit", "oversubscribe", "parsable"],
  ...["partition", "power", "prefer", "priority", "profile", "propagate", "qos", "quiet", "reboot", "requeue"],
  ...["reservation", "resv-ports", "segment", "signal", "sockets-per-node", "spread-job", "stepmgr"],
  ...["switches", "test-only", "thread-spec", "threads-per-core", "time", "time-min", "tmp", "tres-bind"],
  ...["tres-per-task", "uid", "usage", "use-min-nodes", "verbose", "version", "wait", "wait-all-nodes"],
  ...["wckey", "wrap"],
];

/** The long name of an option that the grid file may write with `_`. */
export function optionName(key: string): string {
  return key.replaceAll("_", "-");
}

/** The long name of the option in an argument of sbatch: `mem` of `--mem=1G`. */
export function optionOf(word: string): string {
  return /^--([^=]*)/.exec(word)?.[1] ?? "";
}

const FLAGS: ReadonlySet<string> = new Set([
  ...["contiguous", "exclusive", "get-user-env", "help", "hold", "ignore-pbs", "nice", "no-kill", "no-requeue"],
  ...["oom-kill-step", "overcommit", "oversubscribe", "parsable", "power", "propagate", "quiet", "reboot", "requeue"],
  ...["resv-ports", "spread-job", "stepmgr", "test-only", "usage", "use-min-nodes", "verbose", "version", "wait"],
]);

/** Whether an option is known to need a value: without one, sbatch would take the next argument for it. */
function needsValue(name: string): boolean {
  return OPTION_NAMES.includes(name) && !FLAGS.has(name);
}

/**
 * The options for which a name is short: sbatch takes abbreviations.
 *
 * @param name with dashes
 * @returns none for a name in full, and for one that starts no known option
 */
function abbreviatedOptions(name: string): string[] {
  return OPTION_NAMES.includes(name) ? [] : OPTION_NAMES.filter((full) => full.startsWith(name));
}
