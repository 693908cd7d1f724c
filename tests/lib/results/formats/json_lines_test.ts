import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createJsonLinesParser } from "../../../../lib/results/formats/json_lines.ts";
import { isJsonLines, parseMetrics, parseTestMetrics } from "../../../../lib/results/metrics.ts";
import { parse } from "./parsed.ts";

const read = (
  text: string,
  { step, isGuess = false, size }: { step?: string; isGuess?: boolean; size?: number } = {},
) => parse((sink) => createJsonLinesParser(sink, { step, isGuess }), text, size);

Deno.test("each line is a step; keys of maps and indices of lists are joined, and other lines are passed over", () => {
  const text = [
    "Namespace(lr=0.1)",
    '{"epoch": 0, "train": {"loss": 0.5}, "test_bbox": [0.25, NaN], "name": "a", "done": false, "none": null}',
    '{"epoch": 1, "train": {"loss": ',
    "12:00 saved",
    '{"epoch": 2, "train": {"loss": Infinity}, "test_bbox": [0.5, 1]}',
    "[1, 2]",
  ].join("\n");
  assertEquals(read(text), {
    axis: "epoch",
    series: {
      train_loss: [[0, 0.5], [2, Infinity]],
      test_bbox_0: [[0, 0.25], [2, 0.5]],
      test_bbox_1: [[0, NaN], [2, 1]],
    },
    problem: undefined,
  });
});

Deno.test("a line without a step belongs to the step before, the first ones to the first step", () => {
  assertEquals(read('{"val_acc": 5}\n{"step": 1, "a": 1}\n{"step": 2, "a": 2}\n').series, {
    val_acc: [[1, 5]],
    a: [[1, 1], [2, 2]],
  });
  assertEquals(read('{"epoch": NaN, "a": 1}\n').series, {});
  const { series } = read('{"step": 1, "a": 1}\n{"step": 2, "a": 2}\n{"test_acc": 3}\n');
  assertEquals(series, { a: [[1, 1], [2, 2]], test_acc: [[2, 3]] });
});

Deno.test("lists of more than 32 values are left out", () => {
  const list = JSON.stringify(Array(33).fill(1));
  assertEquals(read(`{"epoch": 1, "a": ${list}, "b": [1]}\n{"epoch": 2, "b": [2]}`).series, { b_0: [[1, 1], [2, 2]] });
});

Deno.test("a file with one map, or a list of maps, over several lines is read if it is named", () => {
  assertEquals(read('{\n "loss": 0.5,\n "val": {"acc": 1}\n}\n').series, { loss: [[1, 0.5]], val_acc: [[1, 1]] });
  assertEquals(read('[{"epoch": 1, "a": 1},\n {"epoch": 2, "a": 2}]').series, { a: [[1, 1], [2, 2]] });
  assertEquals(read('{\n "epoch": 1,\n "a": 1}\n', { isGuess: true }).series, {});
});

Deno.test("a single map on a line is a metrics.json, several are the lines of detectron2", () => {
  const line = (iteration: number) => JSON.stringify({ iteration, total_loss: 1 / iteration });
  assertEquals(read(line(1), { isGuess: true }).series, {});
  assertEquals(read(`${line(1)}\n${line(2)}\n`, { isGuess: true }).series, { total_loss: [[1, 1], [2, 0.5]] });
  assertEquals(isJsonLines(line(1)), false);
  assertEquals(isJsonLines(`${line(1)}\n\n${line(2)}\n`), true);
  assertEquals(isJsonLines('{\n{"a": 1}\n}'), false);
  assertEquals(isJsonLines("{}\nno JSON"), false);
  for (const parseOne of [parseMetrics, parseTestMetrics]) {
    assertEquals(parseOne(`${line(1)}\n${line(2)}\n`), { value: undefined, problems: [] });
    assertEquals(parseOne("{}\nno JSON").problems.length, 1);
  }
});

Deno.test("of a file that may be something else, only the beginning is read", () => {
  const parser = createJsonLinesParser({ add() {}, dropFrom() {} }, { step: undefined, isGuess: true });
  assertEquals(parser.push(new TextEncoder().encode('{"id": 1}\n'.repeat(1_000))), false);
});

Deno.test("hostile lines cost only themselves", () => {
  const good = '{"epoch": 1, "a": 1}\n';
  const lines = [
    "[".repeat(1e5),
    `{"a":`.repeat(1e4),
    `{"a": "${"\\".repeat(1e5)}`,
    `{"a": 1${"0".repeat(2 ** 21)}}`,
    "{".repeat(1e5),
  ];
  for (const line of lines) {
    assertEquals(read(`${good}${line}\n{"epoch": 2, "a": 2}\n`).series, { a: [[1, 1], [2, 2]] });
  }
  const names = Array.from({ length: 3_000 }, (_, at) => `{"k${at}": 1}`).join("\n");
  assertEquals(read(names).problem, "has more than 2000 names: the others are left out");
});

Deno.test("a file gives the same series in whatever pieces it is read", () => {
  const text = '{"epoch": 1, "größe": 0.5}\r\n{"epoch": 2, "größe": 0.25}';
  fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
    assertEquals(read(text, { size }).series, { größe: [[1, 0.5], [2, 0.25]] });
  }));
});
