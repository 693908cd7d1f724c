import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { MAX_PARTS } from "../../../../lib/report/experiment_details.ts";
import type { Report } from "../../../../lib/report/model.ts";
import type { ReportInput } from "../../../../lib/report/report_input.ts";
import { type ExampleExperiment, exampleInput } from "../example_input.ts";
import { normals } from "../statistics/random.ts";

const DETAIL = { parts: MAX_PARTS, withRuns: true };
const reportOf = (input: ReportInput): Report => buildReport(input, DETAIL).report;
const names = ({ configurations }: Report) => configurations.map(({ name }) => name);

// Repetitions of a configuration with these accuracies.
function repetitions(lr: string, accuracies: readonly (number | string)[]): ExampleExperiment[] {
  return accuracies.map((accuracy, repetition) => ({
    params: { lr },
    repetition,
    validation: { accuracy: String(accuracy) },
    seconds: 10 * (repetition + 1),
  }));
}

Deno.test("configurations are ranked: the best first, NaN last, then those without a value", () => {
  const input = exampleInput([
    { params: { lr: "9" }, state: "failed" },
    ...repetitions("1", [0.5, 0.7]),
    ...repetitions("2", ["nan", 0.9]),
    ...repetitions("3", [0.8, 0.9]),
  ]);
  assertEquals(names(reportOf(input)), ["mlp-lr=3", "mlp-lr=1", "mlp-lr=2", "mlp-lr=9"]);
  const unranked = reportOf({ ...input, ranking: undefined, unranked: "no metric" });
  assertEquals(names(unranked), ["mlp-lr=9", "mlp-lr=1", "mlp-lr=2", "mlp-lr=3"]);
  assertEquals([unranked.verdict, unranked.unranked], [{ compared: 0, candidates: 0 }, "no metric"]);
  assertEquals(unranked.configurations.filter(({ candidate }) => candidate), []);
});

Deno.test("means are those of the summary, and single values are in the order of configurations and repetitions", () => {
  const experiments = [...repetitions("1", [0.5, 0.7]), ...repetitions("2", [0.8, 0.9])];
  const interleaved = [0, 2, 1, 3].map((at) => experiments[at]!);
  const input = exampleInput(interleaved);
  const { report, runs } = buildReport(input, DETAIL);
  for (const { name, results, seconds } of report.configurations) {
    const row = input.summary.configurations.find((row) => row.name === name)!;
    for (const [index, column] of report.columns.entries()) {
      const { n, mean, std } = row.statistics(column)!;
      assertEquals(results[index], [n, mean, std!]);
    }
    assertEquals(seconds?.slice(0, 2), [2, 15]);
  }
  assertEquals([runs.configuration, runs.repetition], [[0, 0, 1, 1], [0, 1, 0, 1]]);
  const accuracy = Array.from(runs.columns[report.columns.indexOf("validation_accuracy")]!);
  [0.8, 0.9, 0.5, 0.7].forEach((value, at) => assertAlmostEquals(accuracy[at]!, value, 1e-6));
  assertEquals(runs.seconds, Float32Array.of(10, 20, 10, 20));
});

Deno.test("the verdict counts what may be the best, and marks it", () => {
  const { verdict, configurations } = reportOf(exampleInput([
    ...repetitions("1", [0.90, 0.91, 0.92]),
    ...repetitions("2", [0.91, 0.92, 0.90]),
    ...repetitions("3", [0.10, 0.11, 0.12]),
    ...repetitions("4", [0.11, 0.12, 0.13]),
  ]));
  assertEquals(verdict, { best: 0, compared: 4, candidates: 2 });
  assertEquals(configurations.map(({ candidate }) => candidate ?? false), [true, true, false, false]);
});

