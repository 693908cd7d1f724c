/**
 * Asynchronous successive halving (ASHA, its stopping variant): at each rung a run is compared with those that reached it
 * before, and goes on if it is among the best. L. Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys
 * 2020.
 */
import { insert, type Queue, removeFirst } from "./queue.ts";

/** The rule by which runs are stopped early. */
export interface Halving {
  /** The resource at the first rung; the others are at `first · eta`, `first · eta²`, … Above 0. */
  readonly first: number;
  /** 1 of every `eta` runs goes on at each rung: a whole number, at least 2. */
  readonly eta: number;
  /** Which of two values is better. */
  readonly goal: "maximize" | "minimize";
  /** Which value counts at a rung. */
  readonly by: RungBasis;
}

/** Which value counts at a rung: the best one so far, or that of the row that has reached it. */
export type RungBasis = "best" | "last";

/** The values at a rung. Of `n`, the best ⌊n ÷ eta⌋ are in one queue, and all others in the other. */
export interface Rung {
  /** The number of values. */
  readonly of: number;
  /**
   * The worst first.
   *
   * @internal
   */
  readonly best: Queue<number> | undefined;
  /**
   * The best first.
   *
   * @internal
   */
  readonly others: Queue<number> | undefined;
}

/** The judgement of a value at a rung. */
export interface Verdict {
  /** Whether the run goes on. */
  readonly goesOn: boolean;
  /** The number of values at the rung, this one included. */
  readonly of: number;
  /** The worst value with which a run goes on; `undefined` as long as all runs go on. */
  readonly cut: number | undefined;
}

/** A verdict with its rung, and the value that was judged. */
export interface RungVerdict {
  /** The resource at the rung. */
  readonly rung: number;
  /** The value that counts there: see {@link RungBasis}. */
  readonly value: number;
  /** Whether the run goes on. */
  readonly verdict: Verdict;
}

/** A rung without values. */
export const EMPTY_RUNG: Rung = { of: 0, best: undefined, others: undefined };

/**
 * The number of rungs at which a run is judged. With an eta of at least 2, no trainer runs past this many rungs. A column that
 * does not count progress, with values such as 1e300, would pass more rungs than should be recorded in the journal.
 */
export const MAX_RUNGS = 64;

/**
 * The resource at a rung.
 *
 * @param index from 0
 */
export function resourceAt({ first, eta }: Halving, index: number): number {
  return first * eta ** index;
}

/**
 * Adds a value to a rung and judges it, in O(log n).
 *
 * The run goes on if its value is among the best ⌊n ÷ eta⌋ of the n values, or equal to the worst of these, or if n is below
 * eta. NaN is the worst value.
 */
export function enter(
  rung: Rung,
  value: number,
  { eta, goal }: Pick<Halving, "eta" | "goal">,
): readonly [Rung, Verdict] {
  const sign = goal === "maximize" ? 1 : -1;
  const score = Number.isNaN(value) ? -Infinity : sign * value;
  const of = rung.of + 1;
  const isBest = rung.best !== undefined && score > rung.best.priority;
  let best = isBest ? insert(rung.best, score, of, value) : rung.best;
  let others = isBest ? rung.others : insert(rung.others, -score, of, value);
  const places = Math.floor(of / eta);
  if (isBest && best!.size > places) {
    others = insert(others, -best!.priority, best!.order, best!.item);
    best = removeFirst(best!);
  } else if ((best?.size ?? 0) < places) {
    best = insert(best, -others!.priority, others!.order, others!.item);
    others = removeFirst(others!);
  }
  const goesOn = best === undefined || score >= best.priority;
  return [{ of, best, others }, { goesOn, of, cut: best?.item }];
}

/** The judgements at the rungs that a run has reached. */
export interface Judgement {
  readonly rungs: readonly Rung[];
  /** In the order of the rungs. Only the last verdict can be that the run does not go on. */
  readonly verdicts: readonly { readonly rung: number; readonly verdict: Verdict }[];
  /** The number of rungs that the run has passed now. */
  readonly behind: number;
}

/**
 * Judges a run at all rungs that it has reached, as long as it goes on.
 *
 * @param rungs the rungs of its task
 * @param behind the number of rungs at which it was judged before
 * @param value the value that counts
 * @param resource the progress of the run
 */
export function judgeAt(
  rungs: readonly Rung[],
  behind: number,
  { value, resource }: { readonly value: number; readonly resource: number },
  rule: Halving,
): Judgement {
  const after = [...rungs];
  const verdicts: Judgement["verdicts"][number][] = [];
  let index = behind;
  let goesOn = true;
  for (; goesOn && index < MAX_RUNGS && resource >= resourceAt(rule, index); index++) {
    const [rung, verdict] = enter(after[index] ?? EMPTY_RUNG, value, rule);
    after[index] = rung;
    verdicts.push({ rung: resourceAt(rule, index), verdict });
    goesOn = verdict.goesOn;
  }
  return { rungs: after, verdicts, behind: index };
}

/**
 * The value that counts after the next row of a run.
 *
 * @param before the value that counted before
 */
export function standingAfter(
  before: number | undefined,
  value: number,
  rule: Pick<Halving, "goal" | "by">,
): number {
  return rule.by === "last" ? value : betterOf(before, value, rule);
}

/** The better of two values. NaN is the worst. */
export function betterOf(best: number | undefined, value: number, { goal }: Pick<Halving, "goal">): number {
  if (best === undefined || Number.isNaN(best)) return value;
  return (goal === "maximize" ? value > best : value < best) ? value : best;
}
