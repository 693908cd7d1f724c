/** Groups failed runs by their causes, and finds what the experiments of a group have in common. */
import { describeOutcome, type Outcome } from "../run/outcome.ts";
import type { Stage } from "../run/stage.ts";

/** A failed run. */
export interface Failed {
  readonly stage: Stage;
  /** {@link failureCause} */
  readonly cause: string;
  /** The index of its experiment. */
  readonly experiment: number;
}

/** Failed runs of a stage with the same cause, in their order. */
export interface FailureGroup<T extends Failed> {
  readonly runs: readonly [T, ...T[]];
  /** The values that the group shares and not all of the others have. `factor` is the index of a parameter. */
  readonly common: readonly SharedValue[];
}

/** A value that all experiments of a group have. */
export interface SharedValue extends Pick<CommonValue, "factor" | "elsewhere"> {
  readonly value: string | null;
}

/** The experiments to compare with: all whose runs have ended, for instance. */
export interface Compared {
  /** The value of each experiment, by parameter. */
  readonly params: readonly (readonly (string | null)[])[];
  /** The indices of the experiments, by stage. */
  readonly others: Readonly<Record<Stage, readonly number[]>>;
}

// The number of groups that are compared: if there are more causes, the rest says nothing new.
const MAX_COMPARED = 50;

/** The groups, the largest first. A group of one run has no common values. */
export function groupFailures<T extends Failed>(failed: readonly T[], { params, others }: Compared): FailureGroup<T>[] {
  const groups = [...Map.groupBy(failed, ({ stage, cause }) => `${stage} ${cause}`).values()] as [T, ...T[]][];
  groups.sort((a, b) => b.length - a.length);
  const levels = groups.some(({ length }) => length > 1) ? params.map(levelsOf) : [];
  return groups.map((runs, rank): FailureGroup<T> => ({
    runs,
    common: runs.length === 1 || rank >= MAX_COMPARED ? [] : sharedValues(runs, levels, others[runs[0].stage]),
  }));
}

function sharedValues(runs: readonly Failed[], levels: readonly Levels[], others: readonly number[]): SharedValue[] {
  const group = [...new Set(runs.map(({ experiment }) => experiment))];
  return commonValues(levels.map(({ at }) => at), group, others).map(({ factor, level, elsewhere }) => ({
    factor,
    value: levels[factor]!.values[level]!,
    elsewhere,
  }));
}

/** A value that all members of a group share. */
export interface CommonValue {
  readonly factor: number;
  readonly level: number;
  /** How many of the others have it, too. */
  readonly elsewhere: number;
}

/**
 * The levels that all members of a group share and not all of the others have, those that the fewest others have first. Without
 * others, nothing distinguishes the group.
 *
 * @param factors the level of each item, by factor
 * @param group indices of items
 * @param others indices of the items to compare with; those of the group do not count
 */
export function commonValues(
  factors: readonly (readonly number[])[],
  group: readonly number[],
  others: readonly number[],
): CommonValue[] {
  const [first] = group;
  if (first === undefined) return [];
  const members = new Set(group);
  const compared = others.filter((item) => !members.has(item));
  return factors.flatMap((levels, factor): CommonValue[] => {
    const level = levels[first]!;
    if (!group.every((item) => levels[item] === level)) return [];
    const elsewhere = compared.filter((item) => levels[item] === level).length;
    return elsewhere === compared.length ? [] : [{ factor, level, elsewhere }];
  }).sort((a, b) => a.elsewhere - b.elsewhere || a.factor - b.factor);
}

/** The levels of a factor: its different values, and which of them each item has. */
export interface Levels {
  /** In order of first appearance. */
  readonly values: readonly (string | null)[];
  /** The index of the value of each item. */
  readonly at: readonly number[];
}

/** @param values the value of each item */
export function levelsOf(values: readonly (string | null)[]): Levels {
  const known = new Map<string | null, number>();
  const at = values.map((value) => {
    if (!known.has(value)) known.set(value, known.size);
    return known.get(value)!;
  });
  return { values: [...known.keys()], at };
}

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
 * @param name of the experiment. It is removed from the line, because names in paths would make equal causes look different
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

/** How a run failed. */
export interface FailedEnd {
  /** The last lines of its log. */
  readonly log: readonly string[];
  /** The name of the signal that killed it, if one did. */
  readonly signal?: string | undefined;
  /** How it ended, in words: `exit code 1`. */
  readonly outcome: string;
  /** Whether it exceeded its timeout: the last lines of its log are then a consequence. */
  readonly timedOut: boolean;
}

// An exception with its class (Python, JavaScript, Java), or a panic (Rust, Go): `torch.OutOfMemoryError: CUDA out of memory`.
const EXCEPTION =
  /^(?:\S+: )?(?:Uncaught )?(?:[A-Za-z_][\w.$]*\.)?[A-Z]\w*(?:Error|Exception|Interrupt|Exit)\b(?::|$)|\bpanic(?:ked at)?\b/;

// Words of other programs. A number after the word is a measurement: `validation error 0.12`.
const ERROR =
  /\b(?:error|fatal|exception|aborted|killed|segmentation fault|bus error|out of memory|core dumped|command not found|no such file or directory|permission denied|assertion .*failed|cannot|could not|not found|no space left)\b(?!\s*[:=]?\s*[-+]?\.?\d)/i;

/**
 * The line that says why a run failed: the last one that names an exception, else the last one with a word for an error, else
 * the signal, else the last line, else how the run ended. Not simply the last line, because Python writes a traceback first and
 * the rest of its standard output after it.
 */
export function causeLine({ log, signal, outcome, timedOut }: FailedEnd): string {
  if (timedOut) return "timed out";
  const line = log.findLast((line) => EXCEPTION.test(line)) ?? log.findLast((line) => ERROR.test(line));
  if (line !== undefined) return line.trim();
  return signal === undefined ? (log.at(-1) ?? outcome).trim() : `killed by ${signal}`;
}

const MAX_LENGTH = 200;

// A directory in an absolute path, but not in an address (`http://host/dir/page`).
const DIRECTORY = /(?<![\w/:.…])(?:\/[\w.+@~=,…-]+)+\/(?=[\w.+@~=,…-])/g;

/**
 * The cause in a line such as {@link causeLine} finds, in words that are the same for failures of the same kind: numbers,
 * addresses and hashes are masked (`#`), and directories of absolute paths are left out (`…/`).
 */
export function failureCause(line: string): string {
  const masked = line
    .replaceAll(DIRECTORY, "…/")
    .replaceAll(/\b0x[0-9a-f]+\b/gi, "#")
    .replaceAll(/\b(?=[a-f]*\d)[0-9a-f]{7,}\b/gi, "#")
    .replaceAll(/\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi, "#");
  return masked.length > MAX_LENGTH ? `${masked.slice(0, MAX_LENGTH - 1)}…` : masked;
}
