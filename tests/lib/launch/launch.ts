/** Fills the commands of experiments, for tests. */
import { fillCommand } from "../../../lib/launch/command.ts";
import { launchScript } from "../../../lib/launch/script.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { type Plan, stageSpecs } from "../../../lib/plan/plan.ts";
import type { Stage } from "../../../lib/run/stage.ts";

const LAUNCH = {
  stage: "train" as Stage,
  gridDir: "/grid",
  dir: "/grid/run",
  configFile: "/grid/run/training_configuration.yaml",
  testDir: "/grid/run/test_1",
  checkpoint: "/grid/run/models/model_best.pt",
  attempt: 1,
  threads: 2,
  gpu: false as boolean | "cluster",
  li: 100,
  ll: "INFO",
  tensorboard: undefined as number | undefined,
};

/** The commands of a launch. */
export interface Launched {
  readonly line: string;
  readonly argv: readonly string[];
  /** The arguments for POSIX sh. */
  readonly script: string;
}

/** Launches an experiment of a plan. */
export function launch(
  plan: Plan,
  index = 0,
  changes: Partial<typeof LAUNCH> & { readonly test?: string; readonly launchedWith?: string } = {},
  workdir = "/tmp",
): Launched {
  const experiment = plan.experiments[index]!;
  const { stage, test, gpu, li, ll, tensorboard, ...paths } = { ...LAUNCH, test: undefined, ...changes };
  const context = {
    ...paths,
    plan: { ...plan, cwd: workdir, li, ll, tensorboard },
    experiment,
    spec: stageSpecs(plan.groups[experiment.group]!, stage).find((spec) =>
      test === undefined || spec.test?.name === test
    )!,
    config: configOf(plan, experiment),
    devices: gpu === "cluster" ? gpu : gpu ? [] : undefined,
    mark: { grid: "grid", dir: "dir", stage: "train" as const, number: 2 },
  };
  return { ...fillCommand(context), script: launchScript(context) };
}
