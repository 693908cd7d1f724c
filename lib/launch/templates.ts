/** The command templates of a stage. */
import type { Settings } from "../grid/settings.ts";
import { parseTemplate, type Template } from "../grid/template.ts";
import { isMip, MIP_TEST, MIP_TRAIN } from "../mi_prometheus/commands.ts";
import type { Stage } from "../run/stage.ts";

/**
 * The command of a stage, before its placeholders are filled; `undefined` when there is none: a grid with a `command` and
 * no `test_command` is not tested.
 *
 * @param options `config`: MI-Prometheus's tester is told its configuration; else it takes the one beside the model.
 * `test`: it is one of several, of which the name becomes a part of its directory's
 */
export function commandTemplate(
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
export function stageTemplates(
  settings: Settings,
  stage: Stage,
  options: { tensorboard: boolean },
): [string, Template][] {
  const template = commandTemplate(settings, stage, { gpu: false, ...options });
  const setting = stage === "test" && settings.testCommand !== undefined ? "test_command" : "command";
  return [
    ...(template === undefined ? [] : [[setting, template] as [string, Template]]),
    ...Array.from(settings.env, ([name, text]): [string, Template] => [`env.${name}`, text]),
  ];
}
