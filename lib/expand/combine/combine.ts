/** Combines the values of the axes of all tasks, without duplicates and excluded combinations. */
import { canonical, equalValues } from "../../config/canonical.ts";
import { getAt, leaves, removedKey } from "../../config/key_path.ts";
import { mergeAt, without } from "../../config/merge.ts";
import { isList, isMap, keyText, plainText, type Value, type ValueMap } from "../../config/value.ts";
import { type Axis, drawnAxes, type Exclusion, leavesOf } from "../../grid/axes/axes.ts";
import { DerivedError } from "../../grid/expression.ts";
import type { GridTest } from "../../grid/grid_tests.ts";
import { DEFAULT_CONFIGS } from "../../grid/load_configs.ts";
import { configKey, placeholders } from "../../grid/template.ts";
import { specTemplates } from "../../launch/command.ts";
import { below, type Origin, type ProblemReport } from "../../messages/report.ts";
import { suggestion } from "../../messages/suggestion.ts";
import { counted } from "../../messages/text.ts";
import { readableName, usesMiPrometheus } from "../../mi_prometheus/programs.ts";
import { testConfigOf } from "../../plan/experiment.ts";
import { sha256 } from "../../plan/identities.ts";
import { labelsOf, safeName, shortNames } from "../../plan/names.ts";
import { createGroup, type Group } from "../../plan/plan.ts";
import { checkCommandOwner, type CommandOwner, commandSignature } from "../checks/check_keys.ts";
import { type ExpandContext, overlaps, overlapsAny, setKeys } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { settingOrigin } from "../setting_origin.ts";
import { type Combination, drawCombinations, forEachCombination } from "./draw.ts";

export interface Combined {
  readonly groups: readonly Group[];
  /** A task that is listed twice has all its combinations twice. */
  readonly combinations: readonly Combination[];
}

/** State shared by the tasks, which are combined one after the other. */
interface Tally {
  readonly sampleSeed: number;
  readonly groups: Group[];
  /** How many combinations each exclusion has excluded. */
  readonly excluded: Map<Exclusion, number>;
  /** Owners of configurations, by hash. */
  readonly owners: Map<string, CommandOwner>;
  /** Hashes of configurations by name. */
  readonly names: Map<string, string>;
  /** Hashes of configurations by the position of their task; the parts of a task that an axis of files splits share it. */
  readonly seen: Map<Origin, Set<string>>;
}

/**
 * Combines the values of the axes of all tasks. Combinations that cannot run are reported.
 *
 * @param sampleSeed the seed of the points that are drawn: 0 … 2^31 − 1
 */
export function combine(prepared: readonly PreparedTask[], sampleSeed: number, context: ExpandContext): Combined {
  const tally: Tally = {
    sampleSeed,
    groups: [],
    excluded: new Map(),
    owners: new Map(),
    names: new Map(),
    seen: new Map(),
  };
  const combinations = prepared.flatMap((task) => combineTask(task, tally, context));
  for (const [origin, { size }] of tally.seen) {
    if (size > 0) continue;
    const { name } = prepared.find(({ task }) => task.origin === origin)!;
    context.report.error(origin, `task "${name}": all combinations are excluded`);
  }
  const drawnKeys = new Set(prepared.flatMap(({ task }) => task.grids.flatMap(drawnAxes)).map(({ key }) => key));
  for (const [exclusion, count] of tally.excluded) {
    if (count === 0) warnUnused(exclusion, tally.groups, drawnKeys, context.report);
  }
  return { groups: tally.groups, combinations };
}

