/** The backend of a Slurm cluster: job arrays that go on without a scheduler. */
import type { Settings } from "../../../lib/grid/settings/settings.ts";
import { commandName, hint } from "../../../lib/messages/hint.ts";
import { shownPath } from "../../../lib/messages/printable.ts";
import { InputError } from "../../../lib/messages/problem.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { createOptions, settingsOf } from "../../../lib/schedule/jobs/plan_submission.ts";
import { countedLimit } from "../../../lib/schedule/retry.ts";
import { ROOM_ON_CLUSTER } from "../../../lib/schedule/slots.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import { DEFAULT_MAX_ARRAY_SIZE, type SlurmLimits } from "../../../lib/slurm/plan_arrays.ts";
import { suggestPacking } from "../../../lib/status/notices/describe_submission.ts";
import { checkSubmission } from "../../slurm/commands/check_submission.ts";
import { readPace } from "../../slurm/commands/client.ts";
import { askFacts, askMaxTimes, type FactsAnswer } from "../../slurm/commands/cluster_facts.ts";
import { createSlurmExecutor } from "../../slurm/executor.ts";
import { LOOKS } from "../../slurm/follow/follower.ts";
import { program } from "../../system/processes/program.ts";
import type { SlurmRequest } from "../stage_request.ts";
import type { Backend, BackendSession, LaunchTerms, OpenBackend, StageToRun } from "./backend.ts";

/**
 * Runs on a Slurm cluster.
 *
 * @param detach whether the stage leaves its runs to the cluster as soon as they are submitted
 * @param isFollowed whether a controller follows them then
 */
export function createSlurmBackend({ detach, isFollowed = false }: SlurmRequest): Backend {
  let asked: Promise<FactsAnswer> | undefined;
  const facts = () => asked ??= askCluster();
  return {
    room: () => ROOM_ON_CLUSTER,
    ...(detach && !isFollowed && { unattended: describeUnattended() }),
    async cluster() {
      const answer = await facts();
      return { kind: "follows", name: answer.kind === "answered" ? answer.facts.cluster : undefined };
    },
    open: async (session, stage) => openCluster(session, stage, { facts: await facts(), detach }),
  };
}

function describeUnattended(): string {
  return "needs somebody who follows the runs, and --detach leaves them alone: leave out --detach, or use " +
    `${hint(program(), "run --on slurm --detach", [])}, whose controller follows them on the cluster`;
}

// Once Slurm has accepted the job arrays on trial.
async function openCluster(
  session: BackendSession,
  { stage, here, jobs, settings, maxConcurrentRuns, grace, failures, isJudged, emit, orders }: StageToRun,
  { facts, detach }: { readonly facts: FactsAnswer; readonly detach: boolean },
): Promise<OpenBackend> {
  const { root, path, key, plan } = session;
  const maxTimes = await askMaxTimes(jobs);
  const limits: SlurmLimits = { maxArraySize: maxArraySizeOf(facts, jobs.length > 0), maxConcurrentRuns, maxTimes };
  const trial = await checkSubmission({ root, source: shownPath(path, Deno.cwd()), plan, jobs, limits });
  if (trial.kind === "missing") throw noSlurm(trial.message);
  if (trial.arrays.length > 0) {
    const arrays = trial.arrays.map((array) => ({ ...array, launches: array.launches.length }));
    emit({ type: "submitting", stage, arrays });
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
      grace: Math.ceil(grace / 1_000),
      look: look / 1_000,
      judged: isJudged,
      ...countedLimit(failures, jobs.length),
    },
    tell: (event) => event.type === "stopped" ? giveStop(orders, event.how) : emit(event),
  });
  return {
    executor,
    findDevices: undefined,
    terms: createTerms(plan, limits),
    // As often as the marks of starts and ends, at most.
    look: poll / LOOKS,
    ...(detach && { leaves: executor.settled }),
    report: (progress) => ({
      unsubmitted: executor.unsubmitted(),
      refused: executor.isRefused(),
      isCancelled: executor.isCancelled(),
      packing: suggestPacking({ ...progress, started: progress.queued, runsPerJob: mostRunsPerJob(settings) }),
    }),
  };
}

// How often a test may be requeued and go on, in addition to its retries.
const REQUEUES = 3;

function createTerms(plan: Plan, limits: SlurmLimits): OpenBackend["terms"] {
  const optionsOf = createOptions(limits);
  return (job: Job, number: number): LaunchTerms => {
    const settings = settingsOf(plan, job);
    const retries = Math.max(0, job.policy.retries - job.failures);
    const cluster = { options: optionsOf(settings, job.time), retries, timeout: settings.timeout };
    if (job.test === undefined) {
      return { given: { cluster }, last: number, announce: (launch) => ({ type: "queue", ...launch }) };
    }
    // Elements run launches again under the next numbers. The tests of an experiment share one sequence, so they are reserved.
    const last = number + retries + REQUEUES;
    return {
      given: { cluster: { ...cluster, test: job.test, last } },
      last,
      announce: (launch) => ({ type: "queue", ...launch, reserved: last }),
    };
  };
}

function mostRunsPerJob(settings: readonly Settings[]): number {
  return Math.max(...settings.map(({ runsPerJob }) => runsPerJob));
}

// A signal of grid:stop may have arrived before.
function giveStop(orders: StageToRun["orders"], how: "stop" | "drain"): void {
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
async function askCluster(): Promise<FactsAnswer> {
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
export function maxArraySizeOf(answer: FactsAnswer, isNeeded: boolean): number {
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
