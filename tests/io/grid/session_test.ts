import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { acquireLock } from "../../../io/grid/lock.ts";
import { openGrid, withLaunchRecords } from "../../../io/grid/session.ts";
import { type RunKey, runOf, type RunTable, tableKey } from "../../../lib/run/run_table.ts";
import { stateName } from "../../../lib/run/run_state.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import { expand } from "../../lib/expand/expand_text.ts";
import { Project } from "../../project.ts";
import { RecordedGrid } from "./recorded_grid.ts";

const PLAN = expand("grid_axes: {x: {range: [1, 11, 1]}}\ngrid_settings: {command: run, test_command: test}\n");

/** Everything in a directory: what is in the files, and when it and they were changed. */
function snapshot(dir: string): Record<string, unknown> {
  const own = { changed: Deno.lstatSync(dir).mtime?.getTime() };
  const entries = [...Deno.readDirSync(dir)].sort((a, b) => a.name < b.name ? -1 : 1).map(({ name, isDirectory }) => {
    const path = join(dir, name);
    const file = () => [Deno.readTextFileSync(path), Deno.lstatSync(path).mtime?.getTime()];
    return [name, isDirectory ? snapshot(path) : file()];
  });
  return { ...own, ...Object.fromEntries(entries) };
}

/** The state of a run that is in a table. */
function stateOf(runs: RunTable, key: RunKey): string | undefined {
  return runs[key.stage].has(tableKey(key)) ? stateName(runOf(runs, key).state) : undefined;
}

/** Leaves a run in each state that a scheduler would write something about. */
function leaveAll(grid: RecordedGrid): void {
  for (let experiment = 0; experiment < 9; experiment++) grid.start(experiment);
  grid.write(0, "train.1.exit", "0\n");
  grid.write(1, "train.1.exit", "3\n");
  grid.claim(2);
  grid.claimDead(3);
  grid.terminate(3, "stop");
  grid.claim(4, { boot: "another-boot" });
  grid.claim(5, { host: "elsewhere" });
  // Nobody has claimed the sixth. Of the seventh it is not known who has.
  grid.write(7, "train.1.pid", "");
  grid.claim(8);
  grid.write(8, "train.1.exit", "unleased\n");
  // The journal does not know of the ninth.
  grid.claim(9);
  grid.write(9, "train.1.exit", "0\n");
  grid.start(0, { stage: "test", test_dir: "test_1" });
  // A line that a crash tore off.
  Deno.writeTextFileSync(gridPaths(grid.root).journal, '{"type":"sta', { append: true });
}

Deno.test("openGrid() tells what has become of runs that nobody looks after, and writes nothing", () => {
  using grid = new RecordedGrid(PLAN);
  leaveAll(grid);
  const before = snapshot(grid.root);
  const { runs, scheduler } = openGrid(grid.root);
  assertEquals(snapshot(grid.root), before);
  assertEquals(scheduler, undefined);
  assertEquals(PLAN.experiments.map(({ id }) => stateOf(runs, { stage: "train", id })), [
    ...["succeeded", "failed", "running", "lost", "interrupted", "unknown", "pending", "running", "pending"],
    ...["succeeded", undefined],
  ]);
  assertEquals(stateOf(runs, { stage: "test", id: PLAN.experiments[0]!.id }), "pending");
});

Deno.test("openGrid() believes the journal while a scheduler is at work, and writes nothing", async () => {
  using grid = new RecordedGrid(PLAN);
  leaveAll(grid);
  const release = await acquireLock(gridPaths(grid.root).lock);
  try {
    const before = snapshot(grid.root);
    const { runs, scheduler } = openGrid(grid.root);
    assertEquals(snapshot(grid.root), before);
    assertEquals(scheduler?.pid, Deno.pid);
    assertEquals(new Set(Array.from(runs.train.values(), ({ state }) => stateName(state))), new Set(["running"]));
    // Who holds the lock does not ask who does.
    const known = withLaunchRecords(grid.root, PLAN, runs);
    assertEquals(stateOf(known, { stage: "train", id: PLAN.experiments[0]!.id }), "succeeded");
  } finally {
    release();
  }
});

Deno.test("openGrid() writes nothing into a grid that was never started", () => {
  using grid = new RecordedGrid(PLAN);
  const before = snapshot(grid.root);
  const { runs } = openGrid(grid.root);
  assertEquals([runs.train.size, runs.test.size, snapshot(grid.root)], [0, 0, before]);
});

Deno.test("grid:status writes nothing, for people or for scripts", async () => {
  using grid = new RecordedGrid(PLAN);
  leaveAll(grid);
  using project = new Project();
  const before = snapshot(grid.root);
  for (const flags of [[], ["--json"]]) assertEquals((await project.run("status", [grid.root, ...flags])).code, 0);
  assertEquals([snapshot(grid.root), project.list(".")], [before, []]);
});
