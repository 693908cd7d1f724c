import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import * as v from "valibot";
import { toJson } from "../../../lib/config/value.ts";
import { configOf, paramsOf } from "../../../lib/plan/experiment.ts";
import { decodePlan, encodePlan, EXPERIMENT, isExperimentRecord, PlanError } from "../../../lib/store/plan_format.ts";

const LINES = Deno.readTextFileSync(new URL("../../fixtures/plan/v1.ndjson", import.meta.url)).trimEnd().split("\n");

// deno-lint-ignore no-explicit-any
type Record = any;

// The required fields of the records by line number; dotted for nested fields.
const REQUIRED: [number, string[]][] = [
  [1, ["type", "version", "name", "max_concurrent_runs", "cwd", "li", "ll", "experiments"]],
  [1, ["tests.1.name", "tests.1.overwrite", "tests.1.settings"]],
  [2, ["type", "task", "config", "axes", "set", "settings", "seed_keys"]],
  [2, ["axes.0.0", "axes.0.1", "set.0.0"]],
  [3, ["type", "id", "hash", "name", "repetition", "group", "at"]],
];

const OPTIONAL: [number, string[]][] = [[1, ["seed", "tensorboard", "tests"]], [4, ["seed", "dropped"]], [5, [
  "model",
]]];

// Changes one record of the plan.
function change(line: number, path: string, edit: (parent: Record, key: string) => void): string[] {
  const record = JSON.parse(LINES[line - 1]!);
  const keys = path.split(".");
  const last = keys.pop()!;
  edit(keys.reduce((parent, key) => parent[key], record), last);
  return LINES.with(line - 1, JSON.stringify(record));
}

// Removes a field. For a list item, the rest of the list is removed, too.
function drop(parent: Record, key: string): void {
  if (Array.isArray(parent)) parent.splice(Number(key));
  else delete parent[key];
}

Deno.test("a plan of version 1 can always be read, and is written the same way", () => {
  const plan = decodePlan(LINES);
  assertEquals([...encodePlan(plan)], LINES);
  assertEquals([plan.name, plan.seed, plan.maxConcurrentRuns, plan.cwd], ["mnist", 7, 4, "/home/me/mnist"]);
  assertEquals([plan.li, plan.ll, plan.tensorboard], [100, "INFO", 1]);
  const [first, second, third] = plan.experiments;
  assertEquals(toJson(configOf(plan, first!)), {
    model: { width: 128, 1: "one" },
    noise: 0,
    lr: 1e-4,
    data: { root: "/data" },
    seed: 12,
  });
  assertEquals(paramsOf(plan, second!).map(([key]) => key), ["lr", "model.width"]);
  assertEquals([second!.dropped, third!.dropped, third!.model], [true, undefined, "/models/model_best.pt"]);
  assertEquals(
    plan.groups[0]!.specs.map(({ stage, test, settings }) => [stage, test?.name, settings.testCommand?.words.length]),
    [["train", undefined, 1], ["test", "clean", 1], ["test", "noisy", 2]],
  );
});

Deno.test("a plan without a limit of concurrent runs has 0 in its file", () => {
  const unlimited = change(1, "max_concurrent_runs", (parent, key) => parent[key] = 0);
  assertEquals(decodePlan(unlimited).maxConcurrentRuns, Infinity);
  assertEquals([...encodePlan(decodePlan(unlimited))], unlimited);
});

Deno.test("a record without one of its required fields is a PlanError that names the line and the field", () => {
  for (const [line, paths] of REQUIRED) {
    for (const path of paths) {
      const error = assertThrows(() => decodePlan(change(line, path, drop)), PlanError);
      assertEquals(error.message, `line ${line} of the plan is corrupt: "${path}" is missing`);
    }
  }
});

Deno.test("a field of the wrong type is a PlanError that names the line and the field", () => {
  for (const [line, paths] of [...REQUIRED, ...OPTIONAL]) {
    for (const path of paths.filter((path) => path !== "version" && path !== "type")) {
      const wrong = change(line, path, (parent, key) => parent[key] = { wrong: true });
      const error = assertThrows(() => decodePlan(wrong), PlanError);
      const [start, end] = error.message.split("expected ");
      assertEquals(start, `line ${line} of the plan is corrupt: `);
      assert(end!.endsWith(` for "${path}", got {"wrong":true}`), error.message);
    }
  }
  for (const at of [[-1, 0], [0.5, 0], ["0", 0]]) {
    const error = assertThrows(() => decodePlan(change(3, "at", (record) => record.at = at)), PlanError);
    assert(error.message.startsWith(`line 3 of the plan is corrupt: expected a whole number`), error.message);
    assert(error.message.includes(`for "at.0", got `), error.message);
  }
});

Deno.test("optional fields can be missing", () => {
  for (const [line, paths] of OPTIONAL) for (const path of paths) decodePlan(change(line, path, drop));
});

Deno.test("records of an unknown type are skipped", () => {
  assertEquals(decodePlan([...LINES, '{"type":"later"}']), decodePlan(LINES));
});

Deno.test("groups with equal settings share their parsed settings", () => {
  const { groups } = decodePlan([
    ...LINES,
    LINES[1]!,
    change(2, "settings", (group) => group.settings["=map"].pop())[1]!,
  ]);
  assert(groups[0]!.specs === groups[1]!.specs);
  assert(groups[0]!.specs !== groups[2]!.specs);
});

Deno.test("a plan has its snapshot, whose place follows from that of the grid directory", () => {
  const snapshot = { number: 2, base: "/home/me", cwd: "mnist", hash: "0123456789abcdef" };
  const lines = LINES.with(0, JSON.stringify({ ...JSON.parse(LINES[0]!), snapshot }));
  const plan = decodePlan(lines, "/grids/g_1");
  assertEquals(plan.snapshot, { ...snapshot, dir: "/grids/g_1/code/2" });
  assertEquals(JSON.parse([...encodePlan(plan)][0]!).snapshot, snapshot);
  for (const [field, value] of Object.entries({ number: 0, base: 1, cwd: null, hash: {} })) {
    const corrupt = JSON.stringify({ ...JSON.parse(LINES[0]!), snapshot: { ...snapshot, [field]: value } });
    assertThrows(() => decodePlan(LINES.with(0, corrupt)), PlanError, `"snapshot.${field}"`);
  }
});

Deno.test("isExperimentRecord() accepts the same records as the schema", () => {
  const invalidField = fc.constantFrom(
    undefined,
    null,
    "",
    "a",
    0,
    3,
    -1,
    0.5,
    2 ** 60,
    NaN,
    true,
    false,
    [],
    [0, 1],
    ["0"],
    {},
  );
  const fields = ["id", "hash", "name", "repetition", "group", "at", "seed", "model", "dropped"];
  const record = JSON.parse(LINES[2]!);
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...fields), invalidField, { maxKeys: 2 }),
      fc.subarray(fields),
      (changes, kept) => {
        const keys = fields.filter((field) => kept.length === 0 || kept.includes(field));
        const changed = Object.fromEntries(
          keys.map((key) => [key, record[key]]).filter(([, value]) => value !== undefined),
        );
        assertEquals(isExperimentRecord({ ...changed, ...changes }), v.is(EXPERIMENT, { ...changed, ...changes }));
      },
    ),
    { numRuns: 2000 },
  );
});
