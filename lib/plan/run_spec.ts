/** What a run is started with: its stage, which test it is, and the parsed settings. */
import { merge } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { resolveSettings } from "../grid/parse_settings.ts";
import { type Settings, type StageCommand, stageCommand } from "../grid/settings.ts";
import type { Stage } from "../run/stage.ts";

/** One of the runs that each experiment of a group has: its training, its test, or one of several tests. */
export interface RunSpec {
  readonly stage: Stage;
  /** Which of several tests; absent for the training, and for a test that is the only one. */
  readonly test?: GridTest;
  /** Those of the task, with those of the test laid over them. */
  readonly settings: Settings;
  /** How the command of the stage is given. */
  readonly command: StageCommand;
}

/** Gives the run specs of a task: the training first. The same map of settings always gives the same specs. */
export type RunSpecReader = (values: ValueMap, settings?: Settings) => readonly RunSpec[];

/**
 * A reader of settings that parses each map of settings once, however many groups of a plan share it.
 *
 * @param tests the tests of each model; empty where there is one, without a name
 * @returns a function that takes the settings as they are written, and as they are parsed if that has been done already
 */
export function createRunSpecReader(tests: readonly GridTest[]): RunSpecReader {
  const known = new Map<ValueMap, readonly RunSpec[]>();
  return (values, settings) => {
    const specs = known.get(values) ?? createRunSpecs(values, settings ?? resolveSettings(values), tests);
    known.set(values, specs);
    return specs;
  };
}

function createRunSpecs(values: ValueMap, settings: Settings, tests: readonly GridTest[]): RunSpec[] {
  const training = createRunSpec("train", settings);
  if (tests.length === 0) return [training, createRunSpec("test", settings)];
  return [
    training,
    ...tests.map((test) => {
      const merged = test.settings.size === 0 ? settings : resolveSettings(merge(values, test.settings) as ValueMap);
      return createRunSpec("test", merged, test);
    }),
  ];
}

function createRunSpec(stage: Stage, settings: Settings, test?: GridTest): RunSpec {
  return { stage, ...(test !== undefined && { test }), settings, command: stageCommand(settings, stage) };
}
