/** Runs one experiment in the foreground, and reports what it produced. */
import { delay } from "@std/async/delay";
import { red } from "@std/fmt/colors";
import { join } from "@std/path";
import { addNames, createNames, summarizedName } from "../../lib/analysis/result_names.ts";
import { withDurations } from "../../lib/analysis/summary.ts";
import { shellHint } from "../../lib/failures/shell_hint.ts";
import { fillGrid } from "../../lib/init/fill_grid.ts";
import {
  type CheckpointSearch,
  EXAMPLE,
  type Finding,
  findMetric,
  findModel,
  findResults,
  type FoundResults,
  inColumns,
  withoutDurations,
} from "../../lib/inspect/findings.ts";
import { describeRun } from "../../lib/inspect/run_details.ts";
import { workingDirectory } from "../../lib/launch/launch_context.ts";
import { printable } from "../../lib/messages/printable.ts";
import { type ChosenRun, runsOfExperiment } from "../../lib/plan/choose_runs.ts";
import { type Experiment, isTestable, type Plan, trainingSpec } from "../../lib/plan/plan.ts";
import type { Fields } from "../../lib/results/experiment_result.ts";
import type { SystemName } from "../../lib/run/journal_record.ts";
import { hasSucceeded, type Run, runOf } from "../../lib/run/run_state.ts";
import { type Stage, STAGES } from "../../lib/run/stage.ts";
import { exitCodeOf, isFinal } from "../../lib/schedule/exit_code.ts";
import { jobLabel } from "../../lib/status/label.ts";
import { describeEvent, describeWaiting } from "../../lib/status/progress/describe_event.ts";
import type { StageEvent } from "../../lib/status/progress/progress.ts";
import { experimentDir, launchLog, testDirName } from "../../lib/store/layout.ts";
import { openGridSource } from "../analysis/grid_source.ts";
import { readRun, type RunTask } from "../analysis/read_run.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import type { GridSession, HeldSession } from "../grid/session.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import { writtenNames } from "../results/listing.ts";
import type { Notes } from "../results/read_part.ts";
import type { ResultOrigin } from "../results/read_results.ts";
import { loadFormats } from "../results/series_formats.ts";
import type { Orders } from "../stage/orders.ts";
import { planStarts } from "../stage/plan_start.ts";
import { runStage } from "../stage/run_stage.ts";
import type { StageRequest } from "../stage/stage_request.ts";
import { steadyNow } from "../system/clock.ts";
import { errnoOf } from "../system/file_errors.ts";
import { lastLines, writeAtomic } from "../system/files.ts";
import { isStdoutBehind, printMessage } from "../system/terminal/terminal.ts";
import { findHints, type Hints, watchWorkdir } from "./find_hints.ts";
import { openPrintedLog, type PrintedLog, UnreadError } from "./logs/print_logs.ts";

export interface TryRequest {
  readonly session: HeldSession;
  /** The grid file, if the grid is what it says: then the trial may complete it. */
  readonly file: string | undefined;
  readonly index: number;
  /** Whether its tests run, too, if the grid has any. */
  readonly isTested: boolean;
  readonly gpus: FoundGpus | undefined;
  readonly cluster: SystemName | undefined;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly orders: Orders;
}

/**
 * Trains and tests an experiment once. The output of its runs goes to stdout, and a report of what they produced to stderr.
 *
 * @returns the exit code: 0 if the runs succeeded and produced what the grid needs
 */
