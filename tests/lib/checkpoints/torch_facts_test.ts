import { assertEquals } from "@std/assert";
import { NO_FACTS } from "../../../lib/checkpoints/checkpoint.ts";
import type { PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { factsOfTorch } from "../../../lib/checkpoints/torch_file.ts";
import { NO_VALUE } from "../../../lib/results/experiment_result.ts";

const dict = (entries: Record<string, PythonValue>): PythonValue => new Map(Object.entries(entries));

Deno.test("factsOfTorch() returns texts unchanged, numbers exactly, and dates as stamps", () => {
  const { value, problems } = factsOfTorch(
    dict({
      name: "NTM",
      state_dict: new Map(),
      model_timestamp: { kind: "datetime", stamp: "20261124_053334" },
      status: "Converged (Full)",
      status_timestamp: { kind: "datetime", stamp: "20261124_053335" },
      loss: 0.25,
      training_stats: dict({ loss: "0.5000", seed: 18446744073709551615n, done: true, rate: 0.1, worst: NaN }),
      validation_stats: dict({
        epoch: "01",
        history: [1, 0.5, null],
        shape: Object.freeze([1n, 2n]),
        best: null,
        tensor: { kind: "object", type: "x", args: [], state: null },
      }),
    }),
    "mi-prometheus",
  );
  assertEquals(problems, []);
  assertEquals(value, {
    model: "NTM",
    problem: "",
    saved: "20261124_053334",
    status: "Converged (Full)",
    statusTime: "20261124_053335",
    training: new Map([
      ...[["loss", "0.5000"], ["seed", "18446744073709551615"], ["done", "True"]] as const,
      ...[["rate", "0.1"], ["worst", "nan"]] as const,
    ]),
    validation: new Map([["epoch", "01"], ["history", "[1.0, 0.5, None]"], ["shape", "(1, 2)"], ["best", NO_VALUE]]),
  });
});

Deno.test("factsOfTorch() finds no facts in other objects and in dicts with other keys", () => {
  for (const object of [null, 1n, [dict({ name: "x" })], dict({ epoch: 3n, model: new Map() })]) {
    assertEquals(factsOfTorch(object, "mi-prometheus"), { value: NO_FACTS, problems: [] });
  }
});

Deno.test("factsOfTorch() reports invalid statistics without control characters", () => {
  assertEquals(factsOfTorch(dict({ training_stats: new Map([[1n, "0.5"]]) }), "mi-prometheus").value, NO_FACTS);
  const { value, problems } = factsOfTorch(
    dict({
      name: "NTM",
      training_stats: { kind: "object", type: "stats.\x1b[31mList", args: [], state: null },
      validation_stats: [],
    }),
    "mi-prometheus",
  );
  assertEquals(value?.model, "NTM");
  assertEquals(problems, [
    "training_stats: expected a dict, got a stats.?[31mList",
    "validation_stats: expected a dict, got a list",
  ]);
});

Deno.test("factsOfTorch() ignores invalid statistics of custom trainers", () => {
  const { value, problems } = factsOfTorch(
    dict({ training_stats: [0.5], validation_stats: dict({ loss: 1 }) }),
    "custom",
  );
  assertEquals([value?.training, value?.validation, problems], [new Map(), new Map([["loss", "1.0"]]), []]);
});

Deno.test("factsOfTorch() limits the number of results", () => {
  const results = (length: number) => dict(Object.fromEntries(Array.from({ length }, (_, n) => [`key_${n}`, "1"])));
  assertEquals(factsOfTorch(dict({ training_stats: results(2_000) }), "mi-prometheus").problems, []);
  const { value, problems } = factsOfTorch(dict({ training_stats: results(2_001) }), "mi-prometheus");
  assertEquals(value?.training.size, 2_000);
  assertEquals(problems, ["training_stats: more than 2000 results: the rest is ignored"]);
});
