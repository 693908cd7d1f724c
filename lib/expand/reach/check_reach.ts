/** Warns about values that reach no run, because no command sees them: in axes, in `--set` and in overwrites. */
import { basename } from "@std/path";
import { canonical } from "../../config/canonical.ts";
import { getAt, leaves, removedKey } from "../../config/key_path.ts";
import { EMPTY, mergeAt } from "../../config/merge.ts";
import { isMap, keyText, type ValueMap } from "../../config/value.ts";
import { type Axis, leavesOf } from "../../grid/axes/axes.ts";
import { DEFAULT_CONFIGS } from "../../grid/load_configs.ts";
import type { SetOverride } from "../../grid/overrides.ts";
import { configKey } from "../../grid/template.ts";
import { below, valueOf } from "../../messages/report.ts";
import { NAME_KEYS } from "../../results/configuration_facts.ts";
import { commandSignature } from "../checks/check_keys.ts";
import { type ExpandContext, overlaps, overlapsAny } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin, testOrigin } from "../setting_origin.ts";
import { describeMissed, noneOf, type Reach, reachOf, sees, type Sight, sightOf, waysToSee } from "./reach.ts";

export function checkReach(prepared: readonly PreparedTask[], context: ExpandContext): void {
  const tasks = prepared.map((task): TaskSights => ({
    prepared: task,
    sights: task.specs.map((spec) => throughDerived(sightOf(spec), task)),
  }));
  checkAxisReach(tasks, context);
  for (const task of tasks) {
    checkFileReach(task, context);
    checkSetup(task, context);
  }
  for (const override of context.grid.set) checkSetReach(override, tasks, context);
  checkOverwriteReach(tasks, context);
  checkTestReach(tasks, context);
}

// What is computed from a key shows it.
function throughDerived(sight: Sight, { derived }: PreparedTask): Sight {
  const seen = derived.filter(({ parts }) => sees(sight, parts.join(".")));
  return seen.length === 0
    ? sight
    : { ...sight, keys: [...sight.keys, ...seen.flatMap(({ expression }) => expression.keys)] };
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
  // Keys that axes or --set replace are seen with their new values.
  const given = [...axes.flatMap((axis) => [...leavesOf(axis)]), ...grid.set.map(({ parts }) => parts.join("."))];
  const reaches = leaves(files).map(([key]) => reachOf(key, axis === undefined && overlapsAny(key, given), sights));
  const reach = ORDER.find((reach) => reaches.includes(reach)) ?? "all";
  if (reach === "all") return;
  const subject = axis === undefined ? `"${source.configs.join(", ")}"` : `axis "${axis.key}"`;
  report.warning(source.origin, `${subject} ${describeMissed(reach, ["{config}", "a key of the files"])}`);
}

/** Warns about placeholders in `setup`, where they have no effect: it is code for the user's shell. */
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

// A trainer may be given the names of the files; Hydra's trainers know them.
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
    // {args} cannot express that a key is removed, but a placeholder of its section can.
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

/** Warns about keys of `grid_overwrite` that reach no run of any task, and about keys of `overwrite` of tasks. */
function checkOverwriteReach(tasks: readonly TaskSights[], context: ExpandContext): void {
  const { grid, report } = context;
  const used = keysInUse(tasks, context);
  const signatures = new Map(tasks.map((task) => [task, commandSignature(task.prepared.task.settings)]));
  const reachInAny = (key: string): Reach => {
    const reaches = tasks.map((task) => overwriteReach(key, task));
    return reaches.includes("all") ? "all" : reaches.includes("tests") ? "tests" : "none";
  };
  const args = tasks.flatMap(({ sights }) => sights[0]!.args ?? [])[0];
  for (const missed of missedIn(grid.overwrite, (key) => overlapsAny(key, used) ? "all" : reachInAny(key))) {
    report.warning(below(grid.overwriteOrigin, ...missed.path), describe(missed, "grid_overwrite", args));
  }
  for (const task of tasks) {
    const reach = (key: string): Reach => {
      const reached = overlapsAny(key, used) ? "all" : overwriteReach(key, task);
      return reached !== "all" && isLabel(key, task, signatures) ? "all" : reached;
    };
    const { overwrite, overwriteOrigin } = task.prepared.task;
    for (const missed of missedIn(overwrite, reach)) {
      report.warning(below(overwriteOrigin, ...missed.path), describe(missed, "overwrite", task.sights[0]!.args));
    }
  }
}

