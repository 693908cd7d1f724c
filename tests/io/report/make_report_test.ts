import { assert, assertEquals } from "@std/assert";
import { makeReport } from "../../../io/report/make_report.ts";
import { createCurveBuilder, pointsOf, thin } from "../../../lib/report/curves/curve_builder.ts";
import { MAX_PARTS, type StatisticsCurves } from "../../../lib/report/experiment_details.ts";
import { exampleInput } from "../../lib/report/example_input.ts";
import { runCurvesIn } from "../../report_file.ts";

function noisyCurves(seed: number): StatisticsCurves {
  const builder = createCurveBuilder();
  for (let row = 1; row <= 1_000; row++) builder.add(row, Math.sin(row * (seed + 1) * 12.9898) * 43_758.5453 % 1);
  const curve = builder.finish()!;
  return { group: "training", x: "step", columns: [{ name: "loss", curve, points: thin(pointsOf(curve), MAX_PARTS) }] };
}

Deno.test("a report has as much of its curves as fits", async () => {
  const input = exampleInput(Array.from({ length: 40 }, (_, at) => ({
    params: { lr: String(at) },
    validation: { accuracy: `0.${at}` },
    curves: [noisyCurves(at)],
  })));
  const seen: (number | undefined)[] = [];
  for (let maxSize = Infinity; seen.length < 4;) {
    const { html, size, contents } = makeReport(input, { maxSize });
    assertEquals(size, new TextEncoder().encode(html).length);
    assert(size <= maxSize, `${size} of ${maxSize}`);
    const [run] = await runCurvesIn(html, 0) ?? [];
    seen.push(run?.values.length);
    assertEquals(contents.report.curves!.withoutRuns ?? false, seen.at(-1) === undefined);
    maxSize = size - 1;
  }
  assertEquals(seen, [200, 100, 50, undefined]);
});