function combineTask(prepared: PreparedTask, tally: Tally, context: ExpandContext): Combination[] {
  const { task, name: taskName } = prepared;
  const { report } = context;
  const exclusions = [...context.grid.exclude, ...task.exclude];
  for (const exclusion of exclusions) tally.excluded.set(exclusion, tally.excluded.get(exclusion) ?? 0);
  const owner = { signature: commandSignature(task.settings), task };
  const namerFor = groupNamer(prepared);
  const hashOf = configHasher(prepared);
  const named = namedKeys(prepared, context);
  const seen = tally.seen.get(task.origin) ?? new Set<string>();
  tally.seen.set(task.origin, seen);
  const combinations: Combination[] = [];
  let duplicates = 0;
  const combineGrid = (axes: readonly Axis[]): void => {
    const isUnwanted = (config: ValueMap) => isExcluded(withFiles(config, axes), exclusions, tally);
    const listed = groupOf(prepared, axes, context);
    const { group, combinations: drawn } = drawnAxes(axes).length === 0
      ? { group: listed }
      : drawCombinations(listed, axes, { seed: tally.sampleSeed, seen, hashOf, isUnwanted, context });
    const nameOf = namerFor(group);
    forEachCombination(group, drawn, (config, at) => {
      if (isUnwanted(config)) return;
      const hash = hashOf(config);
      if (seen.has(hash)) return void duplicates++;
      seen.add(hash);
      checkCommandOwner(hash, owner, tally.owners, report);
      const name = uniqueName(nameOf(at), hash, tally.names);
      checkNamedKeys(named, config, name, report);
      combinations.push({ group: tally.groups.length, at, hash, name });
    });
    tally.groups.push(group);
  };
  for (const axes of task.grids) reportingDerived(prepared, report, () => combineGrid(axes));
  if (duplicates > 0) {
    report.notice(task.origin, `task "${taskName}": skipped ${counted(duplicates, "duplicate combination")}`);
  }
  return combinations;
}

// What cannot be computed for one combination is probably so for others.
function reportingDerived({ derived }: PreparedTask, report: ProblemReport, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DerivedError)) throw error;
    const { origin } = derived.find(({ parts }) => parts.join(".") === error.parts.join("."))!;
    report.error(origin, `from: ${error.message}`);
  }
}

function groupOf({ task, name, config, derived }: PreparedTask, axes: readonly Axis[], context: ExpandContext): Group {
  // An axis or --set of the key has its value.
  const given = [...axes.flatMap((axis) => [...leavesOf(axis)]), ...context.grid.set.flatMap(setKeys)];
  const computed = derived.filter(({ parts }) => !overlapsAny(parts.join("."), given));
  return createGroup({
    task: name,
    config,
    axes: axes.map(({ key, parts, values, files }) => ({
      key,
      parts,
      values,
      ...(files !== undefined && { files: true as const }),
    })),
    set: context.grid.set.map(({ parts, value }) => ({ parts, value })),
    ...(computed.length > 0 &&
      { derived: computed.map(({ parts, expression }) => ({ parts, expression: expression.text })) }),
    settings: task.settings,
    seedKeys: task.parsedSettings.seedKeys,
  }, context.readSpecs);
}

// Exclusions can name the files of an axis, which are not part of the configuration.
function withFiles(config: ValueMap, axes: readonly Axis[]): ValueMap {
  const axis = axes.find(({ files }) => files !== undefined);
  return axis === undefined ? config : mergeAt(config, axis.parts, axis.values[0]!);
}

function isExcluded(config: ValueMap, exclusions: readonly Exclusion[], { excluded }: Tally): boolean {
  const exclusion = exclusions.find((exclusion) => matches(exclusion, config));
  if (exclusion !== undefined) excluded.set(exclusion, excluded.get(exclusion)! + 1);
  return exclusion !== undefined;
}

// Equal configurations are the same experiment, even if they come from different tasks or sub-grids.
function configHasher({ task }: PreparedTask): (config: ValueMap) => string {
  const ignored = task.parsedSettings.notInId.map((key) => key.split("."));
  return (config) => sha256(canonical(without(config, ignored)));
}

// Directory names also have a repetition and an id, and must stay below the limit of all file systems.
const MAX_NAME = 80;

/** Gives the name of a combination of a group. */
export type CombinationNamer = (at: readonly number[]) => string;

/**
 * Creates functions that name the combinations of a group after the task and the values of its axes: `mlp-lr=0.1-width=64`.
 * Keys are shortened as far as they stay distinct among the axes of the task.
 */
function groupNamer({ task, name, specs }: PreparedTask): (group: Group) => CombinationNamer {
  const short = shortNames([...new Set(task.grids.flat().map((axis) => axis.key))]);
  const readable = usesMiPrometheus(specs[0]!);
  const files = task.grids.flat().find(({ files }) => files !== undefined)?.files ?? "";
  return ({ axes }) => {
    const labels = axes.map((axis) =>
      (axis.files ? [files] : labelsOf(axis.values)).map((label) => `-${safeName(short.get(axis.key)!)}=${label}`)
    );
    return (at) => {
      const full = name + at.map((value, axis) => labels[axis]![value]).join("");
      return readable ? readableName(full) : full;
    };
  };
}

/**
 * Shortens a name to 80 characters and makes it unique within the grid.
 *
 * @param hash of the configuration
 * @param taken hashes of configurations by name; the new name is added
 */
