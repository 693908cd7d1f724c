/** Resumes a grid directory with the current version of its grid file. */
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { mergeOverrides, NOTHING_GIVEN } from "../../lib/grid/grid_overrides.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError, type Problem } from "../../lib/messages/problem.ts";
import { createProblemReport, makeStrict } from "../../lib/messages/report.ts";
import { extendPlan } from "../../lib/plan/extend.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import { describeKeptResults, type Resume } from "../../lib/status/notices/describe_resume.ts";
import { experimentDir, gridPaths } from "../../lib/store/layout.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { program } from "../system/processes/program.ts";
import type { ExpandedGrid } from "./expand_file.ts";
import { createFingerprintReader } from "./fingerprint_reader.ts";
import { readProvenance } from "./grid_dir.ts";
import { acquireLock } from "./lock/lock.ts";
import { expandRequest, type GridRequest, type PlanCheck } from "./make_grid.ts";
import { recordProvenance } from "./provenance.ts";
import { type GridSession, type HeldSession, openGrid, withLaunchRecords } from "./session.ts";
import { lookForMisplaced } from "./workdir.ts";

/**
 * Replaces the plan of a grid directory by that of the current grid file. The overrides with which the grid was created are
 * applied again, followed by those of the request.
 *
 * @param gate throws if the command will not run the grid with its new plan; nothing has been changed then
 * @returns the differences between the two plans
 * @throws {InputError} with all errors; nothing has been changed then
 */
export async function resumeGrid(
  session: HeldSession,
  request: GridRequest,
  check: PlanCheck,
  gate: (grid: Pick<GridSession, "root" | "path" | "plan" | "runs">, locate: SettingLocator) => Promise<void>,
): Promise<Resume> {
  const { text, locateSetting, ...resume } = prepareResume(session, request, check);
  const { root, path } = session;
  await gate({ root, path, plan: resume.extension.plan, runs: resume.runs }, locateSetting);
  const { before, now } = resume.provenance;
  session.replacePlan({
    plan: resume.extension.plan,
    gridText: text,
    provenance: { ...now, created: before?.created ?? now.created },
  });
  return resume;
}

/**
 * What {@link resumeGrid} would do, for `--dry-run`. Changes nothing.
 *
 * @param root the grid directory
 * @throws {LockedError} if a scheduler is running
 */
export async function tryResume(
  root: string,
  request: GridRequest,
  check: PlanCheck,
): Promise<Resume & Pick<ExpandedGrid, "locateSetting">> {
  const lock = await acquireLock(gridPaths(root).lock);
  try {
    return prepareResume(openGrid(root), request, check);
  } finally {
    lock.release();
  }
}

function prepareResume(
  { root, path, plan: old, runs: journaled, submissions, fingerprints }: GridSession,
  request: GridRequest,
  check: PlanCheck,
): Resume & Pick<ExpandedGrid, "text" | "locateSetting"> {
  const before = readProvenance(root);
  const { overrides: given = NOTHING_GIVEN } = request;
  const overrides = before === undefined ? given : mergeOverrides(before.overrides, given);
  const runs = withLaunchRecords({ root, plan: old, runs: journaled, submissions });
  const workdir = request.workdir ?? chosenWorkdir(path, old);
  const { plan, text, locateSetting } = expandRequest({ ...request, overrides, workdir }, old);
  const missing = check(plan, root);
  if (missing.length > 0) throw new InputError(missing);
  const extension = extendPlan(old, plan, (id) => runs.train.has(id));
  selectExperiments(extension.plan, request.only ?? [], { dirOf: experimentDir });
  const now = recordProvenance({
    gridFile: absolutePath(request.file),
    cwd: Deno.cwd(),
    savetag: before?.savetag ?? undefined,
    overrides,
    now: new Date(),
  });
  const launches = { fingerprints, current: createFingerprintReader(extension.plan, fingerprints).read };
  if (request.strict && !request.again) checkKept(path, { extension, runs, launches });
  const flags = { stored: before?.overrides ?? NOTHING_GIVEN, given, merged: overrides };
  return { old, extension, runs, flags, launches, provenance: { before, now }, text, locateSetting };
}

// With `--strict`, results of another command, script or seed are not kept.
function checkKept(path: string, resume: Pick<Resume, "extension" | "runs" | "launches">): void {
  const source = shownPath(path, Deno.cwd());
  const problems = describeKeptResults({ gridDir: source, program: program() }, resume).map((message): Problem => ({
    severity: "warning",
    source,
    message,
  }));
  if (problems.length === 0) return;
  const report = createProblemReport(problems);
  makeStrict(report);
  throw new InputError(report.problems);
}

// The directory that `--workdir` chose earlier, unless the project was moved or copied since.
function chosenWorkdir(gridDir: string, plan: Plan): string | undefined {
  return plan.cwdChosen && lookForMisplaced(gridDir, plan) === undefined ? plan.cwd : undefined;
}
