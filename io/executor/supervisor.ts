/** The supervisors: one for each slot, kept from run to run. */
import { fromFileUrl } from "@std/path";
import type { LeasePaths } from "../gpu/leases.ts";
import type { HostIdentity } from "../system/place.ts";
import type { Launch } from "./executor.ts";

/** How a launch was answered. */
export type SupervisorAnswer =
  /** `pid`: the process that led the run's session. */
  | { readonly kind: "exit"; readonly code: number; readonly pid: number }
  /** Its claim existed already. */
  | { readonly kind: "void" }
  /** Its claim or its log could not be made: the directory is gone, or the disk full. */
  | { readonly kind: "unclaimed" }
  /** Another holds one of its GPUs. */
  | { readonly kind: "unleased" }
  /** The supervisor ended before it answered. */
  | { readonly kind: "gone" };

/** A supervisor, idle or with one run. */
export interface Supervisor {
  readonly pid: number;
  /** Whether it has ended, be it by a signal. */
  isGone(): boolean;
  /**
   * Starts a run.
   *
   * @param leases of the GPUs that it needs
   * @returns how it ended
   */
  launch(launch: Launch, leases?: LeaseRequest): Promise<SupervisorAnswer>;
  /** Passes SIGTERM on to the run; ends the supervisor if it has none. */
  terminate(): void;
  /** Kills the process group of the run; ends the supervisor if it has none. */
  killRun(): void;
  /** Ends it at once; its run, if it has one, goes on without it. */
  kill(): void;
  /** Lets the supervisor end after its run, and waits for that. */
  close(): Promise<void>;
}

/** The GPUs that a run takes the leases of. */
export interface LeaseRequest {
  /** Whether with other runs of the grid. */
  readonly shared: boolean;
  /** The names of their leases, in sorted order. */
  readonly names: readonly string[];
}

const SCRIPT = fromFileUrl(new URL("./supervisor.sh", import.meta.url));

/**
 * Starts a supervisor.
 *
 * @param gridDir where it works
 * @param leases what its runs take leases with, if they need GPUs
 */
export function startSupervisor(gridDir: string, here: HostIdentity, leases?: LeasePaths): Supervisor {
  const inode = Deno.statSync(gridDir).ino ?? "-";
  // Not `detached`, which forks and so costs the more, the larger this process is: setsid(1) does the same after the exec.
  const child = new Deno.Command("setsid", {
    args: [
      ...["sh", SCRIPT, here.boot, here.pidNamespace, here.host, here.machine, String(inode)],
      ...(leases === undefined ? [] : [leases.dir, leases.members, leases.holders, leases.holder]),
    ],
    cwd: gridDir,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
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
    // Else its pipe would stay open as long as this process.
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
      // A broken pipe shows as the end of its output, too.
      const devices = request === undefined
        ? ""
        : ` ${request.shared ? "shared" : "exclusive"} ${request.names.join(" ")}`;
      writer.write(encoder.encode(`${stage} ${number} ${dir} ${log}${devices}\n`)).catch(() => {});
      return promise;
    },
    terminate() {
      if (gone) return;
      signal("SIGTERM");
      // One that its run has stopped takes it only then.
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

function parseAnswer(line: string): SupervisorAnswer {
  const [, word, pid] = line.split(" ");
  if (word === "void" || word === "unclaimed" || word === "unleased") return { kind: word };
  return { kind: "exit", code: Number(word), pid: Number(pid) };
}
