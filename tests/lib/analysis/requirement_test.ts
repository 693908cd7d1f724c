import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Ranking } from "../../../lib/analysis/ranking.ts";
import { checkRequirements, doubtfulName, parseRequirement } from "../../../lib/analysis/requirement.ts";
import { exampleResult, exampleRun } from "./example_result.ts";
import { summarize } from "./summarize.ts";

const columns = ["training_loss", "validation_accuracy", "test_accuracy"];
const byValidation: Ranking = { column: "validation_accuracy", goal: "maximize" };

// The best configuration by validation has a test accuracy of 0.75, which is not the highest.
const summary = summarize([
  model("a", "0.5", "0.9"),
  model("b", "0.9", "0.5", 0),
  model("b", "0.9", "1", 1),
]);

function model(name: string, validation: string, test: string | undefined, repetition = 0) {
  return exampleResult({
    name,
    repetition,
    validation: new Map([["accuracy", validation]]),
    training: exampleRun({ loss: "1" }),
    tests: test === undefined ? [] : [exampleRun({ accuracy: test })],
  });
}

function check(text: string, ranking: Ranking | string | undefined, of = summary) {
  const verdict = checkRequirements([parseRequirement(text)], of, ranking, columns);
  assertEquals(verdict.unknown, []);
  return verdict;
}

function isMet(text: string, ranking: Ranking | string | undefined, of = summary): boolean {
  const { met, unmet } = check(text, ranking, of);
  assert(met.length === 0 || unmet.length === 0);
  return met.length > 0;
}

Deno.test("parseRequirement() accepts all operators, with and without spaces", () => {
  for (const operator of [">=", ">", "<=", "<", "==", "!="]) {
    for (const text of [`test_f1${operator}-1e-3`, ` test_f1  ${operator} -0.001 `]) {
      const { text: _, ...parsed } = parseRequirement(text);
      assertEquals(parsed, { every: false, metric: "test_f1", operator: operator as "<", value: -0.001 });
    }
  }
  assertEquals(parseRequirement("every test_f1 >= 0.5").every, true);
  assertEquals(parseRequirement("everything > 0").metric, "everything");
});

Deno.test("parseRequirement() reports errors", () => {
  for (
    const [text, message] of [
      ["test_accuracy", "expected one of the operators"],
      ["test_accuracy = 0.9", 'unknown operator "=", expected one of >='],
      ["test_accuracy => 0.9", 'unknown operator "=>"'],
      ["test_accuracy >= good", 'expected a number, got "good"'],
      ["test_accuracy >= 97%", 'expected a number, got "97%"'],
      ["test_accuracy >= nan", 'expected a number, got "nan"'],
      ["test_accuracy >=", 'expected a number, got ""'],
      [">= 0.9", "expected the name of a result before the operator"],
    ] as const
  ) {
    const error = assertThrows(() => parseRequirement(text), SyntaxError, message);
    assertStringIncludes(error.message, 'as in "test_accuracy >= 0.97"');
  }
});

Deno.test("checkRequirements() checks the mean of the best configuration", () => {
  assertEquals(check("test_accuracy >= 0.75", byValidation).met, [
    "test_accuracy >= 0.75: b has 0.75 (best by validation_accuracy)",
  ]);
  assertEquals(check("test_accuracy > 0.75", byValidation).unmet, [
    "test_accuracy > 0.75: b has 0.75 (best by validation_accuracy)",
  ]);
  for (const text of ["test_accuracy <= 0.75", "test_accuracy == 0.75", "test_accuracy != 0.7", "test_accuracy < 1"]) {
    assert(isMet(text, byValidation), text);
  }
  for (const text of ["test_accuracy < 0.75", "test_accuracy == 0.9", "test_accuracy != 0.75"]) {
    assert(!isMet(text, byValidation), text);
  }
});

Deno.test("checkRequirements() checks every configuration without a ranking, or with `every`", () => {
  assert(isMet("test_accuracy >= 0.75", undefined));
  assertEquals(check("test_accuracy >= 0.8", undefined).unmet, ["test_accuracy >= 0.8: b has 0.75"]);
  assert(isMet("validation_accuracy >= 0.9", byValidation));
  assertEquals(check("every validation_accuracy >= 0.9", byValidation).unmet, [
    "every validation_accuracy >= 0.9: a has 0.5",
  ]);
});

Deno.test("checkRequirements() is not met by configurations without a value, with NaN, or pending", () => {
  const untested = summarize([model("a", "0.5", "0.9"), model("b", "0.9", undefined)]);
  assertEquals(check("test_accuracy >= 0.5", byValidation, untested).unmet, [
    "test_accuracy >= 0.5: b has no value (best by validation_accuracy)",
  ]);
  assert(!isMet("test_accuracy >= 0.5", undefined, untested));
  for (const operator of [">=", "<=", "==", "!="]) {
    assert(!isMet(`test_accuracy ${operator} 0.5`, undefined, summarize([model("a", "0.5", "nan")])), operator);
  }
  assert(!isMet("test_accuracy >= 0", undefined, summarize([model("a", "0.5", "0.9")], ["b"])));
  assert(!isMet("test_accuracy >= 0", byValidation, summarize([exampleResult({ trained: false })])));
  assert(!isMet("test_accuracy >= 0", "the grids rank by different metrics"));
});

Deno.test("checkRequirements() is not met without any results", () => {
  const verdict = checkRequirements([parseRequirement("test_acc >= 0")], summarize([]), undefined, []);
  assertEquals(verdict, { met: [], unmet: ["test_acc >= 0: there are no results"], unknown: [] });
});

