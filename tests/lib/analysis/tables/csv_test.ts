import { assertEquals } from "@std/assert";
import { parse } from "@std/csv";
import fc from "fast-check";
import { printCsv } from "../../../../lib/analysis/tables/print_csv.ts";
import { NO_VALUE } from "../../../../lib/results/experiment_result.ts";
import { canRun } from "../../../can_run.ts";
import { exampleTable } from "../example_table.ts";

function print(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [...printCsv(exampleTable({ columns, rows }))].join("");
}

const cell = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab1.,"\r\n =\u00e9') }));

function tables(text: fc.Arbitrary<string>) {
  return fc.integer({ min: 2, max: 5 }).chain((width) => {
    const row = fc.array(text, { minLength: width, maxLength: width });
    // Values of axes stay what they are.
    const columns = row.map((names) => names.map((name) => `param_${name}`));
    return fc.record({ columns, rows: fc.array(row) });
  });
}

Deno.test("printCsv() writes what @std/csv reads, cell by cell", () => {
  // @std/csv, like Go's reader, drops a carriage return before a line feed, even in quotes.
  const plain = cell.filter((text) => !text.includes("\r") && !text.startsWith("\ufeff"));
  fc.assert(fc.property(tables(plain), ({ columns, rows }) => {
    assertEquals(parse(print(columns, rows)), [columns, ...rows]);
  }));
});

Deno.test({
  name: "printCsv() writes what Python's csv reads, cell by cell",
  ignore: !canRun(["python3", "--version"]),
  fn: () => {
    const samples = fc.sample(tables(cell.filter((text) => !text.includes("\0"))), { numRuns: 100, seed: 1 });
    const script = "import csv, io, json, sys\n" +
      "print(json.dumps([list(csv.reader(io.StringIO(t, newline=''))) for t in json.load(open(sys.argv[1]))]))";
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeTextFileSync(path, JSON.stringify(samples.map(({ columns, rows }) => print(columns, rows))));
      const { stdout } = new Deno.Command("python3", { args: ["-c", script, path] }).outputSync();
      const read = JSON.parse(new TextDecoder().decode(stdout));
      for (const [index, { columns, rows }] of samples.entries()) assertEquals(read[index], [columns, ...rows]);
    } finally {
      Deno.removeSync(path);
    }
  },
});

Deno.test("printCsv() writes the table's blank into empty cells", () => {
  const table = exampleTable({ columns: ["a", "b"], rows: [["", "1"]] });
  assertEquals([...printCsv({ ...table, blank: " " })], ["a,b\n", " ,1\n"]);
});

Deno.test("printCsv() writes no text that a spreadsheet would run as a formula", () => {
  for (const text of ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "--", "-", "=", "+1,5", "-1 s"]) {
    assertEquals(print(["a"], [[text]]), `a\n${text.includes(",") ? `"'${text}"` : `'${text}`}\n`);
  }
  assertEquals(print(["a"], [["\r=1"], ["\n=1"]]), 'a\n"\'\r=1"\n"\'\n=1"\n');
});

Deno.test("printCsv() leaves numbers, values of axes and all other texts as they are", () => {
  const numbers = ["-1", "+1", "-1e-05", "-.5", "-inf", "+Infinity", "1-2", "a=b", "'=1", "[-1]", "nan"];
  for (const text of numbers) assertEquals(print(["a"], [[text]]), `a\n${text}\n`);
  assertEquals(print(["param_x", "a"], [["=1", "=1"]]), "param_x,a\n=1,'=1\n");
});

Deno.test("printCsv() writes None as nothing, and a missing value as the blank of the table", () => {
  const table = exampleTable({ columns: ["a", "b"], rows: [[NO_VALUE, ""]] });
  assertEquals([...printCsv({ ...table, blank: " " })].join(""), "a,b\n, \n");
});
