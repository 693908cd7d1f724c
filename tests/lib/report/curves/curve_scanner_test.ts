import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MAX_BUCKETS, pointsOf } from "../../../../lib/report/curves/curve_builder.ts";
import { createCurveScanner, MAX_CURVES, type ScannedCurves } from "../../../../lib/report/curves/curve_scanner.ts";

const encoder = new TextEncoder();

function scan(text: string, chunk = Infinity): ScannedCurves {
  const bytes = encoder.encode(text);
  const scanner = createCurveScanner();
  for (let at = 0; at < bytes.length; at += chunk) if (!scanner.push(bytes.slice(at, at + chunk))) break;
  return scanner.finish();
}

function valuesOf(text: string): Record<string, number[]> {
  return Object.fromEntries(scan(text).columns.map(({ name, curve }) => [name, Array.from(pointsOf(curve))]));
}

Deno.test("curves are the columns that do not count steps, along the finest that ascends", () => {
  const { x, columns } = scan("loss,episode,epoch,acc\n0.5,100,00,0.25\n0.25,200,00,0.5\n0.125,300,01,0.75\n");
  assertEquals(x, "episode");
  assertEquals(columns.map(({ name }) => name), ["loss", "acc"]);
  assertEquals(columns[0]!.curve, {
    rows: 3,
    size: 1,
    axis: { kind: "regular", first: 100, step: 100 },
    mean: Float32Array.of(0.5, 0.25, 0.125),
  });
});

Deno.test("rows are counted if no column counts steps", () => {
  const { x, columns } = scan("loss\n3\n2\n1\n");
  assertEquals([x, columns[0]!.curve.axis], [undefined, { kind: "regular", first: 1, step: 1 }]);
});

Deno.test("a single row has a curve", () => {
  const { x, columns } = scan("epoch,loss\n7,0.5\n");
  assertEquals([x, columns[0]!.curve.axis], ["epoch", { kind: "regular", first: 7, step: 1 }]);
});

Deno.test("unequal steps are listed, and the step of a column is that of its cells that are not empty", () => {
  const { columns } = scan("step,loss,val\n1,9,\n2,8,0.5\n4,7,\n5,6,\n7,5,0.25\n");
  assertEquals(columns[0]!.curve.axis, { kind: "listed", x: Float64Array.of(1, 2, 4, 5, 7) });
  assertEquals(columns[1]!.curve.axis, { kind: "regular", first: 2, step: 5 });
});

Deno.test("steps that are repeated after a restart replace the earlier ones", () => {
  const { columns: [loss] } = scan("step,loss\n1,9\n2,8\n3,7\n4,6\n3,70\n4,60\n5,50\n");
  assertEquals(pointsOf(loss!.curve), Float32Array.of(9, 8, 70, 60, 50));
  assertEquals(loss!.curve.rows, 5);
});

Deno.test("NaN is a value, and what is not a number is none", () => {
  assertEquals(valuesOf("step,loss,note\n1,nan,a\n2,oops,b\n3,inf,c\n4,2,d\n"), { loss: [NaN, Infinity, 2] });
});

Deno.test("quoted cells, blank lines, carriage returns and a byte order mark are read", () => {
  const text = '\ufeff\r\n"step","a ""b"", c",loss\r\n1,"2","x,\n7"\r\n\r\n2, 4 ,"5"\r\n';
  assertEquals(valuesOf(text), { 'a "b", c': [2, 4], loss: [5] });
});

Deno.test("an unfinished last row counts only if it has all cells", () => {
  assertEquals(valuesOf("step,loss\n1,9\n2,8"), { loss: [9, 8] });
  assertEquals(valuesOf("step,loss,acc\n1,9,0.5\n2,8"), { loss: [9], acc: [0.5] });
});

Deno.test("rows with too many or too few cells give the cells that they have", () => {
  assertEquals(valuesOf("step,a,b\n1,2\n2,3,4,5\n"), { a: [2, 3], b: [4] });
  assertEquals(valuesOf('step,a\n1,2,"x,\n9,9"\n2,3\n'), { a: [2, 3] });
});

Deno.test("hostile names of columns count once each, and only as many as fit", () => {
  assertEquals(valuesOf("__proto__,a,a,,constructor\n1,2,3,4,5\n6,7,8,9,10\n").a, [2, 7]);
  assertEquals(scan("__proto__,constructor\n1,2\n3,4\n").columns.map(({ name }) => name), ["__proto__", "constructor"]);
  const names = Array.from({ length: 100 }, (_, n) => `c${n}`).join(",");
  const row = Array.from({ length: 100 }, () => "1").join(",");
  assertEquals(scan(`${names}\n${row}\n${row}\n`).columns.length, MAX_CURVES);
  assertEquals(scan(`${"a,".repeat(3_000)}\n1,2\n`).columns, []);
  assertEquals(scan("x".repeat(3_000_000), 65_536).columns, []);
  assertEquals(scan(""), { x: undefined, columns: [] });
});

Deno.test("a file gives the same curves in whatever pieces it is read", () => {
  const cell = fc.constantFrom("1", "2.5", "-3e-2", '"4"', '"a ""b"",\nc"', "", "nan", " 6 ", "text");
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 9 }), fc.constantFrom("\n", "\r\n"), (rows, chunk, end) => {
    const text = ["step,a,b", ...rows.map((row, at) => [at, ...row].join(","))].join(end);
    assertEquals(scan(text, chunk), scan(text));
  }));
});

Deno.test("a long curve becomes buckets, with exact means, extremes and numbers of rows", () => {
  const rows = 3 * MAX_BUCKETS + 5;
  const value = (row: number) => row === 40_000 ? 1_000 : row % 7;
  let text = "step,loss\n";
  for (let row = 0; row < rows; row++) text += `${row * 10},${value(row)}\n`;
  const { curve } = scan(text, 1 << 16).columns[0]!;
  assertEquals([curve.rows, curve.size], [rows, 4]);
  assertEquals(curve.axis, { kind: "regular", first: 0, step: 40 });
  for (const bucket of [0, 17, 10_000, curve.mean.length - 1]) {
    const values = Array.from({ length: 4 }, (_, at) => 4 * bucket + at).filter((row) => row < rows).map(value);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert(Math.abs(curve.mean[bucket]! - mean) < 1e-4, `mean of bucket ${bucket}`);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const inOrder = values.indexOf(low) <= values.indexOf(high) ? [low, high] : [high, low];
    assertEquals(Array.from(pointsOf(curve).subarray(2 * bucket, 2 * bucket + 2)), inOrder, `bucket ${bucket}`);
  }
});
