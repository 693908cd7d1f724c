/** Warns about keys of `--set` and of axes of the grid that only some of its tasks have. */
import { getAt, removedKey } from "../../config/key_path.ts";
import type { Origin } from "../../messages/problem.ts";
import type { ExpandContext } from "../expand_context.ts";
import type { PreparedTask } from "../prepare.ts";

/**
 * Warns about keys that are new in a task and not in another: `--set` and the axes of the grid apply to all tasks, so the other
 * tasks get a key that they may not know. A key that is new in all tasks is no mistake, as trainers have defaults.
 */
export function checkNewKeys(prepared: readonly PreparedTask[], context: ExpandContext): void {
  for (const { parts, origin } of context.grid.set) {
    if (removedKey(parts.at(-1)!) !== undefined) continue;
    // An axis of that key has only this value now.
    const hasAxis = ({ task }: PreparedTask) => task.grids.flat().some((axis) => axis.origin === origin);
    warnNewKey(parts, origin, prepared, { knows: hasAxis, context });
  }
  const axes = new Map(prepared.flatMap(({ task }) => task.grids.flat().map((axis) => [axis.origin, axis])));
  for (const { parts, origin, files, key } of axes.values()) {
    if (files !== undefined || ("flag" in origin && origin.flag.startsWith("--set "))) continue;
    const having = prepared.filter(({ task }) =>
      task.grids.flat().some((axis) => axis.key === key && axis.origin === origin)
    );
    const hasOther = ({ task }: PreparedTask) =>
      task.grids.flat().some((axis) => axis.key === key && axis.origin !== origin);
    warnNewKey(parts, origin, having, { knows: hasOther, context });
  }
}

function warnNewKey(
  parts: readonly string[],
  origin: Origin,
  tasks: readonly PreparedTask[],
  { knows: knowsByAxis, context: { report } }: {
    readonly knows: (task: PreparedTask) => boolean;
    readonly context: ExpandContext;
  },
): void {
  const key = parts.join(".");
  const knows = (task: PreparedTask) => getAt(task.config, parts) !== undefined || knowsByAxis(task);
  const knowing = tasks.find(knows);
  // The files of an axis of configuration files are compared on purpose.
  const other = tasks.find((task) => !knows(task) && task.name !== knowing?.name);
  if (knowing === undefined || other === undefined) return;
  report.warning(
    origin,
    `"${key}" is new in task "${other.name}", which has no such key: only task "${knowing.name}" has it` +
      ("flag" in origin ? "" : "; move the axis to the axes of that task"),
  );
}
