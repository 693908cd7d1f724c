/** Extends the plan of a grid directory when its grid file has changed: started experiments keep their ids and directories. */
import { abbreviate } from "./identities.ts";
import { createGroup, createRunSpecReader, type Experiment, type Plan } from "./plan.ts";

/** The result of extending a plan. */
export interface Extension {
  /** The new plan. Existing experiments keep their ids; started ones also keep their names. */
  readonly plan: Plan;
  /** Experiments that both plans have. */
  readonly kept: readonly Experiment[];
  readonly added: readonly Experiment[];
  /** Experiments that the grid file no longer has. If they were started, they stay in the plan, marked as dropped. */
  readonly dropped: readonly Experiment[];
}

/**
 * Merges the plan of a changed grid file into the plan of the grid directory.
 *
 * @param old the plan of the grid directory
 * @param next the plan of the grid file
 * @param wasStarted whether an experiment of the old plan, given by its id, has a directory
 */
export function extendPlan(old: Plan, next: Plan, wasStarted: (id: string) => boolean): Extension {
  const oldByHash = new Map(old.experiments.map((experiment) => [experiment.hash, experiment]));
  const unknown = next.experiments.filter(({ hash }) => !oldByHash.has(hash));
  const ids = abbreviate(unknown.map(({ hash }) => hash), new Set(old.experiments.map(({ id }) => id)));
  const newIds = new Map(unknown.map(({ hash }, index) => [hash, ids[index]!]));
  const [kept, added]: [Experiment[], Experiment[]] = [[], []];
  const experiments = next.experiments.map((experiment): Experiment => {
    const before = oldByHash.get(experiment.hash);
    if (before === undefined) {
      const renumbered = { ...experiment, id: newIds.get(experiment.hash)! };
      added.push(renumbered);
      return renumbered;
    }
    oldByHash.delete(experiment.hash);
    const same = { ...experiment, id: before.id, name: wasStarted(before.id) ? before.name : experiment.name };
    kept.push(same);
    return same;
  });
  const dropped = [...oldByHash.values()];
  const droppedStarted = dropped.filter(({ id }) => wasStarted(id)).map((experiment): Experiment => ({
    ...experiment,
    group: next.groups.length + experiment.group,
    dropped: true,
  }));
  // All groups of a plan have the same tests.
  const readSpecs = createRunSpecReader(next.tests);
  const oldGroups = droppedStarted.length === 0 ? [] : old.groups.map((group) => createGroup(group, readSpecs));
  const groups = [...next.groups, ...oldGroups];
  const plan = {
    ...next,
    ...(old.id !== undefined && { id: old.id }),
    groups,
    experiments: [...experiments, ...droppedStarted],
  };
  return { plan, kept, added, dropped };
}
