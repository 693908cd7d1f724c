/** Asks Slurm whether it would take the jobs of a stage. Nothing is queued, and nothing is written. */
import type { SettingLocator } from "../../../lib/expand/setting_origin.ts";
import { formatProblem, InputError, type Place, type Problem } from "../../../lib/messages/problem.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import {
  planSubmission,
  settingsOf,
  type Submitted,
  type SubmittedRun,
} from "../../../lib/schedule/jobs/plan_submission.ts";
import { arrayWords, type JobArray, type SlurmLimits } from "../../../lib/slurm/plan_arrays.ts";
import { describeRefusal, isPolicy, type Refusal } from "../../../lib/slurm/refusal.ts";
import { type SbatchOptions, settingOfOption } from "../../../lib/slurm/sbatch_options.ts";
import { optionOf } from "../../../lib/slurm/setting_problems.ts";
import type { SlurmAnswer } from "../../../lib/status/notices/describe_submission.ts";
import { scriptPath } from "../../system/processes/program.ts";
import { clientEnvironment } from "./client.ts";
import { largestArray, type TrialAnswer, trySubmission } from "./sbatch.ts";

/** The jobs of a stage that are about to be submitted. */
export interface SubmissionCheck {
  /** The grid directory, absolute; it may not exist yet. */
  readonly root: string;
  /** The grid, as shown in messages about settings whose place is not known. */
  readonly source: string;
  readonly plan: Plan;
  readonly jobs: readonly Submitted[];
  readonly limits: SlurmLimits;
  /** Finds the places of settings; absent for a grid directory, whose grid file may have changed. */
  readonly locateSetting?: SettingLocator | undefined;
}

/** What came of it. */
export type SubmissionTrial = SlurmAnswer & { readonly arrays: readonly JobArray<SubmittedRun>[] };

/**
 * Asks Slurm whether it would take jobs.
 *
 * @throws {InputError} with all that it refuses
 * @throws {Deno.errors.TimedOut} if the controller does not answer
 */
export async function checkSubmission(check: SubmissionCheck): Promise<SubmissionTrial> {
  const arrays = planSubmission(check.plan, check.jobs, check.limits);
  const problems: Problem[] = [];
  let full: string | undefined;
  for (const array of arrays) {
    const answer = await tryArray(check.root, array);
    if (answer.kind === "missing") return { kind: "missing", arrays, message: answer.message };
    if (answer.kind === "silent") {
      throw new Deno.errors.TimedOut(`Slurm does not answer, nothing was submitted: ${answer.message}`);
    }
    if (answer.kind === "full") full ??= answer.message;
    if (answer.kind !== "refused") continue;
    const refusals = await findRefusals(check.root, array, answer.message);
    if (await isSubmitLimit(check.root, array, refusals)) full ??= answer.message;
    else problems.push(...explainRefusals(check, array, refusals));
  }
  // Arrays of one task have the same options.
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  if (distinct.size > 0) throw new InputError([...distinct.values()].sort(byPosition));
  return full === undefined ? { kind: "accepted", arrays } : { kind: "full", arrays, message: full };
}

// A limit on the submitted jobs of a user: a trial does not say which policy it is, and sbatch accepts fewer elements.
async function isSubmitLimit(
  root: string,
  array: JobArray<unknown>,
  [refusal]: readonly Refusal[],
): Promise<boolean> {
  if (refusal!.options.length === 0 && isPolicy(refusal!.message)) return true;
  if (array.elements === 1) return false;
  const { kind } = await tryArray(root, { ...array, elements: 1, concurrent: undefined });
  return kind === "accepted" || kind === "full";
}

function explainRefusals(
  { source, plan, locateSetting }: SubmissionCheck,
  array: JobArray<SubmittedRun>,
  refusals: readonly Refusal[],
): Problem[] {
  const [first] = array.launches;
  const group = plan.groups[plan.experiments[first!.experiment]!.group]!;
  const environment = clientEnvironment(Deno.env.toObject());
  return refusals.map((refusal) => {
    const setting = settingOfOption(settingsOf(plan, first!), refusal.options[0] ?? "");
    const place: Place = locateSetting?.(group, setting) ?? { source };
    const text = describeRefusal(array.options, refusal, environment);
    return { severity: "error", ...place, message: `"${setting.split(".")[0]}": ${text}` };
  });
}

function byPosition({ position: a }: Problem, { position: b }: Problem): number {
  return a === undefined || b === undefined ? 0 : a.line - b.line || a.column - b.column;
}

// Finds out which options sbatch refuses, by asking again without each of them: its messages do not always name them.

/**
 * Finds out all that sbatch refuses about an array. Nothing is queued.
 *
 * @param root the grid directory, absolute; it may not exist yet
 * @param message what sbatch said about the array
 * @returns at least one refusal
 */
async function findRefusals(root: string, array: JobArray<unknown>, message: string): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  let [rest, refused] = [array, message];
  while (true) {
    const options = await optionsToBlame(root, rest, refused);
    refusals.push({ options, message: refused });
    if (options.length === 0) return refusals;
    rest = { ...rest, options: withoutOptions(rest.options, options) };
    const answer = await tryArray(root, rest);
    if (answer.kind !== "refused") return refusals;
    refused = answer.message;
  }
}

// Without an option that is to blame, the array is accepted; or, if there are several errors, refused for another reason.
async function optionsToBlame(root: string, array: JobArray<unknown>, message: string): Promise<string[]> {
  const { words, dependency } = array.options;
  const [cured, changed]: [string[], string[]] = [[], []];
  for (const option of [...words.map(optionOf), ...(dependency === undefined ? [] : ["dependency"])]) {
    const answer = await tryArray(root, { ...array, options: withoutOptions(array.options, [option]) });
    if (answer.kind === "accepted" || answer.kind === "full") cured.push(option);
    else if (answer.kind === "refused" && answer.message !== message) changed.push(option);
  }
  return cured.length > 0 ? cured : changed;
}

function withoutOptions(options: SbatchOptions, names: readonly string[]): SbatchOptions {
  return {
    ...options,
    words: options.words.filter((word) => !names.includes(optionOf(word))),
    dependency: names.includes("dependency") ? undefined : options.dependency,
  };
}

// Asks Slurm whether it would take a job array now. Nothing is queued.

/**
 * Asks whether Slurm would take an array.
 *
 * @param root the grid directory, absolute
 */
function tryArray(root: string, array: JobArray<unknown>): Promise<TrialAnswer> {
  return trySubmission(wordsOf(root, array));
}

/**
 * The largest part of an array that Slurm takes now, and the launches that are left.
 *
 * @param root the grid directory, absolute
 * @param array Slurm has refused it as the cluster, or the share of the user, is full
 */
export async function splitArray<T>(
  root: string,
  array: JobArray<T>,
): Promise<{ readonly part: JobArray<T> | undefined; readonly rest: readonly T[] }> {
  const elements = await largestArray((elements) => wordsOf(root, { ...array, elements }), array.elements);
  if (elements === 0) return { part: undefined, rest: array.launches };
  const taken = elements * array.options.runsPerJob;
  return { part: { ...array, elements, launches: array.launches.slice(0, taken) }, rest: array.launches.slice(taken) };
}

function wordsOf(root: string, array: JobArray<unknown>): string[] {
  const script = scriptPath("../element.sh", import.meta.url);
  return [...arrayWords(array, { name: "grid-workers", outputDir: ".", root }), script, root, "0"];
}
