/** Which experiments are to be run, and which are left alone. */
import type { Stage } from "../grid/command.ts";
import { type Plan, settingsOf } from "../grid/plan.ts";
import type { MaxFailures } from "../grid/settings.ts";
import { type History, NEVER, type StageHistory } from "./history.ts";
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
  /** Of runs that a former scheduler started and that may still live, by experiment. */
  readonly running: ReadonlyMap<number, Job>;
  /** Experiments that cannot be tested, as their training has not succeeded. */
  readonly untrained: readonly number[];
  /** Experiments whose grid has a `command` and no `test_command`. */
  readonly untestable: readonly number[];
}

/** The jobs of a request, in the order of the plan. */
export function planJobs(plan: Plan, history: History, request: Request, backend: Backend): JobList {
  const jobs: Job[] = [];
  const running = new Map<number, Job>();
  const untrained: number[] = [];
  const untestable: number[] = [];
  const settings = plan.groups.map(settingsOf);
  const policies = settings.map((own): Policy => ({
    needs: { cpus: cpusOf(own, backend), memory: own.memoryPerRun ?? 0 },
    ...(backend.kind === "gpu" && {
      devices: { count: own.gpusPerRun, runsPerGpu: own.runsPerGpu, memoryFree: own.gpuMemoryFree },
    }),
    timeout: own.timeout === undefined ? undefined : own.timeout * 1000,
    retries: own.retries,
  }));
  plan.experiments.forEach(({ id, group, dropped }, experiment) => {
    if (dropped) return;
    if (request.only !== undefined && !request.only.has(experiment)) return;
    const past = history[request.stage].get(id) ?? NEVER;
    if (request.stage === "test") {
      const own = settings[group]!;
      if (own.command !== undefined && own.testCommand === undefined) return void untestable.push(experiment);
      if (history.train.get(id)?.state !== "succeeded") return void untrained.push(experiment);
    }
    const policy = policies[group]!;
    if (past.state === "running") {
      const times = Math.max(1, request.repeat - past.successes);
      return void running.set(experiment, {
        experiment,
        policy,
        attempt: past.attempts,
        failures: past.failures,
        times,
        losses: 0,
      });
    }
    const times = missingRuns(past, request);
    if (times === 0) return;
    const failures = request.retryFailed || past.state === "succeeded" ? 0 : past.failures;
    jobs.push({ experiment, policy, attempt: past.attempts + 1, failures, times, losses: 0 });
  });
  return { jobs, running, untrained, untestable };
}

function missingRuns(past: StageHistory, request: Request): number {
  switch (past.state) {
    case "failed":
    case "timed_out":
      return request.retryFailed ? Math.max(1, request.repeat - past.successes) : 0;
    case "succeeded":
      if (request.stage === "train") return 0;
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
