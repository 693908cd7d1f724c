import { assertEquals } from "@std/assert";
import { describeRow, listRuns, type SortKey, sortRuns } from "../../../lib/status/render_status.ts";
import { statusOf } from "../../../lib/status/status.ts";
import { decodeJournal } from "../../../lib/store/journal_format.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN = expand("grid_axes: {x: [10, 9, 8, 7]}\ngrid_settings: {command: 'run {args}'}\n");

const run = (at: number) => ({ id: PLAN.experiments[at]!.id, stage: "train", launch: 1 });
const start = (at: number, time: number) => ({ ...run(at), type: "start", time, attempt: 1 });
const end = (at: number, time: number, state: string) => ({
  ...run(at),
  type: "end",
  time,
  state,
  exit: 0,
  signal: null,
});

// x=10 takes 5 s, x=9 is running since 2 s, x=8 failed after 9 s, x=7 is pending.
const { runs } = decodeJournal(
  [start(0, 0), end(0, 5_000, "succeeded"), start(2, 1_000), end(2, 10_000, "failed"), start(1, 18_000)]
    .map((record) => JSON.stringify(record)),
);
const STATUS = statusOf("g", { plan: PLAN, runs }, null);

Deno.test("sortRuns() sorts by duration, start, end, name and state, and puts first what a user looks for", () => {
  const trainings = listRuns(STATUS, ({ stage }) => stage === "train");
  const sorted = (key: SortKey) => sortRuns(trainings, key, 20_000).map(({ experiment }) => experiment.name.slice(-2));
  assertEquals(sorted("duration"), ["=8", "10", "=9", "=7"]);
  assertEquals(sorted("started"), ["=9", "=8", "10", "=7"]);
  assertEquals(sorted("ended"), ["=8", "10", "=9", "=7"]);
  assertEquals(sorted("name"), ["=7", "=8", "=9", "10"]);
  assertEquals(sorted("state"), ["=9", "=8", "10", "=7"]);
});

Deno.test("describeRow() does not mention the exit code of a success", () => {
  const [row] = listRuns(STATUS, () => true);
  assertEquals(describeRow(row!, 20_000).replace(/r0 .*:/, "r0 ID:"), "train succeeded   grid-x=10 r0 ID: after 5.0s");
});
