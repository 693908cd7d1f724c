/** Simulates what reports and analyses claim: how often it holds. The figures of docs/report.md and docs/analysis.md. */
import { studentT } from "../../lib/analysis/statistics.ts";
import type { BestSet, Sample } from "../../lib/report/statistics/best_set.ts";
import { varianceShares } from "../../lib/report/statistics/variance_shares.ts";
import { normals, uniforms } from "../lib/report/statistics/random.ts";
import { simulate } from "../lib/report/statistics/simulate.ts";
import { report, reportRatio } from "./measure.ts";
import { benchSelection } from "./selection.ts";

/** Runs the benchmark. */
export function benchStatistics(): void {
  benchBestSet();
  benchPairs();
  benchShares();
  benchSelection();
}

const STUDIES = 4_000;

// Configurations of which the best varies more than all others.
function benchBestSet(): void {
  for (const std of [3, 4]) {
    report(`may be the best: two repetitions, equal means, the best has ${std ** 2} times the variance`);
    for (const k of [6, 30, 100, 400]) {
      const { held } = simulate({ k, counts: [2], gap: 0, std: (index) => index === k - 1 ? std : 1 }, STUDIES);
      reportRatio(`${k} configurations: the best is marked`, held, "≥ 0.90", 3);
    }
  }
}

const PAIRS: readonly (readonly [number, number])[] = [[2, 2], [3, 3], [5, 5], [3, 2], [5, 2]];

// Two configurations: a rule is good if it holds the better one, and yet tells them apart.
function benchPairs(): void {
  for (const [name, rule] of [["one of two pooled, as before", poolOne], ["both pooled", undefined]] as const) {
    report(`may be the best: two configurations, ${name}`);
    for (const counts of PAIRS) {
      const held = [0.25, 1, 4].map((ratio) =>
        simulate({ k: 2, counts, gap: 0, std: (index) => index === 1 ? ratio : 1 }, 4 * STUDIES, rule).held
      );
      const n = `n = ${counts.join(" and ")}`;
      reportRatio(`${n}: the better is marked, deviations up to 4 : 1`, Math.min(...held), "≥ 0.92", 3);
      const { size } = simulate({ k: 2, counts, gap: 3, std: () => 1 }, 4 * STUDIES, rule);
      reportRatio(`${n}: 3 standard deviations apart, told apart`, 2 - size, counts[1] > 2 ? "≥ 0.8" : "≥ 0.5", 3);
    }
  }
}

// The rule of earlier versions, which pooled the better half.
function poolOne(samples: readonly Sample[]): BestSet {
  const [best, other] = samples[0]!.mean >= samples[1]!.mean ? [0, 1] : [1, 0];
  const [first, second] = [samples[best!]!, samples[other!]!];
  const [s1, s2] = [first.std! ** 2, Math.max(first.std! ** 2, second.std! ** 2)];
  const margin = studentT(first.n - 1, 0.05) * Math.sqrt(s1 / first.n + s2 / second.n);
  const members = first.mean - second.mean <= margin ? [best!, other!] : [best!];
  return { compared: 2, members: new Set(members) };
}

const SEARCHES = 1_000;

// Random searches with four parameters, of which the first matters: as a line, a parabola, a cliff.
function benchShares(): void {
  const curves: readonly (readonly [string, (u: number) => number])[] = [
    ["nothing", () => 0],
    ["a line", (u) => u],
    ["a parabola", (u) => 4 * (u - 0.6) ** 2],
    ["a cliff", (u) => u > 0.8 ? 1 : 0],
  ];
  for (const points of [30, 60, 200]) {
    report(`shares of the variance: random searches of ${points} points, one of four parameters matters`);
    for (const [name, curve] of curves) {
      const [truth, noise] = [variance(curve), 0.1];
      const share = truth / (truth + noise ** 2);
      const random = normals(points);
      const uniform = uniforms(points);
      let [sum, held, named, wrong] = [0, 0, 0, 0];
      for (let study = 0; study < SEARCHES; study++) {
        const cells = Array.from({ length: points }, (_, at) => at);
        const factors = [0, 1, 2, 3].map(() => ({ levels: cells, numbers: cells.map(() => uniform()) }));
        const values = factors[0]!.numbers.map((u) => curve(u) + noise * random());
        const { shares } = varianceShares({ values, factors, cells });
        const first = shares.find(({ factors }) => factors[0] === 0)!;
        sum += first.share;
        if (first.interval![0] <= share && share <= first.interval![1]) held++;
        if (shares.find(({ isClear }) => isClear) === first) named++;
        if (shares.some((share) => share.isClear && share !== first)) wrong++;
      }
      reportRatio(`${name}: true share`, share, "–", 3);
      if (share > 0) {
        reportRatio(`${name}: mean of the estimates`, sum / SEARCHES, "–", 3);
        reportRatio(`${name}: the interval holds the true share`, held / SEARCHES, "–", 3);
        reportRatio(`${name}: it is named`, named / SEARCHES, "≥ 0.95", 3);
      }
      reportRatio(`${name}: another one is clear`, wrong / SEARCHES, "≤ 0.05", 3);
    }
  }
}

// Of a function of a uniform number.
function variance(curve: (u: number) => number): number {
  const values = Array.from({ length: 100_000 }, (_, at) => curve((at + 0.5) / 100_000));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
