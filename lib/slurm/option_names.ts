/** The names of the options of sbatch. */

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
export function needsValue(name: string): boolean {
  return OPTION_NAMES.includes(name) && !FLAGS.has(name);
}

/**
 * The options for which a name is short: sbatch takes abbreviations.
 *
 * @param name with dashes
 * @returns none for a name in full, and for one that starts no known option
 */
export function abbreviatedOptions(name: string): string[] {
  return OPTION_NAMES.includes(name) ? [] : OPTION_NAMES.filter((full) => full.startsWith(name));
}
