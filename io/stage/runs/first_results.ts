/** Reads the results of the first run of a stage that succeeds, beside the scheduler, and tells what its grid needs and it lacks. */
import { join } from "@std/path";
import {
  findDoubts,
  type FirstRun,
  type ResultNeeds,
  resultsByColumn,
  writtenColumns,
} from "../../../lib/analysis/first_results.ts";
import { resultSettings } from "../../../lib/grid/settings/result_settings.ts";
import { hint } from "../../../lib/messages/hint.ts";
import { printable, shownPath } from "../../../lib/messages/printable.ts";
import { isTestable, trainingSpec } from "../../../lib/plan/plan.ts";
import { hasSucceeded, type RunKey, runOf } from "../../../lib/run/run_state.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import type { StageEvent } from "../../../lib/status/progress/progress.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import type { RunFiles, RunTask } from "../../analysis/read_run.ts";
import type { HeldSession } from "../../grid/session.ts";
import { isFile, writtenNames } from "../../results/listing.ts";
import { entriesIn, statIfExists } from "../../system/files.ts";
import { program } from "../../system/processes/program.ts";
import { keyOf } from "./active_jobs.ts";

/** How the results of the first run are checked. */
export interface FirstCheck {
  /** Names of results that are required, besides the metric. */
  readonly required: readonly string[];
  /** Stop the stage if anything is missing. */
  readonly strict: boolean;
}

/** Waits for the first run that succeeds. */
export interface FirstRunWatch {
  /**
   * Takes the runs that had no end before the recovery, as those of jobs that nobody followed.
   *
   * @param left number of runs that have none now
   */
  onRecovery(keys: readonly RunKey[], left: number): void;
  /** Takes the events of the stage. */
  onEvent(event: StageEvent): void;
  /**
   * Waits until the results are read, for a few seconds at most.
   *
   * @param isWaiting whether to wait, and not to give up at once
   * @returns whether the stage was to stop
   */
  settle(isWaiting: boolean): Promise<boolean>;
}

type CheckedJob = Pick<Job, "experiment" | "test">;
type FirstResultsEvent = Extract<StageEvent, { type: "first_results" }>;

// How long a stage that is over waits for it.
const PATIENCE_MS = 10_000;

/**
 * Creates a watch. Errors of the reading are not told: the analysis meets them, too.
 *
 * @param tell receives what is missing, at most once
 * @param stop stops the stage
 */
export function watchFirstRun(
  session: HeldSession,
  stage: Stage,
  { required, strict }: FirstCheck,
  { tell, stop }: { readonly tell: (event: FirstResultsEvent) => void; readonly stop: () => void },
): FirstRunWatch {
  let checking: Promise<boolean> | undefined;
  const giveUp = new AbortController();

  // `left`: number of runs that would be stopped.
  async function check(job: CheckedJob, left: number): Promise<boolean> {
    const found = await readFirst(session, { stage, job, required }, giveUp.signal);
    if (found === undefined || found.doubts.length === 0 || giveUp.signal.aborted) return false;
    tell({ type: "first_results", job, ...found, ...(strict && { stopping: left }) });
    if (strict) stop();
    return strict;
  }

  return {
    onRecovery(keys, left) {
      const first = keys.find((key) => hasSucceeded(runOf(session.runs, key)));
      const experiment = first === undefined ? -1 : session.plan.experiments.findIndex(({ id }) => id === first.id);
      if (experiment < 0) return;
      const { test } = first!;
      checking = check({ experiment, ...(test !== undefined && { test }) }, left).catch(() => false);
    },
    onEvent(event) {
      if (event.type !== "ended" || checking !== undefined) return;
      if (!hasSucceeded(runOf(session.runs, keyOf({ plan: session.plan, stage }, event.end.job)))) return;
      checking = check(event.end.job, event.state.running.size - event.state.queued).catch(() => false);
    },
    async settle(isWaiting) {
      if (!isWaiting) giveUp.abort();
      if (checking === undefined || !isWaiting) return false;
      const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
      const isStopped = await Promise.race([checking, aborted(giveUp.signal)]);
      clearTimeout(timer);
      return isStopped;
    },
  };
}

