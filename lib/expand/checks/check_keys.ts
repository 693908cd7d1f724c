/** Checks over all tasks: drawn axes, keys that only some tasks have, repetitions that would be the same run. */
import { canonical } from "../../config/canonical.ts";
import { getAt, removedKey } from "../../config/key_path.ts";
import { isScalar, keyText, type Value, type ValueMap } from "../../config/value.ts";
import { type Axis, drawnAxes } from "../../grid/axes/axes.ts";
import type { Task } from "../../grid/parse_task.ts";
import { MAX_SEED } from "../../grid/settings/settings.ts";
import { below, type Origin, type ProblemReport } from "../../messages/report.ts";
import { usesMiPrometheus } from "../../mi_prometheus/programs.ts";
import type { Experiment } from "../../plan/plan.ts";
import { isSeedName } from "../../run/seed_names.ts";
import { MAX_SOBOL_DIMENSIONS } from "../../search/sampler.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { sees, sightOf } from "../reach/reach.ts";
import { configuredSeeds } from "../repeat.ts";
import { settingOrigin } from "../setting_origin.ts";

/** Whether a task has an axis with a distribution. */
export function isDrawn({ grids }: Task): boolean {
  return grids.some((axes) => drawnAxes(axes).length > 0);
}

/** Reports axes with distributions if the number of points is not set, and a number of points if there are no such axes. */
export function checkSample({ grid, overrides, report }: ExpandContext): void {
  const { n, method, origin } = grid.sample;
  const drawn = grid.tasks.flatMap(({ grids }) => grids.map(drawnAxes)).filter((axes) => axes.length > 0);
  if (drawn.length === 0) {
    // An invalid axis may be the one that was meant to have a distribution.
    if (report.problems.some(({ severity }) => severity === "error")) return;
    const message = "nothing is drawn: no axis has a distribution such as {loguniform: [0.0001, 1]}";
    if (overrides.samples !== undefined) report.error({ flag: `--samples ${overrides.samples}` }, message);
    // A flag may have replaced the only distribution by a value.
    else if (origin !== undefined && overrides.set.length + overrides.axis.length === 0) {
      report.error(origin, `grid_sample: ${message}`);
    }
    return;
  }
  const [axis] = drawn[0]!;
  if (n === undefined) {
    report.error(axis!.origin, `axis "${axis!.key}" is drawn and nothing says how many: add grid_sample: {n: …}`);
  }
  const most = drawn.reduce((most, axes) => Math.max(most, axes.length), 0);
  if (method === "sobol" && most > MAX_SOBOL_DIMENSIONS) {
    report.error(
      origin === undefined ? axis!.origin : below(origin, "method"),
      `sobol draws at most ${MAX_SOBOL_DIMENSIONS} axes together, got ${most}: use grid_sample: {method: random}`,
    );
  }
}

/**
 * Warns about keys that are new in one task but not in another. `--set` and the axes of the grid apply to all tasks, so the
 * other tasks get a key that they may not know. A key that is new in all tasks is not reported, as trainers have defaults.
 */
export function checkNewKeys(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const { parts, origin } of context.grid.set) {
    if (removedKey(parts.at(-1)!) !== undefined) continue;
    // An axis of that key has only this value now.
    const hasAxis = ({ task }: PreparedTask) => task.grids.flat().some((axis) => axis.origin === origin);
    warnNewKey(parts, origin, prepared, { knows: hasAxis, context });
  }
  const axes = new Map(prepared.flatMap(({ task }) => task.grids.flat().map((axis) => [axis.origin, axis])));
  for (const { parts, origin, files, key } of axes.values()) {
    if (files !== undefined || ("flag" in origin && origin.flag.startsWith("--set "))) continue;
    const having = prepared.filter(({ task }) =>
      task.grids.flat().some((axis) => axis.key === key && axis.origin === origin)
    );
    const hasOther = ({ task }: PreparedTask) =>
      task.grids.flat().some((axis) => axis.key === key && axis.origin !== origin);
    warnNewKey(parts, origin, having, { knows: hasOther, context });
  }
}

function warnNewKey(
  parts: readonly string[],
  origin: Origin,
  tasks: readonly PreparedTask[],
  { knows: knowsByAxis, context: { report } }: {
    readonly knows: (task: PreparedTask) => boolean;
    readonly context: ExpandContext;
  },
): void {
  const key = parts.join(".");
  const knows = (task: PreparedTask) => getAt(task.config, parts) !== undefined || knowsByAxis(task);
  const knowing = tasks.find(knows);
  // The files of an axis of configuration files are compared on purpose.
  const other = tasks.find((task) => !knows(task) && task.name !== knowing?.name);
  if (knowing === undefined || other === undefined) return;
  report.warning(
    origin,
    `"${key}" is new in task "${other.name}", which has no such key: only task "${knowing.name}" has it` +
      ("flag" in origin ? "" : "; move the axis to the axes of that task"),
  );
}

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

// A negative seed in the configuration means that the trainer draws one. Other seeds have a separate warning.
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

// The settings that determine which command is started.
const COMMAND_SETTINGS = ["command", "test_command", "trainer", "tester", "prefix", "setup", "shell", "workdir", "env"];

/** The task that runs a configuration, and the signature of its command. */
export interface CommandOwner {
  readonly signature: string;
  readonly task: Task;
}

/** A text that is equal for settings that start the same command. */
export function commandSignature(settings: ValueMap): string {
  return canonical(new Map([...settings].filter(([key]) => COMMAND_SETTINGS.includes(keyText(key)))));
}

/**
 * Reports a configuration that another task runs with a different command.
 *
 * @param hash of the configuration
 * @param owners by hash of the configuration; the new owner is added
 */
export function checkCommandOwner(
  hash: string,
  owner: CommandOwner,
  owners: Map<string, CommandOwner>,
  report: ProblemReport,
): void {
  const other = owners.get(hash);
  if (other === undefined) owners.set(hash, owner);
  else if (other.signature !== owner.signature && other.task !== owner.task) {
    owners.set(hash, owner);
    report.error(
      owner.task.origin,
      "another task has the same configuration but a different command, so their results would be mixed: " +
        "set a key in each task's overwrite to make them different",
    );
  }
}

/** Warns about axes of seeds in a grid without repetitions: each of their values is a configuration, of which there is one run. */
export function checkSeedAxes(prepared: readonly PreparedTask[], context: ExpandContext): void {
  if (context.repetitions > 1) return;
  const checked = new Set<Axis>();
  for (const { task, specs } of prepared) {
    const sight = sightOf(specs[0]!);
    for (const axis of task.grids.flat()) {
      if (checked.has(axis) || axis.distribution !== undefined || !isSeedName(axis.parts.at(-1)!)) continue;
      checked.add(axis);
      const seeds = axis.values.map(seedOf);
      if (seeds.length < 2 || seeds.includes(undefined)) continue;
      const list = seeds.length > MAX_SEEDS ? `[${seeds.slice(0, MAX_SEEDS).join(", ")}, …]` : `[${seeds.join(", ")}]`;
      const way = sight.config ? `seed_keys: [${axis.key}]` : "{seed} in the command";
      context.report.warning(
        axis.origin,
        `axis "${axis.key}" makes a configuration of each seed, with n = 1, so that there are no means over seeds: ` +
          `remove it, and use grid_settings.seed: ${list} and ${way}`,
      );
    }
  }
}

const MAX_SEEDS = 8;

function seedOf(value: Value): number | undefined {
  const seed = isScalar(value) ? value.value : undefined;
  return typeof seed === "number" && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED ? seed : undefined;
}
