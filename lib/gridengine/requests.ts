/** Reads the options of qsub in the setting `sge`: `{q: gpu.q, l: {h_rt: 2h, gpu: 1}, pe: smp}`. */
import type { SettingProblem } from "../cluster/dialect.ts";
import type { Settings } from "../grid/settings/settings.ts";
import { CONTROLLER } from "../grid/settings/value_kinds.ts";
import { suggestion } from "../messages/suggestion.ts";

/** What the grid file asks for. */
export interface Requests {
  /** Options by their names, without `-`. An option without a value has an empty one. */
  readonly options: ReadonlyMap<string, string>;
  /** Requests of `-l`, by the names of resources. */
  readonly resources: ReadonlyMap<string, string>;
}

/**
 * Reads the options of runs, or those of the controller.
 *
 * @param prefix of their keys: empty, or `controller.`
 */
export function readRequests(sge: Settings["sge"], prefix: string): Requests {
  const [options, resources] = [new Map<string, string>(), new Map<string, string>()];
  for (const [key, value] of sge) {
    if (!key.startsWith(prefix) || prefix === "" && key.startsWith(`${CONTROLLER}.`) || value === false) continue;
    const name = key.slice(prefix.length);
    const text = value === true ? "" : value;
    if (name.startsWith("l.")) resources.set(name.slice(2), text === "" ? "TRUE" : text);
    else if (name !== "l") options.set(name, text);
    else {
      for (const item of text.split(",").filter((item) => item !== "")) {
        const [resource, ...rest] = item.split("=");
        resources.set(resource!.trim(), rest.length === 0 ? "TRUE" : rest.join("="));
      }
    }
  }
  return { options, resources };
}

/** Options that describe what runs need, by `man qsub` of Grid Engine 8.1.9. */
const OPTIONS: readonly string[] = [
  ...[
    "a",
    "A",
    "ac",
    "ar",
    "binding",
    "ckpt",
    "hold_jid",
    "js",
    "l",
    "m",
    "M",
    "N",
    "p",
    "P",
    "pe",
    "q",
    "r",
    "R",
    "sc",
  ],
];

/** Options that this program sets, or that would keep it from knowing its jobs, with what to use instead. */
const RESERVED: Readonly<Record<string, string>> = {
  b: "use command",
  c: "use workdir and the trainer's own checkpoints",
  cwd: "use workdir",
  wd: "use workdir",
  e: "each run has a log in its directory",
  h: "use max_concurrent_runs, or hold the jobs with qhold",
  hard: "all requests are hard",
  i: "runs read nothing; a command can read a file with <",
  inherit: "jobs are submitted, not run",
  j: "each run has a log in its directory",
  notify: "it is always given",
  now: "jobs wait in the queue",
  o: "each run has a log in its directory",
  S: "use shell",
  soft: "all requests are hard",
  sync: "a command without --detach waits",
  t: "use max_concurrent_runs and runs_per_job",
  tc: "use max_concurrent_runs",
  terse: "it is always given",
  v: "use env",
  V: "it is always given",
  verify: "use --dry-run",
  w: "use --dry-run",
};

/** All problems with the setting. */
export function requestProblems(sge: Settings["sge"]): SettingProblem[] {
  return [...sge].flatMap(([key, value]) => {
    const isOfController = key.startsWith(`${CONTROLLER}.`);
    const name = isOfController ? key.slice(CONTROLLER.length + 1) : key;
    const message = problemOf(name, value) ??
      (isOfController && ["N", "hold_jid"].includes(name)
        ? `the option "${name}" cannot be set for the controller`
        : undefined);
    if (message === undefined) return [];
    return [{ setting: `sge.${key}`, message: `"sge": ${isOfController ? `${CONTROLLER}: ` : ""}${message}` }];
  });
}

function problemOf(name: string, value: string | boolean): string | undefined {
  const text = value === true ? "" : String(value);
  // deno-lint-ignore no-control-regex
  if (/[\0-\x1f\x7f]/.test(text)) return `the value of "${name}" has a line break or another control character`;
  if (name.startsWith("l.")) {
    const resource = name.slice(2);
    if (!/^[A-Za-z_][\w.-]*$/.test(resource)) return `"${resource}" is not the name of a resource`;
    if (/[,\s]/.test(text)) {
      return `the value of "${resource}" has a comma or a blank: each resource has an entry of its own`;
    }
    return value === "auto" ? `"${resource}: auto" is only known for Slurm: give a time, such as 2:00:00` : undefined;
  }
  if (name.startsWith("-")) return `write the option "${name}" without "-"`;
  if (Object.hasOwn(RESERVED, name)) return `the option "${name}" cannot be set: ${RESERVED[name]}`;
  if (!OPTIONS.includes(name)) {
    return `"${name}" is not an option of qsub for what runs need${
      suggestion(name, OPTIONS)
    }; resources belong to l: ` +
      "{h_rt: 2h}";
  }
  if (value === false) return undefined;
  if (text === "") {
    return `the option "${name}" needs a value${value === true ? ', got true: put "y" in quotes' : ""}`;
  }
  if (name === "l" && !text.split(",").every((item) => /^[A-Za-z_][\w.-]*(?:=[^\s=]+)?$/.test(item.trim()))) {
    return `"l": expected requests such as h_rt=2:00:00,gpu=1, or a map of them, got ${text}`;
  }
  if (name === "N" && !/^[A-Za-z_][^\s/:@\\*?,$]{0,99}$/.test(text)) {
    return `expected a name of at most 100 characters that begins with a letter and has none of / : @ \\ * ? , $, got ${text}`;
  }
  if (name === "pe" && !/^\S+(?: +[\d,-]+)?$/.test(text)) {
    return `"pe": expected the name of a parallel environment, such as smp, or with its slots: smp 4, got ${text}`;
  }
  return undefined;
}
