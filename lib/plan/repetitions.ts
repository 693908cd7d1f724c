/** Which experiments are repetitions of one configuration. */
import type { Experiment } from "./plan.ts";

/**
 * Repetitions share a name, and their place among the values of a sub-grid's axes. One alone does not tell: what was started
 * keeps its name when a further axis gives others a longer one, and a task that is listed twice has two places.
 *
 * @param experiments of a plan, in its order
 * @returns by id, the name that the first of a configuration's repetitions has
 */
export function configurationsOf(experiments: readonly Experiment[]): ReadonlyMap<string, string> {
  const [byPlace, byName] = [new Map<string, string>(), new Map<string, string>()];
  return new Map(experiments.map(({ id, name, group, at }) => {
    const place = `${group} ${at.join(" ")}`;
    const configuration = byPlace.get(place) ?? byName.get(name) ?? name;
    byPlace.set(place, configuration);
    byName.set(name, configuration);
    return [id, configuration];
  }));
}
