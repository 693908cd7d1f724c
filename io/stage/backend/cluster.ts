/** The backend of a cluster: job arrays that go on without a scheduler. */
import type { BatchSystem, FactsAnswer } from "../../../lib/cluster/batch_system.ts";
import { type ClusterLimits, DEFAULT_MAX_ARRAY_SIZE } from "../../../lib/cluster/plan_arrays.ts";
import type { Settings } from "../../../lib/grid/settings/settings.ts";
import { commandName, hint } from "../../../lib/messages/hint.ts";
import { shownPath } from "../../../lib/messages/printable.ts";
import { InputError } from "../../../lib/messages/problem.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { type SystemName, systemOf } from "../../../lib/run/journal_record.ts";
import { dialectOf } from "../../../lib/schedule/dialects.ts";
import { createOptions, settingsOf, type Submitted } from "../../../lib/schedule/jobs/plan_submission.ts";
import { countedLimit } from "../../../lib/schedule/retry.ts";
import { ROOM_ON_CLUSTER } from "../../../lib/schedule/slots.ts";
import type { Job } from "../../../lib/schedule/state.ts";
import { suggestPacking } from "../../../lib/status/notices/describe_submission.ts";
import { batchSystem } from "../../cluster/batch_systems.ts";
import { checkSubmission } from "../../cluster/check_submission.ts";
import { createClusterExecutor } from "../../cluster/executor.ts";
import { LOOKS } from "../../cluster/follow/follower.ts";
import { readPace } from "../../cluster/pace.ts";
import { program } from "../../system/processes/program.ts";
import type { ClusterRequest } from "../stage_request.ts";
import type { Backend, BackendSession, LaunchTerms, OpenBackend, StageToRun } from "./backend.ts";

/**
 * Runs on a cluster.
 *
 * @param detach whether the stage leaves its runs to the cluster as soon as they are submitted
 * @param isFollowed whether a controller follows them then
 */
export function createClusterBackend({ system: name, detach, isFollowed = false }: ClusterRequest): Backend {
  const system = batchSystem(name);
  let asked: Promise<FactsAnswer> | undefined;
  const facts = () => asked ??= askCluster(system);
  return {
    room: () => ROOM_ON_CLUSTER,
    ...(detach && !isFollowed && { unattended: describeUnattended(name) }),
    async cluster() {
      const answer = await facts();
      return { kind: "follows", name: answer.kind === "answered" ? answer.facts.cluster : undefined };
    },
    open: async (session, stage) => openCluster(session, stage, { system, facts: await facts(), detach }),
  };
}

function describeUnattended(system: SystemName): string {
  return "needs somebody who follows the runs, and --detach leaves them alone: leave out --detach, or use " +
    `${hint(program(), `run --on ${system} --detach`, [])}, whose controller follows them on the cluster`;
}

// Once the cluster has accepted the job arrays on trial.
async function openCluster(
  session: BackendSession,
  { stage, here, jobs, settings, maxConcurrentRuns, grace, failures, isJudged, emit, orders }: StageToRun,
  { system, facts, detach }: {
    readonly system: BatchSystem;
    readonly facts: FactsAnswer;
    readonly detach: boolean;
  },
): Promise<OpenBackend> {
  const { root, path, key, plan } = session;
  checkSystem(system, session);
  const limits = await limitsOf(system, facts, jobs, maxConcurrentRuns);
  const trial = await checkSubmission({ system, root, source: shownPath(path, Deno.cwd()), plan, jobs, limits });
  if (trial.kind === "missing") throw notInstalled(system, trial.message);
  if (trial.arrays.length > 0) {
    const arrays = trial.arrays.map((array) => ({ ...array, launches: array.launches.length }));
    emit({ type: "submitting", stage, arrays });
  }
  const { poll, patience, look } = readPace();
  const executor = createClusterExecutor({
    root,
    system,
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
      cluster: facts.kind === "answered" ? facts.facts.cluster : "unknown",
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

// One question finds the jobs of a grid, whatever has become of them.
function checkSystem({ dialect }: BatchSystem, { submissions }: BackendSession): void {
  const [name, before] = [dialect.name, systemOf(submissions)];
  if (submissions.size === 0 || before === name) return;
  const message = `the jobs of this grid are on ${dialectOf(before).title}: continue it with --on ${before}, or make ` +
    "a new grid directory";
  throw new InputError([{ severity: "error", source: `--on ${name}`, message }]);
}

// How often a test may be requeued and go on, in addition to its retries.
const REQUEUES = 3;

function createTerms(plan: Plan, limits: ClusterLimits): OpenBackend["terms"] {
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
 * Asks a cluster how it is configured.
 *
 * @throws {InputError} if its commands are not installed here
 */
async function askCluster(system: BatchSystem): Promise<FactsAnswer> {
  const answer = await system.askFacts();
  if (answer.kind === "missing") throw notInstalled(system, answer.message);
  return answer;
}

/**
 * The limits that apply to the jobs of a stage. While the cluster does not answer, nothing can be submitted, but what was submitted
 * before can be followed. Where it is not installed, they are its defaults.
 *
 * @param jobs what has to be submitted
 * @throws {Deno.errors.TimedOut} if there are any, and the cluster does not answer
 */
export async function limitsOf(
  { dialect, askMaxTimes }: BatchSystem,
  facts: FactsAnswer,
  jobs: readonly Submitted[],
  maxConcurrentRuns: number,
): Promise<ClusterLimits> {
  if (facts.kind === "silent" && jobs.length > 0) {
    throw new Deno.errors.TimedOut(`${dialect.title} does not answer, nothing was submitted: ${facts.message}`);
  }
  const maxArraySize = facts.kind === "answered" ? facts.facts.maxArraySize : DEFAULT_MAX_ARRAY_SIZE;
  // Only if the limits of jobs follow from how long runs take.
  const maxTimes = jobs.some(({ time }) => time !== undefined) ? await askMaxTimes() : undefined;
  return { system: dialect.name, maxArraySize, maxConcurrentRuns, maxTimes };
}

/** The error of a command that needs a batch system where it is not installed. */
export function notInstalled({ dialect }: BatchSystem, message: string): InputError {
  return new InputError([{ severity: "error", source: `--on ${dialect.name}`, message }]);
}
