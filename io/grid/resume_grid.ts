/** Resumes a grid directory with the current version of its grid file. */
import { dirname } from "@std/path";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { mergeOverrides, NOTHING_GIVEN } from "../../lib/grid/grid_overrides.ts";
import { type Code, describeCode, describeCodeChange } from "../../lib/launch/snapshot_code.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError, type Problem, UsageError } from "../../lib/messages/problem.ts";
import { createProblemReport, makeStrict } from "../../lib/messages/report.ts";
import { extendPlan } from "../../lib/plan/extend.ts";
import type { Plan, Snapshot } from "../../lib/plan/plan.ts";
import { selectExperiments } from "../../lib/plan/select.ts";
import { describeKeptResults, type Resume } from "../../lib/status/notices/describe_resume.ts";
import { experimentDir, gridPaths } from "../../lib/store/layout.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { program } from "../system/processes/program.ts";
import type { ExpandedGrid } from "./expand_file.ts";
import { createFingerprintReader } from "./fingerprint_reader.ts";
import { readProvenance } from "./grid_dir.ts";
import { acquireLock } from "./lock/lock.ts";
import { expandRequest, type GridRequest, type PlanCheck, surveyRequest } from "./make_grid.ts";
import { recordProvenance } from "./provenance.ts";
import { type GridSession, type HeldSession, openGrid, withLaunchRecords } from "./session.ts";
import { hashCode, hashOf, readManifest, takeSnapshot } from "./snapshot/snapshot.ts";
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
  const { text, locateSetting, listed, ...resume } = await prepareResume(session, request, check);
  const { root, path } = session;
  await gate({ root, path, plan: resume.extension.plan, runs: resume.runs }, locateSetting);
  const { before, now } = resume.provenance;
  // The commit and the changes of the code with which its runs go on.
  const git = resume.code?.kind === "keep" && before !== undefined ? before.git : now.git;
  session.replacePlan({
    plan: withSnapshot(root, resume.extension.plan, listed),
    gridText: text,
    provenance: { ...now, git, created: before?.created ?? now.created },
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
    return await prepareResume(openGrid(root), request, check);
  } finally {
    lock.release();
  }
}

// What a resume will do, and the code of which it takes a snapshot.
interface PreparedResume extends Resume, Pick<ExpandedGrid, "text" | "locateSetting"> {
  readonly listed: Code | undefined;
}

async function prepareResume(
  { root, path, plan: old, runs: journaled, submissions, fingerprints }: GridSession,
  request: GridRequest,
  check: PlanCheck,
): Promise<PreparedResume> {
  const before = readProvenance(root);
  const { overrides: given = NOTHING_GIVEN } = request;
  const overrides = before === undefined ? given : mergeOverrides(before.overrides, given);
  const runs = withLaunchRecords({ root, plan: old, runs: journaled, submissions });
  const workdir = request.workdir ?? chosenWorkdir(path, old);
  const expanded = expandRequest({ ...request, overrides, workdir }, old);
  const { text, locateSetting } = expanded;
  const { listed, snapshot, code } = await chooseSnapshot({ root, path, old, expanded }, request);
  const plan = { ...expanded.plan, ...(snapshot !== undefined && { snapshot }) };
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
  return {
    old,
    extension,
    runs,
    flags,
    launches,
    provenance: { before, now },
    text,
    locateSetting,
    listed,
    ...(code && { code }),
  };
}

/** A grid directory that is resumed, and what its grid file expands to now. */
interface Resumed {
  readonly root: string;
  readonly path: string;
  readonly old: Plan;
  readonly expanded: ExpandedGrid;
}

interface ChosenSnapshot extends Pick<Resume, "code"> {
  /** The code of which a new one is to be taken. */
  readonly listed?: Code;
  /** A new one is in the user's directory until it is taken. */
  readonly snapshot?: Snapshot;
}

// A snapshot stays as long as the code is the same, or the user wants it to.
async function chooseSnapshot({ root, path, old, expanded }: Resumed, request: GridRequest): Promise<ChosenSnapshot> {
  const listed = surveyRequest(request, expanded, dirname(path));
  if (listed === undefined) {
    if (request.code === "new") {
      throw new UsageError("error: --new-snapshot: the grid takes no snapshot of its code: add --snapshot");
    }
    return old.snapshot === undefined ? {} : { code: { kind: "off", cwd: expanded.plan.cwd } };
  }
  const { base, cwd } = listed;
  const files = hashCode(listed);
  const fresh = { listed, snapshot: { number: 0, base, cwd, hash: hashOf(files), dir: base } };
  if (old.snapshot === undefined) return { ...fresh, code: { kind: "first", text: describeCode(listed) } };
  const { number, hash, dir } = old.snapshot;
  const kept: Snapshot = { number, base, cwd, hash, dir };
  if (hash === fresh.snapshot.hash) {
    return { snapshot: kept, code: { kind: "same", number, isAsked: request.code === "new" } };
  }
  const change = describeCodeChange(readManifest(root, number)?.files ?? {}, files);
  const choice = request.code ?? await request.chooseCode?.(change) ?? "keep";
  return choice === "keep"
    ? { snapshot: kept, code: { kind: "keep", number, change } }
    : { ...fresh, code: { kind: "new", change, text: describeCode(listed) } };
}

function withSnapshot(root: string, plan: Plan, listed: Code | undefined): Plan {
  if (listed === undefined || plan.snapshot?.number !== 0) return plan;
  return { ...plan, snapshot: takeSnapshot(root, listed) };
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
