/** Submits launches: those of one turn of the scheduler together, and later those that a full cluster did not take. */
import { type ClusterLimits, type JobArray, type JobOptions, planArrays } from "../../lib/cluster/plan_arrays.ts";
import { describeRefusal } from "../../lib/cluster/refusal.ts";
import type { Launch } from "../executor/executor.ts";
import { splitArray } from "./check_submission.ts";
import { followArray, type FollowedArray, type FollowedLaunch } from "./follow/followed_array.ts";
import { submitArray, type SubmitContext } from "./submit_array.ts";

/** Submits launches. */
export interface Submitter {
  /** Submits a launch, together with all others that are added before the next task of the event loop. */
  add(followed: FollowedLaunch): void;
  /** Called after each look at the queue: now and then, it tries again what did not fit. */
  retry(): Promise<void>;
  /** Waits until everything that was added is submitted, or did not fit. */
  idle(): Promise<void>;
  /** The launches that are not submitted yet. They are not submitted any more. */
  takeBack(): FollowedLaunch[];
  /** The number of launches that a full cluster did not take. */
  unsubmitted(): number;
  /** Whether launches were added that {@link idle} does not wait for yet. */
  isGathering(): boolean;
}

/** The surroundings of a submitter. */
export interface SubmitterOptions extends SubmitContext {
  readonly limits: ClusterLimits;
  /** Nodes that must not be used. */
  readonly exclude: ReadonlySet<string>;
  /** The newest job of the grid that is not over. */
  newestJob(): number | undefined;
  /**
   * Called with an array that was submitted, with its launches by line. With an error, there was no answer: the job may have been
   * queued.
   */
  submitted(array: FollowedArray, launches: readonly FollowedLaunch[], error?: Error): void;
  /** Called when the cluster took less than everything. `left`: the number of launches that wait. */
  full(message: string, left: number): void;
  /**
   * Called when the cluster has refused an array that it had accepted on trial: the arrays that were submitted before it in this turn have to
   * be cancelled.
   */
  refused(refusal: RefusedError, before: readonly FollowedArray[]): Promise<void>;
}

/** A launch that is about to be submitted. */
interface GatheredLaunch {
  readonly followed: FollowedLaunch;
  readonly launch: Launch;
  readonly options: JobOptions;
}

/** The cluster has refused an array that it had accepted on trial. */
class RefusedError extends Error {
  /** @param isFirst whether nothing of this scheduler was submitted before this turn */
  constructor(message: string, readonly isFirst: boolean) {
    super(message);
    this.name = "RefusedError";
  }
}

// A full cluster is tried again after this many looks at the queue.
const FULL_LOOKS = 6;

/** Creates a submitter. */
export function createSubmitter(options: SubmitterOptions): Submitter {
  const { root, system, limits } = options;
  const gathered: FollowedLaunch[] = [];
  // What a full cluster did not take.
  const unsent: FollowedLaunch[] = [];
  let submitting: Promise<void> = Promise.resolve();
  // The number of the first submission.
  let first: number | undefined;
  let looksUntilRetry = 0;
  let fullMessage = "";
  let toldLeft = 0;
  // Nothing of this scheduler has run before.
  let isFirstTurn = true;

  async function submitGathered(): Promise<void> {
    const launches = [...unsent.splice(0), ...gathered.splice(0)].map((followed): GatheredLaunch => {
      const { launch } = followed;
      return { followed, launch, options: launch.cluster!.options };
    });
    const submitted: FollowedArray[] = [];
    // After it, nothing more is submitted.
    let failure: unknown;
    // Together with what runs already, they must not exceed the maximum.
    const earlier = limits.maxConcurrentRuns === Infinity ? undefined : options.newestJob();
    for (const array of planArrays(launches, limits)) {
      const followed = array.launches.map((item) => item.followed);
      // The arrays after one that does not fit are left for later, too.
      if (unsent.length > 0) {
        unsent.push(...followed);
        continue;
      }
      try {
        if (failure !== undefined) throw failure;
        const before = array.after === undefined ? undefined : submitted.at(-1)?.job;
        failure = await submitPart(array, before ?? earlier, submitted);
      } catch (error) {
        if (failure === undefined && error instanceof RefusedError) {
          // A full disk must not keep the launches from ending.
          await options.refused(error, submitted).catch((other) => error.message += `; ${other.message}`);
        }
        failure = error;
        for (const { end } of [...followed, ...unsent.splice(0)]) end({ kind: "refused", error });
      }
    }
    isFirstTurn = false;
    if (unsent.length > 0 && unsent.length !== toldLeft) options.full(fullMessage, unsent.length);
    toldLeft = unsent.length;
    looksUntilRetry = FULL_LOOKS;
  }

  // Submits an array, or the part of it that a full cluster takes. Adds what was submitted to a list. Returns the error if there was no
  // answer.
  async function submitPart(
    array: JobArray<GatheredLaunch>,
    after: number | undefined,
    submitted: FollowedArray[],
  ): Promise<Error | undefined> {
    const { number, answer } = await submitArray(options, array, { after, exclude: [...options.exclude], first });
    if (answer.kind === "full") {
      const { part, rest } = await splitArray(system, root, array);
      const error = part && await submitPart(part, after, submitted);
      unsent.push(...rest.map(({ followed }) => followed));
      fullMessage = answer.message;
      return error;
    }
    if (answer.kind === "refused" || answer.kind === "missing") {
      throw new RefusedError(
        describeRefusal(options.system.dialect, array.options, { options: [], message: answer.message }, {}),
        isFirstTurn,
      );
    }
    const job = answer.kind === "submitted" ? answer.job : undefined;
    if (job !== undefined) first ??= number;
    const { name } = options.journal.submissions.get(number)!;
    const state = followArray({
      submission: number,
      name,
      job,
      isPacked: array.options.runsPerJob > 1,
      stoppedBefore: undefined,
    });
    submitted.push(state);
    const error = answer.kind === "silent" ? new Error(answer.message) : undefined;
    options.submitted(state, array.launches.map(({ followed }) => followed), error);
    return error;
  }

  return {
    add(followed) {
      gathered.push(followed);
      if (gathered.length === 1) setTimeout(() => submitting = submitting.then(submitGathered), 0);
    },
    async retry() {
      if (unsent.length > 0 && --looksUntilRetry <= 0) await (submitting = submitting.then(submitGathered));
    },
    idle: () => submitting,
    takeBack: () => [...gathered.splice(0), ...unsent.splice(0)],
    unsubmitted: () => unsent.length,
    isGathering: () => gathered.length > 0,
  };
}
