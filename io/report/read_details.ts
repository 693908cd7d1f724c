/** Reads what a report needs of an experiment beyond its results. */
import type { ReadMode } from "../analysis/read_parallel.ts";
import type { DetailReader } from "../analysis/read_run.ts";
import { readTask } from "../analysis/read_task.ts";
import { readCurves } from "../results/read_curves.ts";
import { lastLines } from "../system/last_lines.ts";

// Enough for a traceback.
const LOG_LINES = 40;

const readDetails: DetailReader = (listing, logs, notes) => ({
  curves: readCurves(listing, notes),
  logs: logs.map((log) => lastLines(log, LOG_LINES)),
});

/** Reads results and details. */
export const READ_DETAILS: ReadMode = {
  read: (task, notes) => readTask(task, notes, readDetails),
  worker: new URL("./read_worker.ts", import.meta.url),
};