export async function tryExperiment(request: TryRequest): Promise<number> {
  const { root, plan } = request.session;
  const experiment = plan.experiments[request.index]!;
  const isTested = request.isTested && isTestable(plan.groups[experiment.group]!);
  // Both stages are planned together, so that what the tests lack is reported before the training.
  planStarts(request.session, STAGES.slice(0, isTested ? 2 : 1).map((stage) => stageRequest(request, stage)));
  const { settings } = trainingSpec(plan.groups[experiment.group]!);
  await loadFormats(settings.results);
  const watched = watchWorkdir(root, workingDirectory(plan, settings));
  const trained = await tryStage(request, "train");
  if (isFinal(trained)) return trained;
  const training = runOf(request.session.runs, { stage: "train", id: experiment.id });
  const checkpoint = searchCheckpoint(root, plan, experiment, isTested);
  const read = readFindings(root);
  const ofTraining = hasSucceeded(training) ? [...findResults("train", read.train), ...findModel(checkpoint)] : [];
  print("train", training, ofTraining);
  if (trained !== 0) {
    printHint(request.session, experiment, training);
    return summarize(["the training failed"]);
  }
  const written = watched.changed();
  const failures: string[] = [];
  const findings = [...ofTraining];
  if (isTested && checkpoint.found !== undefined) {
    const tested = await tryStage(request, "test");
    if (isFinal(tested)) return tested;
    if (tested !== 0) failures.push("the test failed");
    findings.push(...printTests(request.session, experiment));
  } else if (isTested) printMessage("test: not run, as there is no checkpoint");
  findings.push(...printMetric(request.session, experiment, isTested));
  const { columns } = readFindings(root);
  const hints = await findHints(request.session, experiment, { written, columns, origins: read.origins });
  for (const line of hints.lines) printMessage(line);
  const missing = findings.filter(({ isMissing }) => isMissing);
  const names = [...new Set(missing.map(({ name }) => name === "" ? "a file cannot be read" : `no ${name}`))];
  const problems = [...failures, ...names];
  const isFilled = problems.length === 0 && fillIn(request.file, hints);
  if (!isFilled) printPaste(hints);
  const code = summarize(problems);
  if (code !== 0 || withoutDurations(columns).size > 0 || isFilled && hints.hasResults) return code;
  const cure = hints.isCured ? "add these lines, and try again" : EXAMPLE;
  printMessage(`${red("runs, but nothing to compare")}: no results were found: ${cure}`);
  return 1;
}

// Writes the proposed lines where `grid:init` has left room for them; `false` if there is none.
function fillIn(file: string | undefined, { paste, replaced }: Hints): boolean {
  if (file === undefined || paste.length === 0 || replaced.length > 0) return false;
  try {
    const path = Deno.realPathSync(file);
    const text = fillGrid(Deno.readTextFileSync(path), paste);
    if (text === undefined) return false;
    const { mode } = Deno.statSync(path);
    writeAtomic(path, text);
    if (mode !== null) Deno.chmodSync(path, mode & 0o7777);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    printMessage(`cannot write into ${printable(file)}: ${(error as Error).message}`);
    return false;
  }
  printMessage(`written into grid_settings of ${printable(file)}:`);
  for (const line of paste) printMessage(line);
  return true;
}

function printPaste({ paste, replaced }: Hints): void {
  if (paste.length === 0) return;
  const place = replaced.length === 0 ? "" : `, in place of ${replaced.join(" and ")}`;
  printMessage(`to paste into grid_settings${place}:`);
  for (const line of paste) printMessage(line);
}

function stageRequest({ index, gpus, cluster, grace }: TryRequest, stage: Stage): StageRequest {
  return {
    stage,
    only: new Set([index]),
    gpus,
    grace,
    // The user wants to see the first failure, and the output of one test after another.
    retries: 0,
    maxConcurrentRuns: 1,
    ...(cluster !== undefined && { cluster: { system: cluster, detach: false } }),
  };
}

// After a signal, how long to wait for a reader that does not read.
const PATIENCE_MS = 2_000;

async function tryStage(request: TryRequest, stage: Stage): Promise<number> {
  const { session, orders } = request;
  using printer = createRunPrinter(session, stage);
  const result = await runStage(session, stageRequest(request, stage), { orders, onEvent: printer.onEvent });
  const end = steadyNow() + PATIENCE_MS;
  await printer.finish(() => orders.isStopped() && steadyNow() > end);
  return exitCodeOf(result);
}

