/** A run in the hands of a supervisor of ours, which tells how it ends. */
import { type Outcome, outcomeOfExitCode } from "../../lib/run/outcome.ts";
import { leaseName } from "../gpu/leases.ts";
import type { Launch, LaunchEnd, RunHandle } from "./executor.ts";
import type { Supervisor, SupervisorAnswer } from "./supervisor.ts";
import { type Reach, watchRun } from "./watched_run.ts";

/**
 * Hands a launch to an idle supervisor. When the supervisor is killed, the run goes on as a watched one.
 *
 * @param dir the experiment's directory, absolute
 */
export function superviseRun(supervisor: Supervisor, launch: Launch, reach: Reach, dir: string): RunHandle {
  let endedBeforeSignal = false;
  let killed = false;
  let watched: RunHandle | undefined;

  function endOf(answer: SupervisorAnswer): LaunchEnd | Promise<LaunchEnd> {
    if (answer.kind === "unleased") return { kind: "void" };
    if (answer.kind === "unclaimed") return { kind: "refused", error: whyUnclaimed(dir) };
    if (answer.kind === "gone") return (watched = watchRun(reach, killed)).ended;
    return {
      kind: "ended",
      outcome: outcomeOfAnswer(answer),
      endedBeforeSignal,
      ...(answer.kind === "exit" && { session: answer.pid }),
    };
  }

  const leases = launch.devices && { shared: launch.devices.shared, names: launch.devices.uuids.map(leaseName) };
  return {
    ended: supervisor.launch(launch, leases).then(endOf),
    terminate(note) {
      if (watched !== undefined) return watched.terminate(note);
      // Its answer may be on its way.
      endedBeforeSignal = reach.inspect().kind === "ended";
      if (!endedBeforeSignal) note();
      supervisor.terminate();
    },
    kill() {
      killed = true;
      if (watched !== undefined) return watched.kill();
      supervisor.killRun();
    },
  };
}

function outcomeOfAnswer(answer: Extract<SupervisorAnswer, { kind: "exit" | "void" }>): Outcome {
  if (answer.kind === "exit") return outcomeOfExitCode(answer.code);
  return { kind: "unstarted", reason: "its launch was claimed by another" };
}

// A shell does not tell why it could not write: trying the same does.
function whyUnclaimed(dir: string): unknown {
  try {
    const path = Deno.makeTempFileSync({ dir, prefix: ".grid-workers-" });
    Deno.writeTextFileSync(path, "x".repeat(256));
    Deno.removeSync(path);
    return new Error(`cannot write to ${dir}`);
  } catch (error) {
    return error;
  }
}
