/** A run whose supervisor was started by this process and reports how the run ended. */
import { join } from "@std/path";
import { outcomeOfExitCode } from "../../lib/run/outcome.ts";
import { leaseName } from "../gpu/leases.ts";
import { statIfExists } from "../system/files.ts";
import type { Launch, LaunchEnd, RunHandle } from "./executor.ts";
import type { Supervisor, SupervisorAnswer } from "./supervisor.ts";
import { type Reach, watchRun } from "./watched_run.ts";

/**
 * Passes a launch to an idle supervisor. If the supervisor is killed, the run becomes a watched one.
 *
 * @param dir the experiment's directory, absolute
 */
export function superviseRun(supervisor: Supervisor, launch: Launch, reach: Reach, dir: string): RunHandle {
  let endedBeforeSignal = false;
  let killed = false;
  let watched: RunHandle | undefined;
  let over = false;

  function endOf(answer: SupervisorAnswer): LaunchEnd | Promise<LaunchEnd> {
    over = answer.kind !== "gone";
    if (answer.kind === "void") return { kind: "void" };
    if (answer.kind === "unleased") return { kind: "void", unleased: true };
    if (answer.kind === "unclaimed") return { kind: "refused", error: whyUnclaimed(dir, launch.log) };
    if (answer.kind === "gone") return (watched = watchRun(reach, { killed, own: true })).ended;
    return {
      kind: "ended",
      outcome: outcomeOfExitCode(answer.code),
      endedBeforeSignal,
      session: answer.pid,
    };
  }

  const leases = launch.devices && { shared: launch.devices.shared, names: launch.devices.uuids.map(leaseName) };
  return {
    ended: supervisor.launch(launch, leases).then(endOf),
    terminate(note) {
      if (watched !== undefined) return watched.terminate(note);
      if (over) return;
      // Its answer may be on its way.
      endedBeforeSignal = reach.inspect().kind === "ended";
      if (!endedBeforeSignal) note();
      supervisor.terminate();
    },
    kill() {
      killed = true;
      if (watched !== undefined) return watched.kill();
      if (!over) supervisor.killRun();
    },
  };
}

// The shell does not report why it could not write, so this process tries the same and gets the error.
function whyUnclaimed(dir: string, log: string): unknown {
  try {
    const info = statIfExists(join(dir, log));
    if (info?.isFile === false) {
      return Object.assign(new Error(`${join(dir, log)} is not a regular file`), { code: "EEXIST" });
    }
    Deno.openSync(join(dir, log), { append: true, create: true }).close();
    const path = Deno.makeTempFileSync({ dir, prefix: ".grid-workers-" });
    Deno.writeTextFileSync(path, "x".repeat(256));
    Deno.removeSync(path);
    return new Error(`cannot write to ${dir}`);
  } catch (error) {
    return error;
  }
}