Deno.test("a configuration that leads because its other repetitions failed stays first, unmarked, and the best complete one is named", () => {
  const { verdict, configurations } = reportOf(exampleInput([
    ...repetitions("1", [0.99]),
    { params: { lr: "1" }, repetition: 1, state: "failed" },
    ...repetitions("2", [0.95, 0.96]),
    { params: { lr: "2" }, repetition: 2, state: "timed_out" },
    ...repetitions("3", [0.90, 0.91, 0.92]),
  ]));
  assertEquals(verdict.best, 0);
  assertEquals(configurations[0]!.name, "mlp-lr=1");
  assertEquals(configurations[0]!.candidate, undefined);
  assertEquals(configurations[verdict.complete!]!.name, "mlp-lr=3");
});

Deno.test("a verdict by validation names the test result, of the first test if there are several", () => {
  const testOf = (test: Readonly<Record<string, string>>, metric = "validation_accuracy") => {
    const ranking = { column: metric, goal: "maximize" as const };
    const { verdict, columns } = reportOf(exampleInput([{ validation: { accuracy: "0.5" }, test }], { ranking }));
    return verdict.test === undefined ? undefined : columns[verdict.test];
  };
  assertEquals(testOf({ loss: "1", accuracy: "0.4" }), "test_accuracy");
  assertEquals(testOf({ clean_accuracy: "0.4", noisy_accuracy: "0.3" }), "test_clean_accuracy");
  assertEquals(testOf({ loss: "1" }), undefined);
  assertEquals(testOf({ accuracy: "0.4" }, "test_accuracy"), undefined);
});

Deno.test("counts have all states and the time that is known", () => {
  const { counts } = reportOf(exampleInput([
    ...repetitions("1", [0.5, 0.6]),
    { params: { lr: "2" }, state: "failed", seconds: 5 },
    { params: { lr: "3" }, state: "running" },
  ], { pending: 3, tests: 2 }));
  assertEquals(counts, {
    experiments: 7,
    tests: 2,
    states: [["pending", 3], ["running", 1], ["succeeded", 2], ["failed", 1]],
    pendingConfigurations: 0,
    seconds: 35,
  });
});

Deno.test("parameters: numbers ascend, texts keep the order of the grid, what always changes together is one axis", () => {
  const experiments = ["10", "1", "100"].flatMap((lr) =>
    ["relu", "gelu"].flatMap((act, at) =>
      [0, 1].map((repetition) => ({
        params: { lr, act, activation: act.toUpperCase(), fixed: "1" },
        repetition,
        validation: { accuracy: String(Math.log10(Number(lr)) + at * 0.1 + repetition * 0.01) },
      }))
    )
  );
  const { parameters, params } = reportOf(exampleInput(experiments));
  assertEquals(parameters!.axes.map((axis) => axis.params.map((param) => params[param])), [["lr"], [
    "act",
    "activation",
  ]]);
  const [lr, act] = parameters!.axes;
  assertEquals([lr!.values, lr!.numbers, lr!.log], [[["1"], ["10"], ["100"]], [1, 10, 100], true]);
  assertEquals([act!.values, act!.numbers], [[["relu", "RELU"], ["gelu", "GELU"]], undefined]);
  assertEquals(lr!.at, [2, 2, 1, 1, 0, 0]);
  assertEquals(act!.at, [1, 0, 1, 0, 1, 0]);
  assertEquals(parameters!.shares.map(({ kind, axes }) => `${kind} ${axes}`), ["main 0", "main 1", "seeds "]);
  assertEquals(parameters!.approximate, false);
});

Deno.test("parameters: numbers are logarithmic if that spaces them more evenly", () => {
  const logOf = (values: readonly number[]) => {
    const experiments = values.map((lr, at) => ({ params: { lr: String(lr) }, validation: { accuracy: `0.${at}` } }));
    return reportOf(exampleInput(experiments)).parameters!.axes[0]!.log ?? false;
  };
  assertEquals([[16, 32, 64], [1e-4, 3e-4, 1e-3], [1, 2, 9], [0.001, 0.1, 0.01]].map(logOf), [true, true, true, true]);
  assertEquals([[1, 2, 3, 4], [0, 1, 10], [-1, 1, 10], [1, 1000], [10, 15, 20]].map(logOf), Array(5).fill(false));
});