// Keys that are used outside of commands: the analysis shows the names of problem and model, and exclusions look at keys.
function keysInUse(tasks: readonly TaskSights[], { grid }: ExpandContext): Set<string> {
  const exclusions = [...grid.exclude, ...tasks.flatMap(({ prepared }) => prepared.task.exclude)];
  return new Set([
    ...NAME_KEYS,
    ...exclusions.flatMap(({ conditions }) => conditions.map(({ parts }) => parts.join("."))),
  ]);
}

// Tasks that start different commands must differ in a key. No command needs to see that key.
function isLabel(key: string, task: TaskSights, signatures: ReadonlyMap<TaskSights, string>): boolean {
  const textAt = ({ prepared }: TaskSights) => {
    const value = getAt(prepared.config, key.split("."));
    return value === undefined ? undefined : canonical(value);
  };
  const [text, signature] = [textAt(task), signatures.get(task)];
  return signatures.entries().some(([other, its]) => its !== signature && textAt(other) !== text);
}

// If an axis sets the key, too, {args} has it with the value of the axis.
function overwriteReach(key: string, { prepared, sights }: TaskSights): Reach {
  return reachOf(key, prepared.task.grids.flat().some((axis) => overlaps(axis.key, key)), sights);
}

function describe(missed: Missed, where: string, args: Sight["args"]): string {
  const about = args === undefined ? "" : `; {${args}} has only the values of axes and of --set`;
  return `"${missed.key}" in ${where} ${describeMissed(missed.reach, waysToSeeMissed(missed))}${about}`;
}

function waysToSeeMissed({ key, isSection }: Missed): string[] {
  return isSection ? ["{config}", "a key of this section"] : waysToSee(key, false);
}

/** Warns about keys of the `overwrite` of a test that its command does not see. */
function checkTestReach(tasks: readonly TaskSights[], context: ExpandContext): void {
  for (const { test } of context.grid.tests) {
    const sights = tasks.flatMap(({ sights }) => sights.filter(({ spec }) => spec.test === test));
    if (sights.every(({ spec }) => spec.command.kind === "none")) continue;
    const reach = (key: string): Reach => sights.some((sight) => sees(sight, key)) ? "all" : "none";
    for (const missed of missedIn(test.overwrite, reach)) {
      context.report.warning(
        below(testOrigin(context, test), "overwrite", ...missed.path),
        `"${missed.key}" does not reach the test: its command uses ${noneOf(waysToSeeMissed(missed))}`,
      );
    }
  }
}

/** A key of an overwrite that does not reach the training. */
interface Missed {
  /** Dotted. */
  readonly key: string;
  /** The path in the overwrite, where a removed key has a `~`. */
  readonly path: readonly string[];
  readonly reach: Exclude<Reach, "all">;
  /** Whether it is a section of which no key is reached. */
  readonly isSection: boolean;
}

// The topmost keys of an overwrite of which nothing reaches the training.
function missedIn(overwrite: ValueMap, reach: (key: string) => Reach, above: readonly string[] = []): Missed[] {
  return [...overwrite].flatMap(([written, value]): Missed[] => {
    const path = [...above, keyText(written)];
    const key = path.map((part) => removedKey(part) ?? part).join(".");
    if (!isMap(value) || value.size === 0) {
      const reached = reach(key);
      return reached === "all" ? [] : [{ key, path, reach: reached, isSection: false }];
    }
    const inside = missedIn(value, reach, path);
    const [first, ...others] = inside;
    const isWhole = others.length > 0 && inside.length === value.size &&
      inside.every((one) => one.path.length === path.length + 1 && one.reach === first!.reach);
    return isWhole ? [{ key, path, reach: first!.reach, isSection: true }] : inside;
  });
}

/** A task with what each of its runs sees. */
export interface TaskSights {
  readonly prepared: PreparedTask;
  /** The sights of the training, then of the tests. */
  readonly sights: readonly Sight[];
}
