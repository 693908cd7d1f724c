import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as v from "valibot";
import { END_STATES } from "../../../lib/run/outcome.ts";
import { decodeRecord, isEnd, isQueue, isStart, schemaOfRecord } from "../../../lib/store/journal_format.ts";

const RUN = { time: 1, id: "3f9c2a1b", stage: "train", launch: 1 };
const START = {
  type: "start",
  ...RUN,
  attempt: 1,
  test: "clean",
  test_dir: "test_1",
  devices: ["GPU-1"],
  runs_per_gpu: 2,
  launched_with: "a1b2c3d4",
  seed: 0,
  submission: 1,
  job: "812345_17",
  host: "n1",
};
const QUEUE = {
  type: "queue",
  ...RUN,
  attempt: 1,
  test: "clean",
  test_dir: "test_1",
  launched_with: "a1b2c3d4",
  seed: 0,
  reserved: 4,
};
const END = {
  type: "end",
  ...RUN,
  test: "clean",
  state: "failed",
  exit: 1,
  signal: null,
  reason: "no such program",
  has_dir: true,
};

Deno.test("starts, queued launches and ends that are checked by hand are those that fit their schemas, whatever their fields are", () => {
  const value = fc.constantFrom<unknown>(
    ...[
      undefined,
      null,
      "",
      "test",
      "train",
      ...END_STATES,
      "SIGKILL",
      true,
      false,
      -1,
      0,
      1,
      1.5,
      2 ** 53,
      [],
      [1],
      ["a"],
      {},
    ],
  );
  for (const [whole, check] of [[START, isStart], [QUEUE, isQueue], [END, isEnd]] as const) {
    const schema = schemaOfRecord(whole.type as "start" | "queue" | "end");
    assert(check(whole));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole)), value, (field, replacement) => {
        // As JSON has it: without fields that are undefined.
        const record = JSON.parse(JSON.stringify({ ...whole, [field]: replacement }));
        assertEquals(check(record), v.is(schema, record), JSON.stringify(record));
      }),
      { numRuns: 2_000 },
    );
  }
});

Deno.test("a start or an end with a wrong field is described by its schema", () => {
  assertEquals(
    decodeRecord(JSON.stringify({ ...END, exit: "1" }), 7),
    'line 7 of the journal is corrupt, skipped: exit: expected a whole number ≥ 0, got "1"',
  );
  assertEquals(
    decodeRecord(JSON.stringify({ ...START, launch: undefined }), 7),
    "line 7 of the journal is corrupt, skipped: launch is missing",
  );
});
