/** Run specs: the stage, the test and the parsed settings of a run. All experiments of a group share them. */
import { merge } from "../config/merge.ts";
import type { ValueMap } from "../config/value.ts";
import type { GridTest } from "../grid/grid_tests.ts";
import { resolveSettings } from "../grid/settings/parse_settings.ts";
import { type Settings, type StageCommand, stageCommand } from "../grid/settings/settings.ts";
import type { Stage } from "../run/stage.ts";

/** A run of each experiment of a group: its training, its only test, or one of several tests. */
export interface RunSpec {
  /** Whether it trains or tests. */
  readonly stage: Stage;
  /** The test, if there are several. */
  readonly test?: GridTest;
  /** The settings of the task, with those of the test merged over them. */
  readonly settings: Settings;
  /** What it starts. */
  readonly command: StageCommand;
}

/** Gives the run specs for settings, the training first. The same map always gives the same specs. */
export type RunSpecReader = (values: ValueMap, settings?: Settings) => readonly RunSpec[];

/**
 * Creates a reader that parses each map of settings once, even if many groups share it.
 *
 * @param tests the tests of each model; empty if there is only one test, without a name
 * @returns a function that takes settings as written, and optionally as parsed before
 */
export function createRunSpecReader(tests: readonly GridTest[]): RunSpecReader {
  const cache = new Map<ValueMap, readonly RunSpec[]>();
  return (values, settings) => {
    const specs = cache.get(values) ?? createRunSpecs(values, settings ?? resolveSettings(values), tests);
    cache.set(values, specs);
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
