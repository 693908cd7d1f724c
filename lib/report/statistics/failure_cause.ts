/** Names the cause of a failure, in words that are the same for failures of the same kind. */

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

const MAX_LENGTH = 200;

/**
 * The cause: the last line of the log that names an exception, else the last one with a word for an error, else the signal, else
 * the last line, else how the run ended. Not just the last line, because Python writes a traceback first and then what is left
 * of its standard output.
 *
 * Numbers, addresses and hashes are masked (`#`), so that they do not tell causes apart.
 */
export function failureCause({ log, signal, outcome, timedOut }: FailedEnd): string {
  if (timedOut) return "timed out";
  const line = log.findLast((line) => EXCEPTION.test(line)) ?? log.findLast((line) => ERROR.test(line));
  if (line !== undefined) return mask(line);
  return signal === undefined ? mask(log.at(-1) ?? outcome) : `killed by ${signal}`;
}

function mask(line: string): string {
  const masked = line.trim()
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "#")
    .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi, "#")
    .replaceAll(/\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi, "#");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH - 1)}…` : masked;
}
