/** Asks a batch system whether it would take the jobs of a stage. Nothing is queued, and nothing is written. */
import type { BatchSystem, TrialAnswer } from "../../lib/cluster/batch_system.ts";
import type { ClusterLimits, JobArray } from "../../lib/cluster/plan_arrays.ts";
import { describeRefusal, type Refusal } from "../../lib/cluster/refusal.ts";
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { formatProblem, InputError, type Place, type Problem } from "../../lib/messages/problem.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import {
  planSubmission,
  settingsOf,
  type Submitted,
  type SubmittedRun,
} from "../../lib/schedule/jobs/plan_submission.ts";
import type { ClusterAnswer } from "../../lib/status/notices/describe_submission.ts";
import { scriptPath } from "../system/processes/program.ts";

/** The jobs of a stage that are about to be submitted. */
export interface SubmissionCheck {
  readonly system: BatchSystem;
  /** The grid directory, absolute; it may not exist yet. */
  readonly root: string;
  /** The grid, as shown in messages about settings whose place is not known. */
  readonly source: string;
  readonly plan: Plan;
  readonly jobs: readonly Submitted[];
  readonly limits: ClusterLimits;
  /** Finds the places of settings; absent for a grid directory, whose grid file may have changed. */
  readonly locateSetting?: SettingLocator | undefined;
}

/** What came of it. */
export type SubmissionTrial = ClusterAnswer & { readonly arrays: readonly JobArray<SubmittedRun>[] };

/**
 * Asks a batch system whether it would take jobs.
 *
 * @throws {InputError} with all that it refuses
 * @throws {Deno.errors.TimedOut} if it does not answer
 */
export async function checkSubmission(check: SubmissionCheck): Promise<SubmissionTrial> {
  const { system, root } = check;
  const arrays = planSubmission(check.plan, check.jobs, check.limits);
  const problems: Problem[] = [];
  let full: string | undefined;
  for (const array of arrays) {
    const answer = await tryArray(system, root, array);
    if (answer.kind === "missing") return { kind: "missing", arrays, message: answer.message };
    if (answer.kind === "silent") {
      throw new Deno.errors.TimedOut(
        `${system.dialect.title} does not answer, nothing was submitted: ${answer.message}`,
      );
    }
    if (answer.kind === "full") full ??= answer.message;
    if (answer.kind !== "refused") continue;
    const refusals = await findRefusals(system, root, array, answer.message);
    if (await isSubmitLimit(system, root, array, refusals)) full ??= answer.message;
    else problems.push(...explainRefusals(check, array, refusals));
  }
  // Arrays of one task have the same options.
  const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  if (distinct.size > 0) throw new InputError([...distinct.values()].sort(byPosition));
  return full === undefined ? { kind: "accepted", arrays } : { kind: "full", arrays, message: full };
}

// A limit on the submitted jobs of a user: a trial does not say which policy it is, and fewer elements are accepted.
async function isSubmitLimit(
  system: BatchSystem,
  root: string,
  array: JobArray<unknown>,
  [refusal]: readonly Refusal[],
): Promise<boolean> {
  if (refusal!.options.length === 0 && system.dialect.isPolicy(refusal!.message)) return true;
  if (array.elements === 1) return false;
  const { kind } = await tryArray(system, root, { ...array, elements: 1, concurrent: undefined });
  return kind === "accepted" || kind === "full";
}

function explainRefusals(
  { system, source, plan, locateSetting }: SubmissionCheck,
  array: JobArray<SubmittedRun>,
  refusals: readonly Refusal[],
): Problem[] {
  const [first] = array.launches;
  const group = plan.groups[plan.experiments[first!.experiment]!.group]!;
  const environment = system.environment(Deno.env.toObject());
  return refusals.map((refusal) => {
    const setting = system.dialect.settingOf(settingsOf(plan, first!), refusal.options[0] ?? "");
    const place: Place = locateSetting?.(group, setting) ?? { source };
    const text = describeRefusal(system.dialect, array.options, refusal, environment);
    return { severity: "error", ...place, message: `"${setting.split(".")[0]}": ${text}` };
  });
}

