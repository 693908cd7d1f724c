import { assert, assertEquals, assertLess, assertThrows } from "@std/assert";
import fc from "fast-check";
import { TooManyValues } from "../../../../lib/results/formats/format.ts";
import { createTensorboardParser } from "../../../../lib/results/formats/tensorboard.ts";
import { createSeriesCollector, MAX_NAMES, MAX_VALUES } from "../../../../lib/results/series.ts";
import { bytes, concat, double, event, float, integer, record, scalar, varint } from "./event_file.ts";

type Point = [key: string, step: number, value: number];

/** What is read of a file in pieces of a size. */
function read(file: Uint8Array, size = file.length) {
  const points: Point[] = [];
  const parser = createTensorboardParser({
    add: (key, step, value) => void points.push([key, step, value]),
    dropFrom: (step) => void points.splice(0, points.length, ...points.filter(([, other]) => other < step)),
  });
  const buffer = new Uint8Array(size);
  for (let at = 0; at < file.length; at += size) {
    const piece = file.subarray(at, at + size);
    // The caller uses its buffer again.
    buffer.fill(255).set(piece);
    if (!parser.push(buffer.subarray(0, piece.length))) break;
  }
  parser.end();
  return { points, problem: parser.problem };
}

const FILE = concat(
  record(concat(double(1, 1e9), bytes(3, "brain.Event:2"))),
  ...Array.from(
    { length: 20 },
    (_, step) => record(scalar(step % 3 === 0 ? "val/loss" : "train/loss", step, 1 / (step + 1))),
  ),
);
const POINTS = read(FILE).points;

Deno.test("scalars are read with their steps, to the last bit of a float32", () => {
  assertEquals(POINTS.length, 20);
  assertEquals(POINTS[1], ["train/loss", 1, 0.5]);
  assertEquals(POINTS[2], ["train/loss", 2, Math.fround(1 / 3)]);
  for (const value of [NaN, Infinity, -Infinity, -0, 1e-45]) {
    assertEquals(read(record(scalar("x", 1, value))).points, [["x", 1, Math.fround(value)]]);
  }
});

Deno.test("a file gives the same values in whatever pieces it is read", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: FILE.length }), (size) => {
    assertEquals(read(FILE, size), { points: POINTS, problem: undefined });
  }));
});

Deno.test("a file that is cut anywhere has the values of its whole records, and no problem", () => {
  let known = 0;
  for (let length = 0; length <= FILE.length; length++) {
    const { points, problem } = read(FILE.slice(0, length));
    assertEquals(points, POINTS.slice(0, points.length));
    assert(points.length === known || points.length === known + 1);
    known = points.length;
    assertEquals(problem, undefined);
  }
  assertEquals(known, 20);
});

Deno.test("a flipped bit ends the file with a problem, and never gives another value", () => {
  for (let at = 0; at < FILE.length; at++) {
    const flipped = FILE.slice();
    flipped[at]! ^= 1 << at % 8;
    const { points, problem } = read(flipped);
    assertEquals(points, POINTS.slice(0, points.length), `bit of byte ${at}`);
    assertLess(points.length, POINTS.length);
    assert(problem?.endsWith(": the rest is not read"), problem);
  }
});

Deno.test("random bytes are no values", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
    const { points } = read(concat(FILE, noise));
    assertEquals(points, POINTS);
  }));
});

Deno.test("a length that nobody writes is told, even with a right checksum; one beyond the end of the file is a torn record", () => {
  for (const length of [2n ** 63n, 2n ** 64n - 1n, 2n ** 33n]) {
    const { points, problem } = read(concat(FILE, record(new Uint8Array(3), length)));
    assertEquals(points, POINTS);
    assertEquals(problem, `a record has ${Number(length)} bytes at byte ${FILE.length}: the rest is not read`);
  }
  assertEquals(read(concat(FILE, record(new Uint8Array(3), 2 ** 30))), { points: POINTS, problem: undefined });
});

Deno.test("data with a right checksum that is no event is told, whatever it is, and gives no value", () => {
  for (
    const data of [
      ...[Uint8Array.of(0), Uint8Array.of(0x80), Uint8Array.of(0x10), Uint8Array.of(0x0b), Uint8Array.of(0x2a, 5, 1)],
      concat(varint(2 ** 35), varint(1)),
      concat(varint(2 << 3), new Uint8Array(11).fill(0x80)),
      // The length of a summary.
      concat(varint(5 << 3 | 2), varint(2n ** 63n), bytes(1, "x")),
      bytes(5, concat(varint(1 << 3 | 2), varint(2n ** 63n))),
      bytes(5, bytes(1, concat(bytes(1, "x"), varint(2 << 3 | 5), Uint8Array.of(1, 2)))),
    ]
  ) {
    const { points, problem } = read(concat(FILE, record(data), record(scalar("x", 1, 1))));
    assertEquals(points, POINTS);
    assertEquals(problem, `a record is no event at byte ${FILE.length}: the rest is not read`);
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (data) => void read(record(data))));
});

Deno.test("steps are signed integers of 64 bits", () => {
  for (
    const step of [0n, 1n, 127n, 128n, 300n, 2n ** 31n, 2n ** 40n, 2n ** 53n, 2n ** 63n - 1n, -1n, -300n, -(2n ** 63n)]
  ) {
    assertEquals(read(record(scalar("x", step, 1))).points, [["x", Number(step), 1]], String(step));
  }
});

const SCALARS = bytes(9, bytes(1, bytes(1, "scalars")));
const RANK_0 = bytes(2, new Uint8Array());
const tensor = (...fields: readonly Uint8Array[]) => bytes(8, concat(...fields));
const little = (view: (view: DataView) => void, size: number) => {
  const content = new Uint8Array(size);
  view(new DataView(content.buffer));
  return content;
};

