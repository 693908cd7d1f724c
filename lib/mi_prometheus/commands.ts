/** The commands of MI-Prometheus's trainer and tester. */
import type { Settings } from "../grid/settings.ts";
import type { Stage } from "../run/stage.ts";

export const MIP_TRAIN = ["{trainer}", "--c", "{config}", "--expdir", "{dir}", "--li", "{li}", "--ll", "{ll}"];
export const MIP_TEST = ["{tester}", "--model", "{checkpoint}", "--li", "{li}", "--ll", "{ll}"];

/** Whether they are what a stage runs. */
export function isMip(settings: Settings, stage: Stage): boolean {
  return settings.command === undefined && (stage === "train" || settings.testCommand === undefined);
}
