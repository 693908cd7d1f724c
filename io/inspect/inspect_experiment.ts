/** Gathers what is known about an experiment and its runs, even while they run. */
import { join } from "@std/path";
import { resultSettings } from "../../lib/grid/settings/result_settings.ts";
import { inColumns } from "../../lib/inspect/findings.ts";
import { runCommand } from "../../lib/inspect/run_command.ts";
import type { ExperimentInspection, RunDetails } from "../../lib/inspect/run_details.ts";
import { printable, relativePath, shownPath } from "../../lib/messages/printable.ts";
import { shellQuote } from "../../lib/messages/text.ts";
import { type ChosenRun, runsOfExperiment } from "../../lib/plan/choose_runs.ts";
import { type Experiment, findSpec, trainingSpec } from "../../lib/plan/plan.ts";
import { type Fields, NO_FIELDS } from "../../lib/results/experiment_result.ts";
import type { Attempt } from "../../lib/run/journal_state.ts";
import { hasSucceeded } from "../../lib/run/run_state.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { earlyStatus } from "../../lib/status/status.ts";
import { experimentDir, launchLog, launchPaths } from "../../lib/store/layout.ts";
import { readRun, type RunFiles } from "../analysis/read_run.ts";
import type { OpenGrid } from "../grid/session.ts";
import { findCheckpoint } from "../results/find_checkpoint.ts";
import { loadFormats } from "../results/series_formats.ts";
import { lastLines, readPlainText } from "../system/files.ts";
import { readAttempts } from "./journal_records.ts";

const MAX_LINES = 10;

/**
 * Gathers what is known of an experiment.
 *
 * @param stage only the runs of this stage; by default those of both, without tests that cannot run
 */
export async function inspectExperiment(
  grid: OpenGrid,
  experiment: Experiment,
  stage: Stage | undefined,
): Promise<ExperimentInspection> {
  const { root, plan, runs } = grid;
  const group = plan.groups[experiment.group]!;
  const chosen = runsOfExperiment(plan, runs, experiment, stage).filter(({ key, run }) =>
    run.newest !== undefined || run.queued !== undefined || stage !== undefined ||
    (key.stage === "train" ? experiment.model === undefined : findSpec(group, "test", key.test).command.kind !== "none")
  );
  await loadFormats(trainingSpec(group).settings.results);
  const read = readResults(grid, experiment, chosen);
  const attempts = readAttempts(grid, chosen);
  const dir = relativePath(join(root, experimentDir(experiment)), Deno.cwd());
  return {
    grid: relativePath(root, Deno.cwd()),
    plan,
    experiment,
    dir,
    runs: chosen.map((one, index) => {
      const showsLines = !hasSucceeded(one.run) || index === 0 && chosen.every(({ run }) => hasSucceeded(run));
      return detailsOf({ grid, dir, read, showsLines }, one, attempts[index]!);
    }),
  };
}

/** What was read from the directory of an experiment. */
interface ReadResults {
  readonly files: RunFiles;
  readonly problems: readonly string[];
  /** The test directories that were read. */
  readonly tests: readonly string[];
  /** Absolute. */
  readonly checkpoint: string | undefined;
}

function readResults({ root, plan }: OpenGrid, experiment: Experiment, chosen: readonly ChosenRun[]): ReadResults {
  const path = experimentDir(experiment);
  const { settings } = trainingSpec(plan.groups[experiment.group]!);
  const { checkpoint: glob } = settings;
  const tests = chosen.flatMap(({ run }) => run.newest?.testDir ?? []);
  const problems: string[] = [];
  const files = readRun({ kind: "run", root, path, checkpoint: glob, settings: resultSettings(settings), tests }, {
    unreadable: (path, reason) => void problems.push(`${shownPath(path, Deno.cwd())}: ${printable(reason)}`),
    hidden() {},
    leftOut() {},
    conflict() {},
  });
  return { files, problems, tests, checkpoint: experiment.model ?? findCheckpoint(join(root, path), glob) };
}

/** The experiment whose runs are inspected, and how they are shown. */
interface Inspected {
  readonly grid: OpenGrid;
  /** The directory of the experiment, as shown to the user. */
  readonly dir: string;
  readonly read: ReadResults;
  /** Whether ends of logs are shown: of the runs that have not succeeded, or else of the training. */
  readonly showsLines: boolean;
}

function detailsOf(
  { grid, dir, read, showsLines }: Inspected,
  chosen: ChosenRun,
  attempts: readonly Attempt[],
): RunDetails {
  const { experiment, key: { stage, test }, run } = chosen;
  const { root, plan } = grid;
  const { newest } = run;
  const early = stage === "train" ? earlyStatus(plan, grid.runs).get(experiment.id) : undefined;
  const command = runCommand(plan, experiment, {
    stage,
    test,
    gridDir: root,
    ...(newest?.testDir !== undefined && { testDir: newest.testDir }),
    ...(read.checkpoint !== undefined && { checkpoint: read.checkpoint }),
  });
  const script = newest && scriptOf(root, launchPaths(dir, stage, newest.number).script);
  const log = newest && join(dir, launchLog(stage, newest));
  return {
    stage,
    run,
    attempts,
    ...(test !== undefined && { test }),
    ...(early !== undefined && { early }),
    ...(command !== undefined && { command }),
    ...(script !== undefined && { script }),
    results: resultsOf(read, stage, newest?.testDir),
    problems: stage === "train" ? read.problems : [],
    ...(stage === "train" && read.checkpoint !== undefined && {
      checkpoint: relativePath(read.checkpoint, Deno.cwd()),
    }),
    ...(log !== undefined && { log }),
    lines: log === undefined || !showsLines ? [] : lastLines(log, MAX_LINES),
  };
}

// A script has the paths of the grid directory where it was written: after a move, they lead elsewhere.
function scriptOf(root: string, path: string): RunDetails["script"] {
  try {
    const text = readPlainText(path);
    if (text === undefined) return undefined;
    const isHere = text.includes(`GRID_ROOT=${shellQuote(Deno.realPathSync(root))} `);
    // A path that begins with a dash would be an option.
    return { path: path.startsWith("-") ? `./${path}` : path, isHere };
  } catch {
    return undefined;
  }
}

function resultsOf({ files, tests }: ReadResults, stage: Stage, testDir: string | undefined): Fields {
  if (stage === "test") {
    if (testDir === undefined) return NO_FIELDS;
    // MI-Prometheus's tester makes a directory of its own, beside the model.
    const { results } = files.tests[tests.indexOf(testDir)] ?? files.nested?.tests.at(-1) ?? {};
    return inColumns("test", results ?? NO_FIELDS);
  }
  const { training, validation, testing } = files.results;
  return new Map([
    ...inColumns("training", training),
    ...inColumns("validation", validation),
    ...(tests.length === 0 ? inColumns("test", testing) : []),
  ]);
}
