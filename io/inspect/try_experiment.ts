/** Runs one experiment in the foreground, and says what was found of it. */
import { red } from "@std/fmt/colors";
import { type Finding, findMetric, findModel, findResults } from "../../lib/inspect/findings.ts";
import { describeRun } from "../../lib/inspect/run_details.ts";
import { runsOfExperiment } from "../../lib/plan/choose_runs.ts";
import { type Experiment, isTestable, trainingSpec } from "../../lib/plan/plan.ts";
import { hasSucceeded, type Run, runOf } from "../../lib/run/run_state.ts";
import { type Stage, STAGES } from "../../lib/run/stage.ts";
import { exitCodeOf, isFinal } from "../../lib/schedule/exit_code.ts";
import type { FoundGpus } from "../gpu/find_gpus.ts";
import type { HeldSession } from "../grid/session.ts";
import type { Orders } from "../stage/orders.ts";
import { planStarts } from "../stage/plan_start.ts";
import { runStage } from "../stage/run_stage.ts";
import type { StageRequest } from "../stage/stage_request.ts";
import { steadyNow } from "../system/clock.ts";
import { printMessage } from "../system/terminal/terminal.ts";
import { createRunPrinter } from "./print_run.ts";
import { readFindings, searchCheckpoint } from "./read_findings.ts";

/** An experiment to try. */
export interface TryRequest {
  readonly session: HeldSession;
  /** The index of the experiment. */
  readonly index: number;
  /** Whether its tests run, too, if the grid has any. */
  readonly isTested: boolean;
  readonly gpus: FoundGpus | undefined;
  readonly onSlurm: boolean;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly orders: Orders;
}

/**
 * Trains and tests an experiment once. What its runs print goes to stdout, what was found of them to stderr.
 *
 * @returns the exit code: 0 if the runs succeeded, and what the grid needs of them was found
 */
export async function tryExperiment(request: TryRequest): Promise<number> {
  const { root, plan } = request.session;
  const experiment = plan.experiments[request.index]!;
  const isTested = request.isTested && isTestable(plan.groups[experiment.group]!);
  // What the tests lack is found before the training.
  planStarts(request.session, STAGES.slice(0, isTested ? 2 : 1).map((stage) => stageRequest(request, stage)));
  const trained = await tryStage(request, "train");
  if (isFinal(trained)) return trained;
  const training = runOf(request.session.runs, { stage: "train", id: experiment.id });
  const checkpoint = searchCheckpoint(root, plan, experiment, isTested);
  const ofTraining = hasSucceeded(training)
    ? [...findResults("train", readFindings(root).train), ...findModel(checkpoint)]
    : [];
  print("train", training, ofTraining);
  if (trained !== 0) return summarize(["the training failed"]);
  const failures: string[] = [];
  const findings = [...ofTraining];
  if (isTested && checkpoint.found !== undefined) {
    const tested = await tryStage(request, "test");
    if (isFinal(tested)) return tested;
    if (tested !== 0) failures.push("the test failed");
    findings.push(...printTests(request.session, experiment));
  } else if (isTested) printMessage("test: not run, as there is no checkpoint");
  findings.push(...printMetric(request.session, experiment, isTested));
  const missing = findings.filter(({ isMissing }) => isMissing);
  const names = [...new Set(missing.map(({ name }) => name === "" ? "a file cannot be read" : `no ${name}`))];
  return summarize([...failures, ...names]);
}

function stageRequest({ index, gpus, onSlurm, grace }: TryRequest, stage: Stage): StageRequest {
  return {
    stage,
    only: new Set([index]),
    gpus,
    grace,
    // The first failure is what one wants to see, and several tests are read one after another.
    retries: 0,
    maxConcurrentRuns: 1,
    ...(onSlurm && { slurm: { detach: false } }),
  };
}

// After a signal, a reader that does not read is waited for this long.
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
  if (metric.name.startsWith("test_") && !isTested) {
    printMessage(`metric: ${metric.name} is a result of tests, and nothing was tested`);
    return [];
  }
  const finding = findMetric(metric, readFindings(root).columns);
  printMessage(paint(`metric: ${finding.text}`, finding));
  return [finding];
}

function print(heading: string, run: Run, findings: readonly Finding[]): void {
  printMessage(`${heading}: ${describeRun(run, Date.now())}`);
  for (const finding of findings) printMessage(paint(`  ${finding.name.padEnd(12)}${finding.text}`, finding));
}

function paint(text: string, { isMissing }: Finding): string {
  return isMissing ? red(text) : text;
}

function summarize(problems: readonly string[]): number {
  if (problems.length === 0) return 0;
  printMessage(`${red("not ready")}: ${problems.join(", ")}`);
  return 1;
}
