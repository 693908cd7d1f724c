/** Benchmarks what early stopping saves and loses, on recorded curves and on families of synthetic ones, by both bases. */
import type { RungBasis } from "../../lib/search/halving.ts";
import { EPOCHS, FAMILIES, WARM_UP } from "./curve_families.ts";
import { report } from "./measure.ts";
import { replay, type Replayed } from "./replay.ts";

const ORDERS = 200;
const RUNS = 60;
const BASES: readonly RungBasis[] = ["best", "last"];

/** Runs the benchmark. */
export function benchEarlyStopping(): void {
  benchRecorded();
  benchFamilies();
}

// The validation accuracies of 256 networks of grids/mnist/mlp.yaml, after each of 27 epochs, recorded with an
// earlier trainer, which started from other weights. Drawn with seed 1:
// training.optimizer.lr: {loguniform: [0.001, 0.5]}, training.optimizer.momentum: {uniform: [0, 0.95]},
// training.batch_size: {choice: [32, 64, 128, 256]}, model.width: {logint: [16, 64]},
// model.activation: {choice: [relu, tanh, elu]}.
function benchRecorded(): void {
  const table = Deno.readTextFileSync(new URL("./mnist_curves.csv", import.meta.url));
  const curves = table.trim().split("\n").map((row) => row.split(",").map(Number));
  report(`early stopping: ${RUNS} of ${curves.length} recorded curves in ${ORDERS} orders, {first: 3, eta: 3}`);
  report("expected with by: best: saved ≥ 0.60, kept ≥ 0.90, lost ≤ 0.05");
  for (const slots of [1, 4, 60]) {
    reportBoth(`${slots} ${slots === 1 ? "slot" : "slots"}`, slots, (order) => shuffled(curves, order).slice(0, RUNS));
  }
}

function benchFamilies(): void {
  report(`early stopping: ${ORDERS} times ${RUNS} curves of ${EPOCHS} epochs, on 4 slots, {first: 3, eta: 3}`);
  for (const { name, curves } of FAMILIES) {
    reportBoth(name, 4, (order) => curves(RUNS, createRandom(order + 1)));
    if (name !== WARM_UP) continue;
    reportBoth(`${name}, first: 9`, 4, (order) => curves(RUNS, createRandom(order + 1)), 9);
  }
}

// kept: the share of orders in which the best run is not stopped; lost: the accuracy that is lost, in points, on average.
function reportBoth(
  name: string,
  slots: number,
  curvesOf: (order: number) => readonly (readonly number[])[],
  first = 3,
): void {
  for (const by of BASES) {
    const replayed = Array.from({ length: ORDERS }, (_, order) => replay(curvesOf(order), slots, { by, first }));
    const losses = BASES.map((result) => `result is the ${result} row: ${describeLoss(replayed, result)}`);
    const saved = mean(replayed.map(({ saved }) => saved)).toFixed(2);
    report(`  ${name.padEnd(32)} by: ${by}  saved ${saved}; ${losses.join("; ")}`);
  }
}

function describeLoss(replayed: readonly Replayed[], result: RungBasis): string {
  const losses = replayed.map(({ loss }) => loss[result]);
  const kept = mean(losses.map((loss) => Number(loss === 0)));
  return `kept ${kept.toFixed(2)}, lost ${(100 * mean(losses)).toFixed(2)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The items in another order, which is the same in each call. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const copy = [...items];
  const random = createRandom(seed);
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

// A small generator, so that orders are the same in each call.
function createRandom(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
