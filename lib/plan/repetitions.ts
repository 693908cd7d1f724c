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
  const [byValues, byName] = [new Map<string, string>(), new Map<string, string>()];
  return new Map(experiments.map(({ id, name, group, at }) => {
    const values = `${group} ${at.join(" ")}`;
    const configuration = byValues.get(values) ?? byName.get(name) ?? name;
    byValues.set(values, configuration);
    byName.set(name, configuration);
    return [id, configuration];
  }));
}
