/** Checks before a grid is made whether a snapshot of its code can be taken. */
import { isAbsolute, relative } from "@std/path";
import type { SettingLocator } from "../../../lib/expand/setting_origin.ts";
import { isCode, namedPaths } from "../../../lib/launch/checks/named_files.ts";
import { type Code, tooLarge } from "../../../lib/launch/snapshot_code.ts";
import { InputError, type Place, type Problem, UsageError } from "../../../lib/messages/problem.ts";
import { isWithin } from "../../../lib/plan/misplaced.ts";
import { gridSettings, groupsInUse, type Plan } from "../../../lib/plan/plan.ts";
import { absolutePath } from "../../system/absolute_path.ts";
import { listCode } from "./list_code.ts";

/** The grid whose code is looked at. */
export interface Survey {
  readonly plan: Plan;
  readonly locateSetting: SettingLocator;
  /** The directory of grid directories, absolute. */
  readonly expdir: string;
  /** The grid file, as typed by the user. */
  readonly file: string;
}

/** The code of a grid, and what a user may not expect of its copy. */
export interface Surveyed {
  readonly code: Code;
  readonly warnings: readonly Problem[];
}

/**
 * Lists the code of a grid with `snapshot`.
 *
 * @returns `undefined` if runs start in the user's own directory
 * @throws {InputError} if it is too large
 */
export function surveyCode({ plan, locateSetting, expdir, file }: Survey): Surveyed | undefined {
  const { snapshot } = gridSettings(plan);
  if (snapshot === undefined) return undefined;
  const [group] = groupsInUse(plan);
  const place: Place = (group && locateSetting(group, "snapshot")) ?? { source: file };
  let code: Code;
  try {
    code = listCode({ cwd: plan.cwd, expdir, link: snapshot.link });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new InputError([{ severity: "error", ...place, message: `"snapshot": ${error.message}` }], { cause: error });
  }
  const problem = tooLarge(code);
  if (problem !== undefined) throw new InputError([{ severity: "error", ...place, message: `"snapshot": ${problem}` }]);
  const gridFile = absolutePath(file);
  if (isWithin(gridFile, code.base)) code = { ...code, gridFile: relative(code.base, gridFile) };
  return { code, warnings: findOriginals(code, plan, locateSetting, file) };
}

// An absolute path leads to the original, whatever the directory in which a run starts.
function findOriginals({ base, files }: Code, plan: Plan, locate: SettingLocator, file: string): Problem[] {
  const copied = new Set(files.map(({ path }) => path));
  const problems = groupsInUse(plan).flatMap((group) =>
    group.specs.flatMap((spec) =>
      namedPaths(spec).filter((path) =>
        isAbsolute(path) && isCode(path) && isWithin(path, base) && copied.has(relative(base, path))
      ).map((path): Problem => ({
        severity: "warning",
        ...(locate(group, spec.stage === "train" ? "command" : "test_command") ?? { source: file }),
        message: `${path} is the original, not the snapshot: write a relative path for the code as it is now`,
      }))
    )
  );
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
