/** `grid:clean`: remove what grids no longer need. */
import type { OpenGrid } from "../io/grid/session.ts";
import type { Cleanable, FoundCleanable } from "../io/inspect/find_cleanable.ts";
import { flushOutput, printMessage } from "../io/system/terminal/terminal.ts";
import { shownPath } from "../lib/messages/printable.ts";
import { formatBytes, formatDuration } from "../lib/messages/quantity.ts";
import { counted } from "../lib/messages/text.ts";
import type { RunStateName } from "../lib/run/run_state.ts";
import { checkGoal, withMetricOptions } from "./flags/analysis_flags.ts";
import {
  checkExpdir,
  createCommand,
  duration,
  expdirOption,
  type FlagsOf,
  GRID_DIR,
  runTask,
  UsageError,
  wholeNumber,
} from "./flags/command_line.ts";
import { guard } from "./flags/exit_codes.ts";
import { findGridDir } from "./scheduling/find_or_make_grid.ts";

/**
 * @param args the arguments of the command line
 * @returns the exit code: 3 if a grid is in use
 */
export async function main(args: readonly string[]): Promise<number> {
  const command = cleanCommand();
  const flags = command.parse(args);
  checkFlags(flags, command.args, command.isTyped("keep"));
  await checkExpdir(command, command.args);
  const { found, code } = await findAll(await findGrids(command.args[0], flags), flags);
  const items = found.flatMap(({ items }) => items);
  if (items.length === 0) {
    if (code === 0) printMessage("nothing to remove");
    return code;
  }
  const size = formatBytes(items.reduce((sum, { bytes }) => sum + bytes, 0));
  if (flags.dryRun) {
    printMessage(`${size} would be removed`);
    return code;
  }
  if (!await confirm(size, flags)) return code;
  const codes: number[] = [code];
  for (const grid of found) codes.push(await guard(() => clean(grid, flags)));
  return Math.max(...codes);
}

type CleanFlags = FlagsOf<ReturnType<typeof cleanCommand>>;

function cleanCommand() {
  const command = createCommand(
    "clean",
    "Remove what grids no longer need: former directories, and checkpoints on request. Tables, reports and the best models stay.",
  )
    .argument("[dir]", GRID_DIR)
    .addOption(expdirOption())
    .option(
      "--older-than <duration>",
      "only grids without changes for this long, such as 30d; without [dir]: all of them",
      duration,
    )
    .option("--checkpoints", "also remove checkpoints of trained models that are not among the best")
    .option("--keep <n>", "number of best configurations of each task", wholeNumber(1), 1);
  return withMetricOptions(command, "choose the best models by this result (default: the metric of the grid)")
    .option("--dry-run", "only show what would be removed")
    .option("--agree", "ask, and read the answer from stdin, where there is no terminal")
    .option("--yes", "do not ask");
}

// What can be removed from each grid. A grid that is in use or cannot be read does not keep the others from being cleaned.
async function findAll(
  roots: readonly string[],
  flags: CleanFlags,
): Promise<{ readonly found: readonly CleanedGrid[]; readonly code: number }> {
  const found: CleanedGrid[] = [];
  const codes = [0];
  for (const root of roots) {
    codes.push(
      await guard(async () => {
        const grid = await findItems(root, flags);
        if (grid !== undefined) found.push(grid);
        return 0;
      }),
    );
  }
  return { found, code: Math.max(...codes) };
}

function checkFlags(flags: CleanFlags, args: readonly string[], isKeepTyped: boolean): void {
  const { olderThan, checkpoints, metric, dryRun, agree, yes } = flags;
  if (args.length === 0 && olderThan === undefined) {
    throw new UsageError(
      "error: expected a grid directory, or --older-than for all grids that have not been used for long",
    );
  }
  checkGoal(flags);
  const idle = metric !== undefined ? "--metric" : isKeepTyped ? "--keep" : undefined;
  if (idle !== undefined && !checkpoints) throw new UsageError(`error: ${idle} requires --checkpoints`);
  const given = [dryRun && "--dry-run", agree && "--agree", yes && "--yes"].filter((flag) => flag !== undefined);
  if (given.length > 1) throw new UsageError(`error: ${given[0]} cannot be used with ${given[1]}`);
}

// The grid directories; absolute, without links.
async function findGrids(target: string | undefined, { expdir, olderThan }: CleanFlags): Promise<string[]> {
  const { listGridDirs } = await import("../io/grid/find_grid.ts");
  const { lastChange } = await import("../io/inspect/journal_records.ts");
  const roots = target === undefined
    ? listGridDirs(expdir).map(({ path }) => Deno.realPathSync(path))
    : [Deno.realPathSync(await findGridDir(target, expdir, "stop"))];
  if (olderThan === undefined) return roots;
  const old = roots.filter((root) => Date.now() - lastChange(root) >= olderThan * 1_000);
  if (target !== undefined && old.length === 0) {
    const idle = formatDuration(Math.max(0, Date.now() - lastChange(roots[0]!)) / 1_000);
    printMessage(`${shownPath(roots[0]!, Deno.cwd())}: not cleaned, as it was used ${idle} ago`);
  }
  return old;
}

interface CleanedGrid extends FoundCleanable {
  readonly root: string;
}