function byPosition({ position: a }: Problem, { position: b }: Problem): number {
  return a === undefined || b === undefined ? 0 : a.line - b.line || a.column - b.column;
}

// Finds out which options are refused, by asking again without each of them: its messages do not always name them.

/**
 * Finds out all that is refused about an array. Nothing is queued.
 *
 * @param root the grid directory, absolute; it may not exist yet
 * @param message what was said about the array
 * @returns at least one refusal
 */
async function findRefusals(
  system: BatchSystem,
  root: string,
  array: JobArray<unknown>,
  message: string,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  let [rest, refused] = [array, message];
  while (true) {
    const options = await optionsToBlame(system, root, rest, refused);
    refusals.push({ options, message: refused });
    if (options.length === 0) return refusals;
    rest = { ...rest, options: system.dialect.without(rest.options, options) };
    const answer = await tryArray(system, root, rest);
    if (answer.kind !== "refused") return refusals;
    refused = answer.message;
  }
}

// Without an option that is to blame, the array is accepted; or, if there are several errors, refused for another reason.
async function optionsToBlame(
  system: BatchSystem,
  root: string,
  array: JobArray<unknown>,
  message: string,
): Promise<string[]> {
  const { dialect } = system;
  const [cured, changed]: [string[], string[]] = [[], []];
  for (const { name } of dialect.given(array.options)) {
    const answer = await tryArray(system, root, { ...array, options: dialect.without(array.options, [name]) });
    if (answer.kind === "accepted" || answer.kind === "full") cured.push(name);
    else if (answer.kind === "refused" && answer.message !== message) changed.push(name);
  }
  return cured.length > 0 ? cured : changed;
}

// Asks whether a job array would be taken now. Nothing is queued.

/**
 * Asks whether an array would be taken.
 *
 * @param root the grid directory, absolute
 */
function tryArray(system: BatchSystem, root: string, array: JobArray<unknown>): Promise<TrialAnswer> {
  return system.trySubmission(wordsOf(system, root, array));
}

/**
 * The largest part of an array that is taken now, and the launches that are left.
 *
 * @param root the grid directory, absolute
 * @param array it was refused as the cluster, or the share of the user, is full
 */
export async function splitArray<T>(
  system: BatchSystem,
  root: string,
  array: JobArray<T>,
): Promise<{ readonly part: JobArray<T> | undefined; readonly rest: readonly T[] }> {
  const elements = await largestArray(
    system,
    (elements) => wordsOf(system, root, { ...array, elements }),
    array.elements,
  );
  if (elements === 0) return { part: undefined, rest: array.launches };
  const taken = elements * array.options.runsPerJob;
  return { part: { ...array, elements, launches: array.launches.slice(0, taken) }, rest: array.launches.slice(taken) };
}

/**
 * The largest array that would be accepted now, between none and one that was refused as the cluster is full.
 *
 * @param wordsFor the arguments that submit an array with this many elements
 * @param refused the number of elements that was refused
 */
export async function largestArray(
  { trySubmission }: BatchSystem,
  wordsFor: (elements: number) => readonly string[],
  refused: number,
): Promise<number> {
  let [most, tooMany] = [0, refused];
  while (tooMany - most > 1) {
    const elements = Math.floor((most + tooMany) / 2);
    const { kind } = await trySubmission(wordsFor(elements));
    if (kind === "accepted") most = elements;
    else tooMany = elements;
  }
  return most;
}

function wordsOf({ dialect }: BatchSystem, root: string, array: JobArray<unknown>): string[] {
  const script = scriptPath("./element.sh", import.meta.url);
  return [...dialect.arrayWords(array, { name: "grid-workers", outputDir: ".", root }), script, root, "0"];
}
