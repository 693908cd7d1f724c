/** What MI-Prometheus's programs need: commands, configuration, log levels and paths. */
import type { ValueMap } from "../config/value.ts";
import { parseYaml } from "../config/yaml.ts";
import type { StageCommand } from "../grid/settings/settings.ts";
import { parseTemplate, type Template } from "../grid/template.ts";
import { suggestion } from "../messages/suggestion.ts";
import type { Stage } from "../run/stage.ts";

/** The options of these command lines. */
export interface CommandOptions {
  /** Whether the run has GPUs. */
  readonly gpu: boolean;
  /** Whether the trainer writes files for TensorBoard. */
  readonly tensorboard: boolean;
  /** Whether to pass the configuration to the tester; otherwise it uses the one next to the model. */
  readonly config: boolean;
  /** Whether the test is one of several; the tester then gets its name, which becomes part of the directory name. */
  readonly namedTest: boolean;
}

/** Whether a run starts MI-Prometheus's trainer or tester. */
export function usesMiPrometheus({ command }: { readonly command: StageCommand }): boolean {
  return command.kind === "default";
}

/** The template of the trainer's or tester's command line. */
export function miPrometheusCommand(stage: Stage, options: CommandOptions): Template {
  return parseTemplate([...stage === "train" ? trainer(options) : tester(options), ...(options.gpu ? ["--gpu"] : [])]);
}

function trainer({ tensorboard }: CommandOptions): string[] {
  return [
    ...["{trainer}", "--c", "{config}", "--expdir", "{dir}", "--li", "{li}", "--ll", "{ll}"],
    ...(tensorboard ? ["--t", "{tensorboard}"] : []),
  ];
}

function tester({ config, namedTest }: CommandOptions): string[] {
  return [
    ...["{tester}", "--model", "{checkpoint}", "--li", "{li}", "--ll", "{ll}"],
    ...(config || namedTest ? ["--c", "{config}"] : []),
    ...(namedTest ? ["--savetag", "{test_name}"] : []),
  ];
}

/**
 * The defaults that MI-Prometheus's own grid programs merge over `default_configs`. A seed of -1 means that the trainer draws
 * one.
 */
export const MI_PROMETHEUS_DEFAULTS = parseYaml(
  `training: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}
validation: {dataloader: {num_workers: 0}}
testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}`,
  "defaults",
).value as ValueMap;

const LOG_LEVELS: readonly string[] = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "NOTSET"];

/** The problem with a log level that MI-Prometheus does not accept; `undefined` if there is none. */
export function logLevelProblem(level: string | undefined): string | undefined {
  if (level === undefined || LOG_LEVELS.includes(level)) return undefined;
  const hint = suggestion(level, LOG_LEVELS) || `: expected one of ${LOG_LEVELS.join(", ")}`;
  return `unknown log level "${level}" for MI-Prometheus${hint}`;
}

/**
 * Whether MI-Prometheus can read a configuration at a path. It treats the path as a list, splits it at commas and removes
 * spaces (`recurrent_config_parse` in miprometheus/workers/worker.py).
 */
export function isReadable(path: string): boolean {
  return !/[ ,]/.test(path);
}

/** A path to pass to MI-Prometheus: relative to the working directory if the absolute path cannot be read. */
export function readablePath(path: string, workdir: string): string {
  return isReadable(path) || !path.startsWith(`${workdir}/`) ? path : path.slice(workdir.length + 1);
}

/** The name of an experiment without commas, because MI-Prometheus would split the path of its directory at them. */
export function readableName(name: string): string {
  return name.replaceAll(",", "_");
}
