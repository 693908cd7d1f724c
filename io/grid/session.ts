/** A grid directory as it is now: the journal, and beside it the records of what no scheduler has settled yet. */
import { join } from "@std/path";
import { apply } from "../../lib/run/journal_state.ts";
import { settle } from "../../lib/run/recover.ts";
import { type History, NOT_STARTED, parseRunKey, runKey } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { experimentDir } from "../../lib/store/layout.ts";
import { readHostIdentity } from "../system/place.ts";
import { type GridDir, readGridDir } from "./grid_dir.ts";
import { inspectLaunch } from "./launch_records.ts";
import { type Holder, lockHolder } from "./lock.ts";
import { findUnjournaled } from "./unjournaled.ts";

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
  const place = readHostIdentity();
  const dirs = new Map(plan.experiments.map((experiment) => [experiment.id, experimentDir(experiment)]));
  const settleStage = (stage: Stage) => {
    const settled = new Map(history[stage]);
    for (const record of findUnjournaled(root, plan, history, stage)) {
      const key = runKey(record.id, record.test);
      settled.set(key, apply(settled.get(key) ?? NOT_STARTED, record));
    }
    for (const [key, past] of settled) {
      const { id, test } = parseRunKey(key);
      const dir = dirs.get(id);
      if (past.state !== "running" || dir === undefined) continue;
      const found = inspectLaunch(join(root, dir), stage, past.launch, place);
      const record = settle(past, id, stage, found, Date.now(), test);
      if (record !== undefined) settled.set(key, apply(past, record));
      else if (found.kind === "foreign") settled.set(key, { ...past, state: "unknown" });
    }
    return settled;
  };
  return { train: settleStage("train"), test: settleStage("test") };
}
