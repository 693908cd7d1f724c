/** Supervisors: shell processes that start the runs of one slot, one after another. */
import type { LeasePaths } from "../gpu/leases.ts";
import type { HostIdentity } from "../system/place.ts";
import { scriptPath } from "../system/processes/program.ts";
import type { Launch } from "./executor.ts";

/** The answer of a supervisor to a launch. */
export type SupervisorAnswer =
  /** The run has ended. `pid`: its session leader. */
  | { readonly kind: "exit"; readonly code: number; readonly pid: number }
  /** The launch was already claimed. */
  | { readonly kind: "void" }
  /** The claim could not be created: the directory is gone, or the disk is full. */
  | { readonly kind: "unclaimed" }
  /** Another run holds the lease of one of its GPUs. */
  | { readonly kind: "unleased" }
  /** The supervisor exited without an answer. */
  | { readonly kind: "gone" };

/** A supervisor, idle or with one run. */
export interface Supervisor {
  readonly pid: number;
  /** Whether the supervisor has exited or was killed. */
  isGone(): boolean;
  /**
   * Starts a run.
   *
   * @param leases the leases to take, if the run needs GPUs
   * @returns how the run ended
   */
  launch(launch: Launch, leases?: LeaseRequest): Promise<SupervisorAnswer>;
  /** Passes SIGTERM on to the run; ends the supervisor if it has none. */
  terminate(): void;
  /** Kills the process group of the run; ends the supervisor if it has none. */
  killRun(): void;
  /** Kills the supervisor; its run, if it has one, keeps running. */
  kill(): void;
  /** Makes the supervisor exit after its run, and waits until it has exited. */
  close(): Promise<void>;
}

/** The leases that a run takes. */
export interface LeaseRequest {
  /** Whether other runs of the grid may hold them at the same time. */
  readonly shared: boolean;
  /** The names of the leases, in sorted order. */
  readonly names: readonly string[];
}

/**
 * Starts a supervisor.
 *
 * @param gridDir its working directory
 * @param gridKey the key of the grid directory
 * @param leases paths for taking leases, if its runs need GPUs
 */
export function startSupervisor(
  gridDir: string,
  gridKey: string,
  here: HostIdentity,
  leases?: LeasePaths,
): Supervisor {
  const script = scriptPath("./supervisor.sh", import.meta.url);
  const child = spawnSupervisor({
    args: [
      ...["sh", script, here.boot, here.pidNamespace, here.host, here.machine, gridKey],
      ...(leases === undefined ? [] : [leases.dir, leases.members, leases.holders, leases.holder]),
    ],
    cwd: gridDir,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  });
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  let waiting: ((answer: SupervisorAnswer) => void) | undefined;
  let gone = false;

  const answer = (value: SupervisorAnswer) => {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(value);
  };
  const reading = (async () => {
    const decoder = new TextDecoder();
    let rest = "";
    for await (const chunk of child.stdout) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop()!;
      for (const line of lines) answer(parseAnswer(line));
    }
    await child.status;
    gone = true;
    // Otherwise the pipe would stay open until this process exits.
    await writer.close().catch(() => {});
    answer({ kind: "gone" });
  })();

  function signal(name: Deno.Signal): void {
    try {
      Deno.kill(child.pid, name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  return {
    pid: child.pid,
    isGone: () => gone,
    launch({ stage, number, dir, log }, request) {
      if (gone) return Promise.resolve({ kind: "gone" });
      const { promise, resolve } = Promise.withResolvers<SupervisorAnswer>();
      waiting = resolve;
      // A broken pipe is ignored here, because the output of the supervisor ends, too.
      const devices = request === undefined
        ? ""
        : ` ${request.shared ? "shared" : "exclusive"} ${request.names.join(" ")}`;
      writer.write(encoder.encode(`${stage} ${number} ${dir} ${log}${devices}\n`)).catch(() => {});
      return promise;
    },
    terminate() {
      if (gone) return;
      signal("SIGTERM");
      // If the run stopped the supervisor, it handles SIGTERM only after SIGCONT.
      signal("SIGCONT");
    },
    killRun() {
      if (gone) return;
      signal("SIGUSR2");
      signal("SIGCONT");
    },
    kill() {
      if (!gone) signal("SIGKILL");
    },
    async close() {
      await writer.close().catch(() => {});
      await reading;
    },
  };
}

// Uses setsid(1) instead of `detached`, which forks this process; the cost of a fork grows with its memory.
function spawnSupervisor(options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command("setsid", options).spawn();
  } catch (error) {
    // Without the code of the error: it is not about a file of one experiment.
    throw new Error(`cannot start a supervisor: ${(error as Error).message}`, { cause: error });
  }
}

function parseAnswer(line: string): SupervisorAnswer {
  const [, word, pid] = line.split(" ");
  if (word === "void" || word === "unclaimed" || word === "unleased") return { kind: word };
  return { kind: "exit", code: Number(word), pid: Number(pid) };
}
