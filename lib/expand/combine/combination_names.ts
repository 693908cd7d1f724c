/** Names combinations after their task and the values of their axes: `mlp-lr=0.1-width=64`. */
import { usesMiPrometheus } from "../../mi_prometheus/commands.ts";
import { readableName } from "../../mi_prometheus/paths.ts";
import { labelsOf, safeName, shortNames } from "../../plan/identities.ts";
import type { Group } from "../../plan/plan.ts";
import type { PreparedTask } from "../prepare.ts";

// Directory names also have a repetition and an id, and must stay below the limit of all file systems.
const MAX_NAME = 80;

/** Gives the name of a combination of a group. */
export type CombinationNamer = (at: readonly number[]) => string;

/** Creates namers for the groups of a task. Keys are shortened as far as they stay distinct among the axes of the task. */
export function groupNamer({ task, name, specs }: PreparedTask): (group: Group) => CombinationNamer {
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
export function uniqueName(name: string, hash: string, taken: Map<string, string>): string {
  const isFree = (taken.get(name) ?? hash) === hash;
  taken.set(name, hash);
  return isFree && name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 9)}-${hash.slice(0, 8)}`;
}
