/** Warns about values that reach no run, because no command sees them: of axes, of `--set` and of overwrites. */
import { basename } from "@std/path";
import { getAt, leaves, removedKey } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import { type Axis, leavesOf } from "../../grid/axes/axes.ts";
import { DEFAULT_CONFIGS } from "../../grid/load_configs.ts";
import type { SetOverride } from "../../grid/overrides.ts";
import { configKey } from "../../grid/placeholders.ts";
import { below, valueOf } from "../../messages/problem.ts";
import type { ExpandContext } from "../expand_context.ts";
import { overlapsAny } from "../overlaps.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";
import { checkOverwriteReach, checkTestReach } from "./overwrite_reach.ts";
import { describeMissed, type Reach, reachOf, waysToSee } from "./reach.ts";
import { type Sight, sightOf } from "./sight.ts";
import type { TaskSights } from "./task_sights.ts";

/** Warns about everything in the grid file and on the command line that reaches no run. */
export function checkReach(prepared: readonly PreparedTask[], context: ExpandContext): void {
  const tasks = prepared.map((task): TaskSights => ({ prepared: task, sights: task.specs.map(sightOf) }));
  checkAxisReach(tasks, context);
  for (const task of tasks) {
    checkFileReach(task, context);
    checkSetup(task, context);
  }
  for (const override of context.grid.set) checkSetReach(override, tasks, context);
  checkOverwriteReach(tasks, context);
  checkTestReach(tasks, context);
}

function checkAxisReach(tasks: readonly TaskSights[], { report }: ExpandContext): void {
  const reached = new Set<Axis>();
  const missed: (MissedKey & { readonly axis: Axis; readonly task: string })[] = [];
  for (const { prepared: { task, name }, sights } of tasks) {
    for (const axis of new Set(task.grids.flat())) {
      // An axis that --set replaced is checked as --set.
      if ("flag" in axis.origin && axis.origin.flag.startsWith("--set ")) continue;
      if (axis.files !== undefined) continue;
      const keys = missedOfAxis(axis, sights);
      if (keys.length === 0) reached.add(axis);
      missed.push(...keys.map((key) => ({ ...key, axis, task: name })));
    }
  }
  for (const { key, reach, axis, task } of missed) {
    const subject = `axis "${axis.key}"${key === axis.key ? "" : `: "${key}"`}`;
    const ofTask = reached.has(axis) ? task : undefined;
    report.warning(axis.origin, `${subject} ${describeMissed(reach, waysToSee(key, true), ofTask)}`);
  }
}

/** Warns about configuration files of which a task sees nothing. */
function checkFileReach({ prepared, sights }: TaskSights, { grid, report }: ExpandContext): void {
  const { task, files } = prepared;
  const axes = task.grids.flat();
  const axis = axes.find(({ files }) => files !== undefined);
  const [source] = [
    { configs: task.configs, origin: axis?.origin ?? task.configsOrigin },
    { configs: task.overwriteConfigs, origin: below(task.overwriteOrigin, DEFAULT_CONFIGS) },
    { configs: grid.overwriteConfigs, origin: below(grid.overwriteOrigin, DEFAULT_CONFIGS) },
  ].filter(({ configs }) => configs.length > 0);
  if (source === undefined || isSeenOtherwise(source.configs, sights, axis)) return;
  // Keys that axes or --set replace are seen with their values.
  const given = [...axes.flatMap((axis) => [...leavesOf(axis)]), ...grid.set.map(({ parts }) => parts.join("."))];
  const reaches = leaves(files).map(([key]) => reachOf(key, axis === undefined && overlapsAny(key, given), sights));
  const reach = ORDER.find((reach) => reaches.includes(reach)) ?? "all";
  if (reach === "all") return;
  const subject = axis === undefined ? `"${source.configs.join(", ")}"` : `axis "${axis.key}"`;
  report.warning(source.origin, `${subject} ${describeMissed(reach, ["{config}", "a key of the files"])}`);
}

/** Warns about placeholders in `setup` without effect: it is code of the user's shell. */
function checkSetup({ prepared: { task, config } }: TaskSights, context: ExpandContext): void {
  const axes = task.grids.flat().map(({ key }) => key);
  for (const [, name] of (task.parsedSettings.setup ?? "").matchAll(/(?<!\$)\{([\w~][\w.~/-]*)\}/g)) {
    const key = configKey(name!);
    if (key !== undefined && !axes.includes(key) && getAt(config, key.split(".")) === undefined) continue;
    context.report.warning(
      valueOf(settingOrigin(context, task, "setup")),
      `setup has {${name}}, which stays as it is: placeholders are filled in command, test_command and env`,
    );
  }
}

// A trainer can be given the files by their names; those of Hydra know them.
function isSeenOtherwise(configs: readonly string[], sights: readonly Sight[], axis: Axis | undefined): boolean {
  return sights.some(({ keys, args, text }) =>
    axis === undefined
      ? args === "overrides" || configs.some((name) => text.includes(basename(name)))
      : keys.includes(DEFAULT_CONFIGS)
  );
}

interface MissedKey {
  readonly key: string;
  readonly reach: Exclude<Reach, "all">;
}

// The name of a section is also the label of the value, so it may stay unseen if other keys are seen.
function missedOfAxis(axis: Axis, sights: readonly Sight[]): MissedKey[] {
  const keys = [...leavesOf(axis)];
  const missed = keys.flatMap((key): MissedKey[] => {
    const reach = reachOf(key, true, sights);
    return reach === "all" ? [] : [{ key, reach }];
  });
  if (missed.length < keys.length || missed.length === 0) {
    return missed.filter(({ key }) => key !== `${axis.key}.name`);
  }
  return [{ key: axis.key, reach: missed.some(({ reach }) => reach === "tests") ? "tests" : "none" }];
}

function checkSetReach(
  { parts, value, origin }: SetOverride,
  tasks: readonly TaskSights[],
  { report }: ExpandContext,
): void {
  const removed = removedKey(parts.at(-1)!);
  if (removed !== undefined) {
    // {args} cannot say that a key is removed, but a placeholder of its section can.
    const section = parts.slice(0, -1).join(".");
    const reach = reachInAny([...parts.slice(0, -1), removed].join("."), false, tasks);
    if (reach === "all") return;
    const ways = section === "" ? ["{config}"] : waysToSee(section, false);
    return report.warning(origin, `the removal ${describeMissed(reach, ways)}`);
  }
  for (const [key] of leaves(mergeAt(EMPTY, parts, value))) {
    const reach = reachInAny(key, true, tasks);
    if (reach !== "all") report.warning(origin, `"${key}" ${describeMissed(reach, waysToSee(key, true))}`);
  }
}

/** The runs that a key reaches in the task that sees most of it. */
function reachInAny(key: string, inArgs: boolean, tasks: readonly TaskSights[]): Reach {
  const reaches = tasks.map(({ sights }) => reachOf(key, inArgs, sights));
  return ORDER.find((reach) => reaches.includes(reach)) ?? "all";
}

const ORDER: readonly Reach[] = ["all", "tests", "none"];
