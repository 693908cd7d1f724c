import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type JsonValue, parseJson } from "../../../lib/results/metrics.ts";

function plain(value: JsonValue): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [key, plain(item)]));
  return Number((value as { number: string }).number);
}

Deno.test("parseJson() reads what JSON.stringify() writes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assertEquals(plain(parseJson(text)), JSON.parse(text));
    }),
  );
});

Deno.test("parseJson() keeps the source text of numbers", () => {
  for (const number of ["0.10", "1e-05", "-0", "18446744073709551615", "1.0", "0.1234567890123456789"]) {
    assertEquals(parseJson(` ${number} `), { number });
  }
});

Deno.test("parseJson() accepts NaN and infinities as Python's json writes them", () => {
  assertEquals(parseJson("[NaN, Infinity, -Infinity]"), [{ number: "NaN" }, { number: "Infinity" }, {
    number: "-Infinity",
  }]);
});

Deno.test("parseJson() accepts a byte order mark, and keeps the last of duplicate keys", () => {
  assertEquals(parseJson('\ufeff{"a": 1, "a": "x"}'), new Map([["a", "x"]]));
});

Deno.test("parseJson() keeps keys with a special meaning in JavaScript", () => {
  const value = parseJson('{"__proto__": 1, "constructor": {"prototype": 2}}') as ReadonlyMap<string, JsonValue>;
  assertEquals([...value.keys()], ["__proto__", "constructor"]);
  assertEquals(({} as Record<string, unknown>).prototype, undefined);
});

for (
  const [text, message] of [
    ["", "line 1, column 1: expected a value, got end of file"],
    ['{"loss": 0.5, "acc', 'expected a key, got "\\"acc"'],
    ['{"loss": 0.5', 'expected "," or "}", got end of file'],
    ['{"loss": 0.5,}', "expected a key"],
    ["[1, 2,]", "expected a value"],
    ['{\n  "loss" 0.5}', 'line 2, column 10: expected ":"'],
    ['{"loss": 0.5} {}', "expected end of file"],
    ["{'loss': 0.5}", 'expected a key or "}"'],
    ['{"loss": nan}', "expected a value"],
    ['{"loss": 01}', 'expected "," or "}"'],
    ['"\\x"', "expected a string with valid escapes"],
    ["\0\x01\xff", "expected a value"],
    ["[".repeat(100_000), "expected at most 100 nested levels"],
    ['{"a":'.repeat(100_000), "expected at most 100 nested levels"],
  ] as const
) {
  Deno.test(`parseJson() rejects ${JSON.stringify(text.slice(0, 20))}`, () => {
    assertThrows(() => parseJson(text), SyntaxError, message);
  });
}

Deno.test("parseJson() throws only SyntaxErrors, for any text", () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'{}[]":,\\ \n\t0123456789.eE+-NaIfntrul/\u2028') });
  fc.assert(
    fc.property(hostile, (text) => {
      try {
        parseJson(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});
