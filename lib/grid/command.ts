/** What a run is given: its command with the placeholders filled, and its environment. */
import {
  describe,
  isList,
  isMap,
  isScalar,
  type Key,
  keyText,
  toJson,
  toScalar,
  type Value,
  type ValueMap,
} from "./value.ts";
import { getAt } from "./merge.ts";
import { suggestion } from "./problem.ts";
import { below, type Origin, type Report } from "./report.ts";
import { type Filling, fillTemplate, parseTemplate, placeholders, shellQuote, type Template } from "./template.ts";
import { RESERVED, type Settings } from "./settings.ts";
import type { Overrides, Task } from "./parse.ts";
import { type Experiment, paramsOf, type Plan } from "./plan.ts";

/** Training an experiment, or testing its model. */
export type Stage = "train" | "test";

/** What a command can name beside the experiment itself. All paths are absolute. */
export interface Launch {
  readonly stage: Stage;
  readonly gridDir: string;
  /** The experiment's directory. */
  readonly dir: string;
  /** The configuration file. */
  readonly config: string;
  /** When testing. */
  readonly testDir: string;
  /** When testing. */
  readonly checkpoint: string;
  /** From 1. */
  readonly attempt: number;
  readonly cpusPerRun: number;
  readonly gpusPerRun: number;
  /** Whether it runs on GPUs. */
  readonly gpu: boolean;
  readonly li: number;
  readonly ll: string;
  readonly tensorboard: number | undefined;
}

const MIP_TRAIN = ["{trainer}", "--c", "{config}", "--expdir", "{dir}", "--li", "{li}", "--ll", "{ll}"];
const MIP_TEST = ["{tester}", "--model", "{checkpoint}", "--li", "{li}", "--ll", "{ll}"];

/**
 * The command of a stage, before its placeholders are filled; `undefined` when there is none: a grid with a `command` and
 * no `test_command` is not tested.
 */
export function templateOf(
  settings: Settings,
  stage: Stage,
  options: { gpu: boolean; tensorboard: boolean },
): Template | undefined {
  if (settings.command !== undefined) return stage === "train" ? settings.command : settings.testCommand;
  if (stage === "test" && settings.testCommand !== undefined) return settings.testCommand;
  const words = stage === "train" ? [...MIP_TRAIN, ...(options.tensorboard ? ["--t", "{tensorboard}"] : [])] : MIP_TEST;
  return parseTemplate([...words, ...(options.gpu ? ["--gpu"] : [])]);
}

/** The texts with placeholders that a stage needs, under the names of their settings. */
export function templatesOf(settings: Settings, stage: Stage, options: { tensorboard: boolean }): [string, Template][] {
  const template = templateOf(settings, stage, { gpu: false, ...options });
  const setting = stage === "test" && settings.testCommand !== undefined ? "test_command" : "command";
  return [
    ...(template === undefined ? [] : [[setting, template] as [string, Template]]),
    ...Array.from(settings.env, ([name, text]): [string, Template] => [`env.${name}`, text]),
  ];
}

/** Reports placeholders that nothing can fill, and flags that no command uses. */
export function checkCommands(
  tasks: readonly { readonly task: Task; readonly settings: Settings; readonly config: ValueMap }[],
  overrides: Overrides,
  report: Report,
): void {
  const used = new Set<string>();
  for (const { task, settings, config } of tasks) {
    for (const stage of ["train", "test"] as const) {
      for (const [where, text] of templatesOf(settings, stage, { tensorboard: overrides.tensorboard !== undefined })) {
        for (const name of placeholders(text)) {
          used.add(name);
          const wrong = unfillable(name, stage, where, task, settings, config, overrides);
          if (wrong !== undefined) report.error(originOf(task, where, overrides), `${where} has {${name}}, ${wrong}`);
        }
      }
    }
  }
  for (const flag of ["li", "ll", "tensorboard"] as const) {
    if (overrides[flag] === undefined || used.has(flag)) continue;
    report.error({ flag: `--${flag}` }, `nothing would use it: no command has {${flag}}`);
  }
  for (const [key] of overrides.setting) {
    if ((key !== "trainer" && key !== "tester") || used.has(key)) continue;
    report.error({ flag: `--${key}` }, `nothing would use it: no command has {${key}}`);
  }
}

