/** Finds the experiments that are repetitions of the same configuration. */
import type { Experiment } from "./plan.ts";

/**
 * Groups experiments by configuration. Repetitions have the same name or the same group and values. Neither is enough: started
 * experiments keep their names when a new axis makes the names of others longer, and a task that is listed twice has two
 * groups.
 *
 * @param experiments in the order of the plan
 * @returns by experiment id, the name of the first repetition of its configuration
 */
export function configurationsOf(experiments: readonly Experiment[]): ReadonlyMap<string, string> {
  const names = configurationNames(experiments);
  return new Map(experiments.map(({ id }, index) => [id, names[index]!]));
}

/** Like {@link configurationsOf}, in the order of the experiments. */
export function configurationNames(experiments: readonly Pick<Experiment, "name" | "group" | "at">[]): string[] {
  const byValues: Node = {};
  const byName = new Map<string, string>();
  return experiments.map(({ name, group, at }) => {
    const place = at.reduce(childOf, childOf(byValues, group));
    const configuration = place.configuration ?? byName.get(name) ?? name;
    place.configuration = configuration;
    byName.set(name, configuration);
    return configuration;
  });
}

// A tree by the group and the index of each value: a plan can have a million experiments, and joined indices are slower.
interface Node {
  configuration?: string;
  children?: Map<number, Node>;
}

function childOf(node: Node, index: number): Node {
  node.children ??= new Map();
  let child = node.children.get(index);
  if (child === undefined) node.children.set(index, child = {});
  return child;
}
