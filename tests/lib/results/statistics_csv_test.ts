import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { parseLastRow } from "../../../lib/results/statistics_csv.ts";

function last(head: string, tail?: string): Record<string, string> | undefined {
  const { value, problems } = parseLastRow(tail === undefined ? { head } : { head, tail });
  assertEquals(problems, []);
  return value && Object.fromEntries(value);
}

Deno.test("parseLastRow() returns the last row with the digits as written", () => {
  assertEquals(last("loss,epoch\n0.9,00\n0.6953568526,01\n"), { loss: "0.6953568526", epoch: "01" });
});

Deno.test("parseLastRow() accepts any line endings, blank lines, and a byte order mark", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    assertEquals(last(["\ufeff", "a,b", "1,2", "", "3,4", "", " ", ""].join(end)), { a: "3", b: "4" });
    assertEquals(last(["a,b", "1,2"].join(end)), { a: "1", b: "2" });
  }
});

Deno.test("parseLastRow() returns nothing if there is no row below the header", () => {
  for (const text of ["loss,acc", "loss,acc\n", "loss,acc\r\n\r\n", '"loss",acc\n']) {
    assertEquals(last(text), undefined);
  }
});

Deno.test("parseLastRow() takes header and row from both ends of a long file", () => {
  assertEquals(last("loss,acc\n0.9,0.1\n0.8,0.", "2,0.3\n0.5,0.75\n"), { loss: "0.5", acc: "0.75" });
  assertEquals(last('"the, loss",acc\n0.9,0.1\n', '.2\n"0,5",0.75'), { "the, loss": "0,5", acc: "0.75" });
});

Deno.test("parseLastRow() reads quoted fields with commas and line breaks", () => {
  assertEquals(last('loss,note\n0.5,"a, ""b"""\n'), { loss: "0.5", note: 'a, "b"' });
  assertEquals(last('loss,note\n0.5,"two\nlines"\n'), { loss: "0.5", note: "two\nlines" });
});

Deno.test("parseLastRow() skips the index written by pandas, and trims fields", () => {
  assertEquals(last(",loss, acc\n0,0.5, 0.75\n"), { loss: "0.5", acc: "0.75" });
});

Deno.test("parseLastRow() reports an empty file", () => {
  for (const text of ["", "\n\n", "\ufeff"]) {
    assertEquals(parseLastRow({ head: text }), { value: undefined, problems: ["file is empty"] });
  }
});

Deno.test("parseLastRow() reports fields beyond the header and keeps the others", () => {
  const { value, problems } = parseLastRow({ head: "loss,acc\n0.5,0.75,0.25\n" });
  assertEquals(Object.fromEntries(value!), { loss: "0.5", acc: "0.75" });
  assertStringIncludes(problems.join(), "last row has 3 fields, expected 2");
});

Deno.test("parseLastRow() reports a short row and keeps its fields", () => {
  const { value, problems } = parseLastRow({ head: "loss,acc,epoch\n0.5,0.75\n" });
  assertEquals(Object.fromEntries(value!), { loss: "0.5", acc: "0.75" });
  assertStringIncludes(problems.join(), "last row has 2 fields, expected 3");
});

Deno.test("parseLastRow() drops the last field of a truncated row", () => {
  const { value, problems } = parseLastRow({ head: "loss,acc,epoch\n0.5,0.7" });
  assertEquals(Object.fromEntries(value!), { loss: "0.5" });
  assertStringIncludes(problems.join(), "truncated");
});

Deno.test("parseLastRow() rejects a header of a million columns", () => {
  const { value, problems } = parseLastRow({ head: `${",".repeat(1_000_000)}\n1\n` });
  assertEquals(value, undefined);
  assertStringIncludes(problems.join(), "expected at most 2000");
});

Deno.test("parseLastRow() never throws, for any text", () => {
  const hostile = fc.string({ unit: fc.constantFrom(...'ab1.,"\r\n \0\ufeff') });
  fc.assert(
    fc.property(hostile, fc.option(hostile, { nil: undefined }), (head, tail) => {
      parseLastRow(tail === undefined ? { head } : { head, tail });
    }),
    { numRuns: 2_000 },
  );
});
