/**
 * Successive halving without waiting (ASHA, its stopping variant): at each rung a run is compared with those that came there
 * before, and goes on if it is among the best. L. Li et al., "A System for Massively Parallel Hyperparameter Tuning", MLSys 2020.
 */
import { insert, type Queue, removeFirst } from "./queue.ts";

/** The rule by which runs are stopped early. */
export interface Halving {
  /** The resource at the first rung; the others are at `first · eta`, `first · eta²`, … Above 0. */
  readonly first: number;
  /** One of `eta` runs goes on at each rung: a whole number, at least 2. */
  readonly eta: number;
  /** Which of two values is the better one. */
  readonly goal: "maximize" | "minimize";
  /** What counts at a rung: the best value so far, or that of the row that has reached it. */
  readonly by: RungBasis;
}

/** What counts at a rung. */
export type RungBasis = "best" | "last";

/** The values that have come to a rung. Of `n`, the best ⌊n ÷ eta⌋ are in one queue, and all others in the other. */
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

/** What a rung says of a value. */
export interface Verdict {
  /** Whether the run goes on. */
  readonly goesOn: boolean;
  /** The number of values at the rung, this one included. */
  readonly of: number;
  /** The worst value that goes on; `undefined` as long as all do. */
  readonly cut: number | undefined;
}

/** A verdict with its rung, and the value that was judged. */
export interface RungVerdict {
  /** The resource at the rung. */
  readonly rung: number;
  /** What was compared with the other runs: see {@link RungBasis}. */
  readonly value: number;
  /** What follows for the run. */
  readonly verdict: Verdict;
}

/** A rung to which nothing has come. */
export const EMPTY_RUNG: Rung = { of: 0, best: undefined, others: undefined };

/**
 * The number of rungs at which a run is judged. With an eta of at least 2, a trainer does not run for longer than so many rungs;
 * a resource that is not one, such as 1e300, would reach more of them than the journal should have.
 */
export const MAX_RUNGS = 64;

/** The resource at a rung. @param index from 0 */
export function resourceAt({ first, eta }: Halving, index: number): number {
  return first * eta ** index;
}

/**
 * Adds a value to a rung and judges it, in O(log n).
 *
 * It goes on if it is among the best ⌊n ÷ eta⌋ of the n values with it, or as good as the worst of these, or as long as n is
 * below eta. NaN is the worst value.
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

/** What the rungs that a run has reached say of it. */
export interface Judgement {
  readonly rungs: readonly Rung[];
  /** In the order of the rungs; only the last one can be that the run does not go on. */
  readonly verdicts: readonly { readonly rung: number; readonly verdict: Verdict }[];
  /** The number of rungs that are behind the run now. */
  readonly behind: number;
}

/**
 * Judges a run at all rungs that it has reached, as long as it goes on.
 *
 * @param rungs those of its task
 * @param behind the number of rungs at which it was judged before
 * @param value what counts of it
 * @param resource how far it is
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

/** What counts of a run after its next row. @param before what counted until then */
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
