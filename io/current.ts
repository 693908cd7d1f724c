/** A grid directory as it is now: the journal, and beside it the records of what no scheduler has settled yet. */
import { join } from "@std/path";
import type { Stage } from "../lib/grid/command.ts";
import { experimentDir } from "../lib/grid/plan.ts";
import { apply, type History, NEVER } from "../lib/schedule/history.ts";
import { settle } from "../lib/schedule/settle.ts";
import { type GridDir, readGridDir } from "./grid_dir.ts";
import { inspectLaunch } from "./inspect.ts";
import { type Holder, lockHolder } from "./lock.ts";
import { readPlace } from "./machine.ts";
import { findUnjournaled } from "./reconcile.ts";

/** A grid directory, and who is at work in it. Nothing is written, nothing waited for. */
export interface Current extends GridDir {
  readonly scheduler: Holder | undefined;
}

/**
 * @param root the grid directory
 * @param ask whether to ask who is at work: not, when the caller holds the lock
 */
export function readCurrent(root: string, ask = true): Current {
  const grid = readGridDir(root);
  const scheduler = ask ? lockHolder(grid.paths.lock) : undefined;
  return { ...grid, scheduler, history: scheduler === undefined ? withRecords(root, grid) : grid.history };
}

// Without a scheduler, nobody writes down how the runs that it left behind end: their own records tell.
function withRecords(root: string, { plan, history }: GridDir): History {
  const place = readPlace();
  const settleStage = (stage: Stage) => {
    const settled = new Map(history[stage]);
    for (const record of findUnjournaled(root, plan, history, stage)) {
      settled.set(record.id, apply(settled.get(record.id) ?? NEVER, record));
    }
    for (const experiment of plan.experiments) {
      const past = settled.get(experiment.id);
      if (past?.state !== "running") continue;
      const found = inspectLaunch(join(root, experimentDir(experiment)), stage, past.launch, place);
      const record = settle(past, experiment.id, stage, found, Date.now());
      if (record !== undefined) settled.set(experiment.id, apply(past, record));
      else if (found.kind === "foreign") settled.set(experiment.id, { ...past, state: "unknown" });
    }
    return settled;
  };
  return { train: settleStage("train"), test: settleStage("test") };
}
