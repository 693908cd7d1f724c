/** The jobs of a grid in the queue of a cluster. */
import type { Dialect } from "../cluster/dialect.ts";
import { countElements, type JobCounts, type JobQueue, jobsNamed, jobsWithNames } from "../cluster/job_queue.ts";
import type { StaleElements } from "../cluster/stale_elements.ts";
import { firstOf, plural } from "../messages/text.ts";
import { type Submission, type Submissions, type SystemName, systemOf } from "../run/journal_record.ts";
import { dialectOf } from "../schedule/dialects.ts";

/** The jobs of a grid on a cluster, as `grid:status --json` prints them. */
export interface ClusterStatus {
  /** The batch system; absent: Slurm. */
  readonly system?: SystemName;
  /** `false`: it did not answer, and nothing is known about jobs. */
  readonly answered: boolean;
  /** Jobs in the queue. Those that have ended are left out. */
  readonly jobs: readonly JobCounts[];
  /** The job that follows the grid, if it is in the queue. */
  readonly controller?: ControllerStatus;
  /** Elements that have ended although the cluster lists them as running: `812345_17`. Absent if there are none. */
  readonly stale?: readonly string[];
  /** Elements that the cluster has listed as running for minutes without starting a run. Absent if there are none. */
  readonly unstarted?: readonly string[];
}

/** The controller of a grid in the queue. */
export interface ControllerStatus {
  /** The id of its job. */
  readonly id: number;
  /** The node on which it runs; `null` while it waits. */
  readonly node: string | null;
  /** Why it waits, in the words of the cluster; empty if it runs. */
  readonly reason: string;
}

/**
 * Counts the jobs of a grid.
 *
 * @param queue its answer; `undefined` if it did not answer
 * @param staleIn returns the elements of the job of a submission that do not run, although they are listed as running
 */
export function clusterStatus(
  queue: JobQueue | undefined,
  submissions: Submissions,
  staleIn: (job: number, submission: Submission) => StaleElements = () => ({ left: [], unstarted: [] }),
): ClusterStatus {
  const name = systemOf(submissions);
  const system = name === "slurm" ? {} : { system: name };
  if (queue === undefined) return { ...system, answered: false, jobs: [] };
  const { elementName } = dialectOf(name);
  // By their names: an id can be given to another job after a crash of the controller.
  const arrays = [...submissions.values()].filter(({ controller }) => !controller);
  const controllers = [...submissions.values()].filter(({ controller }) => controller);
  const jobs = jobsWithNames(queue, arrays.map(({ name }) => name));
  const [controller] = jobsWithNames(queue, controllers.map(({ name }) => name));
  const [stale, unstarted]: [string[], string[]] = [[], []];
  for (const submission of arrays) {
    for (const job of jobsNamed(queue, submission.name)) {
      const found = staleIn(job, submission);
      stale.push(...found.left.map((task) => elementName(job, task)));
      unstarted.push(...found.unstarted.map((task) => elementName(job, task)));
    }
  }
  return {
    ...system,
    answered: true,
    jobs: countElements(queue, jobs),
    ...(controller !== undefined && { controller: controllerStatus(queue, controller) }),
    ...(stale.length > 0 && { stale }),
    ...(unstarted.length > 0 && { unstarted }),
  };
}

// One of its elements runs at a time; the others wait for its end.
function controllerStatus(queue: JobQueue, id: number): ControllerStatus {
  const { lines } = queue.get(id)!;
  const running = lines.find(({ state }) => state !== "PENDING");
  if (running !== undefined) return { id, node: running.node, reason: "" };
  return { id, node: null, reason: lines.map(({ reason }) => reason).find((reason) => reason !== "None") ?? "" };
}

/** Describes elements that have ended although the cluster lists them as running. */
export function describeStale({ title }: Dialect, elements: readonly string[]): string {
  return `${title} lists ${elements.join(", ")} as running, but ${
    elements.length === 1 ? "it has" : "they have"
  } ended`;
}

/** Describes elements that may never start, and what to do. */
export function describeUnstarted({ title, requeue }: Dialect, elements: readonly string[]): string {
  const has = elements.length === 1 ? "it has" : "they have";
  return `${title} has listed ${
    elements.join(", ")
  } as running for minutes, but ${has} started nothing: if nothing comes of it, ` +
    elements.map(requeue).join("; ");
}

// Maximum number of jobs named in a line.
const MAX_NAMED = 3;

/** `Slurm job 812345: 12 running, 60 pending (Priority)`; `undefined` if there is nothing to say. */
export function describeCluster(status: ClusterStatus | null): string | undefined {
  if (status === null) return undefined;
  const { title } = dialectOf(status.system ?? "slurm");
  if (!status.answered) return `${title} does not answer`;
  const { jobs, controller } = status;
  const follows = controller === undefined ? [] : [describeController(controller)];
  if (jobs.length === 0) return follows[0];
  const sum = (count: (job: JobCounts) => number) => jobs.reduce((total, job) => total + count(job), 0);
  const [running, pending] = [sum((job) => job.running), sum((job) => job.pending)];
  const reasons = [...new Set(jobs.flatMap(({ reason }) => reason === "" ? [] : reason.split(", ")))];
  const ids = firstOf(jobs.map(({ id }) => String(id)), MAX_NAMED);
  const counts = [
    ...(running > 0 ? [`${running} running`] : []),
    ...(pending > 0 ? [`${pending} pending${reasons.length === 0 ? "" : ` (${reasons.join(", ")})`}`] : []),
  ];
  return [`${title} ${plural(jobs.length, "job")} ${ids}: ${counts.join(", ")}`, ...follows].join("; ");
}

// `controller: job 812346 on n0`
function describeController({ id, node, reason }: ControllerStatus): string {
  return `controller: job ${id} ${node === null ? `pending${reason === "" ? "" : ` (${reason})`}` : `on ${node}`}`;
}

/** What to do about jobs that will neither start nor end by themselves, one line for each. */
export function remedies(status: ClusterStatus | null): string[] {
  const dialect = dialectOf(status?.system ?? "slurm");
  const { stale = [], unstarted = [] } = status ?? {};
  const waiting = (status?.jobs ?? []).flatMap(({ id, reason }) =>
    reason.split(", ").flatMap((word) => {
      const remedy = dialect.remedy(word, id);
      return remedy === undefined ? [] : [`job ${id} does not start by itself (${word}): ${remedy}`];
    })
  );
  return [
    ...waiting,
    ...(stale.length === 0 ? [] : [`${describeStale(dialect, stale)}: ${dialect.cancel} ${stale.join(" ")}`]),
    ...(unstarted.length === 0 ? [] : [describeUnstarted(dialect, unstarted)]),
  ];
}
