/** The experiments of a grid directory. */
import { join } from "@std/path";
import { plainText } from "../../lib/grid/command.ts";
import { CONFIGURATION, stampOf } from "../../lib/grid/layout.ts";
import { configOf, type Experiment, experimentDir, paramsOf, type Plan, settingsOf } from "../../lib/grid/plan.ts";
import { DEFAULT_SETTINGS, type Metric } from "../../lib/grid/settings.ts";
import { NEVER, type StageHistory } from "../../lib/schedule/history.ts";
import { factsOf } from "../../lib/results/configuration_facts.ts";
import type { ExperimentResult, RunResult } from "../../lib/results/experiment_result.ts";
import { findCheckpoint } from "../checkpoint.ts";
import { readCurrent } from "../current.ts";
import { findExperiments, type FoundExperiment, isBestModel } from "./find_experiments.ts";
import { list, type Listing } from "./listing.ts";
import type { Notes } from "./notes.ts";
import { modifiedAt, newest } from "./read_checkpoint.ts";
import { readExperiment, testStart } from "./read_experiment.ts";
import { hasResults, readTest, readTraining, testConfiguration } from "./read_results.ts";

/** A grid directory, read. */
export interface GridResults {
  readonly experiments: readonly ExperimentResult[];
  /** How many experiments were never started: they have no row. */
  readonly waiting: number;
  /** How many were started, and are in the grid no longer: their names may stand for other configurations now. */
  readonly dropped: number;
  /** What "best" means, as the grid and its tasks have it. */
  readonly metrics: readonly Metric[];
}

/**
 * Reads the results of a grid directory, of whatever was started by now.
 *
 * @param root absolute
 * @param grid what the table calls it
 * @throws {PlanError} when its plan is damaged
 */
export function readGrid(root: string, grid: string, notes: Notes): GridResults {
  const dir = readCurrent(root);
  const { plan, history, paths } = dir;
  for (const warning of dir.warnings) notes.unreadable(paths.journal, warning);
  const settings = plan.groups.map(settingsOf);
  const present = plan.experiments.filter(({ dropped }) => !dropped);
  const experiments = present.flatMap((experiment): ExperimentResult[] => {
    const train = history.train.get(experiment.id) ?? NEVER;
    if (train.state === "pending") return [];
    const test = history.test.get(experiment.id) ?? NEVER;
    return [readPlanned({ root, grid, plan, notes }, experiment, settings[experiment.group]!.checkpoint, train, test)];
  });
  const metrics = new Map(settings.flatMap(({ metric }) => metric ? [[`${metric.goal} ${metric.name}`, metric]] : []));
  return {
    experiments,
    waiting: present.length - experiments.length,
    dropped: plan.experiments.length - present.length,
    metrics: [...metrics.values()],
  };
}

interface Context {
  readonly root: string;
  readonly grid: string;
  readonly plan: Plan;
  readonly notes: Notes;
}

function readPlanned(
  { root, grid, plan, notes }: Context,
  experiment: Experiment,
  checkpointGlob: string,
  train: StageHistory,
  test: StageHistory,
): ExperimentResult {
  const path = experimentDir(experiment);
  const dir = join(root, path);
  const listing = list(dir, notes);
  const facts = factsOf(configOf(plan, experiment));
  const seed = experiment.seed === undefined ? "" : String(experiment.seed);
  const nested = hasResults(listing) ? undefined : findNested(dir, listing, notes);
  const read = nested && readExperiment(dir, path, nested, notes);
  const checkpoint = nested === undefined
    ? findModel(dir, listing, checkpointGlob, notes)
    : newest(nested.checkpoints.map((candidate) => join(dir, candidate)));
  const results = read?.results ?? readTraining(dir, listing, checkpoint, "own", notes);
  const own = {
    configuration: listing.files.has(CONFIGURATION.train) ? `${path}/${CONFIGURATION.train}` : "",
    started: moment(train.started),
    seedTorch: facts.training.torch || seed,
    seedNumpy: facts.training.numpy || seed,
    results: results.training,
  };
  const tests = succeededTests(test).flatMap((name): RunResult[] => {
    const inside = list(join(dir, name), notes);
    const fields = readTest(join(dir, name), inside, notes);
    // Of MI-Prometheus's testers only the output is here: their results are beside the model.
    if (fields === undefined && read !== undefined) return [];
    return [{
      configuration: testConfiguration(`${path}/${name}`, inside),
      started: testStart(name),
      seedTorch: facts.testing.torch,
      seedNumpy: facts.testing.numpy,
      results: fields ?? new Map(),
    }];
  });
  tests.push(...read?.tests ?? []);
  if (tests.length === 0 && results.testing.size > 0) tests.push({ ...NO_RUN, results: results.testing });
  return {
    grid,
    id: experiment.id,
    name: experiment.name,
    repetition: experiment.repetition,
    configuration: experiment.name,
    params: new Map(paramsOf(plan, experiment).map(([key, value]) => [key, plainText(value)])),
    problem: facts.problem || results.facts.problem,
    model: facts.model || results.facts.model,
    saved: results.facts.saved || moment(checkpoint === undefined ? undefined : modifiedAt(checkpoint)),
    status: train.state,
    statusTime: moment(train.ended),
    trained: train.state === "succeeded",
    training: read?.training ?? own,
    validation: results.validation,
    tests,
  };
}

// One that ended while no scheduler was there to write it down is known by its state alone.
function succeededTests({ state, testDir, testDirs }: StageHistory): readonly string[] {
  const unwritten = state === "succeeded" && testDir !== undefined && !testDirs.includes(testDir);
  return unwritten ? [...testDirs, testDir] : testDirs;
}

const NO_RUN = { configuration: "", started: "", seedTorch: "", seedNumpy: "" };

function moment(time: number | undefined): string {
  return time === undefined ? "" : stampOf(new Date(time));
}

// MI-Prometheus's trainers lay out directories of their own, one an attempt: the newest model is the one that is tested.
function findNested(dir: string, listing: Listing, notes: Notes): FoundExperiment | undefined {
  if (!listing.directories.some((name) => name !== "models" && !name.startsWith("test_"))) return undefined;
  const found = findExperiments(dir, notes).experiments.filter(({ path }) => path !== "");
  const best = newest(found.flatMap(({ checkpoints }) => checkpoints.map((path) => join(dir, path))));
  return found.find(({ checkpoints }) => checkpoints.some((path) => join(dir, path) === best));
}

function findModel(dir: string, listing: Listing, glob: string, notes: Notes): string | undefined {
  if (glob !== DEFAULT_SETTINGS.checkpoint) return findCheckpoint(dir, glob);
  if (!listing.directories.includes("models")) return undefined;
  const { files } = list(`${dir}/models`, notes);
  return newest([...files.keys()].filter(isBestModel).map((name) => `${dir}/models/${name}`));
}
