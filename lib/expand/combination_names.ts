/** The names of combinations, which become those of directories: the task, and the value of each axis. */
import { usesMiPrometheus } from "../mi_prometheus/commands.ts";
import { readableName } from "../mi_prometheus/paths.ts";
import { labelsOf, safeName, shortNames } from "../plan/names.ts";
import type { Group } from "../plan/plan.ts";
import type { PreparedTask } from "./prepare.ts";

// Names of directories stay below what every file system takes, with the id and the repetition behind them.
const MAX_NAME = 80;

/** Names a combination of one group by the values of its axes. */
export type CombinationNamer = (at: readonly number[]) => string;

/** Gives a namer for each group of a task; keys of axes are as short as all axes of the task allow. */
export function groupNamer({ task, name, specs }: PreparedTask): (group: Group) => CombinationNamer {
  const short = shortNames([...new Set(task.grids.flat().map((axis) => axis.key))]);
  const readable = usesMiPrometheus(specs[0]!);
  return ({ axes }) => {
    const labels = axes.map(({ key, values }) =>
      labelsOf(values).map((label) => `-${safeName(short.get(key)!)}=${label}`)
    );
    return (at) => {
      const full = name + at.map((value, axis) => labels[axis]![value]).join("");
      return readable ? readableName(full) : full;
    };
  };
}

/**
 * A name of at most 80 characters that no other configuration of the grid has.
 *
 * @param hash of the configuration
 * @param taken the hashes of the configurations that have a name already, by name; the new one is added
 */
export function uniqueName(name: string, hash: string, taken: Map<string, string>): string {
  const isFree = (taken.get(name) ?? hash) === hash;
  taken.set(name, hash);
  return isFree && name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 9)}-${hash.slice(0, 8)}`;
}
