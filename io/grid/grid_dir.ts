/** Creates grid directories, and reads their plan, journal and provenance. */
import { join } from "@std/path";
import type { Plan } from "../../lib/plan/plan.ts";
import { decodeJournal, type JournalReading } from "../../lib/store/journal_format.ts";
import { gridDirName, type GridPaths, gridPaths, stampOf } from "../../lib/store/layout.ts";
import { decodePlan, encodePlan } from "../../lib/store/plan_format.ts";
import { decodeProvenance, encodeProvenance, type Provenance } from "../../lib/store/provenance_format.ts";
import { readLines, readTextIfExists, removeIfExists, statIfExists, writeAll, writeAtomic } from "../system/files.ts";

/** The content of a new grid directory. */
export interface GridContent {
  readonly plan: Plan;
  /** The text of the grid file. */
  readonly gridText: string;
  readonly provenance: Provenance;
}

/**
 * Creates a grid directory. Its plan is written last: a directory without one is not a grid directory.
 *
 * @param expdir the parent directory; created if it does not exist
 * @returns the path of the grid directory
 */
export function createGridDir(expdir: string, { plan, gridText, provenance }: GridContent, now: Date): string {
  Deno.mkdirSync(expdir, { recursive: true });
  let root = "";
  for (let attempt = 0; root === ""; attempt++) {
    const path = join(expdir, gridDirName(plan.name, stampOf(now), provenance.savetag ?? undefined, attempt));
    try {
      Deno.mkdirSync(path);
      root = path;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  const paths = gridPaths(root);
  try {
    Deno.writeTextFileSync(paths.grid, gridText);
    Deno.writeTextFileSync(paths.provenance, encodeProvenance(provenance));
    writePlan(paths.plan, { ...plan, id: crypto.randomUUID() });
  } catch (error) {
    for (const path of [`${paths.plan}.tmp`, paths.provenance, paths.grid, root]) removeIfExists(path);
    throw error;
  }
  return root;
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
  Deno.copyFileSync(paths.grid, number(n, paths.grid));
  Deno.copyFileSync(paths.provenance, number(n, paths.provenance));
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
  return decodePlan(readLines(paths.plan));
}

/** Reads the journal of a grid directory. It is empty before the first run. */
export function readJournal(paths: GridPaths): JournalReading {
  return decodeJournal(statIfExists(paths.journal) === undefined ? [] : readLines(paths.journal));
}

/** Whether a path is a grid directory: whether it contains a plan. */
export function isGridDir(path: string): boolean {
  return statIfExists(gridPaths(path).plan)?.isFile === true;
}

/** The provenance of a grid directory; `undefined` if it is missing or corrupt. */
export function readProvenance(root: string): Provenance | undefined {
  try {
    return decodeProvenance(readTextIfExists(gridPaths(root).provenance) ?? "");
  } catch {
    return undefined;
  }
}
