/** What a run is given: its command with the placeholders filled, and its environment. */
import { resolve } from "@std/path";
import { hydraText } from "../config/hydra_text.ts";
import { toJson } from "../config/json_value.ts";
import { getAt } from "../config/key_path.ts";
import { isScalar, type Value, type ValueMap } from "../config/value.ts";
import type { Stage } from "../run/stage.ts";
import { isMip, readablePath } from "./mip_programs.ts";
import { type Experiment, paramsOf, type Plan } from "./plan.ts";
import { RESERVED, type Settings } from "./settings.ts";
import { type Filling, fillTemplate, parseTemplate, shellQuote, type Template } from "./template.ts";

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
  /** The name of the test, where there are several. */
  readonly testName: string;
  /** When testing. */
  readonly checkpoint: string;
  /** From 1. */
  readonly attempt: number;
  readonly cpusPerRun: number;
  /** UUIDs of the GPUs that it is given. */
  readonly devices: readonly string[];
  readonly gpusPerRun: number;
  /** Whether it runs on GPUs. */
  readonly gpu: boolean;
  readonly li: number;
  readonly ll: string;
  readonly tensorboard: number | undefined;
}

/**
 * A launch: what the plan and the settings give, beside what differs from launch to launch.
 *
 * @param gpu whether it runs on GPUs
 */
export function launchOf(
  plan: Plan,
  settings: Settings,
  gpu: boolean,
  own: Omit<Launch, "gpusPerRun" | "gpu" | "li" | "ll" | "tensorboard">,
): Launch {
  const { li, ll, tensorboard } = plan;
  return { ...own, gpusPerRun: gpu ? settings.gpusPerRun : 0, gpu, li, ll, tensorboard };
}

const MIP_TRAIN = ["{trainer}", "--c", "{config}", "--expdir", "{dir}", "--li", "{li}", "--ll", "{ll}"];
const MIP_TEST = ["{tester}", "--model", "{checkpoint}", "--li", "{li}", "--ll", "{ll}"];

/**
 * The command of a stage, before its placeholders are filled; `undefined` when there is none: a grid with a `command` and
 * no `test_command` is not tested.
 *
 * @param options `config`: MI-Prometheus's tester is told its configuration; else it takes the one beside the model.
 * `test`: it is one of several, of which the name becomes a part of its directory's
 */
export function templateOf(
  settings: Settings,
  stage: Stage,
  options: { gpu: boolean; tensorboard: boolean; config?: boolean; test?: boolean },
): Template | undefined {
  if (!isMip(settings, stage)) return stage === "train" ? settings.command : settings.testCommand;
  const words = stage === "train" ? [...MIP_TRAIN, ...(options.tensorboard ? ["--t", "{tensorboard}"] : [])] : [
    ...MIP_TEST,
    ...(options.config || options.test ? ["--c", "{config}"] : []),
    ...(options.test ? ["--savetag", "{test_name}"] : []),
  ];
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
  const readable = isMip(settings, launch.stage)
    ? { ...launch, config: readablePath(launch.config, resolve(plan.cwd, settings.workdir)) }
    : launch;
  const words = fillTemplate(template, (name) => fill(name, plan, experiment, config, settings, readable));
  const line = template.form === "argv" ? words.map(shellQuote).join(" ") : words[0]!;
  const setup = settings.setup === undefined ? "" : `${settings.setup}\n`;
  if (template.form === "argv" && setup === "") return { line, argv: words };
  return { line, argv: [...settings.shell, template.form === "argv" ? `${setup}exec ${line}` : setup + line] };
}

export function fill(
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
    case "test_name":
      return launch.testName;
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
