/** The command of an experiment, as the tests of commands launch it. */
import { commandOf, type Launch, templateOf } from "../../../lib/grid/command.ts";
import { launchScript } from "../../../lib/grid/launch_script.ts";
import { configOf, type Plan, settingsOf } from "../../../lib/grid/plan.ts";
import type { Stage } from "../../../lib/run/stage.ts";

const LAUNCH: Launch = {
  stage: "train",
  gridDir: "/grid",
  dir: "/grid/run",
  config: "/grid/run/training_configuration.yaml",
  testDir: "/grid/run/test_1",
  testName: "noisy",
  checkpoint: "/grid/run/models/model_best.pt",
  attempt: 1,
  cpusPerRun: 2,
  devices: [],
  gpusPerRun: 1,
  gpu: false,
  li: 100,
  ll: "INFO",
  tensorboard: undefined,
};

/** What a launch comes to. */
export interface Launched {
  readonly line: string;
  readonly argv: readonly string[];
  /** As POSIX sh runs it. */
  readonly script: string;
}

/** Launches an experiment of a plan. */
export function launch(plan: Plan, index = 0, changes: Partial<Launch> = {}, workdir = "/tmp"): Launched {
  const experiment = plan.experiments[index]!;
  const settings = settingsOf(plan.groups[experiment.group]!);
  const config = configOf(plan, experiment);
  const launch = { ...LAUNCH, ...changes };
  const stage: Stage = launch.stage;
  const template = templateOf(settings, stage, { gpu: launch.gpu, tensorboard: launch.tensorboard !== undefined });
  const { line, argv } = commandOf(template!, plan, experiment, config, settings, launch);
  return { line, argv, script: launchScript(argv, workdir, plan, experiment, config, settings, launch, "mark") };
}
