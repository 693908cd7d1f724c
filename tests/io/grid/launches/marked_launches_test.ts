import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { findMarked } from "../../../../io/grid/launches/missing_records.ts";
import { addSubmission, type RunRecord, type Submission } from "../../../../lib/run/journal_record.ts";
import { experimentDir, submissionPaths } from "../../../../lib/store/layout.ts";
import { printList } from "../../../../lib/store/submission_format.ts";
import { expand } from "../../../lib/expand/expand_text.ts";
import { RecordedGrid } from "../recorded_grid.ts";

const PLAN = expand("grid_axes: {x: [0, 1, 2, 3]}\ngrid_settings: {command: run}\n");

/** A grid whose trainings were all submitted as one job array, which nobody follows. */
function submittedGrid(): RecordedGrid {
  const grid = new RecordedGrid(PLAN);
  const { marks, list } = submissionPaths(grid.root, 1);
  Deno.mkdirSync(marks, { recursive: true });
  Deno.writeTextFileSync(
    list,
    printList(PLAN.experiments.map((experiment) => ({
      stage: "train",
      number: 1,
      dir: experimentDir(experiment),
      log: "train.1.log",
      retries: 1,
      timeout: undefined,
    }))),
  );
  for (const [index, { id }] of PLAN.experiments.entries()) {
    Deno.mkdirSync(grid.dir(index));
    grid.append({ type: "queue", time: 1, id, stage: "train", launch: 1, attempt: 1 });
  }
  return grid;
}

function describe(record: RunRecord): string {
  if (record.type === "start") {
    return `start ${record.launch} at ${record.time}, ${record.job}, ${record.host}, attempt ${record.attempt}`;
  }
  if (record.type !== "end") return record.type;
  return `${record.state} ${record.launch} at ${record.time}${record.reason === undefined ? "" : `: ${record.reason}`}`;
}

/** What the journal lacks, by experiment, after elements have made these marks. */
function missing(grid: RecordedGrid, ...marks: string[]): Record<number, string[]> {
  for (const name of marks) Deno.writeTextFileSync(join(submissionPaths(grid.root, 1).marks, name), "");
  const submissions = new Map<number, Submission>();
  addSubmission(submissions, { type: "submit", time: 1, stage: "train", submission: 1, name: "gw", elements: 4 });
  addSubmission(submissions, { type: "submitted", time: 1, submission: 1, job: 7 });
  const found: Record<number, string[]> = {};
  for (const record of findMarked({ root: grid.root, plan: PLAN, runs: grid.runs(), submissions }, "train")) {
    const line = PLAN.experiments.findIndex(({ id }) => record.id === id);
    (found[line] ??= []).push(describe(record));
  }
  return found;
}

Deno.test("starts and ends that nobody has followed are known from the marks, in their order", () => {
  using grid = submittedGrid();
  assertEquals(missing(grid), {});
  assertEquals(
    missing(
      grid,
      ...["start.0.1.10.0.n0", "end.0.1.12.3.no.again", "start.0.2.13.0.n0", "end.0.2.14.0.no.last"],
      ...["start.1.1.10.1.n1", "start.2.1.10.2.n0", "end.2.1.15.143.stop.last"],
      ...["came.0.0.9", "left.0.0.15"],
    ),
    {
      0: [
        "start 1 at 10000, 7_0, n0, attempt 1",
        "failed 1 at 12000",
        "start 2 at 13000, 7_0, n0, attempt 2",
        "succeeded 2 at 14000",
      ],
      1: ["start 1 at 10000, 7_1, n1, attempt 1"],
      2: ["start 1 at 10000, 7_2, n0, attempt 1", "interrupted 1 at 15000"],
    },
  );
});

Deno.test("a launch that its element could not claim has failed, with what was in the way", () => {
  using grid = submittedGrid();
  Deno.removeSync(grid.dir(0));
  Deno.mkdirSync(join(grid.dir(1), "train.1.log"));
  Deno.mkdirSync(join(grid.dir(2), "train.2.log"));
  const ends = missing(
    grid,
    ...["end.0.1.10.unclaimed.no.last", "end.1.1.10.unclaimed.no.last", "end.3.1.10.unclaimed.no.last"],
    ...["start.2.1.10.2.n0", "end.2.1.11.3.no.again", "end.2.2.12.unclaimed.no.last"],
  );
  assertEquals(
    Object.values(ends).map((texts) => texts.at(-1)),
    [
      "failed 1 at 10000: its directory was deleted while it was in the queue",
      "failed 1 at 10000: train.1.log is not a file",
      "failed 2 at 12000: train.2.log is not a file",
      `failed 1 at 10000: cannot write to ${grid.dir(3)} on its node`,
    ],
  );
});
