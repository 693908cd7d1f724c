import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Ranking } from "../../../lib/analysis/ranking.ts";
import { checkRequirements, parseRequirement } from "../../../lib/analysis/requirement.ts";
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
    ...{ name, repetition, validation: new Map([["accuracy", validation]]) },
    training: exampleRun({ loss: "1" }),
    tests: test === undefined ? [] : [exampleRun({ accuracy: test })],
  });
}

function check(text: string, ranking: Ranking | string | undefined, of = summary) {
  const verdict = checkRequirements([parseRequirement(text)], of, ranking, columns);
  assert(!("problem" in verdict), "the requirement names a result");
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
  assertEquals(verdict, { met: [], unmet: ["test_acc >= 0: there are no results"] });
});

Deno.test("checkRequirements() resolves unambiguous bare names, and suggests similar ones", () => {
  assert(isMet("loss == 1", byValidation));
  const problem = (text: string) => {
    const verdict = checkRequirements([parseRequirement(text)], summary, byValidation, columns);
    return "problem" in verdict ? verdict.problem : undefined;
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