function printTests({ root, plan, runs }: HeldSession, experiment: Experiment): Finding[] {
  const found = readFindings(root);
  return runsOfExperiment(plan, runs, experiment, "test").flatMap(({ key: { test }, run }) => {
    const results = found.tests.find((one) => one.test === test);
    const findings = results === undefined ? [] : findResults("test", results);
    print(test === undefined ? "test" : `test ${test}`, run, findings);
    return findings;
  });
}

function printMetric({ root, plan }: HeldSession, experiment: Experiment, isTested: boolean): Finding[] {
  const { metric } = trainingSpec(plan.groups[experiment.group]!).settings;
  if (metric === undefined) return [];
  const finding = findMetric(metric, readFindings(root).columns);
  // A trainer may test its model itself.
  if (finding.isMissing && metric.name.startsWith("test_") && !isTested) {
    printMessage(`metric: ${metric.name} is a result of tests, and nothing was tested`);
    return [];
  }
  printMessage(paint(`metric: ${finding.text}`, finding));
  return [finding];
}

function print(heading: string, run: Run, findings: readonly Finding[]): void {
  printMessage(`${heading}: ${describeRun(run, Date.now())}`);
  for (const finding of findings) printMessage(paint(`  ${finding.name.padEnd(12)}${finding.text}`, finding));
}

// Enough for a traceback.
const LINES = 40;

function printHint({ root }: HeldSession, experiment: Experiment, { newest }: Run): void {
  if (newest === undefined) return;
  const help = shellHint(lastLines(join(root, experimentDir(experiment), launchLog("train", newest)), LINES));
  if (help !== undefined) printMessage(`hint: ${printable(help)}`);
}

function paint(text: string, { isMissing }: Finding): string {
  return isMissing ? red(text) : text;
}

function summarize(problems: readonly string[]): number {
  if (problems.length === 0) return 0;
  printMessage(`${red("not ready")}: ${problems.join(", ")}`);
  return 1;
}

/** Prints the output of the runs of a stage to stdout, while they run, one run after another. */
export interface RunPrinter extends Disposable {
  /** Takes the events of the stage. */
  onEvent(event: StageEvent): void;
  /** Waits until everything is printed, or `isGivenUp`: the reader may have stopped reading. */
  finish(isGivenUp: () => boolean): Promise<void>;
}

interface PrintedRun {
  readonly test: string | undefined;
  readonly heading: string | undefined;
  readonly log: PrintedLog;
  /** Whether the run has ended. */
  isOver: boolean;
  isBegun: boolean;
}

const LOOK_MS = 50;
const MAX_BYTES = 64 * 2 ** 10;

/** A printer for the runs of a stage of a grid. Messages about the stage itself go to stderr. */
function createRunPrinter(
  session: Pick<GridSession, "root" | "plan" | "runs">,
  stage: Stage,
): RunPrinter {
  const { root, plan } = session;
  const runs: PrintedRun[] = [];
  let isUnread = false;
  const timer = setInterval(() => pump(), LOOK_MS);

  function pump(): boolean {
    for (let [run] = runs; run !== undefined; [run] = runs) {
      if (isStdoutBehind() && !isUnread) return false;
      if (!run.isBegun && run.heading !== undefined) printMessage(run.heading);
      run.isBegun = true;
      try {
        if (!isUnread && !run.log.print(MAX_BYTES)) continue;
        if (!run.isOver) return false;
        if (!isUnread) run.log.end();
      } catch (error) {
        if (!(error instanceof UnreadError)) throw error;
        isUnread = true;
      }
      if (!run.isOver) return false;
      run.log[Symbol.dispose]();
      runs.shift();
    }
    return true;
  }

  return {
    onEvent(event) {
      if (event.type === "started") {
        const experiment = plan.experiments[event.job.experiment]!;
        const { test } = event.job;
        const key = { stage, id: experiment.id, ...(test !== undefined && { test }) };
        const run = runOf(session.runs, key);
        const chosen: ChosenRun = { experiment, key, run };
        const set = { root, isPrefixed: false, tail: { kind: "all" } } as const;
        const heading = stage === "train" ? undefined : `testing ${jobLabel(experiment, key)}`;
        runs.push({ test, heading, log: openPrintedLog(set, chosen, run.newest!), isOver: false, isBegun: false });
      } else if (event.type === "ended") {
        const ended = runs.find(({ test }) => test === event.end.job.test);
        if (ended !== undefined) ended.isOver = true;
      } else if (event.type === "waiting") printMessage(describeWaiting(event.blocked));
      else {
        const line = describeEvent(event, plan.experiments, steadyNow());
        if (line !== undefined && line.level !== "event") printMessage(`${line.word}${line.text}`);
      }
    },
    async finish(isGivenUp) {
      while (!pump() && !isGivenUp()) await delay(LOOK_MS);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const { log } of runs) log[Symbol.dispose]();
    },
  };
}

