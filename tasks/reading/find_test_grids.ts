/** Finds the grids whose models a command tests. */
import { join } from "@std/path";
import type { StartingGrid } from "../../io/stage/plan_start.ts";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { describeHidden } from "../../lib/analysis/describe_analysis.ts";
import { shownPath } from "../../lib/messages/printable.ts";

export interface TestGrid {
  /** Absolute. Does not exist yet for models of MI-Prometheus that have not been tested here. */
  readonly root: string;
  /**
   * Its plan and runs.
   *
   * @throws if a command that runs it would be refused: it is in use, or belongs to another project
   */
  read(): Promise<StartingGrid>;
  /** Creates the directory, if it does not exist. */
  create(): void;
}

/**
 * Finds the grids whose models are to be tested.
 *
 * @param target a grid directory, a grid file to use the newest grid directory created from it, or a directory: all grids in it,
 * and the models of MI-Prometheus outside of them; if absent, the newest grid in `expdir`
 * @param flags where to look: the directory of grid directories, or a grid directory; and the directory in which runs start
 * @throws {UsageError} if there is none
 */
export async function findTestGrids(
  target: string | undefined,
  { expdir, workdir }: { readonly expdir: string; readonly workdir?: string | undefined },
): Promise<TestGrid[]> {
  const { findGrid } = await import("../../io/grid/find_grid.ts");
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  const { statIfExists } = await import("../../io/system/files.ts");
  const { openToStart } = await import("../../io/stage/open_to_start.ts");
  const { makeTreeGrid, readTree } = await import("../../io/mi_prometheus/tree_grid.ts");
  const { createRunTable } = await import("../../lib/run/journal_state.ts");
  const { TREE_GRID } = await import("../../lib/store/layout.ts");

  const gridAt = (root: string): TestGrid => ({ root, read: () => openToStart(root, workdir), create() {} });
  const gridsIn = (tree: string): TestGrid[] => {
    const { grids, models: plan, hidden } = readTree(tree);
    const hiddenPaths = hidden.map((path) => shownPath(path, Deno.cwd()));
    if (hidden.length > 0) printMessage(describeHidden(hiddenPaths));
    if (plan === undefined) return grids.map(gridAt);
    const root = join(tree, TREE_GRID);
    const read = async (): Promise<StartingGrid> => {
      const runs = isGridDir(root) ? (await openToStart(root, workdir)).runs : createRunTable();
      return { root, path: root, plan, runs };
    };
    return [...grids.map(gridAt), { root, read, create: () => void makeTreeGrid(tree, plan) }];
  };
  if (target !== undefined && !isGridDir(target) && statIfExists(target)?.isDirectory) {
    const grids = gridsIn(absolutePath(target));
    if (grids.length > 0) return grids;
  }
  let inTree: TestGrid[] = [];
  const root = findGrid(target, expdir, (tree) => {
    inTree = gridsIn(tree);
    return inTree[0]?.root;
  });
  return inTree.length > 0 ? inTree : [gridAt(root)];
}
