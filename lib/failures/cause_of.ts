/** The cause of a failed run. */
import { describeOutcome, type Outcome } from "../run/outcome.ts";

/** A run that failed, and the end of its log. */
export interface LoggedFailure {
  readonly outcome: Outcome;
  readonly timedOut: boolean;
  /** The path of its log, relative to the grid directory. */
  readonly log: string;
  /** The end of its log. */
  readonly lines: readonly string[];
}

/** Why a run failed: the line that says so, and what it has in common with those of other runs. */
export interface Cause {
  /** {@link causeLine}, without the name of the experiment. */
  readonly line: string;
  /** {@link failureCause} */
  readonly cause: string;
}

/**
 * The cause of a failed run.
 *
 * @param name of the experiment. In its log, in paths for instance, it does not tell causes apart
 */
export function causeOf({ outcome, timedOut, lines, log }: LoggedFailure, name: string): Cause {
  const dir = log.split("/")[0]!;
  const line = causeLine({
    log: lines.map((line) => line.replaceAll(dir, "…").replaceAll(name, "…")),
    signal: outcome.kind === "signal" ? outcome.signal : undefined,
    outcome: describeOutcome(outcome),
    timedOut,
  });
  // Numbers of outcomes are not masked: exit codes tell causes apart.
  return { line, cause: line === describeOutcome(outcome) ? line : failureCause(line) };
}

// Finds the line that says why a run failed.

/** How a run failed. */
export interface FailedEnd {
  /** The last lines of its log. */
  readonly log: readonly string[];
  /** The name of the signal that killed it, if one did. */
  readonly signal?: string | undefined;
  /** How it ended, in words: `exit code 1`. */
  readonly outcome: string;
  /** Whether its time was up: what its log then says is a consequence. */
  readonly timedOut: boolean;
}

// An exception with its class (Python, JavaScript, Java), or a panic (Rust, Go): `torch.OutOfMemoryError: CUDA out of memory`.
const EXCEPTION =
  /^(?:\S+: )?(?:Uncaught )?(?:[A-Za-z_][\w.$]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit)\b(?::|$)|\bpanic(?:ked at)?\b/;

// Words of other programs. A number after the word is a measurement: `validation error 0.12`.
const ERROR =
  /\b(?:error|fatal|exception|aborted|killed|segmentation fault|bus error|out of memory|core dumped|command not found|no such file or directory|permission denied|assertion .*failed|cannot|could not|not found|no space left)\b(?!\s*[:=]?\s*[-+]?\.?\d)/i;

/**
 * The last line of the log that names an exception, else the last one with a word for an error, else the signal, else the last
 * line, else how the run ended. Not just the last line, because Python writes a traceback first and then what is left of its
 * standard output.
 */
export function causeLine({ log, signal, outcome, timedOut }: FailedEnd): string {
  if (timedOut) return "timed out";
  const line = log.findLast((line) => EXCEPTION.test(line)) ?? log.findLast((line) => ERROR.test(line));
  if (line !== undefined) return line.trim();
  return signal === undefined ? (log.at(-1) ?? outcome).trim() : `killed by ${signal}`;
}

// Names the cause of a failure, in words that are the same for failures of the same kind.

const MAX_LENGTH = 200;

// A directory in an absolute path, but not in an address (`http://host/dir/page`).
const DIRECTORY = /(?<![\w/:.…])(?:\/[\w.+@~=,…-]+)+\/(?=[\w.+@~=,…-])/g;

/**
 * The cause: a line such as {@link causeLine} finds. Numbers, addresses and hashes are masked (`#`), and directories of absolute
 * paths left out (`…/`), so that they do not tell causes apart.
 */
export function failureCause(line: string): string {
  const masked = line
    .replaceAll(DIRECTORY, "…/")
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "#")
    .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi, "#")
    .replaceAll(/\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi, "#");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH - 1)}…` : masked;
}