// Reads what a tried experiment produced, with the functions of the analysis.

export interface ReadFindings {
  readonly train: FoundResults;
  /** Of each succeeded test, in the order of the plan. */
  readonly tests: readonly (FoundResults & { readonly test: string | undefined })[];
  /** All results by column, as a summary has them. */
  readonly columns: Fields;
  /** Where those of the training were read that are values of series. */
  readonly origins: readonly ResultOrigin[];
}

/** Reads the results of the only experiment of a grid that has started. */
function readFindings(root: string): ReadFindings {
  const problems = new Map<string, string>();
  const notes: Notes = {
    unreadable: (path, reason) => void problems.set(path, printable(reason)),
    hidden() {},
    leftOut: (key) => void problems.set(key, "is a list that is too long to be a result, left out"),
    conflict: (dir, { column, used, other }) =>
      void problems.set(
        `${dir}/${used.file}`,
        `${column} is ${used.value}, which is used, but ${other.value} in ${other.file}`,
      ),
  };
  const source = openGridSource(root, notes);
  const task = source.tasks[0] as RunTask | undefined;
  if (task === undefined) {
    return { train: { results: new Map(), names: [], problems: [] }, tests: [], columns: new Map(), origins: [] };
  }
  const files = readRun(task, notes);
  const { origins = [] } = files.results;
  const { experiments: [found] } = source.take(files, 0);
  const result = withDurations(found!);
  const names = createNames();
  addNames(names, result);
  const dir = join(root, task.path);
  const describe = (below: string) =>
    [...problems].filter(([path]) => path.startsWith(below)).map(([path, reason]) =>
      `${path.slice(below.length)}: ${reason}`
    );
  const training = new Map([
    ...inColumns("training", result.training.results),
    ...inColumns("validation", result.validation),
    ...(task.tests.length === 0 ? inColumns("test", files.results.testing) : []),
  ]);
  const tests = result.tests.map((run) => ({
    test: run.test,
    dir: testDirName(run.started, run.test),
    results: inColumns(
      "test",
      new Map(Array.from(run.results, ([key, value]) => [summarizedName(names, run, key), value])),
    ),
  }));
  return {
    train: {
      results: training,
      names: writtenNames(dir),
      problems: describe(`${dir}/`).filter((text) => !task.tests.some((name) => text.startsWith(`${name}/`))),
      origins,
    },
    tests: tests.map(({ test, results, dir: testDir }) => ({
      test,
      results,
      names: writtenNames(join(dir, testDir)),
      problems: describe(`${dir}/${testDir}/`),
    })),
    columns: new Map([...training, ...tests.flatMap(({ results }) => [...results])]),
    origins,
  };
}

/** Looks for the checkpoint of an experiment, as its tests do. */
function searchCheckpoint(
  root: string,
  plan: Plan,
  experiment: Experiment,
  isTested: boolean,
): CheckpointSearch {
  const dir = join(root, experimentDir(experiment));
  const group = plan.groups[experiment.group]!;
  const { checkpoint: glob } = trainingSpec(group).settings;
  const found = experiment.model ?? findCheckpoint(dir, glob);
  return {
    found: found?.startsWith(`${dir}/`) ? found.slice(dir.length + 1) : found,
    glob,
    isNeeded: isTested || group.settings.has("checkpoint"),
    names: writtenNames(dir),
  };
}
