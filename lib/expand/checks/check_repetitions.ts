/** Warns about repetitions that would be the same run, because their command takes no seed. */
import { getAt } from "../../config/key_path.ts";
import type { Origin } from "../../messages/problem.ts";
import { usesMiPrometheus } from "../../mi_prometheus/commands.ts";
import type { Experiment } from "../../plan/plan.ts";
import { configuredSeeds } from "../configured_seeds.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { sees, sightOf } from "../reach/sight.ts";
import { settingOrigin } from "../setting_origin.ts";

/**
 * Warns about tasks with several repetitions whose command takes no seed.
 *
 * @param prepared the tasks; each has one group per sub-grid
 */
export function checkRepetitions(
  prepared: readonly PreparedTask[],
  experiments: readonly Experiment[],
  context: ExpandContext,
): void {
  const counts: number[] = [];
  for (const { group, repetition } of experiments) counts[group] = Math.max(counts[group] ?? 0, repetition + 1);
  let group = 0;
  const tasks = prepared.map((task) => ({
    task,
    count: Math.max(...task.task.grids.map(() => counts[group++] ?? 0)),
    takesSeed: takesSeed(task),
  }));
  const everyTask = tasks.every(({ takesSeed }) => !takesSeed);
  for (const { task, count, takesSeed } of tasks) {
    if (count < 2 || takesSeed) continue;
    context.report.warning(
      repetitionsOrigin(task, context),
      `${count} repetitions, but the command ${everyTask ? "" : `of task "${task.name}" `}takes no {seed}: ` +
        "they would be the same run",
    );
  }
}

// A negative seed in the configuration means that the trainer draws one. There is a warning of its own about other seeds.
function takesSeed(prepared: PreparedTask): boolean {
  const { task, config, specs } = prepared;
  const sight = sightOf(specs[0]!);
  const keys = [...task.parsedSettings.seedKeys, ...configuredSeeds(task, config).map(({ key }) => key)];
  return usesMiPrometheus(sight.spec) || sight.seed || keys.some((key) => sees(sight, key));
}

function repetitionsOrigin({ task }: PreparedTask, context: ExpandContext): Origin {
  for (const setting of ["experiment_repetitions", "seed"]) {
    const origin = settingOrigin(context, task, setting);
    if ("flag" in origin) return origin;
    const isList = setting !== "seed" || Array.isArray(context.grid.settings.seed);
    if (isList && getAt(origin.file.value, origin.path.map(String)) !== undefined) return origin;
  }
  return task.origin;
}
