import { assertEquals, assertStringIncludes } from "@std/assert";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { stateName } from "../../../lib/run/run_state.ts";
import { decodeJournal, decodeRecord, encodeRecord } from "../../../lib/store/journal_format.ts";

type Kind = JournalRecord["type"];

const run = { time: 1795510225400, id: "d93ac305", stage: "test", test: "hard" } as const;
const RECORDS: { readonly [K in Kind]: Required<Extract<JournalRecord, { type: K }>> } = {
  journal: { type: "journal", version: 1 },
  scheduler: {
    type: "scheduler",
    time: 1795510225391,
    stage: "train",
    pid: 11243,
    host: "lab",
    devices: ["GPU-a"],
    jobs: 3,
  },
  fingerprint: {
    type: "fingerprint",
    time: 1795510225395,
    stage: "test",
    hash: "7c013ceb",
    settings: { test_command: "python3 test.py {checkpoint}", "env.A": "" },
    files: { "test.py": "98221fee34e6aaa1" },
  },
  start: {
    type: "start",
    ...run,
    launch: 2,
    attempt: 1,
    test_dir: "test_20261124_085025",
    devices: ["GPU-a", "GPU-b"],
    runs_per_gpu: 2,
    launched_with: "7c013ceb",
    seed: 0,
    submission: 3,
    job: "812345_17",
    host: "n012",
  },
  queue: {
    type: "queue",
    ...run,
    launch: 2,
    attempt: 1,
    test_dir: "test_20261124_085025",
    launched_with: "7c013ceb",
    seed: 0,
    reserved: 7,
  },
  submit: {
    type: "submit",
    time: run.time,
    stage: "test",
    submission: 3,
    name: "gw-8c1f-3",
    elements: 96,
    controller: true,
    system: "sge",
  },
  submitted: { type: "submitted", time: run.time, submission: 3, job: 812345 },
  end: {
    type: "end",
    ...run,
    launch: 2,
    state: "failed",
    exit: null,
    signal: "SIGKILL",
    reason: "no room",
    has_dir: true,
  },
  terminate: { type: "terminate", ...run, launch: 2, why: "timeout" },
  rung: {
    type: "rung",
    time: run.time,
    id: run.id,
    stage: "train",
    launch: 1,
    rung: 3,
    value: 0.9534,
    goes_on: false,
    of: 17,
    cut: "NaN",
    metric: "validation_accuracy",
    resource: "epoch",
    by: "last",
  },
  skip: { type: "skip", time: run.time, id: run.id, stage: "train" },
  void: { type: "void", ...run, launch: 2 },
  again: { type: "again", time: run.time, id: run.id, stage: "train", former: 1, tests: ["easy", "hard"] },
  cleaned: { type: "cleaned", time: 1795510226300, id: "6886831c", stage: "train" },
  blocked: { type: "blocked", ...run, reason: "no checkpoint was found" },
  deleted: { type: "deleted", ...run, test_dir: "test_20261124_085025" },
};
const OPTIONAL = new Set([
  ...["start.test_dir", "start.runs_per_gpu", "start.launched_with", "start.seed"],
  ...[
    "start.submission",
    "start.job",
    "start.host",
    "queue.test_dir",
    "queue.launched_with",
    "queue.seed",
    "queue.reserved",
  ],
  ...["scheduler.jobs", "end.reason", "end.has_dir", "again.tests", "deleted.test_dir", "rung.goes_on", "rung.cut"],
  ...["rung.metric", "rung.resource", "rung.by", "submit.controller", "submit.system"],
]);
const isOptional = (type: string, field: string) =>
  field === "test" || field === "devices" || OPTIONAL.has(`${type}.${field}`);

Deno.test("a decoded record equals the encoded one", () => {
  for (const record of Object.values(RECORDS)) assertEquals(decodeRecord(encodeRecord(record), 1), record);
});

Deno.test("a record without one of its fields is skipped, and the warning names the line and the field", () => {
  for (const [type, record] of Object.entries(RECORDS)) {
    for (const field of Object.keys(record).filter((name) => name !== "type")) {
      const { [field]: _, ...rest } = record as unknown as Record<string, unknown>;
      assertEquals(
        decodeRecord(JSON.stringify(rest), 7),
        isOptional(type, field)
          ? rest as JournalRecord
          : `line 7 of the journal is corrupt, skipped: ${field} is missing`,
        `${type} without ${field}`,
      );
    }
  }
});

