/** Decides what a report says about the best configuration. */
import type { Verdict } from "../model.ts";
import { bestSet } from "../statistics/best_set.ts";
import type { ReportContext } from "./report_context.ts";

/** A verdict, and the positions of the configurations that may be the best. */
export interface BuiltVerdict {
  readonly verdict: Verdict;
  readonly members: ReadonlySet<number>;
}

/** The verdict; without a ranking it names nothing. */
export function buildVerdict({ configurations, ranking, columns }: ReportContext): BuiltVerdict {
  if (ranking === undefined) return { verdict: { compared: 0, candidates: 0 }, members: new Set() };
  const { column, goal } = ranking;
  const samples = configurations.map((configuration) => {
    const { n = 0, mean = NaN, std } = configuration.statistics(column) ?? {};
    return { n, mean, std };
  });
  const { compared, members } = bestSet(samples, goal);
  const [first] = configurations;
  const hasBest = first?.statistics(column) !== undefined;
  const isAlone = hasBest && samples[0]!.n === 1 && first.failed > 0;
  const complete = isAlone
    ? configurations.findIndex(({ failed, unfinished }, at) => samples[at]!.n > 1 && failed + unfinished === 0)
    : -1;
  const test = testOf(column, columns);
  return {
    members,
    verdict: {
      ...(hasBest && { best: 0 }),
      ...(complete >= 0 && { complete }),
      compared,
      candidates: members.size,
      ...(test >= 0 && { test }),
    },
  };
}

// `test_accuracy` for `validation_accuracy`; if models have several tests, that of the first.
function testOf(column: string, columns: readonly string[]): number {
  const name = /^validation_(.*)$/s.exec(column)?.[1];
  if (name === undefined) return -1;
  const only = columns.indexOf(`test_${name}`);
  return only >= 0 ? only : columns.findIndex((other) => other.startsWith("test_") && other.endsWith(`_${name}`));
}