function uniqueName(name: string, hash: string, taken: Map<string, string>): string {
  const isFree = (taken.get(name) ?? hash) === hash;
  taken.set(name, hash);
  return isFree && name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 9)}-${hash.slice(0, 8)}`;
}

/** A key of the configuration that a command refers to. */
export interface NamedKey {
  readonly placeholder: string;
  readonly parts: readonly string[];
  /** The setting that contains the placeholder: `command`, `test_command` or `env.NAME`. */
  readonly setting: string;
  /** The test whose configuration has the key; `undefined` for the configuration of the experiment. */
  readonly test: GridTest | undefined;
  readonly origin: Origin;
}

/** The keys that the commands of a task refer to. */
function namedKeys({ task, specs }: PreparedTask, context: ExpandContext): Set<NamedKey> {
  const named = new Set<NamedKey>();
  const hasFileAxis = task.grids.flat().some(({ files }) => files !== undefined);
  for (const spec of specs) {
    const { test, settings } = spec;
    for (
      const [setting, template] of specTemplates(spec, { tensorboard: context.overrides.tensorboard !== undefined })
    ) {
      for (const placeholder of placeholders(template)) {
        const key = configKey(placeholder);
        if (key === undefined || settings.seedKeys.includes(key) || (hasFileAxis && key === DEFAULT_CONFIGS)) continue;
        const origin = settingOrigin(context, task, setting, test);
        named.add({ placeholder, parts: key.split("."), setting, test, origin });
      }
    }
  }
  return named;
}

/**
 * Reports keys that a combination does not have. A value of an axis can remove a key that the task's configuration has.
 *
 * @param named reported keys are deleted from it, so that each is reported once
 * @param name of the combination
 */
function checkNamedKeys(named: Set<NamedKey>, config: ValueMap, name: string, report: ProblemReport): void {
  for (const key of named) {
    const problem = namedKeyProblem(key, config);
    if (problem === undefined) continue;
    report.error(key.origin, `${key.setting} has {${key.placeholder}}, ${problem} the configuration of ${name}`);
    named.delete(key);
  }
}

function namedKeyProblem({ test, parts }: NamedKey, config: ValueMap): string | undefined {
  const value = getAt(test === undefined ? config : testConfigOf(config, test), parts);
  if (value === undefined) return "which is not a key of";
  return plainText(value).includes("\0") ? "which contains a NUL character in" : undefined;
}

/** Whether an exclusion matches a configuration: all its conditions are fulfilled. */
function matches(exclusion: Exclusion, config: ValueMap): boolean {
  return exclusion.conditions.every(({ parts, wanted }) => {
    const value = getAt(config, parts);
    return value !== undefined && fits(value, wanted);
  });
}

// A list matches any of its items, and a list equal to it. A map matches a map that has all of its keys.
function fits(value: Value, wanted: Value): boolean {
  return fitsOne(value, wanted) || (isList(wanted) && wanted.some((one) => fitsOne(value, one)));
}

function fitsOne(value: Value, wanted: Value): boolean {
  if (!isMap(wanted) || !isMap(value) || wanted.size === 0) return equalValues(value, wanted);
  return Array.from(wanted).every(([key, item]) => {
    const removed = removedKey(key);
    if (removed !== undefined) return getAt(value, [removed]) === undefined;
    const actual = getAt(value, [keyText(key)]);
    return actual !== undefined && fits(actual, item);
  });
}

/**
 * Warns about an exclusion that has matched no combination, most likely because of a misspelled key.
 *
 * @param drawn keys of axes that are drawn: they may not have had the excluded value this time
 */
function warnUnused(
  exclusion: Exclusion,
  groups: readonly Group[],
  drawn: ReadonlySet<string>,
  report: ProblemReport,
): void {
  for (const { parts } of exclusion.conditions) {
    const key = parts.join(".");
    const known = groups.flatMap((
      group,
    ) => [...leaves(group.config).map(([leaf]) => leaf), ...group.axes.map((axis) => axis.key)]);
    if (known.some((leaf) => overlaps(leaf, key))) continue;
    report.warning(
      below(exclusion.origin, key),
      `exclusion matches nothing: no configuration has "${key}"${suggestion(key, known)}`,
    );
    return;
  }
  if (exclusion.conditions.some(({ parts }) => drawn.has(parts.join(".")))) return;
  report.warning(exclusion.origin, "exclusion matches no combination");
}
