/** Reads the files of one experiment of a grid. */
import { join } from "@std/path";
import { DEFAULT_SETTINGS } from "../../lib/grid/parse_settings.ts";
import type { Fields, RunResult } from "../../lib/results/experiment_result.ts";
import { mayHoldTrainings, resultsOfTest } from "../../lib/results/result_source.ts";
import { CONFIGURATION } from "../../lib/store/layout.ts";
import { findExperiments, type FoundExperiment } from "../mi_prometheus/find_experiments.ts";
import { type ReadExperiment, readExperiment } from "../mi_prometheus/read_experiment.ts";
import { findCheckpoint, isBestModel } from "../results/find_checkpoint.ts";
import { list, type Listing } from "../results/listing.ts";
import { type Notes, reasonOf } from "../results/notes.ts";
import { modifiedAt, newest } from "../results/read_checkpoint.ts";
import {
  hasResults,
  readTest,
  readTraining,
  testConfiguration,
  type TrainingResults,
} from "../results/read_results.ts";

/** Where they are. */
export interface RunTask {
  readonly kind: "run";
  /** The grid directory, absolute. */
  readonly root: string;
  /** The experiment's directory, relative to it. */
  readonly path: string;
  /** The glob of checkpoints. */
  readonly checkpoint: string;
  /** The directories of the tests that succeeded, relative to the experiment's. */
  readonly tests: readonly string[];
}

/** What they hold. */
export interface RunFiles {
  readonly kind: "run";
  /** The configuration file; empty when there is none. */
  readonly configuration: string;
  readonly results: TrainingResults;
  /** What a trainer left in a directory of its own. */
  readonly nested: ReadExperiment | undefined;
  /** Of each test that was asked for; `undefined` of one whose tester left its results elsewhere. */
  readonly tests: readonly (TestFiles | undefined)[];
  /** When the checkpoint was written, in milliseconds since the epoch. */
  readonly saved: number | undefined;
}

/** What a test left. */
export type TestFiles = Pick<RunResult, "configuration"> & { readonly results: Fields };

/** Reads them. */
export function readRun({ root, path, checkpoint: glob, tests }: RunTask, notes: Notes): RunFiles {
  const dir = join(root, path);
  const listing = list(dir, notes);
  const inner = hasResults(listing) ? undefined : findNested(listing, notes);
  const nested = inner && readExperiment(dir, path, inner, notes);
  const checkpoint = inner === undefined
    ? findModel(listing, glob, notes)
    : newest(inner.checkpoints.map((candidate) => join(dir, candidate)));
  return {
    kind: "run",
    configuration: listing.files.has(CONFIGURATION.train) ? `${path}/${CONFIGURATION.train}` : "",
    results: nested?.results ?? readTraining(listing, { checkpoint, trainer: "custom" }, notes),
    nested,
    tests: tests.map((name): TestFiles | undefined => {
      const inside = list(join(dir, name), notes);
      const results = resultsOfTest(readTest(inside, notes), nested !== undefined);
      return results && { configuration: testConfiguration(`${path}/${name}`, inside), results };
    }),
    saved: checkpoint === undefined ? undefined : modifiedAt(checkpoint),
  };
}

// MI-Prometheus's trainers lay out directories of their own, one an attempt: the newest model is the one that is tested.
function findNested({ path: dir, directories }: Listing, notes: Notes): FoundExperiment | undefined {
  if (!mayHoldTrainings(directories)) return undefined;
  const experiments = findExperiments(dir, "", notes).experiments.filter(({ path }) => path !== "");
  const best = newest(experiments.flatMap(({ checkpoints }) => checkpoints.map((path) => join(dir, path))));
  return experiments.find(({ checkpoints }) => checkpoints.some((path) => join(dir, path) === best));
}

function findModel({ path: dir, directories }: Listing, glob: string, notes: Notes): string | undefined {
  if (glob !== DEFAULT_SETTINGS.checkpoint) {
    try {
      return findCheckpoint(dir, glob);
    } catch (error) {
      notes.unreadable(dir, reasonOf(error));
      return undefined;
    }
  }
  if (!directories.includes("models")) return undefined;
  const { files } = list(`${dir}/models`, notes);
  return newest([...files.keys()].filter(isBestModel).map((name) => `${dir}/models/${name}`));
}