Deno.test("checkRequirements() resolves unambiguous bare names, and suggests similar ones", () => {
  assert(isMet("loss == 1", byValidation));
  const problem = (text: string) => {
    const { unmet, unknown } = checkRequirements([parseRequirement(text)], summary, byValidation, columns);
    assertEquals(unmet, unknown.map((message) => `${text}: ${message}`));
    return unknown[0];
  };
  assertEquals(problem("test_acuracy >= 0"), 'unknown result "test_acuracy", did you mean "test_accuracy"?');
  assertEquals(
    problem("accuracy >= 0"),
    '"accuracy" is ambiguous: use validation_accuracy or test_accuracy',
  );
});

Deno.test("checkRequirements() says over how many repetitions a mean goes, if some are missing", () => {
  const partial = summarize([
    model("b", "0.9", "1", 0),
    model("b", "0.9", undefined, 1),
    exampleResult({ name: "b", repetition: 2, status: "failed", state: "failed", trained: false }),
    model("c", "0.8", "1"),
  ]);
  assertEquals(check("test_accuracy >= 0.75", byValidation, partial).met, [
    "test_accuracy >= 0.75: b has 1 (best by validation_accuracy; mean of 1 of 3 repetitions)",
  ]);
  assertEquals(check("validation_accuracy >= 0.95", byValidation, partial).unmet, [
    "validation_accuracy >= 0.95: b has 0.9 (best by validation_accuracy; mean of 2 of 3 repetitions)",
  ]);
  assertEquals(check("every validation_accuracy >= 0.5", undefined, partial).met, [
    "every validation_accuracy >= 0.5: every configuration (b: mean of 2 of 3 repetitions)",
  ]);
});

const failed = (repetition: number) =>
  exampleResult({ name: "b", repetition, status: "failed", state: "failed", trained: false });

Deno.test("checkRequirements() checks numbers of experiments over the whole grid, whatever is best", () => {
  const grid = summarize([model("a", "0.9", "0.9"), model("b", "0.5", "0.5"), failed(1), failed(2)], ["c", "c"]);
  assertEquals(check("failed == 0", byValidation, grid).unmet, ["failed == 0: experiments failed: 2 of 6"]);
  assertEquals(check("failed <= 2", byValidation, grid).met, ["failed <= 2: experiments failed: 2 of 6"]);
  assertEquals(check("n >= 3", undefined, grid).unmet, ["n >= 3: experiments trained: 2 of 6"]);
  assertEquals(check("unfinished == 0", "no metric", grid).unmet, [
    "unfinished == 0: experiments not finished: 2 of 6",
  ]);
  const done = checkRequirements(
    [parseRequirement("failed == 1"), parseRequirement("n == 0")],
    summarize([failed(0)]),
    undefined,
    [],
  );
  assertEquals(done.met, ["failed == 1: experiments failed: 1 of 1", "n == 0: experiments trained: 0 of 1"]);
});

Deno.test("checkRequirements() checks numbers of experiments in each configuration with `every`", () => {
  const grid = summarize([model("a", "0.9", "0.9"), model("a", "0.9", "0.9", 1), model("b", "0.5", "0.5"), failed(1)]);
  assertEquals(check("every n >= 1", byValidation, grid).met, ["every n >= 1: every configuration"]);
  assertEquals(check("every n >= 2", byValidation, grid).unmet, ["every n >= 2: b: experiments trained: 1 of 2"]);
  assertEquals(check("every failed == 0", undefined, summarize([model("a", "1", "1")], ["c"])).unmet, [
    "every failed == 0: 1 configuration is pending",
  ]);
});

Deno.test("duration_s is that of the training, although tests have one, too", () => {
  const timed = summarize([exampleResult({
    training: exampleRun({ duration_s: "90" }),
    tests: [exampleRun({ duration_s: "2" })],
  })]);
  const names = ["training_duration_s", "test_duration_s"];
  const verdict = checkRequirements([parseRequirement("duration_s <= 60")], timed, undefined, names);
  assertEquals(verdict.unmet.map((text) => text.replace(/: .* has/, ": it has")), ["duration_s <= 60: it has 90"]);
});

Deno.test("doubtfulName() warns about misspelled counts only", () => {
  assertEquals(
    doubtfulName(parseRequirement("faild == 0")),
    '"faild" is taken as the name of a result, did you mean "failed"?',
  );
  assertEquals(["failed == 0", "test_accuracy > 0", "loss < 1"].map((text) => doubtfulName(parseRequirement(text))), [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("checkRequirements() of fresh seeds takes their mean, of the configuration that is best by all seeds", () => {
  const judged = (name: string, validation: string, test: string) => ({
    ...model(name, validation, test),
    judged: true as const,
  });
  const selected = summarize([
    judged("a", "0.9", "0.9"),
    model("a", "0.9", "0.7", 1),
    model("a", "0.9", "0.5", 2),
    judged("b", "0.5", "0.9"),
  ]);
  const checkFresh = (text: string, fresh: boolean) =>
    checkRequirements([{ ...parseRequirement(text), fresh }], selected, byValidation, columns);
  assertEquals(checkFresh("test_accuracy >= 0.65", false).met, [
    "test_accuracy >= 0.65: a has 0.7 (best by validation_accuracy; with a seed that early stopping selected)",
  ]);
  assertEquals(checkFresh("test_accuracy >= 0.65", true).unmet, [
    "test_accuracy >= 0.65: a has 0.6 (best by validation_accuracy; mean of 2 fresh seeds)",
  ]);
  assertEquals(checkFresh("every test_accuracy >= 0.55", true).unmet, [
    "every test_accuracy >= 0.55: b has fewer than two fresh seeds",
  ]);
});
