/** The command lines of MI-Prometheus's trainer and tester, which run whatever a grid gives no command for. */
import type { StageCommand } from "../grid/settings.ts";
import { parseTemplate, type Template } from "../grid/template.ts";
import type { Stage } from "../run/stage.ts";

/** What the command line of a launch depends on. */
export interface CommandOptions {
  /** Whether it runs on GPUs. */
  readonly gpu: boolean;
  /** Whether the trainer writes files for TensorBoard. */
  readonly tensorboard: boolean;
  /** Whether the tester is told its configuration; else it takes the one beside the model. */
  readonly config: boolean;
  /** Whether the test is one of several: its name becomes a part of the name of its directory. */
  readonly namedTest: boolean;
}

/** Whether a run is started by MI-Prometheus's trainer or tester. */
export function usesMiPrometheus({ command }: { readonly command: StageCommand }): boolean {
  return command.kind === "default";
}

/** The command of MI-Prometheus's trainer, or of its tester. */
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
