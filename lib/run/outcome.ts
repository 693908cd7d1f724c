/** How a run ended, as far as the operating system knows, and what that counts as. */

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
export function outcomeOf(code: number): Outcome {
  const signal = SIGNALS[code - 128];
  return signal === undefined ? { kind: "exit", code } : { kind: "signal", signal };
}

/** An outcome as records have it: an exit code, or the name of a signal, or neither. */
export function codesOf(outcome: Outcome): { readonly exit: number | null; readonly signal: string | null } {
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

/** How a run ended, as far as the operating system knows. */
export type Outcome =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  /** It never ran: its launch was void, or could not be made. */
  | { readonly kind: "unstarted"; readonly reason: string }
  /** It is gone and left no record. */
  | { readonly kind: "lost" };

/** What an ended run counts as. */
export type EndState = "succeeded" | "failed" | "timed_out" | "interrupted" | "lost";
