/** Reads which runs of which grid the arguments of a command are about. */
import type { OpenGrid } from "../../io/grid/session.ts";
import { absolutePath } from "../../io/system/absolute_path.ts";
import { printMessage } from "../../io/system/terminal/terminal.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import type { InputError, Problem } from "../../lib/messages/problem.ts";
import { counted } from "../../lib/messages/text.ts";
import type { Experiment } from "../../lib/plan/plan.ts";
import { selectorsOf } from "../../lib/plan/selector_words.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { UsageError } from "../flags/command_line.ts";
import { findGridDir } from "../scheduling/find_or_make_grid.ts";

/** The descriptions of the arguments, for the help of commands. */
export const RUN_ARGUMENTS = {
  dir: "grid directory, or grid file (default: the newest grid)",
  selector: "experiments: name or glob, id, directory, NAME rN, KEY=VALUE, state=STATE, as for --only",
} as const;

/** What the arguments name. */
interface FoundRuns {
  /** The grid directory, absolute. */
  readonly root: string;
  /** As for `--only`. */
  readonly selectors: readonly string[];
  /** If no grid was named, where the newest one is from, as typed by the user. */
  readonly expdir?: string;
}

/**
 * Reads arguments `[DIR] [SELECTOR…]`. The first one is the grid if it exists: a grid directory, or a grid file. A path inside a
 * grid directory is both, the grid and a selector. Otherwise it is a selector for the newest grid.
 *
 * @param expdir the directory of grid directories, as typed by the user
 * @throws {UsageError} if there is no such grid
 */
export async function findRuns(words: readonly string[], expdir: string): Promise<FoundRuns> {
  const [first, ...others] = words;
  if (first === undefined) return { root: await findGridDir(undefined, expdir), selectors: [] };
  const { isGridDir } = await import("../../io/grid/grid_dir.ts");
  const { gridOfPath } = await import("../../io/grid/find_grid.ts");
  const { statIfExists } = await import("../../io/system/files.ts");
  if (!isGridDir(first) && first !== "") {
    const inside = gridOfPath(first);
    if (inside !== undefined) return { root: inside.root, selectors: selectorsOf([inside.name, ...others]) };
    if (statIfExists(first) === undefined) {
      // The directory of an experiment is a selector, even if the grid was copied from another machine.
      if (/\.ya?ml$/.test(first) || first.includes("/") && !/-r\d+-[0-9a-f]{8,}\/*$/.test(first)) {
        throw new UsageError(`error: ${first} does not exist: expected a grid directory, a grid file or a selector`);
      }
      return { root: await findGridDir(undefined, expdir), selectors: selectorsOf(words), expdir };
    }
  }
  return { root: await findGridDir(first, expdir), selectors: selectorsOf(others) };
}

/**
 * Selects experiments for a command about runs. Without a stage, the state of an experiment is that over both stages.
 *
 * @returns indices of experiments; `undefined` without selectors
 * @throws {InputError} if a selector matches nothing; it names another grid that has what was meant
 */
export async function selectRuns(
  { root, plan, runs }: OpenGrid,
  { selectors, expdir }: Pick<FoundRuns, "selectors" | "expdir">,
  stage: Stage | undefined,
): Promise<ReadonlySet<number> | undefined> {
  const { aggregateRun, overallState } = await import("../../lib/plan/aggregate.ts");
  const { selectExperiments } = await import("../../lib/plan/select.ts");
  const { stateName } = await import("../../lib/run/run_state.ts");
  const { experimentDir } = await import("../../lib/store/layout.ts");
  try {
    return selectExperiments(plan, selectors, {
      stateOf: (experiment) =>
        stage === undefined
          ? overallState(plan, runs, experiment)
          : stateName(aggregateRun(plan, runs, stage, experiment).state),
      dirOf: experimentDir,
      source: shownPath(root, Deno.cwd()),
    });
  } catch (error) {
    if ((error as Error).name !== "InputError" || expdir === undefined) throw error;
    const other = await findOther(expdir, root, selectors);
    if (other === undefined) throw error;
    const { InputError } = await import("../../lib/messages/problem.ts");
    throw new InputError([...(error as InputError).problems, other], { cause: error });
  }
}

// The newest grids are enough, because reading large ones takes a while.
const MAX_GRIDS = 20;

async function findOther(expdir: string, root: string, selectors: readonly string[]): Promise<Problem | undefined> {
  const { gridDirsIn } = await import("../../io/grid/find_grid.ts");
  const { readPlan } = await import("../../io/grid/grid_dir.ts");
  const { selectExperiments } = await import("../../lib/plan/select.ts");
  const { experimentDir, gridPaths } = await import("../../lib/store/layout.ts");
  // Without the states of runs, every experiment would have them.
  if (selectors.some((selector) => /^\s*state\s*=/.test(selector))) return undefined;
  for (const dir of gridDirsIn(expdir).filter((dir) => absolutePath(dir) !== root).slice(0, MAX_GRIDS)) {
    try {
      const selected = selectExperiments(readPlan(gridPaths(absolutePath(dir))), selectors, { dirOf: experimentDir });
      const message = `has ${counted(selected?.size ?? 0, "such experiment")}: pass this directory first`;
      return { severity: "notice", source: dir, message };
    } catch {
      // The selector matches nothing there, or the plan cannot be read.
    }
  }
  return undefined;
}

/** Reports which of the selected experiments have no directory any more. */
export async function warnDeleted(
  { deleted }: OpenGrid,
  chosen: readonly { readonly experiment: Experiment }[],
): Promise<void> {
  if (deleted.length === 0) return;
  const { describeDeleted } = await import("../../lib/status/notices/describe_deleted.ts");
  const { experimentDir } = await import("../../lib/store/layout.ts");
  const dirs = new Set(chosen.map(({ experiment }) => experimentDir(experiment)));
  describeDeleted({ runs: deleted.filter((dir) => dirs.has(dir)), tests: [] }).forEach(printMessage);
}
