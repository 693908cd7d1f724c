/** Lists the grids in a directory, including those that cannot be read. */
import { join } from "@std/path";
import { dependsOnQueue } from "../../lib/cluster/requeue.ts";
import { type GridRow, summarizeGrid } from "../../lib/inspect/render_list.ts";
import { gridPaths } from "../../lib/store/layout.ts";
import { addQueue, askRarely } from "../cluster/look_at_grid.ts";
import { isGridDir, readProvenance } from "../grid/grid_dir.ts";
import { type OpenGrid, openGrid } from "../grid/session.ts";
import { reasonOf } from "../results/read_part.ts";
import { entriesIn, lstatIfExists } from "../system/files.ts";

/** The grids of a directory that are shown, and how many there are. */
export interface GridList {
  readonly grids: readonly GridRow[];
  readonly count: number;
}

/**
 * Reads the newest grids of a directory. Grids that cannot be read are listed with the reason.
 *
 * @param expdir as typed by the user
 * @param most maximum number of grids
 */
export async function listGrids(expdir: string, most: number): Promise<GridList> {
  const found = entriesIn(expdir).filter(({ isDirectory, name }) => isDirectory && !name.startsWith(".")).flatMap(
    ({ name }) => lookAt(join(expdir, name)) ?? [],
  ).sort((a, b) =>
    (b.created ?? "").localeCompare(a.created ?? "") || b.path.localeCompare(a.path, undefined, { numeric: true })
  );
  const newest = found.findIndex(({ problem }) => problem === undefined);
  const opened = found.slice(0, most).map((grid, index) => open({ ...grid, newest: index === newest }));
  // Clusters are asked once for all of them, after they were read.
  const ask = askRarely();
  const grids: GridRow[] = [];
  for (const { row, grid } of opened) {
    grids.push(grid === undefined ? row : summarize(row, (await addQueue(grid, ask)).grid));
  }
  return { grids, count: found.length };
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

/** A row of the list, and its grid if the row cannot be completed before its cluster has answered. */
interface OpenedRow {
  readonly row: GridRow;
  readonly grid?: OpenGrid;
}

function open(found: FoundGrid & Pick<GridRow, "newest">): OpenedRow {
  const row = { ...found, size: null };
  if (found.problem !== undefined) return { row };
  try {
    const grid = openGrid(found.path);
    return dependsOnQueue(grid) ? { row, grid } : { row: summarize(row, grid) };
  } catch (error) {
    // Whatever the error is, the other grids are listed.
    return { row: { ...row, problem: reasonOf(error) } };
  }
}

function summarize(row: GridRow, grid: OpenGrid): GridRow {
  const { scheduler } = grid;
  return {
    ...row,
    summary: summarizeGrid(grid, scheduler !== undefined),
    ...(scheduler && { scheduler: { pid: scheduler.pid, host: scheduler.host } }),
  };
}
