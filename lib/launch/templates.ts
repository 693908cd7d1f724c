/** Chooses the command template of a run: from the settings, or MI-Prometheus's if the grid has no `command`. */
import type { Template } from "../grid/template.ts";
import { type CommandOptions, miPrometheusCommand } from "../mi_prometheus/commands.ts";
import { isReadable } from "../mi_prometheus/paths.ts";
import type { RunSpec } from "../plan/plan.ts";
import type { LaunchContext } from "./launch_context.ts";

const NO_OPTIONS: CommandOptions = { gpu: false, tensorboard: false, config: false, namedTest: false };

/**
 * The command template of a run.
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
export function launchTemplate({ plan, experiment, spec, dir, devices }: LaunchContext): Template {
  const template = commandTemplate(spec, {
    gpu: devices !== undefined,
    tensorboard: plan.tensorboard !== undefined,
    // A configuration next to a model from elsewhere can refer to files relative to where the model was trained.
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
