import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { printJson } from "../../../../lib/analysis/tables/print_json.ts";
import type { Table } from "../../../../lib/analysis/tables/table.ts";
import { NO_VALUE } from "../../../../lib/results/experiment_result.ts";
import { exampleTable } from "../example_table.ts";

function print(changes: Partial<Table>): string {
  return [...printJson(exampleTable(changes))].join("");
}

function value(cell: string): unknown {
  return JSON.parse(print({ columns: ["a"], rows: [[cell]] }))[0].a;
}

Deno.test("printJson() writes one object with all columns per row and line", () => {
  const columns = ["name", "x"];
  assertEquals(
    print({ columns, texts: new Set(["name"]), rows: [["a", "0.10"], ["7", ""], ["8", NO_VALUE]] }),
    '[\n{"name": "a", "x": 0.10},\n{"name": "7", "x": null},\n{"name": "8", "x": null}\n]\n',
  );
  assertEquals(print({ columns }), "[]\n");
});

Deno.test("printJson() keeps the digits of numbers, even beyond double precision", () => {
  const text = print({ columns: ["a", "b"], rows: [["18446744073709551615", "1.50e-3"]] });
  assertEquals(text, '[\n{"a": 18446744073709551615, "b": 1.50e-3}\n]\n');
});

Deno.test("printJson() reformats numbers that are not valid in JSON", () => {
  assertEquals(["000049", ".5", "+3", "-1.", "1e-05", "-.5e1"].map(value), [49, 0.5, 3, -1, 1e-5, -5]);
});

Deno.test("printJson() writes integers of more than 64 bits as floats", () => {
  const printed = (cell: string) =>
    print({ columns: ["a"], rows: [[cell]] }).slice('[\n{"a": '.length, -"}\n]\n".length);
  for (const cell of ["18446744073709551615", "-9223372036854775808", "1e400", "0.12345678901234567890"]) {
    assertEquals(printed(cell), cell);
  }
  assertEquals(
    ["18446744073709551616", "-9223372036854775809", "100000000000000000000.5", "+100000000000000000000"].map(printed),
    ["1.8446744073709552e+19", "-9.223372036854776e+18", "1e+20", "1e+20"],
  );
  assertEquals(printed(`1${"0".repeat(400)}`), '"Infinity"');
});

Deno.test("printJson() writes non-finite numbers as strings", () => {
  assertEquals(["nan", "-inf", "Infinity"].map(value), ["NaN", "-Infinity", "Infinity"]);
});

Deno.test("printJson() keeps texts that look like numbers", () => {
  const texts = new Set(["id"]);
  assertEquals(print({ columns: ["id"], texts, rows: [["00000042"]] }), '[\n{"id": "00000042"}\n]\n');
});

Deno.test("printJson() writes valid JSON for any cells and columns", () => {
  const text = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.string({ unit: fc.constantFrom(..."0123456789.e+-") }),
  );
  fc.assert(fc.property(fc.array(text), fc.array(text), (cells, names) => {
    const columns = cells.map((_, index) => `${index} ${names[index] ?? ""}`);
    const [row] = JSON.parse(print({ columns, rows: [cells] }));
    assertEquals(Object.keys(row), columns);
    assertEquals(Object.values(row).map((value) => value === null), cells.map((cell) => cell === ""));
  }));
});
