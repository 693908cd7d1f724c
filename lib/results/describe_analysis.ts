/** How much an analysis found, in words. */
import { RUN_STATES } from "../schedule/history.ts";
import type { ExperimentResult } from "./experiment_result.ts";

/**
 * One line: `8 experiments (6 succeeded, 2 failed) of 4 configurations, 12 tests; 3 more have not started yet`.
 *
 * @param waiting how many experiments were never started
 */
export function describeAnalysis(
  experiments: readonly ExperimentResult[],
  configurations: number,
  waiting: number,
): string {
  const states = Map.groupBy(experiments, ({ status }) => status);
  const counts = RUN_STATES.flatMap((state) =>
    states.has(state) ? [`${states.get(state)!.length} ${state.replace("_", " ")}`] : []
  );
  const tests = experiments.reduce((sum, experiment) => sum + experiment.tests.length, 0);
  const found = [
    `${plural(experiments.length, "experiment")}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}`,
    ` of ${plural(configurations, "configuration")}, ${tests === 0 ? "no tests" : plural(tests, "test")}`,
  ].join("");
  if (waiting === 0) return found;
  if (experiments.length === 0) return `no results yet: ${plural(waiting, "experiment")} waiting to be started`;
  return `${found}; ${waiting} more ${waiting === 1 ? "has" : "have"} not started yet`;
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
