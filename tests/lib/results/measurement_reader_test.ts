import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createMeasurementReader, type Measurement, parseLastRow } from "../../../lib/results/statistics_csv.ts";

const WANTED = { resource: "epoch", column: "accuracy" };

function readAll(pieces: readonly string[]): Measurement[] {
  const reader = createMeasurementReader(WANTED);
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.finish()];
}

Deno.test("rows are read as they come, however the text is cut", () => {
  const cell = fc.oneof(fc.constantFrom("1", "2.5", "nan", "", "x", '"3"', '"a,b"', "inf", "-1e-3"));
  const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(","));
  const file = fc.tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), fc.boolean());
  fc.assert(fc.property(file, fc.array(fc.nat(60)), ([lines, newline, isComplete], cuts) => {
    const text = ["epoch,loss,accuracy", ...lines].join(newline) + (isComplete ? newline : "");
    const places = [...cuts.map((cut) => cut % (text.length + 1)), 0, text.length].sort((a, b) => a - b);
    const pieces = places.slice(1).map((end, index) => text.slice(places[index]!, end));
    assertEquals(readAll(pieces), readAll([text]));
  }));
});

Deno.test("only whole rows count as long as a file grows; a last row without a newline counts at its end if it is complete", () => {
  const reader = createMeasurementReader(WANTED);
  assertEquals(reader.push("epoch,accu"), []);
  assertEquals(reader.columns, undefined);
  assertEquals(reader.push("racy\n1,0."), []);
  assertEquals(reader.columns, ["epoch", "accuracy"]);
  assertEquals(reader.push("5\n2,0.6"), [{ resource: 1, value: 0.5 }]);
  assertEquals(reader.finish(), [{ resource: 2, value: 0.6 }]);
  assertEquals(readAll(["epoch,accuracy,loss\n1,0.5"]), []);
});

Deno.test("rows without a number in a column are left out; NaN and infinities are values", () => {
  assertEquals(readAll(["\ufeffepoch , accuracy\n1,NaN\n2,-inf\nnan,1\n,1\nx,1\n3,\n\n4,1\n"]), [
    { resource: 1, value: NaN },
    { resource: 2, value: -Infinity },
    { resource: 4, value: 1 },
  ]);
});

Deno.test("rows that an analysis complains about are left out: their fields may belong to other columns", () => {
  const header = "epoch,accuracy,loss";
  for (const row of ["1,0,5,0.3", "1,0.5", "1", '1,0.5,0.1,"a,b"', "1,0.5,0.1", '"1","0.5","0,1"', "1,0.5,"]) {
    const reader = createMeasurementReader(WANTED);
    const rows = reader.push(`${header}\n${row}\n`);
    const { problems } = parseLastRow({ head: `${header}\n${row}\n` });
    assertEquals(rows.length, problems.length === 0 ? 1 : 0, row);
    const wrong = reader.problem?.replace("row 1 ", "");
    assertEquals(problems.map((problem) => problem.includes(wrong!)), wrong === undefined ? [] : [true], row);
  }
  const reader = createMeasurementReader(WANTED);
  assertEquals(reader.push("epoch,accuracy\n1,0.5\n2,0,6\n3,0.7,1\n"), [{ resource: 1, value: 0.5 }]);
  assertEquals(reader.problem, "row 2 has 3 fields, expected 2");
});

Deno.test("of columns with the same name the last one counts, as in an analysis; too many columns are no statistics", () => {
  const text = "epoch,accuracy,accuracy\n1,0.5,0.6\n";
  assertEquals(readAll([text]), [{ resource: 1, value: 0.6 }]);
  assertEquals(parseLastRow({ head: text }).value?.get("accuracy"), "0.6");
  const names = Array.from({ length: 2_000 }, (_, i) => `c${i}`);
  const wide = `epoch,accuracy,${names.join(",")}\n1,0.5,${names.map(() => 0).join(",")}\n`;
  const reader = createMeasurementReader(WANTED);
  assertEquals([reader.push(wide), reader.problem], [[], ...parseLastRow({ head: wide }).problems]);
});

Deno.test("rows whose resource is infinite are left out: no run gets that far", () => {
  assertEquals(readAll(["epoch,accuracy\n1,0.5\ninf,1\n-inf,1\n1e999,1\n2,0.6\n"]), [
    { resource: 1, value: 0.5 },
    { resource: 2, value: 0.6 },
  ]);
});

Deno.test("a cell may go on in the next line", () => {
  assertEquals(readAll(['epoch,note,accuracy\n1,"two\n', 'lines",0.5\n']), [{ resource: 1, value: 0.5 }]);
});

Deno.test("a file without the columns has no rows", () => {
  const reader = createMeasurementReader(WANTED);
  assertEquals(reader.push("step,acc\n1,0.5\n"), []);
  assertEquals(reader.columns, ["step", "acc"]);
});
