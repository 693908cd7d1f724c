/** Simulates searches with early stopping: how much the best configuration is overstated. The figures of docs/analysis.md. */
import { createRung, enter, type Halving, resourceAt, type Rung } from "../../lib/search/halving.ts";
import { normals } from "../lib/report/statistics/random.ts";
import { report, reportRatio } from "./measure.ts";

const RULE: Halving = { first: 3, eta: 3, goal: "maximize", by: "best" };
const SEARCHES = 2_000;
const DRAWN = 60;
const REPETITIONS = 3;
// Standard deviations of accuracies: between seeds, and between the epochs of one.
const SEEDS = [0.001, 0.003];
const EPOCH = 0.001;
const LESSONS = 200;

/**
 * Searches over the recorded networks of `mnist_curves.csv`: another seed of a network has its curve, shifted, with noise in each
 * epoch. First seeds come to the rungs one after another; what goes on to the end is trained with two further seeds.
 */
export function benchSelection(): void {
  for (const deviation of SEEDS) simulate(deviation);
}

function simulate(deviation: number): void {
  const table = Deno.readTextFileSync(new URL("./mnist_curves.csv", import.meta.url));
  const curves = table.trim().split("\n").map((row) => row.split(",").map(Number));
  const normal = normals(20);
  const train = (curve: readonly number[]): readonly number[] => {
    const shift = deviation * normal();
    return curve.map((value) => value + shift + EPOCH * normal());
  };
  // What a network has on average over all seeds.
  const truths = new Map<readonly number[], number>(
    curves.map((curve) => [curve, mean(Array.from({ length: LESSONS }, () => best(train(curve))))]),
  );
  const overstated: Record<"all" | "first" | "fresh" | "byFresh", number[]> = {
    all: [],
    first: [],
    fresh: [],
    byFresh: [],
  };
  const lost: Record<"all" | "byFresh", number[]> = { all: [], byFresh: [] };
  for (let search = 0; search < SEARCHES; search++) {
    const drawn = shuffled(curves, normal).slice(0, DRAWN);
    const kept: Kept[] = survivors(drawn.map((curve) => ({ curve, first: train(curve) }))).map(({ curve, first }) => {
      const fresh = Array.from({ length: REPETITIONS - 1 }, () => best(train(curve)));
      return { truth: truths.get(curve)!, first: best(first), fresh: mean(fresh), all: mean([best(first), ...fresh]) };
    });
    const top = Math.max(...drawn.map((curve) => truths.get(curve)!));
    const winner = kept.reduce((a, b) => b.all > a.all ? b : a);
    overstated.all.push(winner.all - winner.truth);
    overstated.first.push(winner.first - winner.truth);
    overstated.fresh.push(winner.fresh - winner.truth);
    lost.all.push(top - winner.truth);
    const other = kept.reduce((a, b) => b.fresh > a.fresh ? b : a);
    overstated.byFresh.push(other.fresh - other.truth);
    lost.byFresh.push(top - other.truth);
  }
  const points = (values: readonly number[]) => 100 * mean(values);
  report(
    `selection: ${SEARCHES} searches of ${DRAWN} networks with ${REPETITIONS} seeds, seeds differ by ${
      100 * deviation
    } points`,
  );
  reportRatio("best by the mean of all seeds: overstated by its mean", points(overstated.all), "–", 3);
  reportRatio("… by its first seed, which was selected", points(overstated.first), "–", 3);
  reportRatio("… by its fresh seeds", points(overstated.fresh), "–", 3);
  reportRatio("… worse than the best that was drawn", points(lost.all), "–", 3);
  reportRatio("best by the mean of fresh seeds: overstated by it", points(overstated.byFresh), "–", 3);
  reportRatio("… worse than the best that was drawn", points(lost.byFresh), "–", 3);
}

interface Kept {
  readonly truth: number;
  readonly first: number;
  readonly fresh: number;
  readonly all: number;
}

interface Candidate {
  readonly curve: readonly number[];
  readonly first: readonly number[];
}

// Those that go on at each rung, by their best value so far.
function survivors(candidates: readonly Candidate[]): Candidate[] {
  const rungs: Rung[] = [];
  return candidates.filter(({ first }) => {
    for (let at = 0; resourceAt(RULE, at) <= first.length; at++) {
      const rung = rungs[at] ??= createRung();
      if (!enter(rung, best(first.slice(0, resourceAt(RULE, at))), RULE).goesOn) return false;
    }
    return true;
  });
}

function best(curve: readonly number[]): number {
  return Math.max(...curve);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shuffled<T>(items: readonly T[], normal: () => number): T[] {
  return items.map((item) => ({ item, key: normal() })).sort((a, b) => a.key - b.key).map(({ item }) => item);
}
