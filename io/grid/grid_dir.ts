/** Creates grid directories, and reads their plan, journal and provenance. */
import { join } from "@std/path";
import type { Plan, Snapshot } from "../../lib/plan/plan.ts";
import { gridDirName, unfinishedName } from "../../lib/store/grid_dir_name.ts";
import { decodeJournal, type JournalReading } from "../../lib/store/journal_format.ts";
import { type GridPaths, gridPaths, stampOf } from "../../lib/store/layout.ts";
import { decodePlan, encodePlan } from "../../lib/store/plan_format.ts";
import { decodeProvenance, encodeProvenance, type Provenance } from "../../lib/store/provenance_format.ts";
import { absolutePath } from "../system/absolute_path.ts";
import { lstatIfExists, readLines, readPlainText, statIfExists, writeAll, writeAtomic } from "../system/files.ts";
import { removeGridFiles } from "./expdir.ts";

/** The content of a new grid directory. */
export interface GridContent {
  readonly plan: Plan;
  /** The text of the grid file. */
  readonly gridText: string;
  readonly provenance: Provenance;
  /** Takes the snapshot in which its runs start, if there is to be one. */
  readonly takeSnapshot?: ((root: string) => Snapshot) | undefined;
}

/**
 * Creates a grid directory atomically: it is built under a hidden name and renamed when it is complete.
 *
 * @param expdir the parent directory, which exists and is locked: {@link withExpdir}
 * @returns the path of the grid directory
 */
export function createGridDir(expdir: string, content: GridContent, now: Date): string {
  const { plan, gridText, provenance, takeSnapshot } = content;
  const unfinished = join(expdir, unfinishedName(crypto.randomUUID().slice(0, 8)));
  Deno.mkdirSync(unfinished);
  const paths = gridPaths(unfinished);
  try {
    Deno.writeTextFileSync(paths.grid, gridText);
    Deno.writeTextFileSync(paths.provenance, encodeProvenance(provenance));
    const snapshot = takeSnapshot?.(unfinished);
    writePlan(paths.plan, { ...plan, ...(snapshot && { snapshot }), id: crypto.randomUUID(), expdir });
    for (let attempt = 0;; attempt++) {
      const path = join(expdir, gridDirName(plan.name, stampOf(now), provenance.savetag ?? undefined, attempt));
      // A rename would replace an empty directory.
      if (lstatIfExists(path) !== undefined) continue;
      Deno.renameSync(unfinished, path);
      return path;
    }
  } catch (error) {
    removeGridFiles(unfinished);
    throw error;
  }
}

/**
 * Replaces the plan of a grid directory. The previous grid file and provenance are kept as `grid.1.yaml`,
 * `provenance.1.json` and so on.
 *
 * @param paths the paths of the grid directory. The caller holds its lock
 */
export function replacePlan(paths: GridPaths, { plan, gridText, provenance }: GridContent): void {
  const number = (n: number, path: string) => path.replace(/(\.\w+)$/, `.${n}$1`);
  let n = 1;
  while (statIfExists(number(n, paths.grid)) !== undefined) n++;
  for (const path of [paths.grid, paths.provenance]) {
    // Anything but a regular file, such as a pipe, is not worth keeping.
    if (lstatIfExists(path)?.isFile === true) Deno.copyFileSync(path, number(n, path));
  }
  writePlan(paths.plan, plan);
  writeAtomic(paths.grid, gridText);
  writeAtomic(paths.provenance, encodeProvenance(provenance));
}

/** Writes a plan atomically. */
export function writePlan(path: string, plan: Plan): void {
  const encoder = new TextEncoder();
  {
    using file = Deno.openSync(`${path}.tmp`, { write: true, create: true, truncate: true });
    let batch: string[] = [];
    const write = () => {
      writeAll(file, encoder.encode(batch.join("")));
      batch = [];
    };
    for (const line of encodePlan(plan)) {
      batch.push(line, "\n");
      if (batch.length >= 2_000) write();
    }
    write();
    file.syncDataSync();
  }
  Deno.renameSync(`${path}.tmp`, path);
}

/**
 * Reads the plan of a grid directory.
 *
 * @throws {PlanError} if it is corrupt
 */
export function readPlan(paths: GridPaths): Plan {
  return decodePlan(readLines(paths.plan), absolutePath(paths.root));
}

/** Reads the journal of a grid directory. It is empty before the first run. */
export function readJournal(paths: GridPaths): JournalReading {
  return decodeJournal(statIfExists(paths.journal) === undefined ? [] : readLines(paths.journal));
}

/** Whether a path is a grid directory: whether it contains a plan. */
export function isGridDir(path: string): boolean {
  try {
    return statIfExists(gridPaths(path).plan)?.isFile === true;
  } catch (error) {
    // Deno may deny access to /proc and /dev: there are no grids there.
    if (error instanceof Deno.errors.NotCapable) return false;
    throw error;
  }
}

/** The provenance of a grid directory; `undefined` if it is missing or corrupt. */
export function readProvenance(root: string): Provenance | undefined {
  try {
    return decodeProvenance(readPlainText(gridPaths(root).provenance) ?? "");
  } catch {
    return undefined;
  }
}
