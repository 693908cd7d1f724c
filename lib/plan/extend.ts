/** Lays a new expansion of a grid over an old one, so that what has been started keeps its id and its directory. */
import { abbreviate } from "./identities.ts";
import { createGroup, type Experiment, type Plan } from "./plan.ts";
import { createRunSpecReader } from "./run_spec.ts";

/** What a new expansion makes of an old plan. */
export interface Extension {
  /** The new plan, in which what was there keeps its id; what was started keeps its name, too. */
  readonly plan: Plan;
  /** Experiments that both have. */
  readonly kept: readonly Experiment[];
  readonly added: readonly Experiment[];
  /** Experiments that the new plan no longer has. Those that were started stay in the plan, to be left alone. */
  readonly dropped: readonly Experiment[];
}

/**
 * @param old the plan of the grid directory
 * @param next the plan of the grid file as it is now
 * @param wasStarted whether an experiment of the old plan, named by its id, has a directory
 */
export function extendPlan(old: Plan, next: Plan, wasStarted: (id: string) => boolean): Extension {
  const former = new Map(old.experiments.map((experiment) => [experiment.hash, experiment]));
  const fresh = next.experiments.filter(({ hash }) => !former.has(hash));
  const ids = abbreviate(fresh.map(({ hash }) => hash), new Set(old.experiments.map(({ id }) => id)));
  const newIds = new Map(fresh.map(({ hash }, index) => [hash, ids[index]!]));
  const [kept, added]: [Experiment[], Experiment[]] = [[], []];
  const experiments = next.experiments.map((experiment): Experiment => {
    const before = former.get(experiment.hash);
    if (before === undefined) {
      const renumbered = { ...experiment, id: newIds.get(experiment.hash)! };
      added.push(renumbered);
      return renumbered;
    }
    former.delete(experiment.hash);
    const same = { ...experiment, id: before.id, name: wasStarted(before.id) ? before.name : experiment.name };
    kept.push(same);
    return same;
  });
  const dropped = [...former.values()];
  const left = dropped.filter(({ id }) => wasStarted(id)).map((experiment): Experiment => ({
    ...experiment,
    group: next.groups.length + experiment.group,
    dropped: true,
  }));
  // The tests of a plan are those of all its groups.
  const readSpecs = createRunSpecReader(next.tests);
  const oldGroups = left.length === 0 ? [] : old.groups.map((group) => createGroup(group, readSpecs));
  const groups = [...next.groups, ...oldGroups];
  const plan = { ...next, ...(old.id !== undefined && { id: old.id }), groups, experiments: [...experiments, ...left] };
  return { plan, kept, added, dropped };
}
