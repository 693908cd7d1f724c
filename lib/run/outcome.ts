/** How a launch ended according to the operating system, and the end state that follows from it. */

/** How a launch ended according to the operating system. */
export type Outcome =
  | { readonly kind: "exit"; readonly code: number }
  /** `signal` is a name: `SIGKILL`. */
  | { readonly kind: "signal"; readonly signal: string }
  /** The process is gone and left no exit record. */
  | { readonly kind: "lost" }
  /** It never ran: the launch was void or failed to start. */
  | { readonly kind: "unstarted"; readonly reason: string };

/** Why the scheduler told a run to end. `early`: its values are not among the best. */
export type Told = "stop" | "timeout" | "early";

/** All states of runs that have ended. */
export const END_STATES = ["succeeded", "failed", "timed_out", "interrupted", "lost", "stopped_early"] as const;

/** The state of a run that has ended. */
export type EndState = typeof END_STATES[number];

/** Whether a run failed by itself, without a timeout or a stop. */
export function failedByItself(state: EndState): boolean {
  return state === "failed";
}

// If a run is lost this often in a row, it probably kills its own supervisor, which is a failure.
const MAX_LOSSES = 3;

/**
 * The end state of a run. Only this function decides it.
 *
 * @param told why the run was told to end, if it was. Recovery omits it for a process that left no exit record: such a run
 * counts as lost
 * @param losses how many times in a row the run was lost before
 */
export function classify(outcome: Outcome, told?: Told, losses = 0): EndState {
  // A trainer that saves its state and exits with 0 on SIGTERM has not finished.
  if (told === "stop") return "interrupted";
  if (told === "timeout") return "timed_out";
  if (told === "early") return "stopped_early";
  if (outcome.kind === "lost") return losses < MAX_LOSSES ? "lost" : "failed";
  return outcome.kind === "exit" && outcome.code === 0 ? "succeeded" : "failed";
}

/**
 * The reason to end that decides the state of a run. Early stopping only matters if it ended the run: a run that ended by
 * itself is complete, or has failed.
 *
 * @param told why it was told to end, before it had ended
 * @param isOut whether early stopping judged that it does not go on
 */
export function decisiveReason(outcome: Outcome, told: Told | undefined, isOut: boolean): Told | undefined {
  // A lost run that early stopping judged out is not started again.
  return isOut && (told !== undefined || outcome.kind === "lost") ? "early" : told;
}

/** Signals that end processes and have the same number on Linux and macOS. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
  24: "SIGXCPU",
  25: "SIGXFSZ",
};

/**
 * The outcome for the exit code of a shell, which is 128 + n after signal n.
 *
 * A program that exits with such a code itself looks the same. Most programs that do so mean the signal, as shells do.
 *
 * @param code 0 … 255
 */
export function outcomeOfExitCode(code: number): Outcome {
  const signal = SIGNALS[code - 128];
  return signal === undefined ? { kind: "exit", code } : { kind: "signal", signal };
}

// Shared, because a journal may have a hundred thousand successes.
const SUCCESS: Outcome = { kind: "exit", code: 0 };

/** The outcome in a journal record; the inverse of {@link exitAndSignal}. */
export function outcomeOfRecord(
  { exit, signal, reason }: { readonly exit: number | null; readonly signal: string | null; readonly reason?: string },
): Outcome {
  if (exit !== null) return exit === 0 ? SUCCESS : { kind: "exit", code: exit };
  if (signal !== null) return { kind: "signal", signal };
  return reason === undefined ? { kind: "lost" } : { kind: "unstarted", reason };
}

/** The fields of an outcome in a journal record: an exit code, the name of a signal, or neither. */
export function exitAndSignal(outcome: Outcome): { readonly exit: number | null; readonly signal: string | null } {
  return {
    exit: outcome.kind === "exit" ? outcome.code : null,
    signal: outcome.kind === "signal" ? outcome.signal : null,
  };
}

/** An outcome in words: `exit code 3`, `killed by SIGKILL`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "exit":
      return `exit code ${outcome.code}`;
    case "signal":
      return `killed by ${outcome.signal}`;
    case "unstarted":
      return `failed to start: ${outcome.reason}`;
    case "lost":
      return "lost (no exit record)";
  }
}
