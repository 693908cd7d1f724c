/**
 * Asynchronous successive halving (ASHA, its stopping variant): at each rung a run is compared with those that reached it
 * before, and goes on if it is among the best. L. Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys
 * 2020.
 */
import { BinaryHeap } from "@std/data-structures/binary-heap";

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

/** The values that have come to a rung. Of `n`, the best ⌊n ÷ eta⌋ are in one heap, and all others in the other. */
export interface Rung {
  /** The number of values. */
  of: number;
  /**
   * The worst first.
   *
   * @internal
   */
  readonly best: BinaryHeap<RungEntry>;
  /**
   * The best first.
   *
   * @internal
   */
  readonly others: BinaryHeap<RungEntry>;
}

/** A value at a rung. */
interface RungEntry {
  readonly value: number;
  /** The higher, the better. */
  readonly score: number;
  /** Its place in the order in which the values came. */
  readonly order: number;
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

/** A rung to which nothing has come. */
export function createRung(): Rung {
  // The difference of equal infinities is NaN.
  return {
    of: 0,
    best: new BinaryHeap((a, b) => a.score - b.score || a.order - b.order),
    others: new BinaryHeap((a, b) => b.score - a.score || a.order - b.order),
  };
}

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
 * Adds a value to a rung, in place, and judges it, in O(log n).
 *
 * The run goes on if its value is among the best ⌊n ÷ eta⌋ of the n values, or equal to the worst of these, or if n is below
 * eta. NaN is the worst value.
 */
export function enter(rung: Rung, value: number, { eta, goal }: Pick<Halving, "eta" | "goal">): Verdict {
  const { best, others } = rung;
  const score = Number.isNaN(value) ? -Infinity : goal === "maximize" ? value : -value;
  const of = ++rung.of;
  const places = Math.floor(of / eta);
  const isBest = best.length > 0 && score > best.peek()!.score;
  (isBest ? best : others).push({ value, score, order: of });
  if (best.length > places) others.push(best.pop()!);
  else if (best.length < places) best.push(others.pop()!);
  const cut = best.peek();
  return { goesOn: cut === undefined || score >= cut.score, of, cut: cut?.value };
}

/** The judgements at the rungs that a run has reached. */
export interface Judgement {
  /** In the order of the rungs; only the last one can be that the run does not go on. */
  readonly verdicts: readonly { readonly rung: number; readonly verdict: Verdict }[];
  /** The number of rungs that the run has passed now. */
  readonly behind: number;
}

/**
 * Judges a run at all rungs that it has reached, as long as it goes on. Its value is added to these rungs, in place.
 *
 * @param rungs those of its task; further ones are appended
 * @param behind the number of rungs at which it was judged before
 * @param value the value that counts
 * @param resource the progress of the run
 */
export function judgeAt(
  rungs: Rung[],
  behind: number,
  { value, resource }: { readonly value: number; readonly resource: number },
  rule: Halving,
): Judgement {
  const verdicts: Judgement["verdicts"][number][] = [];
  let index = behind;
  let goesOn = true;
  for (; goesOn && index < MAX_RUNGS && resource >= resourceAt(rule, index); index++) {
    const verdict = enter(rungs[index] ??= createRung(), value, rule);
    verdicts.push({ rung: resourceAt(rule, index), verdict });
    goesOn = verdict.goesOn;
  }
  return { verdicts, behind: index };
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
