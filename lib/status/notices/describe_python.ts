/** Tells that commands would find another Python than when their grid was made. */
import { groupsInUse, type Plan, type PythonUsed } from "../../plan/plan.ts";

/**
 * The message; `undefined` if it is the same Python, or no command names one without a `setup`.
 *
 * @param now the first Python on PATH
 * @param isThere whether a path exists
 */
export function describePython(
  plan: Plan,
  now: PythonUsed | undefined,
  isThere: (path: string) => boolean,
): string | undefined {
  const made = plan.python;
  if (made === undefined || made.program === now?.program || !namesPython(plan)) return undefined;
  const differ = `python is ${now?.program ?? "not on PATH"} now, ${made.program} when this grid was made`;
  if (made.environment === undefined) return `${differ}: its runs use the one on PATH`;
  if (!isThere(made.program)) return `${differ}, which does not exist any more: its runs use the one on PATH`;
  return `${differ}: its runs use that of the grid; the setting setup can activate another environment`;
}

function namesPython(plan: Plan): boolean {
  return groupsInUse(plan).some(({ specs }) =>
    specs.some(({ command, settings }) =>
      settings.setup === undefined &&
      (command.kind === "default" || command.kind === "template" &&
          command.template.words.some((words) =>
            words.some((part) => typeof part === "string" && /\bpython|\.py\b/.test(part))
          ))
    )
  );
}
