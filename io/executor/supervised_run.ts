/** A run in the hands of a supervisor of ours, which tells how it ends. */
import { type Outcome, outcomeOfExitCode } from "../../lib/run/outcome.ts";
import { leaseName } from "../gpu/leases.ts";
import type { Launch, LaunchEnd, RunHandle } from "./executor.ts";
import type { Supervisor, SupervisorAnswer } from "./supervisor.ts";
import { type Reach, watchRun } from "./watched_run.ts";

// Clocks of file systems are coarse, and a run that ended on SIGTERM must not count as one that ended by itself.
const COARSE_MS = 20;

/** Hands a launch to an idle supervisor. When the supervisor is killed, the run goes on as a watched one. */
export function superviseRun(supervisor: Supervisor, launch: Launch, reach: Reach): RunHandle {
  let terminatedAt: number | undefined;
  let killed = false;
  let watched: RunHandle | undefined;

  // The answer may have been on its way when SIGTERM was sent: the record tells when the run ended.
  function endedBeforeSignal(): boolean {
    if (terminatedAt === undefined) return false;
    const seen = reach.inspect();
    return seen.kind === "ended" && seen.time < terminatedAt - COARSE_MS;
  }

  function endOf(answer: SupervisorAnswer): LaunchEnd | Promise<LaunchEnd> {
    if (answer.kind === "unleased") return { kind: "void" };
    if (answer.kind === "gone") return (watched = watchRun(reach, killed)).ended;
    return { kind: "ended", outcome: outcomeOfAnswer(answer), endedBeforeSignal: endedBeforeSignal() };
  }

  const leases = launch.devices && { shared: launch.devices.shared, names: launch.devices.uuids.map(leaseName) };
  return {
    ended: supervisor.launch(launch, leases).then(endOf),
    terminate(note) {
      if (watched !== undefined) return watched.terminate(note);
      note();
      terminatedAt = Date.now();
      supervisor.terminate();
    },
    kill() {
      killed = true;
      if (watched !== undefined) return watched.kill();
      reach.kill();
      // A second SIGTERM tells the supervisor not to wait for what is left of the group.
      if (terminatedAt !== undefined) supervisor.terminate();
    },
  };
}

function outcomeOfAnswer(answer: Exclude<SupervisorAnswer, { kind: "gone" | "unleased" }>): Outcome {
  if (answer.kind === "exit") return outcomeOfExitCode(answer.code);
  if (answer.kind === "void") return { kind: "unstarted", reason: "its launch was claimed by another" };
  return { kind: "unstarted", reason: "its directory cannot be written" };
}
