/** A grid directory as a source for an analysis: its experiments, from plan, journal and the files of its runs. */
import type { CheckpointFacts } from "../../lib/checkpoints/checkpoint.ts";
import { plainText } from "../../lib/config/value.ts";
import { resultSettings } from "../../lib/grid/settings/result_settings.ts";
import { configOf, paramsOf } from "../../lib/plan/experiment.ts";
import { launchedSeed } from "../../lib/plan/identities.ts";
import { type Experiment, type Plan, type RunSpec, trainingSpec } from "../../lib/plan/plan.ts";
import { configurationsOf } from "../../lib/plan/repetitions.ts";
import { type ExperimentDetails, failuresOf, scriptOf } from "../../lib/report/experiment_details.ts";
import { factsOf } from "../../lib/results/configuration_facts.ts";
import type { ExperimentResult, Fields, RunResult } from "../../lib/results/experiment_result.ts";
import type { Fingerprints } from "../../lib/run/journal_record.ts";
import {
  hasSucceeded,
  isStoppedEarly,
  type LaunchInfo,
  type Run,
  runOf,
  type RunTable,
  secondsOf,
  stateName,
} from "../../lib/run/run_state.ts";
import { experimentDir, parseTestDirName, stampOf } from "../../lib/store/layout.ts";
import { openGrid } from "../grid/session.ts";
import type { Notes } from "../results/read_part.ts";
import type { RunFiles, RunTask } from "./read_run.ts";
import { NO_TEST, type Source } from "./source.ts";

/**
 * Opens a grid directory to read the results of all experiments that have started.
 *
 * @param root absolute path
 * @param forReport whether details are read, too
 * @throws {PlanError} if its plan is corrupt
 */
export function openGridSource(root: string, notes: Notes, forReport = false): Source {
  const { plan, runs, fingerprints, paths, warnings, deleted } = openGrid(root);
  for (const warning of warnings) notes.unreadable(paths.journal, warning);
  const settings = plan.groups.map((group) => trainingSpec(group).settings);
  const present = plan.experiments.filter(({ dropped }) => !dropped);
  const configurations = configurationsOf(present);
  const training = ({ id }: Experiment) => runOf(runs, { stage: "train", id });
  const isPending = (experiment: Experiment) => training(experiment).state.kind === "pending";
  const isSkipped = (experiment: Experiment) =>
    isStoppedEarly(training(experiment)) && training(experiment).newest === undefined;
  const configurationOf = ({ id }: Experiment) => configurations.get(id)!;
  const pending = present.filter(isPending).map(configurationOf);
  const skipped = present.filter(isSkipped).map(configurationOf);
  const started = present.filter((experiment) => !isPending(experiment) && !isSkipped(experiment));
  const metrics = new Map(settings.flatMap(({ metric }) => metric ? [[`${metric.goal} ${metric.name}`, metric]] : []));
  return {
    root,
    tasks: started.map((experiment): RunTask => ({
      kind: "run",
      root,
      path: experimentDir(experiment),
      checkpoint: settings[experiment.group]!.checkpoint,
      settings: resultSettings(settings[experiment.group]!),
      tests: testRunsOf(plan, runs, experiment).flatMap(({ testDirs }) => testDirs),
      ...(forReport && { failedLogs: failuresOf(plan, runs, experiment).map(({ log }) => log) }),
    })),
    take(part, index) {
      const experiment = started[index]!;
      const tests = testRunsOf(plan, runs, experiment);
      const files = part as RunFiles;
      const configuration = configurations.get(experiment.id)!;
      if (files.deleted) {
        pending.push(configuration);
        return { experiments: [], grids: [], deleted: 1 };
      }
      return {
        deletedTests: files.deletedTests,
        experiments: [{
          ...experimentResult({ root, plan, fingerprints, experiment, run: training(experiment), tests }, files),
          configuration,
        }],
        ...(forReport && { details: [detailsOf({ plan, runs, experiment }, files)] }),
        grids: [],
      };
    },
    pending,
    skipped,
    deleted: deleted.length,
    dropped: plan.experiments.length - present.length,
    cleaned: present.filter((experiment) => training(experiment).cleaned !== undefined).length,
    fingerprints,
    launchedWith: launchesOf(plan, runs, present),
    metrics: [...metrics.values()],
  };
}

// Grouped by spec, because tasks can have different commands: only runs of one spec are expected to be launched alike.
function launchesOf(plan: Plan, runs: RunTable, present: readonly Experiment[]): string[][] {
  const hashes = new Map<RunSpec, Set<string>>();
  for (const { id, group } of present) {
    for (const spec of plan.groups[group]!.specs) {
      const run = runOf(runs, { stage: spec.stage, id, ...(spec.test !== undefined && { test: spec.test.name }) });
      const hash = run.newest?.launchedWith;
      if (hash !== undefined && hasSucceeded(run)) hashes.set(spec, (hashes.get(spec) ?? new Set()).add(hash));
    }
  }
  return Array.from(hashes.values(), (known) => [...known]);
}

/** An experiment that has started. */
export interface StartedExperiment {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly plan: Plan;
  readonly fingerprints: Fingerprints;
  readonly experiment: Experiment;
  /** The training. */
  readonly run: Run;
  readonly tests: readonly Run[];
}

/**
 * The results of an experiment.
 *
 * @param files what was read, with the directories of all of its tests
 */
