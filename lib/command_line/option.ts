/** The flags of a command, as data. */

/** A flag. */
export interface Option {
  /** As `--help` shows it: `-f, --follow`, or `--expdir <dir>` for a flag with a value. */
  readonly flags: string;
  readonly description: string;
  /** The values that it takes. Without it, any. */
  readonly choices?: readonly string[];
  /**
   * Gives the value for a text. A flag that can be repeated gets its value so far.
   *
   * @throws {InvalidArgumentError} if the text is invalid
   */
  // deno-lint-ignore no-explicit-any
  readonly parse?: ((text: string, previous: any) => unknown) | undefined;
  /** Its value if it is not given. */
  readonly default?: unknown;
  /** An alias that `--help` does not show. */
  readonly isHidden?: true;
}

/** A value that a flag does not take. The message says what was expected. */
export class InvalidArgumentError extends Error {
  override readonly name = "InvalidArgumentError";
}

/** The parts of {@link Option.flags}. */
export interface OptionNames {
  /** `-f` and `--follow`. */
  readonly all: readonly string[];
  /** The name among the values of a command: `maxConcurrentRuns` for `--max-concurrent-runs`, `diff` for `--no-diff`. */
  readonly key: string;
  readonly takesValue: boolean;
  /** Whether it turns something off: its value is `true` unless it is given. */
  readonly isNegated: boolean;
}

/** The names of a flag. */
export function namesOf({ flags }: Option): OptionNames {
  const all = flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
  const long = all.at(-1)!;
  return {
    all,
    isNegated: long.startsWith("--no-"),
    key: long.replace(/^-+(no-)?/, "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
    takesValue: / <.+>$/.test(flags),
  };
}
