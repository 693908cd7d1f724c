/** Puts a run of an earlier scheduler into the state of this one. */
import { adoptedJob } from "../../lib/schedule/jobs/plan_jobs.ts";
import type { HeldSession } from "../grid/session.ts";
import { steadyNow } from "../system/clock.ts";
import type { StageSetup } from "./plan_stage.ts";
import type { AdoptedRun } from "./run_jobs.ts";
import type { LivingRun } from "./runs/recover_runs.ts";

/** A living run as the scheduler sees it: with its job, its devices and the time since its start. */
export function adoptRun(
  session: HeldSession,
  { jobRequest, backend, halving, list }: StageSetup,
  former: LivingRun,
): AdoptedRun {
  const { key, experiment, run, launch, elapsed } = former;
  const subject = { experiment, ...(key.test !== undefined && { test: key.test }) };
  const source = { plan: session.plan, runs: session.runs, backend, halving };
  const job = adoptedJob(source, jobRequest, subject, list.kins);
  const { state } = run;
  const { devices = [], runsPerGpu = 1 } = run.newest ?? {};
  return {
    job,
    launch: devices.length === 0 ? launch : { ...launch, devices: { uuids: devices, shared: runsPerGpu > 1 } },
    needs: job.policy.needs,
    started: steadyNow() - elapsed,
    devices,
    runsPerGpu,
    ...(run.queued !== undefined && { queued: true as const }),
    ...(state.kind === "running" && state.isOut && { isOut: true as const }),
    ...(state.kind === "running" && state.told !== undefined && { toldBefore: state.told }),
  };
}
