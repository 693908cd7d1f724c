/** Fills the placeholders of the command of a launch. */
import { hydraText } from "../config/hydra_text.ts";
import { getAt } from "../config/key_path.ts";
import { plainText } from "../config/value.ts";
import { DEFAULT_CONFIGS } from "../grid/load_configs.ts";
import { styleOf } from "../grid/settings/argument_style.ts";
import { configKey, type Part, type Template } from "../grid/template.ts";
import { shellQuote } from "../messages/text.ts";
import {
  type CommandOptions,
  isReadable,
  miPrometheusCommand,
  readablePath,
  usesMiPrometheus,
} from "../mi_prometheus/programs.ts";
import { argumentsOf, filesOf } from "../plan/experiment.ts";
import type { RunSpec } from "../plan/plan.ts";
import { writeArguments } from "./arguments.ts";
import { isPosixShell, type LaunchContext, workingDirectory } from "./launch_context.ts";

/** A command to start. */
export interface LaunchCommand {
  /** As a user would type it in a shell, without `setup`. */
  readonly line: string;
  /** The arguments of the process, which is the shell if the command is a string. */
  readonly argv: readonly string[];
}

/**
 * The command of a launch.
 *
 * @throws {RangeError} if a value contains a NUL character, or a placeholder has no value
 */
export function fillCommand(context: LaunchContext): LaunchCommand {
  const { shell, setup, prefix } = context.spec.settings;
  const template = launchTemplate(context);
  const readable = { ...context, configFile: configArgument(context) };
  const fill = (filled: Template) => fillTemplate(filled, (placeholder) => placeholderValue(placeholder, readable));
  const before = prefix === undefined ? [] : fill(prefix);
  const words = fill(template);
  const isArgv = template.form === "argv";
  if (isArgv && setup === undefined) return { line: typed([...before, ...words]), argv: [...before, ...words] };
  const code = isArgv ? `exec ${typed(words)}` : words[0]!;
  const argv = [...before, ...shell, setup === undefined ? code : `${checkedSetup(setup, shell)}\n${code}`];
  if (isArgv) return { line: typed([...before, ...words]), argv };
  return { line: prefix === undefined ? code : typed([...before, ...shell, code]), argv };
}

// If `setup` failed, a run without its module or environment would still do something. Shells that are not POSIX have no `$?`.
function checkedSetup(setup: string, shell: readonly string[]): string {
  if (!isPosixShell(shell)) return setup;
  return `${setup}\ngw_setup=$?; [ $gw_setup -eq 0 ] || { echo "setup failed with exit code $gw_setup" >&2; exit $gw_setup; }`;
}

function typed(words: readonly string[]): string {
  return words.map(shellQuote).join(" ");
}

function configArgument({ plan, spec, configFile }: LaunchContext): string {
  return usesMiPrometheus(spec) ? readablePath(configFile, workingDirectory(plan, spec.settings)) : configFile;
}

/**
 * The value of a placeholder in a launch.
 *
 * @throws {RangeError} if the configuration has no such key, or the style of arguments cannot say a value
 */
export function placeholderValue(placeholder: string, context: LaunchContext): Filling {
  const { plan, experiment, spec } = context;
  switch (placeholder) {
    case "config":
      return context.configFile;
    case "dir":
      return context.dir;
    case "test_dir":
      return context.testDir;
    case "test_name":
      return spec.test?.name ?? "";
    case "checkpoint":
      return context.checkpoint;
    case "id":
      return experiment.id;
    case "name":
      return experiment.name;
    case "repetition":
      return String(experiment.repetition);
    case "seed":
      return String(experiment.seed ?? -1);
    case "attempt":
      return String(context.attempt);
    case "grid_dir":
      return context.gridDir;
    case "grid_name":
      return plan.name;
    case "cpus_per_run":
      return String(context.threads);
    case "gpus_per_run":
      return String(context.devices === undefined ? 0 : spec.settings.gpusPerRun ?? 1);
    case "trainer":
      return spec.settings.trainer;
    case "tester":
      return spec.settings.tester;
    case "li":
      return String(plan.li);
    case "ll":
      return plan.ll;
    case "tensorboard":
      return String(plan.tensorboard ?? 0);
    case "args":
      return argumentsOf(plan, experiment).flatMap(([key, value]) =>
        writeArguments(key, value, styleOf(spec.settings.args, key))
      );
    case "overrides":
      return argumentsOf(plan, experiment).map(([key, value]) => `${key}=${hydraText(value)}`);
  }
  const key = configKey(placeholder)!;
  const files = key === DEFAULT_CONFIGS ? filesOf(plan, experiment) : undefined;
  if (files !== undefined) return files;
  const value = getAt(context.config, key.split("."));
  if (value === undefined) {
    throw new RangeError(`{${placeholder}} is not a key of the configuration of ${experiment.name}`);
  }
  return plainText(value);
}

