/** Reads the files of Hugging Face's Trainer in a directory and its checkpoints. */
import type { ValueSink } from "../../lib/results/formats/format.ts";
import {
  addHistory,
  addStageResults,
  isTrainerState,
  parseTrainerState,
  type TrainerState,
} from "../../lib/results/formats/hugging_face.ts";
import { below } from "./listing.ts";
import { readText } from "./read_part.ts";

const ALL_RESULTS = /(?:^|\/)all_results\.json$/;

/** A problem, and the file that it is about. */
export interface FileProblem {
  readonly file: string;
  readonly problem: string;
}

/**
 * Reads the newest state, then the results of the stages, which are those of its step.
 *
 * @param files relative to a directory: states that may be the newest one, and results
 */
export function readHuggingFace(root: string, files: readonly string[], sink: ValueSink): FileProblem[] {
  const problems: FileProblem[] = [];
  const readEach = (paths: readonly string[], use: (text: string) => void) => {
    for (const file of paths) {
      const { value, problems: wrong } = readText(below(root, file), false);
      problems.push(...wrong.map((problem) => ({ file, problem })));
      if (value === undefined) continue;
      try {
        use(value);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        problems.push({ file, problem: `invalid JSON: ${error.message}` });
      }
    }
  };
  let newest: TrainerState | undefined;
  readEach(files.filter(isTrainerState), (text) => {
    const state = parseTrainerState(text);
    const isNewer = newest === undefined || state.globalStep > newest.globalStep ||
      state.globalStep === newest.globalStep && state.history.length > newest.history.length;
    if (isNewer) newest = state;
  });
  if (newest !== undefined) addHistory(newest, sink);
  const step = newest?.globalStep ?? 0;
  const stages = files.filter((path) => !isTrainerState(path));
  const all = stages.filter((path) => ALL_RESULTS.test(path));
  readEach(all.length > 0 ? all : stages, (text) => addStageResults(text, step, sink));
  return problems;
}
