/** A run that is only known by its records, because another process started it, or its supervisor is gone. */
import { delay } from "@std/async/delay";
import { type Inspection, PATIENCE_MS } from "../../lib/run/recover.ts";
import { steadyNow } from "../system/clock.ts";
import type { LaunchEnd, RunHandle } from "./executor.ts";

/** Inspects and stops a launch, through records and signals or through the commands of a cluster. */
export interface Reach {
  /** Never throws: the result is `unreadable` if the records cannot be read. */
  inspect(): Inspection;
  /**
   * Claims the launch as void, unless it is already claimed.
   *
   * @returns whether the launch will never start; `false` while a supervisor may still start it
   */
  claimVoid(): boolean;
  /** Sends SIGTERM, if there is a process to send it to. */
  terminate(): void;
  /**
   * Sends SIGKILL.
   *
   * @returns whether a process is known to send it to
   */
  kill(): boolean;
}

// How often the records are read.
const WATCH_MS = 200;

const LOST: LaunchEnd = { kind: "ended", outcome: { kind: "lost" }, endedBeforeSignal: false };

/** What is known about a launch when it is watched. */
export interface Watched {
  /** Whether SIGKILL was already sent. */
  readonly killed?: boolean;
  /** Whether a supervisor of this process was to start it. Then nobody but the run can have made its records void. */
  readonly own?: boolean;
}

/** Watches a launch until its records, or their absence, show how it ended. */
export function watchRun(reach: Reach, { killed = false, own = false }: Watched = {}): RunHandle {
  const { promise: ended, resolve } = Promise.withResolvers<LaunchEnd>();
  const watching = new AbortController();
  const { signal } = watching;
  // Whether it was to be killed, and no process was found that is certainly its own.
  let unreachable = false;

  function end(how: LaunchEnd): void {
    watching.abort();
    resolve(how);
  }

  // After SIGKILL nobody waits for what cannot be known, or cannot be killed.
  function mayLive({ kind }: Inspection): boolean {
    if (kind === "alive") return !unreachable;
    if (kind === "supervised") return true;
    return !killed && (kind === "foreign" || kind === "hidden" || kind === "unreadable" || kind === "unclaimed");
  }

  async function watch(): Promise<void> {
    let goneSince: number | undefined;
    let hasRun = false;
    // Waits one turn: the caller may call terminate() right away, which must notice a run that has already ended.
    await Promise.resolve();
    while (!signal.aborted) {
      const seen = reach.inspect();
      if (seen.kind === "ended") return end({ kind: "ended", outcome: seen.outcome, endedBeforeSignal: false });
      // A run that deleted or changed its claim is no void launch.
      if (seen.kind === "void") return end(own || hasRun ? LOST : { kind: "void" });
      hasRun ||= seen.kind === "alive" || seen.kind === "supervised";
      if (seen.kind === "unclaimed" && reach.claimVoid()) return end(hasRun ? LOST : { kind: "void" });
      if (mayLive(seen)) goneSince = undefined;
      else goneSince ??= steadyNow();
      if (goneSince !== undefined && steadyNow() - goneSince >= PATIENCE_MS) return end(LOST);
      await delay(WATCH_MS, { signal }).catch(() => {});
    }
  }

  watch();
  return {
    ended,
    terminate(note) {
      if (signal.aborted) return;
      const seen = reach.inspect();
      // The run ended before the signal.
      if (seen.kind === "ended") return end({ kind: "ended", outcome: seen.outcome, endedBeforeSignal: true });
      note();
      reach.terminate();
    },
    kill() {
      killed = true;
      if (!signal.aborted) unreachable = !reach.kill();
    },
  };
}
