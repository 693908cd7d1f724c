/** Combines the values of the axes of all tasks, without duplicates and excluded combinations. */
import { canonical } from "../../config/canonical.ts";
import { mergeAt, without } from "../../config/merge.ts";
import type { ValueMap } from "../../config/value.ts";
import { type Axis, drawnAxes } from "../../grid/axes/axes.ts";
import type { Exclusion } from "../../grid/axes/exclusions.ts";
import type { Origin } from "../../messages/problem.ts";
import { counted } from "../../messages/text.ts";
import { sha256 } from "../../plan/identities.ts";
import { createGroup, type Group } from "../../plan/plan.ts";
import { checkCommandOwner, type CommandOwner, commandSignature } from "../command_signature.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";
import { groupNamer, uniqueName } from "./combination_names.ts";
import { type Combination, forEachCombination } from "./combinations.ts";
import { drawCombinations } from "./draw.ts";
import { matches, warnUnused } from "./exclude.ts";
import { checkNamedKeys, namedKeys } from "./named_keys.ts";

/** The combinations of a grid. */
export interface Combined {
  readonly groups: readonly Group[];
  /** A task that is listed twice has all its combinations twice. */
  readonly combinations: readonly Combination[];
}

/** State shared by the tasks, which are combined one after the other. */
interface Tally {
  readonly sampleSeed: number;
  readonly groups: Group[];
  /** How many combinations each exclusion has matched. */
  readonly excluded: Map<Exclusion, number>;
  /** By hash of the configuration. */
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
  for (const axes of task.grids) {
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
  }
  if (duplicates > 0) {
    report.notice(task.origin, `task "${taskName}": skipped ${counted(duplicates, "duplicate combination")}`);
  }
  return combinations;
}

function groupOf({ task, name, config }: PreparedTask, axes: readonly Axis[], context: ExpandContext): Group {
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
