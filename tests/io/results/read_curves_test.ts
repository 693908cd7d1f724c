import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { list } from "../../../io/results/listing.ts";
import { readCurves } from "../../../io/results/read_curves.ts";
import { MAX_PARTS } from "../../../lib/report/experiment_details.ts";

function read(files: Readonly<Record<string, string>>) {
  const dir = Deno.makeTempDirSync();
  try {
    for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(join(dir, name), text);
    const problems: string[] = [];
    const notes = {
      unreadable: (_: string, reason: string) => void problems.push(reason),
      hidden() {},
      leftOut() {},
      conflict() {},
    };
    return { curves: readCurves(list(dir, notes), () => [], notes), problems };
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("curves are those of the steps, or else the aggregated ones, of training and validation", () => {
  const { curves } = read({
    "training_statistics.csv": "step,loss\n1,9\n2,8\n",
    "training_set_agg_statistics.csv": "step,other\n1,1\n",
    "validation_set_agg_statistics.csv": "epoch,loss\n1,5\n2,4\n3,3\n",
    "testing_set_agg_statistics.csv": "loss\n1\n",
  });
  assertEquals(curves.map(({ group, x, columns }) => [group, x, columns.map(({ name, points }) => [name, points])]), [
    ["training", "step", [["loss", Float32Array.of(9, 8)]]],
    ["validation", "epoch", [["loss", Float32Array.of(5, 4, 3)]]],
  ]);
});

Deno.test("a file of many megabytes is read in chunks, and no peak is lost", () => {
  const rows = 300_000;
  const lines = ["step,loss,accuracy"];
  for (let row = 1; row <= rows; row++) {
    lines.push(`${row},${row === 123_456 ? -77.5 : 1 / row},0.${row % 10}123456789012345`);
  }
  const { curves: [training] } = read({ "training_statistics.csv": lines.join("\n") });
  const [loss, accuracy] = training!.columns;
  assertEquals([loss!.curve.rows, accuracy!.curve.rows], [rows, rows]);
  assertEquals(loss!.points.length, 2 * MAX_PARTS);
  const peak = loss!.points.indexOf(-77.5) / 2 / MAX_PARTS * rows;
  assert(Math.abs(peak - 123_456) <= rows / MAX_PARTS, `peak at ${peak}`);
  assertEquals(loss!.points[0], 1);
});

Deno.test("files without curves give none", () => {
  assertEquals(read({ "training_statistics.csv": "", "validation_statistics.csv": "step,loss\n" }), {
    curves: [],
    problems: [],
  });
  assertEquals(read({}), { curves: [], problems: [] });
});
