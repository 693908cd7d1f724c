import { assertEquals } from "@std/assert";
import { stageLeft } from "../../../lib/status/eta.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: {range: [1, 8, 1]}}\ngrid_settings: {command: 'run {args}'}\n");

/** Runs of the first experiments: when they started and ended, in seconds; without an end they are running. */
function leftAt(
  now: number,
  launches: readonly (readonly [number, number?, ("failed" | "succeeded")?])[],
  scheduler: { readonly time: number; readonly jobs?: number } = { time: 0 },
): number | undefined {
  const records = launches.flatMap(([from, to, state = "succeeded"], at) => {
    const run = { id: PLAN.experiments[at]!.id, stage: "train", launch: 1 };
    const start = { ...run, type: "start", time: from * 1_000, attempt: 1 };
    return to === undefined
      ? [start]
      : [start, { ...run, type: "end", time: to * 1_000, state, exit: 0, signal: null }];
  });
  const { runs } = decodeJournal(records.map((record) => JSON.stringify(record)));
  const left = stageLeft(
    { plan: PLAN, runs },
    { stage: "train", ...scheduler, time: scheduler.time * 1_000 },
    now * 1_000,
  );
  return left === undefined ? undefined : left / 1_000;
}

Deno.test("the time left follows from the durations of runs that succeeded, and from how many run at a time", () => {
  // 10 s on average; two are running, for 5 and 0 s; four are pending.
  assertEquals(leftAt(20, [[0, 8], [0, 12], [15], [20]]), (5 + 10 + 4 * 10) / 2);
  assertEquals(leftAt(20, [[0, 8], [0, 12], [15], [20], [0, 1, "failed"]]), (5 + 10 + 3 * 10) / 2);
});

Deno.test("a scheduler that has fewer jobs has less left", () => {
  // Of its three jobs one is done, one is running.
  assertEquals(leftAt(20, [[0, 10], [10, 20], [20]], { time: 10, jobs: 3 }), 10 + 10);
  assertEquals(leftAt(20, [[0, 10], [10, 20], [20]], { time: 10, jobs: 2 }), 10);
});

Deno.test("there is no estimate without a basis", () => {
  assertEquals(leftAt(20, [[0], [0, 1, "failed"]]), undefined, "nothing has succeeded");
  assertEquals(leftAt(20, [[0, 8]]), undefined, "nothing is running");
});
