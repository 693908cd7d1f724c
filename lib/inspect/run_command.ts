/** Shows the command of a run as a user would type it. */
import { join } from "@std/path";
import { fillCommand } from "../launch/command.ts";
import { configOf, testConfigOf } from "../plan/experiment.ts";
import { type Experiment, findSpec, type Plan } from "../plan/plan.ts";
import type { Stage } from "../run/stage.ts";
import { threadsPerRun } from "../schedule/slots.ts";
import { CONFIGURATION, experimentDir } from "../store/layout.ts";

/** A run, and what its command depends on. */
export interface CommandSubject {
  readonly stage: Stage;
  readonly test?: string | undefined;
  /** Absolute. */
  readonly gridDir: string;
  /** The name of the test directory, once there is one. */
  readonly testDir?: string;
  /** Absolute. */
  readonly checkpoint?: string;
}

/** The command of a run, without `setup` and environment; `undefined` if the grid has none for its stage. */
export function runCommand(plan: Plan, experiment: Experiment, subject: CommandSubject): string | undefined {
  const { stage, test, gridDir, testDir, checkpoint = "CHECKPOINT" } = subject;
  const spec = findSpec(plan.groups[experiment.group]!, stage, test);
  if (spec.command.kind === "none") return undefined;
  const trained = configOf(plan, experiment);
  const dir = join(gridDir, experimentDir(experiment));
  const inside = stage === "train" ? dir : join(dir, testDir ?? "TEST_DIR");
  return fillCommand({
    plan,
    experiment,
    spec,
    dir,
    gridDir,
    config: spec.test === undefined ? trained : testConfigOf(trained, spec.test),
    configFile: join(inside, CONFIGURATION[stage]),
    testDir: stage === "train" ? "" : inside,
    checkpoint: stage === "train" ? "" : checkpoint,
    attempt: 1,
    threads: threadsPerRun(spec.settings, { kind: "cpu" }),
    devices: undefined,
    mark: { grid: "", dir: "", stage, number: 1 },
  }).line;
}