/** Where a setting of a task comes from: `env.NAME` is a variable of `env`. */
export function originOf(task: Task, setting: string, overrides: Overrides): Origin {
  const [first, ...rest] = setting.split(".");
  if (overrides.setting.some(([key]) => key === first)) return { flag: `--setting ${first}` };
  const own = "flag" in task.origin
    ? undefined
    : getAt(task.origin.file.value, [...task.origin.path, "settings", first!].map(String));
  if (own !== undefined || "flag" in task.origin) return below(task.origin, "settings", first!, ...rest);
  return { file: task.origin.file, path: ["grid_settings", first!, ...rest] };
}

function unfillable(
  name: string,
  stage: Stage,
  where: string,
  task: Task,
  settings: Settings,
  config: ValueMap,
  overrides: Overrides,
): string | undefined {
  if ((name === "checkpoint" || name === "test_dir") && stage === "train" && where === "command") {
    return "which is known only when a model is tested: it belongs into test_command";
  }
  if (name === "tensorboard" && overrides.tensorboard === undefined) return "and nothing fills it: give --tensorboard";
  if (name === "seed" && settings.command === undefined && settings.seed === undefined) {
    return "and there is no seed: MI-Prometheus's trainers draw their own";
  }
  if (name === "args" || name === "overrides") {
    const axis = task.grids.flat().find(({ values }) => values.some((value) => describe(value).includes("\0")));
    return axis === undefined
      ? undefined
      : `and a value of axis "${axis.key}" holds a NUL character, which none can be given`;
  }
  const key = keyOf(name);
  if (key === undefined) return undefined;
  const parts = key.split(".");
  if (parts.includes("")) return "which is no key";
  if (getAt(config, parts) !== undefined || settings.seedKeys.includes(key)) return undefined;
  const axes = task.grids.every((grid) =>
    grid.some((axis) =>
      axis.key === key || (key.startsWith(`${axis.key}.`) &&
        axis.values.every((value) => getAt(value, parts.slice(axis.parts.length)) !== undefined))
    )
  );
  if (axes) return undefined;
  return `which is no key of the configuration${
    suggestion(name, [...RESERVED, ...task.grids.flat().map((axis) => axis.key)])
  }`;
}

/** The key of the configuration that a placeholder names; `undefined` for those with a meaning of their own. */
export function keyOf(placeholder: string): string | undefined {
  if (RESERVED.has(placeholder)) return undefined;
  return placeholder.startsWith("config.") ? placeholder.slice(7) : placeholder;
}

/**
 * The arguments of the process that a run starts as; the shell's for a command that is a string.
 *
 * @throws {RangeError} when a value holds a NUL character, or a placeholder has nothing to stand for
 */
export function commandOf(
  template: Template,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: Launch,
): { line: string; argv: string[] } {
  const words = fillTemplate(template, (name) => fill(name, plan, experiment, config, settings, launch));
  const line = template.form === "argv" ? words.map(shellQuote).join(" ") : words[0]!;
  const setup = settings.setup === undefined ? "" : `${settings.setup}\n`;
  if (template.form === "argv" && setup === "") return { line, argv: words };
  return { line, argv: [...settings.shell, template.form === "argv" ? `${setup}exec ${line}` : setup + line] };
}

function fill(
  name: string,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: Launch,
): Filling {
  switch (name) {
    case "config":
      return launch.config;
    case "dir":
      return launch.dir;
    case "test_dir":
      return launch.testDir;
    case "checkpoint":
      return launch.checkpoint;
    case "id":
      return experiment.id;
    case "name":
      return experiment.name;
    case "repetition":
      return String(experiment.repetition);
    case "seed":
      return String(experiment.seed ?? -1);
    case "attempt":
      return String(launch.attempt);
    case "grid_dir":
      return launch.gridDir;
    case "grid_name":
      return plan.name;
    case "cpus_per_run":
      return String(launch.cpusPerRun);
    case "gpus_per_run":
      return String(launch.gpusPerRun);
    case "trainer":
      return settings.trainer;
    case "tester":
      return settings.tester;
    case "li":
      return String(launch.li);
    case "ll":
      return launch.ll;
    case "tensorboard":
      return String(launch.tensorboard ?? 0);
    case "args":
      return paramsOf(plan, experiment).map(([key, value]) => `--${key}=${plainText(value)}`);
    case "overrides":
      return paramsOf(plan, experiment).map(([key, value]) => `${key}=${hydraText(value)}`);
  }
  const value = getAt(config, keyOf(name)!.split("."));
  if (value === undefined) throw new RangeError(`{${name}} is no key of the configuration of ${experiment.name}`);
  return plainText(value);
}

