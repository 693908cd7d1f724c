/** Finds the line that says why a run failed. */

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
