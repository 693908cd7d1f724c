/** Warns about keys of overwrites that reach no run, because no command sees them. */
import { canonical } from "../../config/canonical.ts";
import { getAt, removedKey } from "../../config/key_path.ts";
import { isMap, keyText, type ValueMap } from "../../config/value.ts";
import { below } from "../../messages/problem.ts";
import { NAME_KEYS } from "../../results/configuration_facts.ts";
import { commandSignature } from "../command_signature.ts";
import type { ExpandContext } from "../expand_context.ts";
import { overlaps, overlapsAny } from "../overlaps.ts";
import { testOrigin } from "../setting_origin.ts";
import { describeMissed, noneOf, type Reach, reachOf, waysToSee } from "./reach.ts";
import { sees, type Sight } from "./sight.ts";
import type { TaskSights } from "./task_sights.ts";

/** Warns about keys of `grid_overwrite` that reach no run of any task, and about keys of `overwrite` of tasks. */
export function checkOverwriteReach(tasks: readonly TaskSights[], context: ExpandContext): void {
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

// The analysis shows the names of problem and model, and exclusions look at keys.
function keysInUse(tasks: readonly TaskSights[], { grid }: ExpandContext): Set<string> {
  const exclusions = [...grid.exclude, ...tasks.flatMap(({ prepared }) => prepared.task.exclude)];
  return new Set([
    ...NAME_KEYS,
    ...exclusions.flatMap(({ conditions }) => conditions.map(({ parts }) => parts.join("."))),
  ]);
}

// Tasks that start different commands have to differ in a key, which no command needs to see.
function isLabel(key: string, task: TaskSights, signatures: ReadonlyMap<TaskSights, string>): boolean {
  const textAt = ({ prepared }: TaskSights) => {
    const value = getAt(prepared.config, key.split("."));
    return value === undefined ? undefined : canonical(value);
  };
  const [text, signature] = [textAt(task), signatures.get(task)];
  return signatures.entries().some(([other, its]) => its !== signature && textAt(other) !== text);
}

// A key that an axis sets, too, is in {args} with the value of the axis.
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
export function checkTestReach(tasks: readonly TaskSights[], context: ExpandContext): void {
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
  /** In the overwrite, where a key that is removed has a `~`. */
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