Deno.test("parameters: diverged models are counted, and are not part of the shares", () => {
  const accuracies: Readonly<Record<string, string>> = { "42": "-1e9", "32": "-inf", "22": "nan" };
  const experiments = ["1", "2", "3", "4"].flatMap((lr) =>
    [0, 1, 2].map((repetition) => ({
      params: { lr },
      repetition,
      validation: { accuracy: accuracies[`${lr}${repetition}`] ?? `0.${lr}${repetition}` },
    }))
  );
  // Without a result, nothing has diverged.
  const input = [...experiments, { params: { lr: "1" }, repetition: 3 }];
  const { parameters } = reportOf(exampleInput(input));
  assertEquals([parameters!.diverged, parameters!.approximate], [3, true]);
  assert(parameters!.shares[0]!.share > 0.9);
  const lower = reportOf(exampleInput(input, { ranking: { column: "validation_accuracy", goal: "minimize" } }));
  assertEquals(lower.parameters!.diverged, 2);
});

Deno.test("parameters: of 60 random points of which only the learning rate matters, it alone is clear, and explains most", () => {
  const normal = normals(60);
  const experiments = Array.from({ length: 60 }, () => {
    const [lr, momentum, width] = [normal(), normal(), Math.round(40 + 10 * normal())];
    return {
      params: {
        // A parameter that is not always there, and numbers that are texts in part.
        lr: String(10 ** (lr - 2)),
        optimizer: momentum > 0 ? "sgd" : "adam",
        momentum: momentum > 0 ? String(momentum) : "none",
        width: String(width),
      },
      validation: { accuracy: String(0.95 - 0.02 * lr ** 2 + 0.005 * normal()) },
    };
  });
  const { parameters, params } = reportOf(exampleInput(experiments));
  const { shares, axes, approximate } = parameters!;
  const nameOf = (axis: number) => params[axes[axis]!.params[0]!];
  assertEquals(approximate, true);
  assertEquals(shares.filter(({ clear }) => clear).map(({ axes: [axis] }) => nameOf(axis!)), ["lr"]);
  assert(shares[0]!.clear && shares[0]!.share > 0.7, JSON.stringify(shares));
  const [low, high] = shares[0]!.interval!;
  assert(low > 0.5 && low < shares[0]!.share && high > shares[0]!.share && high < 1, `${low} … ${high}`);
  assertEquals(nameOf(0), "lr");
});

Deno.test("sections without data are left out", () => {
  const report = reportOf(exampleInput([{ validation: { accuracy: "0.5" } }]));
  assertEquals([report.parameters, report.curves, report.cost, report.failures], [undefined, undefined, undefined, []]);
  const empty = reportOf(exampleInput([{ state: "failed", failure: {} }], { ranking: undefined }));
  assertEquals([empty.columns, empty.verdict.best, empty.failures.length], [[], undefined, 1]);
});

Deno.test("cost is measured by time, and by columns that count parameters", () => {
  const experiment = { validation: { accuracy: "0.5", parameters: "100" }, seconds: 7 };
  const { cost, columns } = reportOf(exampleInput([experiment]));
  assertEquals(cost!.against, ["seconds", columns.indexOf("validation_parameters")]);
});

Deno.test("too many results are left out, the most important ones are kept", () => {
  const results = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`m${at}_min`, "1"]));
  const { columns, mainColumns, warnings } = reportOf(exampleInput([{ validation: { ...results, accuracy: "1" } }]));
  assertEquals([columns.length, columns[0], mainColumns], [200, "validation_accuracy", 1]);
  assertEquals(warnings, ["left out: 301 of 501 results"]);
});
