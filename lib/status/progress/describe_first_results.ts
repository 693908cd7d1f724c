/** Describes what the first run of a stage lacks, while the others still run. */
import type { ResultDoubt } from "../../analysis/first_results.ts";
import { printable } from "../../messages/printable.ts";
import { counted, firstOf } from "../../messages/text.ts";
import type { Stage } from "../../run/stage.ts";

/** What was found of the first run that succeeded, and what was not. */
export interface FirstResults {
  /** Whether it was a training or a test. */
  readonly stage: Stage;
  /** At least one. */
  readonly doubts: readonly ResultDoubt[];
  /** The columns of the results that were found, printable. */
  readonly found: readonly string[];
  /** The files and directories that it left in its directory, printable. */
  readonly names: readonly string[];
  /** Problems with reading them: `metrics.json: invalid JSON`. */
  readonly problems: readonly string[];
  /** The command that says more: `grid try experiments/g_1`. */
  readonly command: string;
  /** `--strict`: how many runs are stopped now. */
  readonly stopping?: number;
}

const MAX_NAMES = 8;
const MAX_PROBLEMS = 3;

/**
 * Describes it in a line, with a second one if the stage stops.
 *
 * @param label that of the run
 */
export function describeFirstResults(
  results: FirstResults,
  label: string,
): { readonly word: string; readonly text: string } {
  const first = `the first ${results.stage === "train" ? "run" : "test"} that succeeded`;
  const stop = results.stopping === undefined ? "" : `\n${describeStop(results.stopping)}`;
  if (results.doubts.some(({ kind }) => kind === "none")) {
    return { word: `warning: no results in ${first}`, text: `, ${label}: ${describeNothing(results)}${stop}` };
  }
  const missing = results.doubts.flatMap((doubt) =>
    doubt.kind === "none" ? [] : [`${SOURCES[doubt.kind]}: ${printable(doubt.problem)}`]
  );
  const isListed = missing.some((text) => text.includes("expected one of"));
  const found = isListed ? "" : ` (it has ${firstOf(results.found, MAX_NAMES)})`;
  const problems = results.problems.length === 0 ? "" : `; ${describeProblems(results)}`;
  return {
    word: `warning: results are missing in ${first}`,
    text: `, ${label}: ${missing.join("; ")}${found}${problems}${stop}`,
  };
}

const SOURCES = { metric: "metric", required: "--require" } as const;

function describeNothing(results: FirstResults): string {
  const { stage, names, problems, command } = results;
  if (problems.length > 0) return `${describeProblems(results)}; ${command} says more`;
  if (names.length === 0) {
    const dir = stage === "train" ? "{dir}, or $GRID_RUN_DIR" : "{test_dir}, or $GRID_TEST_DIR";
    return `it left nothing in its directory: does its command use ${dir}? ${command} says more`;
  }
  return `none were found in what it left, ${firstOf(names, MAX_NAMES)}; ${command} says where results are looked for`;
}

function describeProblems({ problems }: FirstResults): string {
  return firstOf(problems.map(printable), MAX_PROBLEMS);
}

function describeStop(running: number): string {
  return `--strict: ${running === 0 ? "" : `stopping ${counted(running, "run")}, `}nothing more is started`;
}
