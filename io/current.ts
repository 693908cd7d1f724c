/** A grid directory as it is now: the journal, and beside it the records of what no scheduler has settled yet. */
import { join } from "@std/path";
import type { Stage } from "../lib/grid/command.ts";
import { experimentDir } from "../lib/grid/plan.ts";
import {
  apply,
  endStateOf,
  type History,
  historyKey,
  NEVER,
  parseHistoryKey,
  type StageHistory,
} from "../lib/schedule/history.ts";
import { codesOf } from "../lib/schedule/outcome.ts";
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
  const dirs = new Map(plan.experiments.map((experiment) => [experiment.id, experimentDir(experiment)]));
  const settle = (stage: Stage) => {
    const settled = new Map(history[stage]);
    for (const record of findUnjournaled(root, plan, history, stage)) {
      const key = historyKey(record.id, record.test);
      settled.set(key, apply(settled.get(key) ?? NEVER, record));
    }
    for (const [key, past] of settled) {
      const dir = dirs.get(parseHistoryKey(key).id);
      if (past.state !== "running" || dir === undefined) continue;
      settled.set(key, settleOne(past, inspectLaunch(join(root, dir), stage, past.launch, place)));
    }
    return settled;
  };
  return { train: settle("train"), test: settle("test") };
}

function settleOne(past: StageHistory, found: ReturnType<typeof inspectLaunch>): StageHistory {
  switch (found.kind) {
    case "ended": {
      const { outcome, time } = found;
      const state = endStateOf(past, outcome);
      const tested = state === "succeeded" && past.testDir !== undefined ? [past.testDir] : [];
      return { ...past, state, ...codesOf(outcome), ended: time, testDirs: [...past.testDirs, ...tested] };
    }
    case "alive":
    case "claimed":
      return past;
    case "foreign":
      return { ...past, state: "unknown" };
    case "void":
    case "unclaimed":
      return { ...past, state: "pending" };
    case "rebooted":
      return { ...past, state: "interrupted" };
    case "dead":
      return { ...past, state: "lost" };
  }
}
