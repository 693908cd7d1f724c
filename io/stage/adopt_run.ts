/** Puts a run of an earlier scheduler into the state of this one. */
import { outAt } from "../../lib/run/run_state.ts";
import { rungsBehind } from "../../lib/schedule/early_stopping/recall_rungs.ts";
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
  const rung = outAt(run);
  const out = rung === undefined ? undefined : { resource: rung };
  // Its rows show whether it goes on, and so whether there is anything to stop.
  const { task } = session.plan.groups[session.plan.experiments[experiment]!.group]!;
  const followed = halving && { judged: { task, rungs: rungsBehind(run, halving) } };
  const { devices = [], runsPerGpu = 1 } = run.newest ?? {};
  return {
    ...(out === undefined ? { job } : { job: { ...job, ...followed }, out }),
    launch: devices.length === 0 ? launch : { ...launch, devices: { uuids: devices, shared: runsPerGpu > 1 } },
    needs: job.policy.needs,
    started: steadyNow() - elapsed,
    devices,
    runsPerGpu,
    ...(run.queued !== undefined && { queued: true as const }),
    ...(run.state.kind === "running" && run.state.told !== undefined && { toldBefore: run.state.told }),
  };
}
