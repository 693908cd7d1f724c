/** Reads an experiment made by MI-Prometheus's trainers. */
import { YamlError } from "../../lib/config/yaml.ts";
import {
  type ConfigurationFacts,
  factsOf,
  NO_SEEDS,
  readFacts,
  readTestSeeds,
} from "../../lib/results/configuration_facts.ts";
import type { RunResult } from "../../lib/results/experiment_result.ts";
import { EMPTY_FILE } from "../../lib/results/statistics_csv.ts";
import { CONFIGURATION, dirName, parseTestDirName } from "../../lib/store/layout.ts";
import { below, type Listing } from "../results/listing.ts";
import { newest } from "../results/read_checkpoint.ts";
import { type Notes, readText, take } from "../results/read_part.ts";
import { readTest, readTraining, testConfiguration, type TrainingResults } from "../results/read_results.ts";
import type { FoundExperiment, FoundTest } from "./find_experiments.ts";

/** The contents of an experiment's files. */
export interface ReadExperiment {
  /** The text of its configuration; empty if it cannot be read. */
  readonly text: string;
  readonly facts: ConfigurationFacts;
  readonly results: TrainingResults;
  readonly training: RunResult;
  readonly tests: readonly RunResult[];
}

const NO_FACTS = factsOf(new Map());

/**
 * Reads an experiment and its tests.
 *
 * @param root the root of the search that found it
 * @param prefix prefix for paths in the table
 */
export function readExperiment(
  root: string,
  prefix: string,
  experiment: FoundExperiment,
  notes: Notes,
): ReadExperiment {
  const dir = below(root, experiment.path);
  const checkpoint = newest(experiment.checkpoints.map((path) => below(root, path)));
  const { text = "", value: facts = NO_FACTS } = readYaml(experiment.listing, CONFIGURATION.train, readFacts, notes);
  const results = readTraining(experiment.listing, { checkpoint, trainer: "mi-prometheus" }, notes);
  const training = {
    configuration: below(below(prefix, experiment.path), CONFIGURATION.train),
    started: dirName(dir),
    seedTorch: facts.training.torch,
    seedNumpy: facts.training.numpy,
    results: results.training,
  };
  const tests = experiment.tests.flatMap((test) => readFoundTest(prefix, test, notes));
  return { text, facts, results, training, tests };
}

// A test without a row of results has failed or is still running, and is skipped. One whose results cannot be read has a row.
function readFoundTest(prefix: string, { path, listing }: FoundTest, notes: Notes): RunResult[] {
  let hasProblems = false;
  const noting = {
    ...notes,
    unreadable: (file: string, reason: string) => {
      hasProblems ||= reason !== EMPTY_FILE;
      notes.unreadable(file, reason);
    },
  };
  const results = readTest(listing, noting);
  if (results === undefined && !hasProblems) return [];
  const { value: seeds = NO_SEEDS } = readYaml(listing, CONFIGURATION.test, readTestSeeds, notes);
  return [{
    configuration: testConfiguration(below(prefix, path), listing),
    started: parseTestDirName(dirName(listing.path), []).stamp,
    seedTorch: seeds.torch,
    seedNumpy: seeds.numpy,
    results: results ?? new Map(),
  }];
}

function readYaml<T>(
  { path: dir, files }: Listing,
  name: string,
  parse: (text: string) => T,
  notes: Notes,
): { text?: string; value?: T } {
  const path = `${dir}/${name}`;
  const text = take(path, readText(path, files.get(name) === true), notes);
  if (text === undefined) return {};
  try {
    return { text, value: parse(text) };
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    const { position, message } = error;
    const place = position === undefined ? "" : `line ${position.line}, column ${position.column}: `;
    notes.unreadable(path, `${place}${message}`);
    return { text };
  }
}
