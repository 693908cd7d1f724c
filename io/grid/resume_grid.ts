/** A grid directory goes on with what its grid file has become since. */
import { resolve } from "@std/path";
import { mergeOverrides } from "../../lib/grid/read_overrides.ts";
import { InputError } from "../../lib/messages/problem.ts";
import { extendPlan } from "../../lib/plan/extend.ts";
import type { Resume } from "../../lib/status/describe_resume.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { readProvenance, replacePlan } from "./grid_dir.ts";
import { acquireLock } from "./lock.ts";
import { expandRequest, type GridRequest, type PlanCheck } from "./make_grid.ts";
import { recordProvenance } from "./provenance.ts";
import { readCurrent } from "./session.ts";

/** What is to be done with the grid directory. */
export interface ResumePlace {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly check: PlanCheck;
  /** Whether to leave everything as it is. */
  readonly dryRun: boolean;
}

/**
 * Lays a grid file as it is now over a grid directory. The overrides that the grid was made with hold again, and those given
 * now come after them.
 *
 * @returns what that came to
 * @throws {LockedError} when another scheduler is at work there
 * @throws {InputError} with everything that is wrong; nothing was changed
 */
export async function resumeGrid(request: GridRequest, { root, check, dryRun }: ResumePlace): Promise<Resume> {
  const before = readProvenance(root);
  const overrides = before === undefined ? request.overrides : mergeOverrides(before.overrides, request.overrides);
  const unlock = await acquireLock(gridPaths(root).lock);
  try {
    const { plan: old, history } = readCurrent(root, false);
    const { plan, text } = expandRequest({ ...request, overrides }, old.seed);
    const missing = check(plan, root);
    if (missing.length > 0) throw new InputError(missing);
    const extension = extendPlan(old, plan, (id) => history.train.has(id));
    const now = recordProvenance({
      gridFile: resolve(request.file),
      cwd: Deno.cwd(),
      savetag: before?.savetag ?? undefined,
      overrides,
      now: new Date(),
    });
    if (!dryRun) replacePlan(root, extension.plan, text, { ...now, created: before?.created ?? now.created });
    return { old, extension, history, provenance: { before, now } };
  } finally {
    unlock();
  }
}
