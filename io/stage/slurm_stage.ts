/** Runs a stage on a Slurm cluster: its options, its limits, and the executor. */
import type { SettingLocator } from "../../lib/expand/setting_origin.ts";
import { commandName } from "../../lib/messages/hint.ts";
import { shownPath } from "../../lib/messages/printable.ts";
import { InputError } from "../../lib/messages/problem.ts";
import type { Stage } from "../../lib/run/stage.ts";
import { countedLimit } from "../../lib/schedule/end.ts";
import { createOptions, settingsOf } from "../../lib/schedule/jobs/plan_submission.ts";
import type { FailureLimit, Job } from "../../lib/schedule/state.ts";
import { DEFAULT_MAX_ARRAY_SIZE, type SlurmLimits } from "../../lib/slurm/plan_arrays.ts";
import type { StageEvent } from "../../lib/status/progress/progress.ts";
import type { ClusterLaunch } from "../executor/executor.ts";
import type { HeldSession } from "../grid/session.ts";
import { checkSubmission, type SubmissionTrial } from "../slurm/commands/check_submission.ts";
import { readPace } from "../slurm/commands/client.ts";
import { askFacts, type FactsAnswer } from "../slurm/commands/cluster_facts.ts";
import { createSlurmExecutor, type SlurmExecutor } from "../slurm/executor.ts";
import type { HostIdentity } from "../system/place.ts";
import { program } from "../system/processes/program.ts";
import type { Orders } from "./orders.ts";
import type { PlannedStart, StartingGrid } from "./plan_start.ts";

/** How the jobs of a stage run on a cluster. */
export interface SlurmStage {
  readonly executor: SlurmExecutor;
  readonly clusterLaunch: (job: Job) => ClusterLaunch;
}

/** A stage to run on a cluster. */
export interface SlurmStageRequest {
  /** The answer of {@link askCluster}. */
  readonly facts: FactsAnswer;
  readonly stage: Stage;
  readonly here: HostIdentity;
  readonly jobs: readonly Job[];
  /** Maximum number of runs at a time; no limit if it is 0 or less. */
  readonly maxConcurrentRuns: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number;
  readonly failures: FailureLimit;
  readonly emit: (event: StageEvent) => void;
  /** Receives those of a `grid:stop` whose signals cannot reach this process. */
  readonly orders: Pick<Orders, "give" | "isStopped" | "signal">;
}

/**
 * Creates the executor of a stage, after Slurm has accepted its job arrays on trial.
 *
 * @throws {InputError} if Slurm refuses an option, or is not there; nothing was queued
 * @throws {Deno.errors.TimedOut} if the controller does not answer
 */
export async function openSlurmStage(
  session: Pick<HeldSession, "root" | "path" | "key" | "plan" | "record" | "flush" | "submissions">,
  request: SlurmStageRequest,
): Promise<SlurmStage> {
  const { root, path, key, plan } = session;
  const { here, jobs, maxConcurrentRuns, failures, emit, orders } = request;
  const optionsOf = createOptions(maxConcurrentRuns);
  const clusterLaunch = (job: Job): ClusterLaunch => {
    const settings = settingsOf(plan, job);
    return {
      options: optionsOf(settings),
      retries: Math.max(0, job.policy.retries - job.failures),
      timeout: settings.timeout,
      ...(job.test !== undefined && { test: job.test }),
    };
  };
  const limits: SlurmLimits = { maxArraySize: maxArraySizeOf(request.facts, jobs.length > 0), maxConcurrentRuns };
  const trial = await checkSubmission({ root, source: shownPath(path, Deno.cwd()), plan, jobs, limits });
  if (trial.kind === "missing") throw noSlurm(trial.message);
  if (trial.arrays.length > 0) {
    const arrays = trial.arrays.map((array) => ({ ...array, launches: array.launches.length }));
    emit({ type: "submitting", stage: request.stage, arrays });
  }
  const { poll, patience, look } = readPace();
  const executor = createSlurmExecutor({
    root,
    gridKey: key,
    journal: session,
    here,
    limits,
    poll,
    patience,
    elements: {
      grace: Math.ceil(request.grace / 1_000),
      look: look / 1_000,
      ...countedLimit(failures, jobs.length),
    },
    tell: (event) => event.type === "stopped" ? giveStop(orders, event.how) : emit(event),
  });
  return { executor, clusterLaunch };
}

// A signal of grid:stop may have arrived before.
function giveStop(orders: SlurmStageRequest["orders"], how: "stop" | "drain"): void {
  if (how === "stop" && orders.signal() === undefined) {
    orders.give("stop", `${commandName(program(), "stop")} cancels the jobs of this grid: following stops`, "SIGINT");
  }
  if (how === "drain" && !orders.isStopped()) orders.give("drain", "draining: waiting for running jobs");
}

/**
 * Asks a cluster for its limits.
 *
 * @throws {InputError} if there is no Slurm here
 */
export async function askCluster(): Promise<FactsAnswer> {
  const answer = await askFacts();
  if (answer.kind === "missing") throw noSlurm(answer.message);
  return answer;
}

/**
 * The most elements of an array. While the controller does not answer, nothing can be submitted, but what was submitted before can
 * be followed. Without Slurm, the number is its default.
 *
 * @param isNeeded whether something has to be submitted
 * @throws {Deno.errors.TimedOut} if it is needed and the controller does not answer
 */
function maxArraySizeOf(answer: FactsAnswer, isNeeded: boolean): number {
  if (answer.kind === "answered") return answer.facts.maxArraySize;
  if (isNeeded && answer.kind === "silent") {
    throw new Deno.errors.TimedOut(`Slurm does not answer, nothing was submitted: ${answer.message}`);
  }
  return DEFAULT_MAX_ARRAY_SIZE;
}

/** The error of a command that needs Slurm where it is not installed. */
export function noSlurm(message: string): InputError {
  return new InputError([{ severity: "error", source: "--on slurm", message }]);
}

// Asks Slurm, before anything is written, whether it would take what a command would submit.

/**
 * Asks Slurm whether it would take the jobs of stages. Nothing is queued.
 *
 * @param grid its directory may not exist yet
 * @param locateSetting finds the places of settings; absent for a grid directory
 * @throws {InputError} with all that it refuses
 * @throws {Deno.errors.TimedOut} if the controller does not answer
 */
export async function tryStages(
  grid: Pick<StartingGrid, "root" | "path" | "plan">,
  stages: readonly PlannedStart[],
  locateSetting?: SettingLocator,
): Promise<SubmissionTrial[]> {
  const facts = await askFacts();
  const trials: SubmissionTrial[] = [];
  for (const { setup: { list: { jobs }, maxConcurrent } } of stages) {
    const limits = { maxArraySize: maxArraySizeOf(facts, jobs.length > 0), maxConcurrentRuns: maxConcurrent };
    const check = { root: grid.root, source: shownPath(grid.path, Deno.cwd()), plan: grid.plan };
    trials.push(await checkSubmission({ ...check, jobs, limits, locateSetting }));
  }
  return trials;
}