Deno.test("a record with a field of a wrong type is skipped, and the warning says what was expected", () => {
  for (const [type, record] of Object.entries(RECORDS)) {
    for (const field of Object.keys(record).filter((name) => name !== "type")) {
      const isMap = field === "settings" || field === "files";
      const warning = decodeRecord(JSON.stringify({ ...record, [field]: isMap ? 1 : { a: 1 } }), 7);
      assertStringIncludes(
        String(warning),
        `line 7 of the journal is corrupt, skipped: ${field}: expected `,
        `${type}.${field}`,
      );
      assertStringIncludes(String(warning), isMap ? "got 1" : 'got {"a":1}');
    }
  }
  assertEquals(
    decodeRecord(JSON.stringify({ ...RECORDS.void, launch: 0 }), 3),
    "line 3 of the journal is corrupt, skipped: launch: expected a whole number ≥ 1, got 0",
  );
  assertEquals(
    decodeRecord(JSON.stringify({ ...RECORDS.start, devices: ["GPU-a", 1] }), 3),
    "line 3 of the journal is corrupt, skipped: devices.1: expected a string, got 1",
  );
  assertEquals(
    decodeRecord('{"type":"blocked","time":1e999,"id":"a","stage":"train","reason":""}', 3),
    "line 3 of the journal is corrupt, skipped: time: expected a number of milliseconds, got null",
  );
  assertEquals(
    decodeRecord(JSON.stringify({ ...RECORDS.end, state: "well" }), 3),
    'line 3 of the journal is corrupt, skipped: state: expected an end state, got "well"',
  );
});

Deno.test("property names of JavaScript objects are not stages or record types", () => {
  for (const stage of ["toString", "constructor", "__proto__"]) {
    assertEquals(
      decodeRecord(JSON.stringify({ ...RECORDS.void, stage }), 2),
      `line 2 of the journal is corrupt, skipped: stage: expected "train" or "test", got "${stage}"`,
    );
    assertEquals(
      decodeRecord(JSON.stringify({ ...RECORDS.void, type: stage }), 2),
      `line 2 of the journal: unknown record type "${stage}", skipped`,
    );
  }
  assertEquals(
    decodeRecord('{"type":{"toString":1}}', 2),
    'line 2 of the journal: unknown record type "{"toString":1}", skipped',
  );
});

Deno.test("a record without id, or with an object as id, stage or state, is skipped with a warning", () => {
  const { runs, warnings } = decodeJournal([
    encodeRecord(RECORDS.start),
    JSON.stringify({ ...RECORDS.start, id: undefined }),
    JSON.stringify({ ...RECORDS.start, id: { toString: 1 } }),
    JSON.stringify({ ...RECORDS.start, stage: { train: 1 } }),
    JSON.stringify({ ...RECORDS.end, state: { kind: "ended" } }),
  ]);
  assertEquals(warnings, [
    "line 2 of the journal is corrupt, skipped: id is missing",
    'line 3 of the journal is corrupt, skipped: id: expected a string, got {"toString":1}',
    'line 4 of the journal is corrupt, skipped: stage: expected "train" or "test", got {"train":1}',
    'line 5 of the journal is corrupt, skipped: state: expected an end state, got {"kind":"ended"}',
  ]);
  assertEquals(stateName(runs.test.get("d93ac305/hard")!.state), "running");
});

Deno.test("a line that is not a JSON object is corrupt", () => {
  for (const line of ["{", "null", "1", '"start"', '{"type":"void"} {}', "\0"]) {
    assertEquals(decodeRecord(line, 4), "line 4 of the journal is corrupt, skipped");
  }
});

Deno.test("unknown fields are ignored", () => {
  const { runs, warnings } = decodeJournal([JSON.stringify({ ...RECORDS.start, queue: "gpu" })]);
  assertEquals([warnings, stateName(runs.test.get("d93ac305/hard")!.state)], [[], "running"]);
});

Deno.test("a warning is short and has no control characters", () => {
  for (const field of ["stage", "type"]) {
    const warning = decodeRecord(JSON.stringify({ ...RECORDS.void, [field]: `\x1b[2J\x9b${"x".repeat(1_000)}` }), 1);
    assertEquals(/\p{Cc}/u.test(String(warning)), false);
    assertEquals(String(warning).length < 200, true);
  }
});

Deno.test("records around a corrupt one are read", () => {
  const { runs, warnings } = decodeJournal([
    encodeRecord(RECORDS.start),
    JSON.stringify({ ...RECORDS.end, launch: undefined }),
    encodeRecord({ ...RECORDS.end, state: "succeeded" }),
  ]);
  assertEquals(stateName(runs.test.get("d93ac305/hard")!.state), "succeeded");
  assertEquals(warnings, ["line 2 of the journal is corrupt, skipped: launch is missing"]);
});
