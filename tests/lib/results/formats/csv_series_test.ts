import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createCsvParser } from "../../../../lib/results/formats/csv_series.ts";
import { parse } from "./parsed.ts";

const read = (
  text: string,
  { step, isGuess = false, size }: { step?: string; isGuess?: boolean; size?: number } = {},
) => parse((sink) => createCsvParser(sink, { step, isGuess }), text, size);

Deno.test("cells that are empty are no values: each column has its own last one", () => {
  assertEquals(read("epoch,step,train_loss,val_loss\n0,1,0.5,\n0,2,0.25,\n0,2,,0.75\n1,4,0.125,\n"), {
    axis: "step",
    series: {
      epoch: [[1, 0], [2, 0], [4, 1]],
      train_loss: [[1, 0.5], [2, 0.25], [4, 0.125]],
      val_loss: [[2, 0.75]],
    },
    problem: undefined,
  });
});

Deno.test("the separator is the one that the header has, and blanks around names and numbers do not count", () => {
  for (const separator of [",", ";", "\t"]) {
    const { axis, series } = read(
      ["  epoch , val/loss ", " 1,  0.5 ", "2, 0.25"].join("\r\n").replaceAll(",", separator),
    );
    assertEquals([axis, series], ["epoch", { "val/loss": [[1, 0.5], [2, 0.25]] }]);
  }
});

Deno.test("the axis is the finest column of steps that ascends, a named one in any case", () => {
  // In the first two rows, which are of training and validation, the step is the same.
  assertEquals(read("epoch,step,a,b\n0,3,1,\n0,3,,2\n1,7,3,\n").series.a, [[3, 1], [7, 3]]);
  assertEquals(read("epoch,batch,a\n1,5,1\n2,5,2\n").axis, "epoch");
  assertEquals(read("epoch,step,a\n1,5,1\n2,6,2\n", { step: "epoch" }).axis, "epoch");
  assertEquals(read("time,a\n10,1\n20,2\n", { step: "time" }).series, { a: [[10, 1], [20, 2]] });
  assertEquals(read("epoch,a\n1,1\n2,2\n", { step: "missing" }).axis, "epoch");
  assertEquals(read("a,b\n1,2\n3,4\n"), {
    axis: undefined,
    series: { a: [[1, 1], [2, 3]], b: [[1, 2], [2, 4]] },
    problem: undefined,
  });
  assertEquals(read("epoch,a\n7,1\n").series, { a: [[7, 1]] });
});

Deno.test("steps that are repeated after a restart replace the earlier ones", () => {
  assertEquals(read("epoch,a\n1,1\n2,2\n3,3\n2,20\n").series.a, [[1, 1], [2, 20]]);
});

Deno.test("numbers are exact, NaN and infinities are values, other texts are none", () => {
  assertEquals(read("epoch,a,b\n1,0.22561687231063843,x\n2,nan,-inf\n3,1e400,\n").series, {
    a: [[1, 0.22561687231063843], [2, NaN], [3, Infinity]],
    b: [[2, -Infinity]],
  });
});

Deno.test("a last row without an end counts if it has all cells; other rows with too few are told", () => {
  assertEquals(read("epoch,a\n1,1\n2,2").series.a, [[1, 1], [2, 2]]);
  assertEquals(read("epoch,a\n1,1\n2"), { axis: "epoch", series: { a: [[1, 1]] }, problem: undefined });
  assertEquals(read("epoch,a\n1\n2,2\n").problem, "a row has 1 fields, expected 2: left out");
});

Deno.test("a table whose first column does not count steps is something else, unless it is named", () => {
  assertEquals(read("id,score\n1,2\n", { isGuess: true }).series, {});
  assertEquals(read("epoch,score\n1,2\n", { isGuess: true }).series, { score: [[1, 2]] });
});

Deno.test("an empty file, a header alone and one with thousands of columns have no series", () => {
  for (const text of ["", "\n\n", "epoch,a", "epoch,a\n"]) assertEquals(read(text).series, {});
  const { series, problem } = read(`${"a,".repeat(3_000)}b\n1\n`);
  assertEquals([series, problem], [{}, "header has 3001 columns, expected at most 2000"]);
  assertEquals(read("a".repeat(2 ** 21)).problem, "header has no end");
});

Deno.test("a file gives the same series in whatever pieces it is read", () => {
  const text = 'epoch;val/größe\n1;0,5\n2;"0.25"\n3;0.125\n';
  const expected = read(text);
  fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), (size) => assertEquals(read(text, { size }), expected)));
});
