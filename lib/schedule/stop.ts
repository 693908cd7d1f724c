/** Stops runs: on request, and at the end of their timeout or grace period. */
import type { Action } from "./events.ts";
import type { Running, State } from "./state.ts";

/** When the timeout of a run expires, in milliseconds since the epoch; `undefined` if it has none. */
export function deadline(run: Running): number | undefined {
  return run.job.policy.timeout === undefined ? undefined : run.started + run.job.policy.timeout;
}

/** Terminates all runs that have not been told to end yet. SIGKILL follows after the grace period. */
export function stopAll(state: State, now: number, actions: Action[]): State {
  const running = new Map(state.running);
  for (const [slot, run] of running) {
    if (run.ending !== undefined) continue;
    running.set(slot, { ...run, ending: { why: "stop", killAt: now + state.limits.grace, killed: false } });
    actions.push({ type: "terminate", slot });
  }
  return { ...state, running };
}

/** Kills all runs. */
export function killAll(state: State, actions: Action[]): State {
  const running = new Map(state.running);
  for (const [slot, run] of running) {
    running.set(slot, { ...run, ending: { why: run.ending?.why ?? "stop", killAt: 0, killed: true } });
    actions.push({ type: "kill", slot });
  }
  return { ...state, running };
}

/** Terminates runs whose timeout has expired, and kills those whose grace period has. */
export function enforceDeadlines(state: State, now: number, actions: Action[]): State {
  let running: Map<number, Running> | undefined;
  for (const [slot, run] of state.running) {
    if (run.ending === undefined) {
      const due = deadline(run);
      if (due === undefined || due > now) continue;
      running ??= new Map(state.running);
      running.set(slot, { ...run, ending: { why: "timeout", killAt: now + state.limits.grace, killed: false } });
      actions.push({ type: "terminate", slot });
    } else if (!run.ending.killed && run.ending.killAt <= now) {
      running ??= new Map(state.running);
      running.set(slot, { ...run, ending: { ...run.ending, killed: true } });
      actions.push({ type: "kill", slot });
    }
  }
  return running === undefined ? state : { ...state, running };
}
