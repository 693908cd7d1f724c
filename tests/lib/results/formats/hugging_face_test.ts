import { assertEquals, assertThrows } from "@std/assert";
import {
  addHistory,
  addStageResults,
  newestStates,
  parseTrainerState,
} from "../../../../lib/results/formats/hugging_face.ts";
import { createSeriesCollector } from "../../../../lib/results/series.ts";

Deno.test("the history of the Trainer are series by its steps, and the results of stages are of the last one", () => {
  const history = [
    { step: 10, epoch: 0.5, loss: 1 },
    { step: 20, epoch: 1, loss: 0.5 },
    { step: 20, epoch: 1, eval_loss: 0.75 },
    { epoch: 1, loss: 7 },
    "no map",
  ];
  const state = parseTrainerState(JSON.stringify({ global_step: 20, log_history: history }));
  const collector = createSeriesCollector();
  addHistory(state, collector);
  addStageResults('{"eval_loss": 0.7, "predict_loss": NaN}', state.globalStep, collector);
  const series = collector.finish("step").map(({ key, steps, values }) => [key, [...steps], [...values]]);
  assertEquals(series, [
    ["epoch", [10, 20], [0.5, 1]],
    ["loss", [10, 20], [1, 0.5]],
    ["eval_loss", [20], [0.7]],
    ["predict_loss", [20], [NaN]],
  ]);
});

Deno.test("files without a history, or without a map, are no states or results", () => {
  for (const text of ["{}", "[]", '{"log_history": {}}', "", "{"]) {
    assertThrows(() => parseTrainerState(text), SyntaxError);
  }
  assertThrows(() => addStageResults("[1]", 0, createSeriesCollector()), SyntaxError);
});

Deno.test("of several checkpoints, only that with the highest step may be the newest state", () => {
  const paths = ["out/checkpoint-500/trainer_state.json", "out/checkpoint-1000/trainer_state.json"];
  assertEquals(newestStates(paths), [paths[1]!]);
  assertEquals(newestStates(["out/trainer_state.json", ...paths]), [paths[1]!, "out/trainer_state.json"]);
  assertEquals(newestStates([]), []);
});
