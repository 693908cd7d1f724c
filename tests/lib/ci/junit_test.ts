import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { printJunit, type TestSuite } from "../../../lib/ci/junit.ts";
import { type CaseResult, type TestCase, testCases } from "../../../lib/ci/test_cases.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { readJunit } from "../../junit_file.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [1, 2, 3, 4, 5, 6]}\ngrid_settings: {command: 'run {x}', test_command: test}\n");

function runsOf(records: readonly Readonly<Record<string, unknown>>[]) {
  return decodeJournal(records.map((record) => JSON.stringify(record))).runs;
}

function launched(at: number, end: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  const run = { id: PLAN.experiments[at]!.id, stage: "train", launch: 1, ...more };
  return [
    { ...run, type: "start", time: 1_700_000_000_000, attempt: 1 },
    ...(Object.keys(end).length === 0 ? [] : [
      { ...run, type: "end", time: 1_700_000_002_500, exit: null, signal: null, ...end },
    ]),
  ];
}

const RECORDS = [
  ...launched(0, { state: "succeeded", exit: 0 }),
  ...launched(1, { state: "failed", exit: 3 }),
  ...launched(2, { state: "timed_out", signal: "SIGTERM" }),
  ...launched(3, { state: "interrupted", signal: "SIGTERM" }),
  ...launched(4, {}),
  ...launched(0, { state: "failed", exit: 1 }, { stage: "test", test_dir: "test_20261130_090000" }),
];

Deno.test("testCases() tells what passed, failed and was not run", () => {
  const runs = runsOf(RECORDS);
  const dir = (index: number) => `grid-x=${index + 1}-r0-${PLAN.experiments[index]!.id}`;
  const trained = testCases(PLAN, runs, "train");
  assertEquals(trained[0]!.name, `train grid-x=1 r0 ${PLAN.experiments[0]!.id}`);
  assertEquals([trained[0]!.seconds, trained[0]!.started], [2.5, 1_700_000_000_000]);
  assertEquals(trained.map(({ result }): CaseResult => result), [
    { kind: "passed" },
    {
      kind: "failed",
      timedOut: false,
      outcome: { kind: "exit", code: 3 },
      reason: "exit code 3 after 2.5s",
      log: `${dir(1)}/train.1.log`,
    },
    {
      kind: "failed",
      timedOut: true,
      outcome: { kind: "signal", signal: "SIGTERM" },
      reason: "timed out, killed by SIGTERM after 2.5s",
      log: `${dir(2)}/train.1.log`,
    },
    { kind: "skipped", reason: "interrupted: killed by SIGTERM after 2.5s" },
    { kind: "skipped", reason: "running" },
    { kind: "skipped", reason: "not started" },
  ]);
  const tested = testCases(PLAN, runs, "test");
  assertEquals(tested.map(({ result }) => result.kind === "skipped" ? result.reason : result.kind), [
    "failed",
    ...Array(5).fill("not trained"),
  ]);
  assertStringIncludes(JSON.stringify(tested[0]!.result), `${dir(0)}/test_20261130_090000/test.log`);
});

Deno.test("testCases() has a case per test, and none for grids without a test_command", () => {
  const several = expand(
    "grid_axes: {x: [1]}\ngrid_tests: [{name: clean}, {name: noisy}]\n" +
      "grid_settings: {command: 'run {x}', test_command: test}\n",
  );
  const { id } = several.experiments[0]!;
  assertEquals(testCases(several, runsOf([]), "test").map(({ name }) => name), [
    `test grid-x=1 r0 ${id} clean`,
    `test grid-x=1 r0 ${id} noisy`,
  ]);
  const untested = expand("grid_axes: {x: [1]}\ngrid_settings: {command: 'run {x}'}\n");
  assertEquals(testCases(untested, runsOf([]), "test"), []);
});

Deno.test("printJunit() writes what the schema allows, with counts, times and the ends of logs", async () => {
  const runs = runsOf(RECORDS);
  const suite = (stage: "train" | "test"): TestSuite => ({
    name: `digits ${stage}`,
    grid: "digits",
    root: "/grids/digits",
    cases: testCases(PLAN, runs, stage),
  });
  const readLog = (root: string, log: string) => [`read ${root}/${log}`, "a < b && c > d ]]>"];
  const text = printJunit([suite("train"), suite("test")], readLog);
  const cases = await readText(text);
  assertEquals(cases.map(({ result }) => result), [
    ...["passed", "failure", "failure", "skipped", "skipped", "skipped"],
    ...["failure", ...Array(5).fill("skipped")],
  ]);
  const [first, second] = cases;
  assertEquals([first!.classname, first!.time, second!.message], ["digits", "2.500", "exit code 3 after 2.5s"]);
  const log = `grid-x=2-r0-${PLAN.experiments[1]!.id}/train.1.log`;
  assertEquals(second!.text, `log: ${log}\nread /grids/digits/${log}\na < b && c > d ]]>`);
  assertStringIncludes(
    text,
    `<testsuite name="digits train" tests="6" failures="2" errors="0" skipped="3" time="10.000" timestamp="2023-11-14T22:13:20">`,
  );
  await readText(printJunit([], () => []));
});

Deno.test("printJunit() writes well-formed XML, whatever names, reasons and logs have in them", async () => {
  const hostile = [
    "\x00\x01\x1b[31m",
    "\ud800",
    "\udc00x",
    "\ufffe\uffff",
    "]]>",
    "<!--",
    "&amp;",
    "\r\n\t",
    "\"'",
    "😀",
  ];
  fc.assert(fc.property(anyText(hostile), (text) => {
    const printed = printJunit([suiteOf(text)], () => [text]);
    // XML 1.0 (2.2 Characters), without references to other characters.
    assert(/^(?:[\t\n\x20-\ud7ff\ue000-\ufffd]|[\u{10000}-\u{10ffff}])*$/u.test(printed));
    assert(!printed.includes("]]>"));
    assertEquals(printed.match(/&(?!(amp|lt|gt|quot|#9|#10|#13);)/g), null);
  }));
  const cases = await readText(printJunit([suiteOf(hostile.join(" "))], () => hostile));
  const replaced = hostile.map((text) =>
    // deno-lint-ignore no-control-regex
    text.replaceAll(/[\x00-\x08\x1b\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
  );
  assertEquals(cases[0]!.message, replaced.join(" "));
  assertEquals(cases[0]!.text, ["log: x/train.1.log", ...replaced].join("\n"));
});

function anyText(parts: readonly string[]): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom(...parts),
    fc.string({ unit: "binary" }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  return fc.array(unit, { minLength: 1 }).map((units) => `x${units.join("")}`);
}

function suiteOf(text: string): TestSuite {
  const result: CaseResult = {
    kind: "failed",
    timedOut: false,
    outcome: { kind: "exit", code: 1 },
    reason: text,
    log: "x/train.1.log",
  };
  const testCase: TestCase = { name: text, experiment: PLAN.experiments[0]!, result, started: Infinity };
  return { name: text, grid: text, root: "/", cases: [testCase] };
}

async function readText(text: string) {
  const path = Deno.makeTempFileSync({ suffix: ".xml" });
  try {
    Deno.writeTextFileSync(path, text);
    return await readJunit(path);
  } finally {
    Deno.removeSync(path);
  }
}
