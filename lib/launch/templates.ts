/** The command templates of a stage: those of the settings, or MI-Prometheus's where the settings have none. */
import type { Template } from "../grid/template.ts";
import { type CommandOptions, miPrometheusCommand } from "../mi_prometheus/commands.ts";
import { isReadable } from "../mi_prometheus/paths.ts";
import type { RunSpec } from "../plan/run_spec.ts";
import type { LaunchContext } from "./launch_context.ts";

const NO_OPTIONS: CommandOptions = { gpu: false, tensorboard: false, config: false, namedTest: false };

/**
 * The command of a run, before its placeholders are filled; `undefined` when there is none: a grid with a `command` and
 * no `test_command` is not tested.
 *
 * @param options what MI-Prometheus's command lines depend on; none of it holds unless it is given
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
 * The command of a launch, before its placeholders are filled.
 *
 * @throws {RangeError} when the run has no command
 */
export function launchTemplate({ plan, experiment, spec, dir, devices }: LaunchContext): Template {
  const template = commandTemplate(spec, {
    gpu: devices !== undefined,
    tensorboard: plan.tensorboard !== undefined,
    // The one beside a model may lead to further files, relative to where it was trained.
    config: !isReadable(dir) || experiment.model !== undefined,
    namedTest: spec.test !== undefined,
  });
  if (template === undefined) throw new RangeError(`there is no command to ${spec.stage} ${experiment.name}`);
  return template;
}

/** The texts with placeholders that a run needs, under the names of their settings. */
export function specTemplates(spec: RunSpec, options: { readonly tensorboard: boolean }): [string, Template][] {
  const template = commandTemplate(spec, options);
  const setting = spec.stage === "test" && spec.command.kind === "template" ? "test_command" : "command";
  return [
    ...(template === undefined ? [] : [[setting, template] as [string, Template]]),
    ...Array.from(spec.settings.env, ([name, text]): [string, Template] => [`env.${name}`, text]),
  ];
}
