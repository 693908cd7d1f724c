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
import type { JobArray, SlurmLimits } from "../../../lib/slurm/plan_arrays.ts";
import { describeRefusal, isPolicy, type Refusal } from "../../../lib/slurm/refusal.ts";
import { settingOfOption } from "../../../lib/slurm/sbatch_options.ts";
import type { SlurmAnswer } from "../../../lib/status/notices/describe_submission.ts";
import { clientEnvironment } from "./client.ts";
import { findRefusals } from "./find_refusals.ts";
import { tryArray } from "./try_array.ts";

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
