/** The command of an experiment, as the tests of commands launch it. */
import { fillCommand } from "../../../lib/launch/command.ts";
import type { LaunchContext } from "../../../lib/launch/launch_context.ts";
import { launchScript } from "../../../lib/launch/script.ts";
import { commandTemplate } from "../../../lib/launch/templates.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { type Plan, settingsOf } from "../../../lib/plan/plan.ts";
import type { Stage } from "../../../lib/run/stage.ts";

const LAUNCH: LaunchContext = {
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
export function launch(plan: Plan, index = 0, changes: Partial<LaunchContext> = {}, workdir = "/tmp"): Launched {
  const experiment = plan.experiments[index]!;
  const settings = settingsOf(plan.groups[experiment.group]!);
  const config = configOf(plan, experiment);
  const launch = { ...LAUNCH, ...changes };
  const stage: Stage = launch.stage;
  const template = commandTemplate(settings, stage, { gpu: launch.gpu, tensorboard: launch.tensorboard !== undefined });
  const { line, argv } = fillCommand(template!, plan, experiment, config, settings, launch);
  return { line, argv, script: launchScript(argv, workdir, plan, experiment, config, settings, launch, "mark") };
}