/** A value as an argument: strings bare, scalars as they are written, lists and maps as JSON. */
export function plainText(value: Value): string {
  if (typeof value === "string") return value;
  return isScalar(value) ? value.text : JSON.stringify(toJson(value));
}

const HYDRA_FLOAT = /^[-+]?(?:0|[1-9]\d*)\.\d*(?:[eE][-+]?(?:0|[1-9]\d*))?$/;

/**
 * A value in the grammar of Hydra's overrides (hydra.cc, "Basic Override syntax"), so that Hydra reads the same type.
 */
export function hydraText(value: Value): string {
  if (isList(value)) return `[${value.map(hydraText).join(",")}]`;
  if (isMap(value)) {
    return `{${Array.from(value, ([key, item]) => `${hydraKey(key)}:${hydraText(item)}`).join(",")}}`;
  }
  if (isScalar(value)) {
    if (value.value === null) return "null";
    if (typeof value.value === "string") return hydraQuote(value.value);
    if (typeof value.value === "number" && Number.isInteger(value.value) && !/[.]/.test(value.text)) {
      return String(value.value);
    }
    if (typeof value.value === "number" && Number.isFinite(value.value)) {
      return HYDRA_FLOAT.test(value.text) ? value.text : toScalar(value.value, "float").text;
    }
    return String(value.value).replace("Infinity", "inf").replace("NaN", "nan");
  }
  const plain = /^[A-Za-z_][\w/.%*+-]*$/.test(value) && !/^(?:null|true|false|nan|inf|interpolation)$/i.test(value);
  return plain ? value : hydraQuote(value);
}

// The keys of a map cannot be quoted.
function hydraKey(key: Key): string {
  return keyText(key).replaceAll(/[\\()[\]{}:=, \t]/g, "\\$&");
}

// Within quotes Hydra knows one escape, \' (and backslashes only before a quote or the end).
function hydraQuote(text: string): string {
  return `'${text.replaceAll(/(\\*)'/g, "$1$1\\'").replace(/(\\+)$/, "$1$1")}'`;
}

/** The variable by which all that a run starts is found. A run of a grid within a run has both marks, a line each. */
export const RUN_MARK = "GRID_WORKERS_RUN";

const THREAD_CAPS = [
  "OMP_NUM_THREADS",
  "MKL_NUM_THREADS",
  "OPENBLAS_NUM_THREADS",
  "NUMEXPR_NUM_THREADS",
  "VECLIB_MAXIMUM_THREADS",
  "BLIS_NUM_THREADS",
];

/**
 * The script that a run is: POSIX sh that goes to the working directory, sets the environment and becomes the command, through
 * the program that `$session` names, if any. It can be run by hand to repeat a run exactly.
 *
 * @param argv the command
 * @param workdir absolute
 * @param mark found in the environment of everything that the run starts
 */
export function launchScript(
  argv: readonly string[],
  workdir: string,
  plan: Plan,
  experiment: Experiment,
  config: ValueMap,
  settings: Settings,
  launch: Launch,
  mark: string,
): string {
  const env: [string, string][] = [
    ["GRID_ROOT", launch.gridDir],
    ["GRID_RUN_DIR", launch.dir],
    ["GRID_CONFIG", launch.config],
    ["GRID_EXPERIMENT_ID", experiment.id],
    ["GRID_EXPERIMENT_NAME", experiment.name],
    ["GRID_REPETITION", String(experiment.repetition)],
    ["GRID_SEED", experiment.seed === undefined ? "" : String(experiment.seed)],
    ["GRID_ATTEMPT", String(launch.attempt)],
    ["GRID_STAGE", launch.stage],
    ["GRID_CHECKPOINT", launch.checkpoint],
    ["GRID_TEST_DIR", launch.testDir],
  ];
  for (const [name, text] of settings.env) {
    env.push([
      name,
      fillTemplate(text, (placeholder) => fill(placeholder, plan, experiment, config, settings, launch))[0]!,
    ]);
  }
  const cpus = launch.cpusPerRun;
  return [
    "#!/bin/sh",
    `cd ${shellQuote(workdir)} || exit 1`,
    ...THREAD_CAPS.map((name) => `export ${name}="\${${name}:-${cpus}}"`),
    `export ${RUN_MARK}=${shellQuote(mark)}"\${${RUN_MARK}:+\n$${RUN_MARK}}"`,
    `export ${env.map(([name, value]) => `${name}=${shellQuote(value)}`).join(" \\\n  ")}`,
    `exec \${session-} ${argv.map((word) => shellQuote(word)).join(" ")}`,
    "",
  ].join("\n");
}