// Prints what would be removed. Returns `undefined` if there is nothing.
async function findItems(root: string, flags: CleanFlags): Promise<CleanedGrid | undefined> {
  const { describeCleaning } = await import("../lib/inspect/cleaning.ts");
  const grid = await openNamed(root);
  await refuseUsed(grid);
  const found = await lookInto(grid, flags);
  if (found.items.length === 0) return undefined;
  printMessage(shownPath(root, Deno.cwd()));
  describeCleaning(found).forEach((line) => printMessage(line));
  return { root, ...found };
}

// With several grids, the message names the one that cannot be read.
async function openNamed(root: string): Promise<OpenGrid> {
  const { lookAtGrid } = await import("../io/cluster/look_at_grid.ts");
  try {
    return (await lookAtGrid(root)).grid;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "PlanError") throw error;
    throw new UsageError(`error: ${shownPath(root, Deno.cwd())} is not cleaned: ${error.message}`, { cause: error });
  }
}

async function lookInto(
  grid: Pick<OpenGrid, "root" | "plan" | "runs" | "fingerprints">,
  flags: CleanFlags,
): Promise<FoundCleanable> {
  const { findCleanable } = await import("../io/inspect/find_cleanable.ts");
  const { keptFor } = await import("../lib/inspect/cleaning.ts");
  const { root, plan, runs, fingerprints } = grid;
  const request = { root, plan, runs, fingerprints };
  if (!flags.checkpoints) return findCleanable({ ...request, keptFor: undefined });
  const names = await rankModels(grid, flags);
  return findCleanable({ ...request, keptFor: (experiment) => keptFor(grid, experiment, names) });
}

async function rankModels({ root, plan }: Pick<OpenGrid, "root" | "plan">, { metric, goal, keep }: CleanFlags) {
  const { analyze } = await import("../io/analysis/analyze.ts");
  const { chooseRanking } = await import("../lib/analysis/ranking.ts");
  const { rankNames } = await import("../lib/inspect/cleaning.ts");
  using analysis = await analyze([root]);
  const { ranking, problem } = chooseRanking(analysis.summary.columns, analysis.metrics, { metric, goal });
  if (ranking !== undefined) return rankNames(plan, analysis.summary, ranking, keep);
  const why = problem ?? "the grid has no metric";
  throw new UsageError(
    `error: ${shownPath(root, Deno.cwd())}: it is not known which models are the best: ${why}; name one with --metric`,
  );
}

const LIVING: readonly RunStateName[] = ["running", "unknown"];

// Checked even without a scheduler, because runs outlive a scheduler that was killed.
async function refuseUsed(
  { root, runs, scheduler }: Pick<OpenGrid, "root" | "runs"> & Partial<Pick<OpenGrid, "scheduler">>,
): Promise<void> {
  const { isUnfinished, stateName } = await import("../lib/run/run_state.ts");
  const { isWriting, readExit } = await import("../io/grid/launches/exit_record.ts");
  const { LockedError } = await import("../io/grid/lock/lock_errors.ts");
  if (scheduler !== undefined) throw new LockedError(scheduler, root);
  const exit = readExit(root);
  if (exit !== undefined && isWriting(exit)) throw new LockedError(exit, root);
  const living = [...runs.train.values(), ...runs.test.values()].filter((run) =>
    isUnfinished(run) || LIVING.includes(stateName(run.state))
  );
  if (living.length === 0) return;
  const name = living.length === 1 ? "a run that may be running" : `${living.length} runs that may be running`;
  throw new LockedError(undefined, root, name);
}

async function confirm(size: string, { agree, yes }: CleanFlags): Promise<boolean> {
  if (yes) return true;
  const { ask, canAsk } = await import("../io/system/processes/ask.ts");
  if (!agree && !canAsk()) {
    throw new UsageError(
      "error: stdin is not a terminal, nothing was removed: add --yes, or --agree and an answer on stdin",
    );
  }
  await flushOutput();
  const answer = ask(`remove ${size}? (Enter: no, y: yes)`, ["no", "yes"]);
  if (answer === "yes") return true;
  printMessage("nothing was removed");
  if (answer === undefined && !Deno.stdin.isTerminal()) throw new UsageError("error: --agree: no answer on stdin");
  return false;
}

async function clean({ root, items }: CleanedGrid, flags: CleanFlags): Promise<number> {
  const { holdGrid } = await import("../io/grid/session.ts");
  const { removeItems } = await import("../io/inspect/find_cleanable.ts");
  const { recoverRuns } = await import("../io/stage/runs/recover_runs.ts");
  const { readHostIdentity } = await import("../io/system/place.ts");
  await using session = await holdGrid(root);
  // Recorded first: ends that a killed scheduler did not record decide what can be removed, and the analysis reads them in the
  // journal.
  await recoverRuns(session, { stage: "train", here: readHostIdentity(), assumeDead: [] });
  await session.flush();
  const { plan, runs, fingerprints } = session;
  await refuseUsed({ root, runs });
  // Only items that were shown, and can still be removed.
  const now = await lookInto({ root, plan, runs, fingerprints }, flags);
  const keyOf = ({ kind, path }: Cleanable) => `${kind} ${path}`;
  const allowed = new Set(now.items.map(keyOf));
  const removed = await removeItems(session, items.filter((item) => allowed.has(keyOf(item))));
  const kept = items.length - removed.count;
  const left = kept === 0 ? "" : `; ${counted(kept, "item")} of those shown stayed, as the grid has changed`;
  printMessage(`${shownPath(root, Deno.cwd())}: removed ${formatBytes(removed.bytes)}${left}`);
  return 0;
}

if (import.meta.main) await runTask(main);
