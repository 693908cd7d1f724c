/** How a run ended, as far as the operating system knows, and what that counts as. */

/** How a run ended, as far as the operating system knows. */
export type Outcome =
  | { readonly kind: "exit"; readonly code: number }
  /** `signal`: its name, `SIGKILL`. */
  | { readonly kind: "signal"; readonly signal: string }
  /** It is gone and left no record. */
  | { readonly kind: "lost" }
  /** It never ran: its launch was void, or could not be made. */
  | { readonly kind: "unstarted"; readonly reason: string };

/** Why a run was asked to end. */
export type Told = "stop" | "timeout";

/** What an ended run counts as. */
export type EndState = "succeeded" | "failed" | "timed_out" | "interrupted" | "lost";

/** Whether a run ended by itself, and badly. */
export function hasFailed(state: EndState): boolean {
  return state === "failed";
}

// A job that is lost again and again takes its supervisor with it: that is a failure.
const MAX_LOSSES = 3;

/**
 * What an ended run counts as.
 *
 * @param told why it was asked to end, if it was before it ended. Recovery passes nothing for a process that is gone without a
 * record: nobody saw it end, so that it is lost, whatever it was told
 * @param losses how often in a row the run was lost before
 */
export function classify(outcome: Outcome, told?: Told, losses = 0): EndState {
  // A trainer that saves and exits 0 on SIGTERM has not finished its work.
  if (told === "stop") return "interrupted";
  if (told === "timeout") return "timed_out";
  if (outcome.kind === "lost") return losses < MAX_LOSSES ? "lost" : "failed";
  return outcome.kind === "exit" && outcome.code === 0 ? "succeeded" : "failed";
}

/** Names of signals by number, as Linux and macOS share them for those that end processes. */
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
 * The outcome for an exit code as a shell tells it: 128 + n after signal n.
 *
 * A program that exits with such a code itself cannot be told from one that a signal ended; shells, and most programs that
 * do so, mean the signal.
 *
 * @param code 0 … 255
 */
export function outcomeOfExitCode(code: number): Outcome {
  const signal = SIGNALS[code - 128];
  return signal === undefined ? { kind: "exit", code } : { kind: "signal", signal };
}

/** The outcome that a record tells: the inverse of {@link exitAndSignal}. */
export function outcomeOfRecord(
  { exit, signal, reason }: { readonly exit: number | null; readonly signal: string | null; readonly reason?: string },
): Outcome {
  if (exit !== null) return { kind: "exit", code: exit };
  if (signal !== null) return { kind: "signal", signal };
  return reason === undefined ? { kind: "lost" } : { kind: "unstarted", reason };
}

/** An outcome as records have it: an exit code, or the name of a signal, or neither. */
export function exitAndSignal(outcome: Outcome): { readonly exit: number | null; readonly signal: string | null } {
  return {
    exit: outcome.kind === "exit" ? outcome.code : null,
    signal: outcome.kind === "signal" ? outcome.signal : null,
  };
}

/** An outcome in words, for people: `exit 3`, `killed by SIGKILL`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "exit":
      return `exit ${outcome.code}`;
    case "signal":
      return `killed by ${outcome.signal}`;
    case "unstarted":
      return `could not be started: ${outcome.reason}`;
    case "lost":
      return "gone without a record";
  }
}
