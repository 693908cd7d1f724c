/** Lists the grids in a directory, with those that cannot be read. */
import { join } from "@std/path";
import type { GridRow } from "../../lib/inspect/render_list.ts";
import { summarizeGrid } from "../../lib/inspect/summarize_grid.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { isGridDir, readProvenance } from "../grid/grid_dir.ts";
import { openGrid } from "../grid/session.ts";
import { reasonOf } from "../results/notes.ts";
import { entriesIn, lstatIfExists } from "../system/files.ts";

/** The grids of a directory that are shown, and how many there are. */
export interface GridList {
  readonly grids: readonly GridRow[];
  readonly count: number;
}

/**
 * Reads the newest grids of a directory. What was to be a grid and cannot be read is listed with the reason.
 *
 * @param expdir as typed by the user
 * @param most how many are read
 */
export function listGrids(expdir: string, most: number): GridList {
  const found = entriesIn(expdir).filter(({ isDirectory, name }) => isDirectory && !name.startsWith(".")).flatMap(
    ({ name }) => lookAt(join(expdir, name)) ?? [],
  ).sort((a, b) =>
    (b.created ?? "").localeCompare(a.created ?? "") || b.path.localeCompare(a.path, undefined, { numeric: true })
  );
  const newest = found.findIndex(({ problem }) => problem === undefined);
  return {
    grids: found.slice(0, most).map((grid, index) => readGrid({ ...grid, newest: index === newest })),
    count: found.length,
  };
}

type FoundGrid = Pick<GridRow, "path" | "created" | "problem">;

// `undefined` for a directory that was never a grid.
function lookAt(path: string): FoundGrid | undefined {
  try {
    const isGrid = isGridDir(path);
    const created = readProvenance(path)?.created ?? null;
    if (isGrid) return { path, created };
    const { journal, provenance } = gridPaths(path);
    const wasGrid = created !== null || [journal, provenance].some((file) => lstatIfExists(file) !== undefined);
    return wasGrid ? { path, created, problem: "plan.ndjson is missing" } : undefined;
  } catch (error) {
    return { path, created: null, problem: reasonOf(error) };
  }
}

function readGrid(found: FoundGrid & Pick<GridRow, "newest">): GridRow {
  const unread = { ...found, size: null };
  if (found.problem !== undefined) return unread;
  try {
    const grid = openGrid(found.path);
    const { scheduler } = grid;
    return {
      ...unread,
      summary: summarizeGrid(grid, scheduler !== undefined),
      ...(scheduler && { scheduler: { pid: scheduler.pid, host: scheduler.host } }),
    };
  } catch (error) {
    // Whatever it is, the others are listed.
    return { ...unread, problem: reasonOf(error) };
  }
}
