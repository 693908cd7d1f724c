import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createMeasurementReader, type Measurement } from "../../../lib/results/measurement_reader.ts";

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
  assertEquals(readAll(["\ufeffepoch , accuracy\n1,NaN\n2,-inf\nnan,1\n,1\nx,1\n3,\n\n4,1,extra\n"]), [
    { resource: 1, value: NaN },
    { resource: 2, value: -Infinity },
    { resource: 4, value: 1 },
  ]);
});

Deno.test("rows whose resource is infinite are left out: no run gets that far", () => {
  assertEquals(readAll(["epoch,accuracy\n1,0.5\ninf,1\n-inf,1\n1e999,1\n2,0.6\n"]), [
    { resource: 1, value: 0.5 },
    { resource: 2, value: 0.6 },
  ]);
});

Deno.test("a file without the columns has no rows", () => {
  const reader = createMeasurementReader(WANTED);
  assertEquals(reader.push("step,acc\n1,0.5\n"), []);
  assertEquals(reader.columns, ["step", "acc"]);
});
