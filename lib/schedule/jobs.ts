/** Which experiments are to be run, and which are left alone. */
import type { Stage } from "../grid/command.ts";
import { isTestable, type Plan, settingsOf, testNames } from "../grid/plan.ts";
import type { MaxFailures } from "../grid/settings.ts";
import { type History, historyKey, NEVER, type StageHistory } from "./history.ts";
import { standingOf } from "./standing.ts";
import { type Backend, cpusOf } from "./backend.ts";
import type { FailureLimit, Job, Policy } from "./scheduler.ts";

/** What is asked for. */
export interface Request {
  readonly stage: Stage;
  /** Indices of experiments; `undefined`: all. */
  readonly only: ReadonlySet<number> | undefined;
  /** Run again what failed or timed out. */
  readonly retryFailed: boolean;
  /** Test anew what has a succeeded test. */
  readonly again: boolean;
  /** How often each model is tested in all, at least 1. */
  readonly repeat: number;
}

/** What a request comes to. */
export interface JobList {
  /** To be started. */
  readonly jobs: readonly Job[];
  /** Of runs that a former scheduler started and that may still live, by {@link historyKey}. */
  readonly running: ReadonlyMap<string, Job>;
  /** Experiments that cannot be tested, as their training has not succeeded. */
  readonly untrained: readonly number[];
  /** Experiments whose grid has a `command` and no `test_command`. */
  readonly untestable: readonly number[];
}

/** The jobs of a request, in the order of the plan. */
export function planJobs(plan: Plan, history: History, request: Request, backend: Backend): JobList {
  const jobs: Job[] = [];
  const running = new Map<string, Job>();
  const untrained: number[] = [];
  const untestable: number[] = [];
  const settings = plan.groups.map(settingsOf);
  const testable = plan.groups.map((group) => request.stage === "test" && isTestable(plan, group));
  const names = testNames(plan, request.stage);
  const policies = settings.map((own): Policy => ({
    needs: { cpus: cpusOf(own, backend), memory: own.memoryPerRun ?? 0 },
    ...(backend.kind === "gpu" && {
      devices: { count: own.gpusPerRun, runsPerGpu: own.runsPerGpu, memoryFree: own.gpuMemoryFree },
    }),
    timeout: own.timeout === undefined ? undefined : own.timeout * 1000,
    retries: own.retries,
  }));
  plan.experiments.forEach((own, experiment) => {
    const { id, group } = own;
    if (own.dropped) return;
    const trained = standingOf(plan, history, "train", own).state === "succeeded";
    if (request.only !== undefined && !request.only.has(experiment)) return;
    if (request.stage === "test") {
      if (!testable[group]) return void untestable.push(experiment);
      if (!trained) return void untrained.push(experiment);
    } else if (trained) return;
    const policy = policies[group]!;
    for (const test of names) {
      const key = historyKey(id, test);
      const past = history[request.stage].get(key) ?? NEVER;
      const subject = { experiment, ...(test !== undefined && { test }), policy, losses: 0 };
      if (past.state === "running") {
        const times = Math.max(1, request.repeat - past.successes);
        running.set(key, { ...subject, attempt: past.attempts, failures: past.failures, times });
        continue;
      }
      const times = missingRuns(past, request, policy);
      if (times === 0) continue;
      const failures = request.retryFailed || past.state === "succeeded" ? 0 : past.failures;
      jobs.push({ ...subject, attempt: past.attempts + 1, failures, times });
    }
  });
  return { jobs, running, untrained, untestable };
}

/** Whether an experiment that failed or timed out has attempts left: it waited for the next one when its scheduler ended. */
export function hasRetriesLeft(past: StageHistory, retries: number): boolean {
  return past.failures <= retries;
}

function missingRuns(past: StageHistory, request: Request, { retries }: Policy): number {
  switch (past.state) {
    case "failed":
    case "timed_out":
      return request.retryFailed || hasRetriesLeft(past, retries) ? Math.max(1, request.repeat - past.successes) : 0;
    case "succeeded":
      return request.again ? request.repeat : Math.max(0, request.repeat - past.successes);
    case "unknown":
    case "running":
      return 0;
    default:
      return Math.max(1, request.repeat - past.successes);
  }
}

/** The limit of failures: by default, a grid stops when the first ten that ended all failed. */
export function failureLimit(setting: MaxFailures): FailureLimit {
  return setting.kind === "default" ? { kind: "first", count: 10 } : setting;
}
