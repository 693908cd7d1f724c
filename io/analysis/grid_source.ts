/** A grid directory as a source for an analysis: its experiments, from plan, journal and the files of its runs. */
import { plainText } from "../../lib/config/plain_text.ts";
import { configOf, paramsOf } from "../../lib/plan/experiment.ts";
import type { Experiment, Plan } from "../../lib/plan/plan.ts";
import { configurationsOf } from "../../lib/plan/repetitions.ts";
import { trainingSpec } from "../../lib/plan/run_specs.ts";
import { factsOf } from "../../lib/results/configuration_facts.ts";
import type { ExperimentResult, RunResult } from "../../lib/results/experiment_result.ts";
import { hasSucceeded, type Run, stateName } from "../../lib/run/run_state.ts";
import { runOf, type RunTable } from "../../lib/run/run_table.ts";
import { experimentDir, parseTestDirName, stampOf } from "../../lib/store/layout.ts";
import { openGrid } from "../grid/session.ts";
import type { Notes } from "../results/notes.ts";
import type { RunFiles, RunTask } from "./read_run.ts";
import type { Source } from "./source.ts";

/**
 * Opens a grid directory to read the results of all experiments that have started.
 *
 * @param root absolute path
 * @throws {PlanError} if its plan is corrupt
 */
export function openGridSource(root: string, notes: Notes): Source {
  const { plan, runs, paths, warnings, deleted } = openGrid(root);
  for (const warning of warnings) notes.unreadable(paths.journal, warning);
  const settings = plan.groups.map((group) => trainingSpec(group).settings);
  const present = plan.experiments.filter(({ dropped }) => !dropped);
  const configurations = configurationsOf(present);
  const training = ({ id }: Experiment) => runOf(runs, { stage: "train", id });
  const isPending = (experiment: Experiment) => training(experiment).state.kind === "pending";
  const pending = present.filter(isPending).map(({ id }) => configurations.get(id)!);
  const started = present.filter((experiment) => !isPending(experiment));
  const metrics = new Map(settings.flatMap(({ metric }) => metric ? [[`${metric.goal} ${metric.name}`, metric]] : []));
  return {
    root,
    tasks: started.map((experiment): RunTask => ({
      kind: "run",
      root,
      path: experimentDir(experiment),
      checkpoint: settings[experiment.group]!.checkpoint,
      tests: testDirsOf(plan, runs, experiment),
    })),
    take(part, index) {
      const experiment = started[index]!;
      const tests = testDirsOf(plan, runs, experiment);
      const files = part as RunFiles;
      const configuration = configurations.get(experiment.id)!;
      if (files.deleted) {
        pending.push(configuration);
        return { experiments: [], grids: [], deleted: 1 };
      }
      return {
        deletedTests: files.deletedTests,
        experiments: [{
          ...resultOf({ root, plan, experiment, run: training(experiment), testDirs: tests }, files),
          configuration,
        }],
        grids: [],
      };
    },
    pending,
    deleted: deleted.length,
    dropped: plan.experiments.length - present.length,
    metrics: [...metrics.values()],
  };
}

/** An experiment that has started. */
interface StartedExperiment {
  /** The grid directory, absolute. */
  readonly root: string;
  readonly plan: Plan;
  readonly experiment: Experiment;
  /** The training. */
  readonly run: Run;
  /** Directories of succeeded tests. */
  readonly testDirs: readonly string[];
}

function resultOf(started: StartedExperiment, files: RunFiles): Omit<ExperimentResult, "configuration"> {
  const { root, plan, experiment, run, testDirs } = started;
  const { results, nested } = files;
  const facts = factsOf(configOf(plan, experiment));
  const seed = experiment.seed === undefined ? "" : String(experiment.seed);
  const training = {
    configuration: files.configuration,
    started: moment(run.newest?.started),
    seedTorch: facts.training.torch || seed,
    seedNumpy: facts.training.numpy || seed,
    results: results.training,
  };
  const names = plan.tests.map(({ name }) => name);
  const tests = files.tests.flatMap((test, index): RunResult[] => {
    if (test === undefined) return [];
    const { torch: seedTorch, numpy: seedNumpy } = facts.testing;
    const { stamp, ...subject } = parseTestDirName(testDirs[index]!, names);
    return [{ ...test, started: stamp, ...subject, seedTorch, seedNumpy }];
  });
  for (const test of nested?.tests ?? []) {
    const { stamp, ...subject } = parseTestDirName(test.started, names);
    tests.push({ ...test, started: stamp, ...subject });
  }
  if (tests.length === 0 && results.testing.size > 0) tests.push({ ...NO_RUN, results: results.testing });
  return {
    grid: root,
    id: experiment.id,
    name: experiment.name,
    repetition: experiment.repetition,
    params: new Map(paramsOf(plan, experiment).map(([key, value]) => [key, plainText(value)])),
    problem: facts.problem || results.facts.problem,
    model: facts.model || results.facts.model,
    saved: results.facts.saved || moment(files.saved),
    status: stateName(run.state),
    statusTime: moment(run.newest?.ended),
    trained: hasSucceeded(run),
    training: nested?.training ?? training,
    validation: results.validation,
    tests,
  };
}

// Tests from before the grid had named tests have no name. Tests that the grid no longer names are left out.
function testDirsOf(plan: Plan, runs: RunTable, { id }: Experiment): readonly string[] {
  return [{}, ...plan.tests.map(({ name }) => ({ test: name }))].flatMap((subject) =>
    runOf(runs, { stage: "test", id, ...subject }).testDirs
  );
}

const NO_RUN = { configuration: "", started: "", seedTorch: "", seedNumpy: "" };

function moment(time: number | undefined): string {
  return time === undefined ? "" : stampOf(new Date(time));
}
