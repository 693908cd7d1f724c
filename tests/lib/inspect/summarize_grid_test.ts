import { assertEquals } from "@std/assert";
import { summarizeGrid } from "../../../lib/inspect/render_list.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'run {args}', test_command: test}\n");

/** The summary if the trainings, and then the tests, of the first experiments are in these states. */
function summaryOf(trainings: readonly string[], tests: readonly string[] = [], isHeld = false) {
  const records = [["train", trainings], ["test", tests]].flatMap(([stage, states]) =>
    (states as string[]).flatMap((state, at) => {
      const run = { time: 1, id: PLAN.experiments[at]!.id, stage, launch: 1 };
      const start = { ...run, type: "start", attempt: 1, ...(stage === "test" && { test_dir: "test_1" }) };
      if (state === "queued") return [{ ...run, type: "queue", attempt: 1 }];
      return state === "running" ? [start] : [start, { ...run, type: "end", state, exit: 1, signal: null }];
    })
  );
  return summarizeGrid({ plan: PLAN, ...decodeJournal(records.map((record) => JSON.stringify(record))) }, isHeld);
}

Deno.test("the state of a grid is what a user would do about it", () => {
  const stateOf = (...args: Parameters<typeof summaryOf>) => summaryOf(...args).state;
  assertEquals(stateOf([]), "not started");
  assertEquals(stateOf(["succeeded", "running"], [], true), "running");
  assertEquals(stateOf(["succeeded", "queued"]), "submitted");
  assertEquals(stateOf(["failed"]), "unfinished", "one is pending");
  assertEquals(stateOf(["succeeded", "interrupted"]), "unfinished");
  assertEquals(stateOf(["succeeded", "timed_out"]), "failed");
  assertEquals(stateOf(["succeeded", "succeeded"]), "done", "tests were not asked for");
  assertEquals(stateOf(["succeeded", "succeeded"], ["succeeded"]), "unfinished", "one is not tested");
  assertEquals(stateOf(["succeeded", "succeeded"], ["succeeded", "failed"]), "failed");
});

Deno.test("an experiment counts as failed once, whether its training or its test failed", () => {
  assertEquals(summaryOf(["failed", "succeeded"], ["failed", "failed"]), {
    state: "failed",
    experiments: 2,
    trained: 1,
    stopped: 0,
    tested: 0,
    failed: 2,
  });
  assertEquals(summaryOf(["succeeded"]), { state: "unfinished", experiments: 2, trained: 1, stopped: 0, failed: 0 });
});
