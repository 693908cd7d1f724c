/** A batch system, by which jobs are submitted, looked up and cancelled. Each has an implementation that calls its commands. */
import type { Dialect } from "./dialect.ts";
import type { Elements } from "./explain_end.ts";
import type { JobQueue } from "./job_queue.ts";
import type { MaxTimes } from "./plan_arrays.ts";

/** The answer to a question to a batch system. */
export type Answer<T> =
  | { readonly kind: "answered" } & T
  /** It did not answer: nothing is known. */
  | { readonly kind: "silent"; readonly message: string }
  /** It is not installed here. */
  | { readonly kind: "missing"; readonly message: string };

/** What of a cluster's configuration matters here. */
export interface ClusterFacts {
  /** Its name. */
  readonly cluster: string;
  /** The most elements of an array; their indices are below it. */
  readonly maxArraySize: number;
}

/** The configuration of a cluster. */
export type FactsAnswer = Answer<{ readonly facts: ClusterFacts }>;

/** The jobs of this user that wait or run. What the queue does not have is gone. */
export type QueueAnswer = Answer<{ readonly queue: JobQueue }>;

/** What came of a submission. Messages are those of the command. */
export type SubmitAnswer =
  | { readonly kind: "submitted"; readonly job: number }
  /** Nothing was queued, and the same would be refused again. */
  | { readonly kind: "refused"; readonly message: string }
  /** Nothing was queued: the cluster takes no more jobs now, of this user or of all. */
  | { readonly kind: "full"; readonly message: string }
  /** It did not answer. The job may have been queued. */
  | { readonly kind: "silent"; readonly message: string }
  /** It is not installed here. */
  | { readonly kind: "missing"; readonly message: string };

/** What came of a trial: nothing was queued in any case. */
export type TrialAnswer = { readonly kind: "accepted" } | Exclude<SubmitAnswer, { kind: "submitted" }>;

/** What came of cancelling jobs. Those that have ended, or that the system does not know, need no cancelling. */
export type CancelAnswer =
  | { readonly kind: "cancelled" }
  /** It did not answer, or refused. */
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "missing"; readonly message: string };

/** A batch system. Each call runs a command, or two, however many jobs there are. */
export interface BatchSystem {
  readonly dialect: Dialect;
  /** The environment of its commands. */
  environment(all: Readonly<Record<string, string>>): Record<string, string>;
  /** Submits an array. @param words the arguments of the command, with the script and its arguments last */
  submit(words: readonly string[]): Promise<SubmitAnswer>;
  /** Asks whether an array would be accepted now. Nothing is queued. */
  trySubmission(words: readonly string[]): Promise<TrialAnswer>;
  /** Lists the jobs of this user that wait or run. */
  askQueue(signal?: AbortSignal): Promise<QueueAnswer>;
  /**
   * Cancels jobs: their elements that wait do not start, those that run are told to end, and killed some time later.
   *
   * @param jobs ids of arrays, or names of elements
   * @param which `waiting`: elements that run are left alone
   */
  cancelJobs(jobs: readonly (number | string)[], which: "all" | "waiting"): Promise<CancelAnswer>;
  /** Lets elements start that the system holds, as they could not be started before. @returns whether it did */
  releaseJobs(elements: readonly string[]): Promise<boolean>;
  /** The limits of the cluster. */
  askFacts(): Promise<FactsAnswer>;
  /** The longest jobs, by where they are submitted to; `undefined` if the system does not say. */
  askMaxTimes(): Promise<MaxTimes | undefined>;
  /**
   * What is known about elements of a job that have left the queue.
   *
   * @returns the elements that are known; `unknown` without an answer
   */
  findEnds(job: number, tasks: readonly number[], signal?: AbortSignal): Promise<Elements | "unknown">;
}
