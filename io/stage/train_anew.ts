/** Implements `--again`: moves the directories of experiments that are trained anew, so that their former runs no longer count. */
import { join } from "@std/path";
import type { Experiment } from "../../lib/plan/plan.ts";
import { experimentDir, formerDir, parseFormerDir } from "../../lib/store/layout.ts";
import type { HeldSession } from "../grid/session.ts";
import { explain } from "../system/file_errors.ts";
import { lstatIfExists, syncDirectory } from "../system/files.ts";
import { testsThatRan } from "./plan_start.ts";

/** An experiment that is trained anew. */
export interface TrainedAnew {
  readonly experiment: Experiment;
  /** The name of its former directory. */
  readonly former: string;
}

/**
 * Makes experiments that have succeeded, and their tests, pending again, and moves their directories to `DIR~1`, or the next
 * free number. The journal comes first: what a killed scheduler has not moved, the next one moves ({@link finishMoves}).
 *
 * @param anew none of them is running
 */
export async function trainAnew(session: HeldSession, anew: readonly Experiment[]): Promise<readonly TrainedAnew[]> {
  if (anew.length === 0) return [];
  const { root } = session;
  const testNames = testsThatRan(session.runs);
  const highest = highestNumbers(root);
  const moves = anew.map((experiment) => {
    const dir = experimentDir(experiment);
    return { experiment, dir, number: (highest.get(dir) ?? 0) + 1 };
  });
  const time = Date.now();
  for (const { experiment: { id }, number } of moves) {
    const named = testNames.get(id);
    session.record({ type: "again", time, id, stage: "train", former: number, ...(named && { tests: named }) });
  }
  await session.flush();
  moveAll(root, moves);
  return moves.map(({ experiment, dir, number }) => ({ experiment, former: formerDir(dir, number) }));
}

/** Moves the directories that a killed scheduler has recorded as former ones, but has not moved. */
export function finishMoves({ root, plan, runs }: HeldSession): void {
  const numbers = new Map<string, number>();
  for (const [id, { former }] of runs.train) if (former !== undefined) numbers.set(id, former);
  if (numbers.size === 0) return;
  moveAll(
    root,
    plan.experiments.filter(({ id }) => numbers.has(id)).map((experiment) => ({
      dir: experimentDir(experiment),
      number: numbers.get(experiment.id)!,
    })),
  );
}

function moveAll(root: string, moves: readonly { readonly dir: string; readonly number: number }[]): void {
  for (const { dir, number } of moves) {
    const [from, to] = [join(root, dir), join(root, formerDir(dir, number))];
    // Moved already, or the directory was deleted.
    if (lstatIfExists(to) !== undefined || lstatIfExists(from) === undefined) continue;
    try {
      Deno.renameSync(from, to);
    } catch (error) {
      throw explain(error, `cannot move ${from} to ${to}`);
    }
  }
  // The moves must not be lost if the starts that follow are on disk.
  syncDirectory(root);
}

function highestNumbers(root: string): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { name } of Deno.readDirSync(root)) {
    const former = parseFormerDir(name);
    if (former !== undefined) highest.set(former.dir, Math.max(highest.get(former.dir) ?? 0, former.number));
  }
  return highest;
}
