import { assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { createLogParser, logProblem } from "../../../../lib/results/formats/log_lines.ts";
import { parse, type Parsed } from "./parsed.ts";

const read = (text: string, pattern: string, size?: number) =>
  parse((sink) => createLogParser(sink, pattern), text, size);

Deno.test("each match is a step, counted by the group that is called so; the last one is the result", () => {
  const log = "start\nepoch 1 loss 0.5 acc 80\nepoch 2 loss nan acc 88.1\nsaved\n";
  const series: Parsed["series"] = { loss: [[1, 0.5], [2, NaN]], acc: [[1, 80], [2, 88.1]] };
  const pattern = String.raw`epoch (?<epoch>\d+) loss (?<loss>\S+) acc (?<acc>[\d.]+)`;
  assertEquals(read(log, pattern), { axis: "epoch", series, problem: undefined });
  // As Python writes it.
  assertEquals(read(log, pattern.replaceAll("(?<", "(?P<")).series, series);
});

Deno.test("without a group for steps, matches are counted, and lines of a progress bar are lines", () => {
  assertEquals(read("loss=3\rloss=2\rloss=1", "loss=(?<loss>[0-9]+)").series, { loss: [[1, 3], [2, 2], [3, 1]] });
  assertEquals(read("test: 7 8\n", "(?<a>[0-9]) (?<b>[0-9])").series, { a: [[1, 7]], b: [[1, 8]] });
});

Deno.test("groups that take no part, or match no number, are no values; the end of a sentence is no part of a number", () => {
  assertEquals(read("loss 0.25.\n", "(?<loss>[0-9.]+)").series, { loss: [[1, 0.25]] });
  assertEquals(read("a 1\nb 2\na x\n", "a (?<a>[^ ]+)|b (?<b>[0-9])").series, { a: [[1, 1]], b: [[2, 2]] });
});

Deno.test("colours are no part of a line, and separators of thousands no end of a number", () => {
  assertEquals(read("\x1b[32mloss\x1b[0m: \x1b[31m0.5\x1b[0m\n", "^loss: (?<loss>[0-9.]+)$").series, {
    loss: [[1, 0.5]],
  });
  const printed = (number: string) => read(`loss ${number}, done\n`, "loss (?<loss>[-+.,0-9]+)").series.loss?.[0]?.[1];
  assertEquals(["1,234", "-1,234,567.25", "999,999."].map(printed), [1234, -1234567.25, 999999]);
  // Decimal commas, and two numbers.
  assertEquals(["0,312", "1,5", "12,34", "1234,567"].map(printed), [undefined, undefined, undefined, undefined]);
});

Deno.test("an expression without named groups, or with what RE2 does not have, is an error with the reason", () => {
  assertEquals(logProblem("(?<loss>[0-9]+)"), undefined);
  assertEquals(logProblem("loss ([0-9]+)"), "has no named group: write (?<loss>…) around what is a result");
  assertEquals(logProblem("(?<loss>"), "missing closing ): `(?<loss>`");
  assertEquals(logProblem("(?=a)(?<b>c)"), "invalid or unsupported Perl syntax: `(?=`");
  assertEquals(logProblem(String.raw`(?<a>b)\1`), "invalid escape sequence: `\\1`");
  assertEquals(logProblem("(?<a>b)(?<a>c)"), "duplicate capture group name: `a`");
  assertEquals(logProblem("(?<a>(((x{100}){100}){100}){100})"), "invalid repeat count: `{100}`");
});

Deno.test("expressions that hang others take a time proportional to the text", () => {
  const line = "a".repeat(2 ** 14 - 1);
  const seconds = (pattern: string) => {
    const begun = performance.now();
    read(`${line}\n`.repeat(20), pattern);
    return (performance.now() - begun) / 1_000;
  };
  for (const pattern of ["(?<x>(a*)*)b", "(?<x>(a|a)*)b", "(?<x>(a|aa)+)$b", "(?<x>.*.*.*)b"]) {
    assertLess(seconds(pattern), 20);
  }
});

Deno.test("what is no number is found out at once", () => {
  const begun = performance.now();
  for (const text of [`${"1".repeat(16_000)}x`, `${".".repeat(16_000)}x`]) {
    assertEquals(read(`loss ${text}\n`.repeat(1_000), "loss (?<loss>.*)").series, {});
  }
  assertLess(performance.now() - begun, 60_000);
});

Deno.test("longer lines than anybody reads are left out", () => {
  assertEquals(read(`loss 1 ${"x".repeat(2 ** 15)}\nloss 2\n`, "loss (?<loss>[0-9])", 1_000).series, {
    loss: [[1, 2]],
  });
});

Deno.test("a log gives the same series in whatever pieces it is read", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
    assertEquals(read("größe 1\r\n\ngröße 2", "größe (?<loss>[0-9])", size).series, { loss: [[1, 1], [2, 2]] });
  }));
});
