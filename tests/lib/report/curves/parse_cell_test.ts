import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseCell, parseNumberAt } from "../../../../lib/report/curves/parse_cell.ts";
import { parseNumber } from "../../../../lib/results/statistics_csv.ts";

const encoder = new TextEncoder();
const scratch = new Float64Array(1);

function parse(text: string): number | undefined {
  const bytes = encoder.encode(`${text},`);
  const end = parseNumberAt(bytes, 0, scratch);
  if (end >= 0) {
    assertEquals(end, bytes.length - 1);
    return scratch[0];
  }
  return parseCell(bytes, 0, bytes.length - 1, scratch) ? scratch[0] : undefined;
}

function assertSame(text: string): void {
  const [expected, actual] = [parseNumber(text.trim()), parse(text)];
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
  assertEquals(parse("9".repeat(2_000)), undefined, "too long for a number");
});

Deno.test("any text is parsed as in results, or is no number there either", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.-+eE naif") }), assertSame), {
    numRuns: 2_000,
  });
});
