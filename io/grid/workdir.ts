/** The directory in which the runs of a grid start: refuses one of another project, and changes it (`--workdir`). */
import { join, relative } from "@std/path";
import { shownPath } from "../../lib/messages/printable.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { findMisplaced, isWithin, type Misplaced } from "../../lib/plan/misplaced.ts";
import { type Plan, startingIn } from "../../lib/plan/plan.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import type { Provenance } from "../../lib/store/provenance_format.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { readPlainText, statIfExists } from "../system/files.ts";
import { isGridDir, readProvenance } from "./grid_dir.ts";
import type { HeldSession } from "./session.ts";

/**
 * Checks the directory in which the runs of a grid start, or changes it.
 *
 * @param workdir the new directory, as typed by the user
 * @returns what to tell the user: the new directory, or one that is far from where the user is
 * @throws {UsageError} if the directory does not exist, or the grid directory is now in another project
 */
export function settleWorkdir(session: HeldSession, workdir: string | undefined): string | undefined {
  const shown = shownPath(session.path, Deno.cwd());
  if (workdir === undefined) {
    checkWorkdir(session.path, session.plan);
    const { cwd, snapshot } = session.plan;
    if (snapshot !== undefined) return undefined;
    const isNear = isWithin(Deno.cwd(), cwd) || isWithin(cwd, Deno.cwd());
    return isNear ? undefined : `the runs of ${shown} start in ${cwd}`;
  }
  const [before, cwd] = [session.plan.cwd, resolveWorkdir(workdir)];
  checkInSnapshot(session.plan, cwd, workdir);
  session.setWorkdir(cwd);
  return before === cwd ? undefined : `the runs of ${shown} start in ${cwd} from now on (before: ${before})`;
}

/**
 * A plan whose runs start in another directory.
 *
 * @param workdir as typed by the user
 * @throws {UsageError} if it is not a directory, or its code is not in the snapshot of the grid
 */
export function withWorkdir(plan: Plan, workdir: string): Plan {
  const cwd = resolveWorkdir(workdir);
  checkInSnapshot(plan, cwd, workdir);
  return { ...startingIn(plan, cwd), cwdChosen: true };
}

function checkInSnapshot({ snapshot }: Plan, cwd: string, workdir: string): void {
  if (snapshot === undefined || isWithin(cwd, snapshot.base)) return;
  throw new UsageError(
    `error: --workdir ${workdir}: the runs of this grid start in a snapshot of ${snapshot.base}, which does not have it`,
  );
}

/**
 * Checks the directory in which the runs of a grid start.
 *
 * @param gridDir absolute, as typed by the user
 * @throws {UsageError} if the directory does not exist, or the grid directory is now in another project
 */
export function checkWorkdir(gridDir: string, plan: Plan): void {
  // In a snapshot, runs start in the grid directory itself.
  const misplaced = plan.snapshot === undefined ? lookForMisplaced(gridDir, plan) : undefined;
  if (misplaced !== undefined) throw new UsageError(describe(gridDir, plan, misplaced));
}

/**
 * Looks whether a grid directory is still in the project in which its runs start.
 *
 * @param gridDir absolute, as typed by the user
 * @returns `undefined` if it is
 */
export function lookForMisplaced(gridDir: string, plan: Plan): Misplaced | undefined {
  const gridFile = gridFileIn(plan, readProvenance(gridDir));
  const text = () => readPlainText(gridPaths(gridDir).grid);
  return findMisplaced(plan, {
    gridDir,
    cwd: Deno.cwd(),
    isDirectory,
    isSame: isSameFile,
    hasGridFile(dir, unchanged) {
      if (gridFile === undefined || isGridDir(dir)) return false;
      const path = join(dir, gridFile);
      return isFile(path) && (!unchanged || readIfReadable(path) === text());
    },
  });
}

/**
 * The absolute path of a `--workdir`.
 *
 * @throws {UsageError} if it is not a directory
 */
export function resolveWorkdir(workdir: string): string {
  if (workdir === "" || !isDirectory(absolutePath(workdir))) {
    throw new UsageError(`error: --workdir ${workdir || '""'}: directory not found`);
  }
  return absolutePath(workdir);
}

function describe(gridDir: string, plan: Plan, { kind, project }: Misplaced): string {
  const made = `error: ${shownPath(gridDir, Deno.cwd())} was made in ${plan.cwd}`;
  const flag = (dir: string) => `--workdir ${shellQuote(shownPath(dir, Deno.cwd()))}`;
  const stored = "(it is stored, and needed only once)";
  if (project === undefined) {
    return `${made}, which does not exist: add --workdir DIR, or --workdir . for this directory, ` +
      `to start its runs there ${stored}`;
  }
  return kind === "gone"
    ? `${made}, which does not exist: add ${flag(project)} to start its runs in ${project} ${stored}`
    : `${made}, and its runs start there and not in ${project}: add ${flag(project)} to start them in ${project}, ` +
      `or ${flag(plan.cwd)} to keep the directory ${stored}`;
}

// The path of the grid file relative to its project; `undefined` if it was outside.
function gridFileIn({ cwd }: Plan, provenance: Provenance | undefined): string | undefined {
  if (provenance === undefined) return undefined;
  return [cwd, provenance.cwd].map((dir) => relative(dir, provenance.grid_file)).find((path) =>
    path !== "" && !path.startsWith("..")
  );
}

function isDirectory(path: string): boolean {
  return statIfReadable(path)?.isDirectory === true;
}

function isFile(path: string): boolean {
  return statIfReadable(path)?.isFile === true;
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [statIfReadable(a), statIfReadable(b)];
  return a === b || first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

// A directory that cannot be read counts as missing.
function statIfReadable(path: string): Deno.FileInfo | undefined {
  try {
    return statIfExists(path);
  } catch {
    return undefined;
  }
}

function readIfReadable(path: string): string | undefined {
  try {
    return readPlainText(path);
  } catch {
    return undefined;
  }
}