function aborted(signal: AbortSignal): Promise<false> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(false), { once: true }));
}

type Found = Omit<FirstResultsEvent, "type" | "job" | "stopping">;

async function readFirst(
  session: HeldSession,
  { stage, job, required }: {
    readonly stage: Stage;
    readonly job: CheckedJob;
    readonly required: ResultNeeds["required"];
  },
  signal: AbortSignal,
): Promise<Found | undefined> {
  const { root, plan, runs, fingerprints } = session;
  const experiment = plan.experiments[job.experiment]!;
  const group = plan.groups[experiment.group]!;
  const { settings } = trainingSpec(group);
  const { test } = job;
  const run = runOf(runs, keyOf({ plan: session.plan, stage }, job));
  const tests = stage === "test" ? [run] : [];
  const path = experimentDir(experiment);
  const task: RunTask = {
    kind: "run",
    root,
    path,
    checkpoint: settings.checkpoint,
    settings: resultSettings(settings),
    tests: tests.flatMap(({ testDirs }) => testDirs),
  };
  const { experimentResult } = await import("../../analysis/grid_source.ts");
  const read = await readBeside(task, signal);
  if (read === undefined) return undefined;
  const { files, problems } = read;
  const training = runOf(runs, { stage: "train", id: experiment.id });
  const result = experimentResult({ root, plan, fingerprints, experiment, run: training, tests }, files);
  const results = resultsByColumn({ ...result, configuration: "" });
  const first: FirstRun = {
    stage,
    test,
    results,
    hasResults: stage === "train" ? writtenColumns(results).length > 0 : hasTestResults(files),
    hasCheckpoint: files.saved !== undefined,
    isTested: isTestable(group),
    tests: plan.tests.map(({ name }) => name),
  };
  const dir = join(root, path, ...(stage === "test" ? task.tests.slice(-1) : []));
  return {
    stage,
    doubts: findDoubts(first, { metric: settings.metric, required }),
    found: writtenColumns(results).map(printable),
    names: writtenNames(dir),
    problems: problems.map(([path, reason]) =>
      `${path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path}: ${reason}`
    ),
    command: hint(program(), "try", [shownPath(session.path, Deno.cwd())]),
  };
}

// MI-Prometheus's tester makes a directory of its own, beside the model.
function hasTestResults({ tests, nested }: RunFiles): boolean {
  const newest = tests.at(-1) ?? nested?.tests.at(-1);
  return newest !== undefined && newest.results.size > 0;
}

async function readBeside(
  task: RunTask,
  signal: AbortSignal,
): Promise<{ readonly files: RunFiles; readonly problems: readonly (readonly [string, string])[] } | undefined> {
  const { createParallelReader, READ_RESULTS } = await import("../../analysis/read_parallel.ts");
  const problems: [string, string][] = [];
  // A worker lets the scheduler go on, however large the files are. Small ones are read faster than it starts.
  using reader = createParallelReader(2, READ_RESULTS, isSmall(join(task.root, task.path)) ? undefined : 0);
  const reading = reader.read([task], {
    unreadable: (path, reason) => void problems.push([path, reason]),
    hidden() {},
    leftOut() {},
    conflict() {},
  });
  const part = await Promise.race([reading.next(), aborted(signal)]);
  return part === false || part.done ? undefined : { files: part.value as RunFiles, problems };
}

const SMALL_BYTES = 256 * 2 ** 10;
const SMALL_ENTRIES = 200;

// Whether there is little in a directory. What a link leads to that is no file counts as much.
function isSmall(dir: string): boolean {
  const directories = [dir];
  let [bytes, entries] = [0, 0];
  for (const path of directories) {
    for (const { name, isDirectory } of entriesIn(path)) {
      const inside = join(path, name);
      if (isDirectory) directories.push(inside);
      else {
        if (!isFile(inside)) return false;
        bytes += statIfExists(inside)?.size ?? 0;
      }
      if (++entries > SMALL_ENTRIES || bytes > SMALL_BYTES) return false;
    }
  }
  return true;
}
