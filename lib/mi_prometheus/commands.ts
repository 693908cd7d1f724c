/** The command lines of MI-Prometheus's trainer and tester, for grids without a `command`. */
import type { StageCommand } from "../grid/settings/settings.ts";
import { parseTemplate, type Template } from "../grid/template.ts";
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
