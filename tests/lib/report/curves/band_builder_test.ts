import { assert, assertEquals } from "@std/assert";
import { type Band, createBandBuilder } from "../../../../lib/report/curves/band_builder.ts";
import {
  createCurveBuilder,
  type Curve,
  type CurveAxis,
  MAX_BUCKETS,
} from "../../../../lib/report/curves/curve_builder.ts";

function curve(values: readonly number[], axis: CurveAxis = { kind: "regular", first: 1, step: 1 }): Curve {
  return { rows: values.length, size: 1, axis, mean: Float32Array.from(values) };
}

function average(...curves: readonly Curve[]): Band {
  const builder = createBandBuilder();
  curves.forEach(builder.add);
  return builder.finish()!;
}

const list = (...values: number[]) => Float32Array.from(values);

Deno.test("a band has the mean, the minimum and the maximum of its curves at each place", () => {
  const band = average(curve([1, 2, 3]), curve([3, 2, 5]), curve([5, 5, 4]));
  assertEquals(band, {
    n: 3,
    rows: 3,
    axis: { kind: "regular", first: 1, step: 1 },
    mean: list(3, 3, 4),
    low: list(1, 2, 3),
    high: list(5, 5, 5),
  });
});

Deno.test("a shorter curve counts as far as it goes, whichever comes first", () => {
  for (const curves of [[curve([1, 2]), curve([3, 4, 6])], [curve([3, 4, 6]), curve([1, 2])]]) {
    const { mean, low, high, rows } = average(...curves);
    assertEquals([mean, low, high, rows], [list(2, 3, 6), list(1, 2, 6), list(3, 4, 6), 3]);
  }
});

Deno.test("the mean is NaN where a curve is, and the range is that of the others", () => {
  const { mean, low, high } = average(curve([1, NaN, 3]), curve([3, 2, 5]));
  assertEquals([mean, low, high], [list(2, NaN, 4), list(1, 2, 3), list(3, 2, 5)]);
});

Deno.test("a curve with other places is interpolated within its range", () => {
  const first = curve([0, 10, 20, 30], { kind: "regular", first: 0, step: 10 });
  const other = curve([5, 25], { kind: "regular", first: 5, step: 20 });
  assertEquals(average(first, other).mean, list(0, 10, 20, 30));
  const listed = curve([105, 125], { kind: "listed", x: Float64Array.of(5, 25) });
  assertEquals(average(first, listed).mean, list(0, 60, 70, 30));
});

Deno.test("long and short curves are averaged in the same buckets", () => {
  const long = createCurveBuilder();
  const short = createCurveBuilder();
  for (let row = 0; row < 2 * MAX_BUCKETS; row++) {
    long.add(row, row % 2 === 0 ? 1 : 3);
    if (row < 101) short.add(row, 4);
  }
  for (const curves of [[long.finish()!, short.finish()!], [short.finish()!, long.finish()!]]) {
    const { mean, low, high, rows } = average(...curves);
    assertEquals(rows, 2 * MAX_BUCKETS);
    assertEquals([mean[0], low[0], high[0]], [3, 1, 4]);
    assertEquals([mean[60], low[60], high[60]], [2, 1, 3]);
    assert(mean.length === MAX_BUCKETS);
  }
});
