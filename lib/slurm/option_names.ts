/** The options of sbatch. Only for hints: newer versions have more. */

/** The long names of the options of sbatch 24.11, by `sbatch --help`. */
export const OPTION_NAMES: readonly string[] = [
  ...[
    "account",
    "acctg-freq",
    "array",
    "batch",
    "bb",
    "bbf",
    "begin",
    "chdir",
    "cluster-constraint",
    "clusters",
    "comment",
  ],
  ...["constraint", "container", "container-id", "contiguous", "core-spec", "cores-per-socket", "cpu-freq"],
  ...["cpus-per-gpu", "cpus-per-task", "deadline", "delay-boot", "dependency", "distribution", "error", "exclude"],
  ...["exclusive", "export", "export-file", "extra", "extra-node-info", "get-user-env", "gid", "gpu-bind", "gpu-freq"],
  ...["gpus", "gpus-per-node", "gpus-per-socket", "gpus-per-task", "gres", "gres-flags", "help", "hint", "hold"],
  ...["ignore-pbs", "input", "job-name", "kill-on-invalid-dep", "licenses", "mail-type", "mail-user", "mcs-label"],
  ...["mem", "mem-bind", "mem-per-cpu", "mem-per-gpu", "mincpus", "network", "nice", "no-kill", "no-requeue"],
  ...["nodefile", "nodelist", "nodes", "ntasks", "ntasks-per-core", "ntasks-per-gpu", "ntasks-per-node"],
  ...["ntasks-per-socket", "oom-kill-step", "open-mode", "output", "overcommit", "oversubscribe", "parsable"],
  ...["partition", "power", "prefer", "priority", "profile", "propagate", "qos", "quiet", "reboot", "requeue"],
  ...[
    "reservation",
    "resv-ports",
    "segment",
    "signal",
    "sockets-per-node",
    "spread-job",
    "stepmgr",
    "switches",
    "test-only",
  ],
  ...["thread-spec", "threads-per-core", "time", "time-min", "tmp", "tres-bind", "tres-per-task", "uid", "usage"],
  ...["use-min-nodes", "verbose", "version", "wait", "wait-all-nodes", "wckey", "wrap"],
];

/**
 * The option for which sbatch takes a name that is short for it.
 *
 * @param name with dashes
 * @returns `undefined` for a name in full, and for one that starts no known option
 */
export function abbreviatedOption(name: string): string | undefined {
  return OPTION_NAMES.includes(name) ? undefined : OPTION_NAMES.find((full) => full.startsWith(name));
}