/** The value of a placeholder: one argument, or several (`{args}`). */
export type Filling = string | readonly string[];

/**
 * Fills all placeholders of a template.
 *
 * @param fill returns the value of a placeholder
 * @returns the arguments of an `argv` template, otherwise a single string
 * @throws {RangeError} if a value contains a NUL character, which cannot be passed to a process
 */
export function fillTemplate(template: Template, fill: (placeholder: string) => Filling): string[] {
  const words: string[] = [];
  const usesHydra = template.words.some((parts) => parts.some((part) => isPlaceholder(part, ["overrides"])));
  for (const parts of template.words) {
    const only = parts.length === 1 && typeof parts[0] !== "string" ? fill(parts[0]!.placeholder) : undefined;
    if (template.form === "argv" && only !== undefined && typeof only !== "string") {
      words.push(...only);
      continue;
    }
    let word = "";
    for (const [index, part] of parts.entries()) {
      if (typeof part === "string") word += part;
      else {
        const filling = fill(part.placeholder);
        const isText = usesHydra && isPlaceholder(part, TEXTS) && isOverride(parts, index);
        const values = typeof filling !== "string" ? filling : [isText ? hydraText(filling) : filling];
        word += values.map((value) => template.form === "shell" ? shellQuote(value) : value).join(" ");
      }
    }
    words.push(word);
  }
  if (words.some((word) => word.includes("\0"))) {
    throw new RangeError("a value in the command contains a NUL character, which cannot be passed to a process");
  }
  return words;
}

// Placeholders whose values are texts. Names and directories of runs have a `=`, which Hydra has to see in quotes.
const TEXTS: readonly string[] = ["dir", "test_dir", "grid_dir", "config", "checkpoint", "name", "grid_name"];

function isPlaceholder(part: Part, names: readonly string[]): boolean {
  return typeof part !== "string" && names.includes(part.placeholder);
}

// Whether a placeholder is the whole value of an override: `hydra.run.dir={dir}`.
function isOverride(parts: readonly Part[], index: number): boolean {
  const [before = "", after = ""] = [parts[index - 1], parts[index + 1]];
  return typeof before === "string" && /(?:^|\s)\+{0,2}[A-Za-z_][\w.@/]*=$/.test(before) &&
    typeof after === "string" && /^(?:$|\s)/.test(after);
}

const NO_OPTIONS: CommandOptions = { gpu: false, tensorboard: false, config: false, namedTest: false };

/**
 * The command template of a run: from the settings, or that of MI-Prometheus if the grid has no `command`.
 *
 * @param options for MI-Prometheus's command lines; all `false` by default
 * @returns `undefined` if there is no command: a grid with a `command` and no `test_command` is not tested
 */
export function commandTemplate(
  { stage, command }: RunSpec,
  options: Partial<CommandOptions> = {},
): Template | undefined {
  switch (command.kind) {
    case "template":
      return command.template;
    case "default":
      return miPrometheusCommand(stage, { ...NO_OPTIONS, ...options });
    case "none":
      return undefined;
  }
}

/**
 * The command template of a launch.
 *
 * @throws {RangeError} if the run has no command
 */
function launchTemplate({ plan, experiment, spec, dir, devices }: LaunchContext): Template {
  const template = commandTemplate(spec, {
    gpu: devices !== undefined,
    tensorboard: plan.tensorboard !== undefined,
    // The configuration of a model from elsewhere can refer to files relative to the directory in which the model was trained.
    config: !isReadable(dir) || experiment.model !== undefined,
    namedTest: spec.test !== undefined,
  });
  if (template === undefined) throw new RangeError(`no command to ${spec.stage} ${experiment.name}`);
  return template;
}

/** All templates of a run, its command, its prefix and its environment variables, with the names of their settings. */
export function specTemplates(spec: RunSpec, options: { readonly tensorboard: boolean }): [string, Template][] {
  const template = commandTemplate(spec, options);
  const setting = spec.stage === "test" && spec.command.kind === "template" ? "test_command" : "command";
  return [
    ...(template === undefined ? [] : [[setting, template] as [string, Template]]),
    ...(spec.settings.prefix === undefined ? [] : [["prefix", spec.settings.prefix] as [string, Template]]),
    ...Array.from(spec.settings.env, ([name, text]): [string, Template] => [`env.${name}`, text]),
  ];
}