export function experimentResult(
  started: StartedExperiment,
  files: RunFiles,
): Omit<ExperimentResult, "configuration"> {
  const { root, plan, run } = started;
  const testDirs = started.tests.flatMap(({ testDirs }) => testDirs);
  const launches = new Map(started.tests.flatMap(({ testLaunches = [] }) => [...testLaunches]));
  // The seed in the grid file may have changed since the launch.
  const seedThen = run.newest && launchedSeed(run.newest, started.fingerprints, started.experiment.hash);
  const experiment = { ...started.experiment, seed: seedThen ?? started.experiment.seed };
  const { results, nested } = files;
  const nestedTraining = nested && { ...nested.training, results: withStop(nested.training.results, run) };
  const facts = factsOf(configOf(plan, experiment));
  const seed = experiment.seed === undefined ? "" : String(experiment.seed);
  const training = {
    configuration: files.configuration,
    started: moment(run.newest?.started),
    seedTorch: facts.training.torch || seed,
    seedNumpy: facts.training.numpy || seed,
    results: withStop(results.training, run),
  };
  const names = plan.tests.map(({ name }) => name);
  const tests = files.tests.flatMap((test, index): RunResult[] => {
    if (test === undefined) return [];
    const { torch: seedTorch, numpy: seedNumpy } = facts.testing;
    const { stamp, ...subject } = parseTestDirName(testDirs[index]!, names);
    const launch = launches.get(testDirs[index]!);
    return [{ ...test, started: stamp, ...subject, seedTorch, seedNumpy, ...launchedAs(launch) }];
  });
  for (const test of nested?.tests ?? []) {
    const { stamp, ...subject } = parseTestDirName(test.started, names);
    // It is not known which launch made such a test.
    const hashes = new Set(Array.from(launches.values(), ({ launchedWith }) => launchedWith));
    const known = launches.size === 1 ? launchedAs([...launches.values()][0]) : launched(hashes);
    tests.push({ ...test, started: stamp, ...subject, ...known });
  }
  if (tests.length === 0 && results.testing.size > 0) tests.push({ ...NO_TEST, results: results.testing });
  return {
    grid: root,
    id: experiment.id,
    name: experiment.name,
    repetition: experiment.repetition,
    params: new Map(paramsOf(plan, experiment).map(([key, value]) => [key, plainText(value)])),
    problem: facts.problem || results.facts.problem,
    model: facts.model || results.facts.model,
    saved: results.facts.saved || moment(files.saved),
    ...statusOf(run, results.facts),
    state: stateName(run.state),
    trained: hasSucceeded(run),
    ...(run.rungs?.some(({ goesOn }) => goesOn !== undefined) && { judged: true as const }),
    training: { ...nestedTraining ?? training, ...launchedAs(run.newest) },
    validation: results.validation,
    tests,
  };
}

// Adds where a training was stopped early, the epoch for example, and the value that was compared there.
function withStop(results: Fields, run: Run): Fields {
  const rung = isStoppedEarly(run) ? run.rungs?.find(({ goesOn }) => goesOn === false) : undefined;
  if (rung === undefined) return results;
  return new Map([...results, ["stopped_at", String(rung.rung)], ["stopped_with", String(rung.value)]]);
}

// How the training ended, as its trainer recorded it: this says more than the exit code.
function statusOf(run: Run, { status, statusTime }: CheckpointFacts): Pick<ExperimentResult, "status" | "statusTime"> {
  if (status !== "") return { status, statusTime };
  return { status: stateName(run.state), statusTime: moment(run.newest?.ended) };
}

// Only of the newest launches, because the journal of a large grid is not kept in memory.
function detailsOf(
  { plan, runs, experiment }: { readonly plan: Plan; readonly runs: RunTable; readonly experiment: Experiment },
  { details }: RunFiles,
): ExperimentDetails {
  const training = runOf(runs, { stage: "train", id: experiment.id });
  const seconds = secondsOf(training.newest);
  const tests = testRunsOf(plan, runs, experiment).map((run) => secondsOf(run.newest) ?? 0);
  return {
    ...(seconds !== undefined && { seconds, allSeconds: tests.reduce((sum, time) => sum + time, seconds) }),
    ...(training.newest && { script: scriptOf(experiment, "train", training.newest.number) }),
    curves: details?.curves ?? [],
    failures: failuresOf(plan, runs, experiment).map(({ log, ...failure }, index) => ({
      ...failure,
      log: `${experimentDir(experiment)}/${log}`,
      lines: details?.logs[index] ?? [],
    })),
  };
}

// It is not known when a lost launch ended.
function wasSeenToEnd({ outcome }: LaunchInfo): boolean {
  return outcome?.kind === "exit" || outcome?.kind === "signal";
}

// Tests recorded before the grid had named tests have no name. Tests whose names are no longer in the grid are left out.
function testRunsOf(plan: Plan, runs: RunTable, { id }: Experiment): Run[] {
  return [{}, ...plan.tests.map(({ name }) => ({ test: name }))].map((subject) =>
    runOf(runs, { stage: "test", id, ...subject })
  );
}

function launchedAs(launch: LaunchInfo | undefined): Pick<RunResult, "launchedWith" | "seconds"> {
  if (launch === undefined) return {};
  const seconds = wasSeenToEnd(launch) ? secondsOf(launch) : undefined;
  return {
    ...(launch.launchedWith !== undefined && { launchedWith: launch.launchedWith }),
    ...(seconds !== undefined && { seconds }),
  };
}

// The hash, only if it is the same for all.
function launched(hashes: ReadonlySet<string | undefined>): Pick<RunResult, "launchedWith"> {
  const [hash] = hashes;
  return hashes.size !== 1 || hash === undefined ? {} : { launchedWith: hash };
}

function moment(time: number | undefined): string {
  return time === undefined ? "" : stampOf(new Date(time));
}
