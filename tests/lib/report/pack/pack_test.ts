import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { pack } from "../../../../lib/report/pack/pack.ts";
import {
  listCurveBands,
  listRunCurves,
  listRunValues,
  readCurveBands,
  readRunCurves,
  readRunValues,
} from "../../../../lib/report/pack/packed_curves.ts";
import { unpack } from "../../../../lib/report/pack/unpack.ts";

const lists = fc.array(fc.float32Array({ maxLength: 20 }), { maxLength: 5 });

Deno.test("unpack() gives what pack() got, to 16 significant bits", async () => {
  await fc.assert(fc.asyncProperty(lists, async (lists) => {
    const unpacked = await unpack(pack(lists));
    assertEquals(unpacked.map(({ length }) => length), lists.map(({ length }) => length));
    for (const [index, list] of lists.entries()) {
      for (const [at, value] of list.entries()) {
        const actual = unpacked[index]![at]!;
        const isNear = Math.abs(actual - value) <= 2 ** -16 * Math.abs(value) + 2 ** -134;
        assert(Object.is(actual, value) || isNear, `${value} became ${actual}`);
      }
    }
  }));
});

Deno.test("packed whole numbers up to 65,536, NaN, infinities and the largest numbers stay what they are", async () => {
  const exact = Float32Array.of(
    ...Array.from({ length: 4_096 }, (_, n) => n * 16 + 1),
    65_536,
    NaN,
    Infinity,
    -Infinity,
    -0,
  );
  assertEquals(await unpack(pack([exact])), [exact]);
  const [[largest]] = await unpack(pack([Float32Array.of(3.4028234663852886e38)])) as [Float32Array];
  assert(Number.isFinite(largest));
});

Deno.test("a NaN stays one, whatever its bits", async () => {
  const [values] = await unpack(pack([new Float32Array(Uint32Array.of(0x7f80_0001, 0xffff_ffff, 0x7fc0_0000).buffer)]));
  assertEquals(values, Float32Array.of(NaN, NaN, NaN));
});

Deno.test("packed text is the same each time, and corrupt text is refused", async () => {
  const text = pack([Float32Array.of(1, 2, 3)]);
  assertEquals(pack([Float32Array.of(1, 2, 3)]), text);
  await assertRejects(() => unpack(`${text.slice(0, 20)}AAAA`));
});

Deno.test("curves take about two bytes per value", () => {
  const curves = Array.from(
    { length: 200 },
    (_, run) =>
      Float32Array.from(
        { length: 200 },
        (_, at) => Math.exp(-at / 40) + 0.1 + 0.03 * Math.sin(at * 12.9898 * (run + 1)),
      ),
  );
  assert(pack(curves).length * 0.75 / 40_000 < 2.1);
});

Deno.test("runs and curves have the same content after packing, with large indices", async () => {
  const values = Float32Array.of(1, 2, NaN);
  const runs = {
    configuration: [0, 70_001, 70_001],
    repetition: [0, 0, 1],
    seconds: values,
    columns: [values, values],
  };
  assertEquals(readRunValues(await unpack(pack(listRunValues(runs)))), runs);
  const none = new Float32Array();
  const bands = [
    { configuration: 70_001, n: 2, places: 40_000, mean: values, low: values, high: values },
    { configuration: 3, n: 1, places: 0, mean: values, low: none, high: none },
  ];
  assertEquals(readCurveBands(await unpack(pack(listCurveBands(bands)))), bands);
  const curves = [{ configuration: 70_001, repetition: 4, places: 1, values }];
  assertEquals(readRunCurves(await unpack(pack(listRunCurves(curves)))), curves);
});