Deno.test("tensors of rank 0 are scalars, in whatever form their value is", () => {
  const forms: [number, readonly Uint8Array[], number][] = [
    [1, [float(5, 0.5)], 0.5],
    [1, [bytes(5, new Uint8Array(Float32Array.of(0.5).buffer))], 0.5],
    [1, [bytes(4, little((view) => view.setFloat32(0, 0.5, true), 4))], 0.5],
    [2, [bytes(6, new Uint8Array(Float64Array.of(0.1).buffer))], 0.1],
    [2, [bytes(4, little((view) => view.setFloat64(0, 0.1, true), 8))], 0.1],
    [3, [integer(7, -3)], -3],
    [3, [bytes(7, varint(-3))], -3],
    [3, [bytes(4, little((view) => view.setInt32(0, -3, true), 4))], -3],
    [9, [integer(10, 2n ** 40n)], 2 ** 40],
    [9, [bytes(4, little((view) => view.setBigInt64(0, -5n, true), 8))], -5],
    [10, [integer(11, 1)], 1],
    [19, [bytes(13, varint(0x3800))], 0.5],
    [19, [bytes(4, Uint8Array.of(0x00, 0xbc))], -1],
    [19, [integer(13, 1)], 2 ** -24],
    [19, [integer(13, 0x7c00)], Infinity],
    [14, [bytes(13, varint(0x3f00))], 0.5],
    [14, [bytes(4, Uint8Array.of(0x80, 0xbf))], -1],
    [23, [integer(17, 2n ** 63n)], 2 ** 63],
  ];
  for (const [type, value, expected] of forms) {
    const data = event(1, concat(bytes(1, "x"), tensor(integer(1, type), RANK_0, ...value), SCALARS));
    assertEquals(read(record(data)).points, [["x", 1, expected]], `type ${type}`);
  }
});

Deno.test("only the first value of a tag names its plugin", () => {
  const value = tensor(integer(1, 1), RANK_0, float(5, 0.5));
  const first = record(event(1, concat(bytes(1, "x"), value, SCALARS)));
  const second = record(event(2, concat(bytes(1, "x"), value)));
  assertEquals(read(concat(first, second)).points, [["x", 1, 0.5], ["x", 2, 0.5]]);
  assertEquals(read(second).points, []);
});

Deno.test("vectors, texts, images and other plugins are passed over", () => {
  const values = [
    tensor(integer(1, 1), bytes(2, bytes(2, integer(1, 3))), float(5, 1)),
    tensor(integer(1, 1), bytes(2, integer(3, 1)), float(5, 1)),
    tensor(integer(1, 7), RANK_0, bytes(8, "text")),
    tensor(integer(1, 1), RANK_0),
    tensor(integer(1, 1), RANK_0, bytes(4, new Uint8Array(3))),
    bytes(4, "image"),
    bytes(5, "histogram"),
  ];
  for (const value of values) assertEquals(read(record(event(1, concat(bytes(1, "x"), value, SCALARS)))).points, []);
  const hparams = bytes(9, bytes(1, bytes(1, "hparams")));
  assertEquals(read(record(event(1, concat(bytes(1, "x"), float(2, 1), hparams)))).points, []);
  assertEquals(read(record(event(1, concat(bytes(7, "node"), float(2, 1))))).points, []);
});

Deno.test("a record of many megabytes is passed over, but for its checksum", () => {
  const large = new Uint8Array(2 ** 24 + 1);
  const after = record(scalar("x", 1, 1));
  const file = concat(FILE, record(bytes(6, large)), after);
  assertEquals(read(file, 2 ** 18), { points: [...POINTS, ["x", 1, 1]], problem: undefined });
  file[FILE.length + 2 ** 20]! ^= 1;
  assertEquals(read(file, 2 ** 18), {
    points: POINTS,
    problem: `a record has a wrong checksum at byte ${FILE.length}: the rest is not read`,
  });
});

Deno.test("the start of a session drops what comes after its step, of all tags", () => {
  const session = record(concat(integer(2, 10), bytes(7, integer(1, 1))));
  const { points } = read(concat(FILE, session, record(scalar("x", 10, 1))));
  assertEquals(points, [...POINTS.slice(0, 10), ["x", 10, 1]]);
});

Deno.test("ten million records are too many", () => {
  const collector = createSeriesCollector();
  // The steps of a piece go on where those of the one before ended.
  let step = 0;
  const parser = createTensorboardParser({ add: (key, _, value) => collector.add(key, step++, value), dropFrom() {} });
  const records = concat(...Array.from({ length: 1_000 }, (_, step) => record(scalar("x", step, 1))));
  assertThrows(
    () => {
      for (let piece = 0; piece < 10_000; piece++) parser.push(records);
    },
    TooManyValues,
    `has more than ${MAX_VALUES} values`,
  );
  assertEquals(step, MAX_VALUES + 1);
});

Deno.test("the number of tags is bounded, and that of names", () => {
  const tags = (count: number) => Array.from({ length: count }, (_, tag) => concat(bytes(1, `t${tag}`)));
  const half = tags(2 ** 16 + 1);
  const file = concat(record(event(1, ...half.slice(0, 2 ** 15))), record(event(2, ...half.slice(2 ** 15))));
  assertThrows(() => read(file), TooManyValues, "has more than 65536 tags");
  const scalars = tags(MAX_NAMES + 1).map((tag) => concat(tag, float(2, 1)));
  const parser = createTensorboardParser(createSeriesCollector());
  assertThrows(() => parser.push(record(event(1, ...scalars))), TooManyValues, `has more than ${MAX_NAMES} names`);
});
