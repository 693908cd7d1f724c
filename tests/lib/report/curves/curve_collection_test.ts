import { assertEquals } from "@std/assert";
import { createCurveBuilder, pointsOf, thin } from "../../../../lib/report/curves/curve_builder.ts";
import { createCurveCollection } from "../../../../lib/report/curves/curve_collection.ts";
import { placeAt } from "../../../../lib/report/curves/curve_model.ts";
import { MAX_PARTS, type StatisticsCurves } from "../../../../lib/report/experiment_details.ts";

function statistics(values: readonly number[], step = 10): StatisticsCurves {
  const builder = createCurveBuilder();
  values.forEach((value, at) => builder.add((at + 1) * step, value));
  const curve = builder.finish()!;
  return { group: "training", x: "step", columns: [{ name: "loss", curve, points: thin(pointsOf(curve), MAX_PARTS) }] };
}

const OPTIONS = { parts: MAX_PARTS, position: (configuration: number) => 1 - configuration };

Deno.test("curves are averaged over trained models, and over all runs before there is one", () => {
  const collection = createCurveCollection();
  collection.add({ configuration: 0, repetition: 0, trained: false }, [statistics([100, 100])]);
  assertEquals(collection.finish(OPTIONS)!.bands[0]![0]!.mean, Float32Array.of(100, 100));
  collection.add({ configuration: 0, repetition: 1, trained: true }, [statistics([1, 2])]);
  collection.add({ configuration: 0, repetition: 2, trained: true }, [statistics([3, 2])]);
  collection.add({ configuration: 0, repetition: 3, trained: false }, [statistics([50])]);
  collection.add({ configuration: 1, repetition: 0, trained: true }, [statistics([7, 8])]);
  const { columns, bands, runs, thinnedFrom } = collection.finish(OPTIONS)!;
  assertEquals(columns.map(({ name, x }) => [name, x]), [["training_loss", "step"]]);
  assertEquals(bands[0]!.map(({ configuration, n, mean, low, high }) => [configuration, n, mean, low, high]), [
    [0, 1, Float32Array.of(7, 8), new Float32Array(), new Float32Array()],
    [1, 2, Float32Array.of(2, 2), Float32Array.of(1, 2), Float32Array.of(3, 2)],
  ]);
  assertEquals(runs[0]!.map(({ configuration, repetition }) => [configuration, repetition]), [
    ...[[0, 0], [1, 0], [1, 1], [1, 2], [1, 3]],
  ]);
  assertEquals(thinnedFrom, undefined);
  // All curves of two rows have the same places.
  assertEquals(columns[0]!.places.length, 2);
});

Deno.test("means come from whole curves, and thinned curves keep their peaks and their range", () => {
  const collection = createCurveCollection();
  const rows = Array.from({ length: 1_000 }, (_, row) => row);
  collection.add({ configuration: 0, repetition: 0, trained: true }, [
    statistics(rows.map((row) => row === 503 ? 90 : 1)),
  ]);
  collection.add({ configuration: 0, repetition: 1, trained: true }, [
    statistics(rows.map((row) => row === 507 ? 90 : 1)),
  ]);
  for (const parts of [100, 50, 25]) {
    const { bands, runs, columns, thinnedFrom } = collection.finish({ ...OPTIONS, parts })!;
    const { mean, high, places } = bands[0]![0]!;
    assertEquals([mean.length, high.length, runs[0]![0]!.values.length, thinnedFrom], [
      2 * parts,
      2 * parts,
      2 * parts,
      1_000,
    ]);
    // Both peaks at once would be 90.
    assertEquals([Math.max(...mean), Math.max(...high), Math.max(...runs[0]![0]!.values)], [45.5, 90, 90]);
    const peak = placeAt(columns[0]!.places[places]!, mean.indexOf(45.5), mean.length);
    assertEquals(Math.abs(peak - 5_050) <= 10_000 / parts, true, `peak at ${peak}`);
  }
});

Deno.test("hostile names of columns stay as they are", () => {
  const collection = createCurveCollection();
  const [file] = [statistics([1, 2])];
  const columns = ["__proto__", "constructor", "</script>"].map((name) => ({ ...file.columns[0]!, name }));
  collection.add({ configuration: 0, repetition: 0, trained: true }, [{ ...file, columns }]);
  assertEquals(collection.finish(OPTIONS)!.columns.map(({ name }) => name), [
    ...["training___proto__", "training_constructor", "training_</script>"],
  ]);
});
