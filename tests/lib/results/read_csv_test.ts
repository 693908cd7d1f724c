import { assert, assertEquals } from "@std/assert";
import { stringify } from "@std/csv";
import fc from "fast-check";
import { parseNumber } from "../../../lib/results/parse_number.ts";
import { createCsvReader, parseCsv } from "../../../lib/results/read_csv.ts";

Deno.test("parseCsv() reads what @std/csv writes, with any separator", () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab1.,;\t"\n \u00e9') });
  // A row with one blank cell is a blank line, which is ignored.
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(fc.property(rows, fc.constantFrom(",", ";", "\t"), (rows, separator) => {
    assertEquals(parseCsv(stringify(rows, { headers: false, separator }), separator), rows);
  }));
});

Deno.test("parseCsv() takes any line ends, a byte order mark, and a last row without an end", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    assertEquals(parseCsv(["\ufeffa,b", "", " ", "1,2", ",", "3"].join(end)), [["a", "b"], ["1", "2"], ["", ""], [
      "3",
    ]]);
  }
  assertEquals(parseCsv(""), []);
});

Deno.test("parseCsv() reads text after a quote, and quotes that are not closed, like Python's csv", () => {
  assertEquals(parseCsv('"a"b,c"d\n"1\n2'), [["ab", 'c"d'], ["1\n2"]]);
});

function readPieces(bytes: Uint8Array, size: number): string[][] {
  const reader = createCsvReader();
  const rows: string[][] = [];
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    reader.push(buffer.subarray(0, piece.length));
    while (reader.next()) rows.push(reader.texts());
  }
  reader.end();
  while (reader.next()) rows.push(reader.texts());
  return rows;
}

Deno.test("a reader gives the same rows in whatever pieces the text comes, from one buffer", () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab1.,"\r\n \u00e9\ufeff') });
  fc.assert(fc.property(text, fc.integer({ min: 3, max: 9 }), (text, size) => {
    assertEquals(readPieces(new TextEncoder().encode(text), size), parseCsv(text));
  }));
});

Deno.test("a row that does not end is dropped", () => {
  const reader = createCsvReader();
  assertEquals([reader.push("x".repeat(3 << 20)), reader.next()], [true, false]);
  assertEquals([reader.push("a,b\n"), reader.next(), reader.texts()], [false, true, ["a", "b"]]);
});

Deno.test("sparse rows have the numbers of their cells, whatever the separator", () => {
  for (const separator of [",", ";", "\t"]) {
    const reader = createCsvReader(separator);
    reader.push(["5", "", " 0.25", '"7"', "x"].join(separator) + "\n\n1\n");
    const [numbers, filled] = [new Float64Array(4), new Uint8Array(4)];
    assert(reader.next());
    reader.numbers(numbers, filled);
    assertEquals([reader.count, numbers, filled], [5, Float64Array.of(5, 0, 0.25, 7), Uint8Array.of(1, 0, 1, 1)]);
    assert(reader.next());
    reader.numbers(numbers, filled);
    assertEquals([reader.count, filled], [1, Uint8Array.of(1, 0, 0, 0)]);
  }
});

function numberIn(text: string): number | undefined {
  const reader = createCsvReader();
  reader.push(`${text},\n`);
  assert(reader.next());
  const [numbers, filled] = [new Float64Array(1), new Uint8Array(1)];
  reader.numbers(numbers, filled);
  return filled[0] === 1 ? numbers[0] : undefined;
}

function assertSame(text: string): void {
  const [expected, actual] = [parseNumber(text.trim()), numberIn(text)];
  if (expected === undefined || actual === undefined) assertEquals(actual, expected, text);
  else assert(Object.is(actual, expected) || Math.abs(actual - expected) <= 1e-14 * Math.abs(expected), text);
}
Deno.test("cells are parsed as in results, to 15 digits", () => {
  fc.assert(fc.property(fc.double(), (value) => {
    for (const text of [String(value), value.toExponential(), `+${Math.abs(value)}`]) assertSame(text);
    if (Math.abs(value) < 1e20) assertSame(value.toFixed(20));
  }));
  const texts = [
    ...[
      "",
      " ",
      "-",
      "+",
      ".",
      "-.",
      "e5",
      ".5",
      "5.",
      "-5.",
      "1e",
      "1e+",
      "1e-",
      "1e5",
      "1E-05",
      "1e400",
      "1e-400",
      "1.2.3",
    ],
    ...[
      "000049",
      "0x10",
      "1_000",
      "None",
      "nan",
      "NaN",
      "-inf",
      "Infinity",
      " 7 ",
      "\t7",
      "12:30",
      "1e5x",
      "--1",
      "1-1",
    ],
    ...["123456789012345678901234567890", "0.000000000000000000000000000001", "9".repeat(400)],
  ];
  for (const text of texts) assertSame(text);
  assertEquals(numberIn("9".repeat(2_000)), undefined, "too long for a number");
});

Deno.test("any text is parsed as in results, or is no number there either", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.-+eE naif") }), assertSame), {
    numRuns: 2_000,
  });
});
