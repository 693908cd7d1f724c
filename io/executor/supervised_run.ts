/** A run in the hands of a supervisor of ours, which tells how it ends. */
import { join } from "@std/path";
import { type Outcome, outcomeOfExitCode } from "../../lib/run/outcome.ts";
import { leaseName } from "../gpu/leases.ts";
import { statIfExists } from "../system/files.ts";
import type { Launch, LaunchEnd, RunHandle } from "./executor.ts";
import type { Supervisor, SupervisorAnswer } from "./supervisor.ts";
import { type Reach, watchRun } from "./watched_run.ts";

// Clocks of file systems are coarse, and a run that ended on SIGTERM must not count as one that ended by itself.
const COARSE_MS = 20;

/**
 * Hands a launch to an idle supervisor. When the supervisor is killed, the run goes on as a watched one.
 *
 * @param dir the experiment's directory, absolute
 */
export function superviseRun(supervisor: Supervisor, launch: Launch, reach: Reach, dir: string): RunHandle {
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
    if (answer.kind === "unclaimed") return { kind: "refused", error: whyUnclaimed(dir, launch.log) };
    if (answer.kind === "gone") return (watched = watchRun(reach, killed)).ended;
    return {
      kind: "ended",
      outcome: outcomeOfAnswer(answer, launch),
      endedBeforeSignal: endedBeforeSignal(),
      ...(answer.kind === "exit" && { session: answer.pid }),
    };
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
      supervisor.killRun();
    },
  };
}

function outcomeOfAnswer(
  answer: Extract<SupervisorAnswer, { kind: "exit" | "void" }>,
  { stage, number }: Launch,
): Outcome {
  if (answer.kind === "exit") return outcomeOfExitCode(answer.code);
  return { kind: "unstarted", reason: `its claim ${stage}.${number}.pid already exists` };
}

// A shell does not tell why it could not write: trying the same does.
function whyUnclaimed(dir: string, log: string): unknown {
  try {
    const info = statIfExists(join(dir, log));
    if (info?.isFile === false) {
      return Object.assign(new Error(`${join(dir, log)} is no plain file`), { code: "EEXIST" });
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
