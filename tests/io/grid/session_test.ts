import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { dirname, join } from "@std/path";
import { readProvenance } from "../../../io/grid/grid_dir.ts";
import { acquireLock } from "../../../io/grid/lock/lock.ts";
import { LockedError } from "../../../io/grid/lock/lock_errors.ts";
import { holdGrid, openGrid, withLaunchRecords } from "../../../io/grid/session.ts";
import { NOTHING_GIVEN } from "../../../lib/grid/grid_overrides.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { JournalRecord } from "../../../lib/run/journal_record.ts";
import { type RunKey, runOf, type RunTable, stateName, tableKey } from "../../../lib/run/run_state.ts";
import { encodeRecord } from "../../../lib/store/journal_format.ts";
import { gridPaths } from "../../../lib/store/layout.ts";
import { PlanError } from "../../../lib/store/plan_format.ts";
import { encodeProvenance, type Provenance } from "../../../lib/store/provenance_format.ts";
import { expand } from "../../lib/expand/expand_text.ts";
import { Project } from "../../project.ts";
import { RecordedGrid } from "./recorded_grid.ts";

const PLAN = expand("grid_axes: {x: {range: [1, 11, 1]}}\ngrid_settings: {command: run, test_command: test}\n");

/** A snapshot of a directory: file contents, and modification times of files and directories. */
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

/** Creates a run in each state for which a scheduler would write a record. */
function leaveAll(grid: RecordedGrid): void {
  for (let experiment = 0; experiment < 9; experiment++) grid.start(experiment);
  grid.write(0, "train.1.exit", "0\n");
  grid.write(1, "train.1.exit", "3\n");
  grid.claim(2);
  grid.claimDead(3);
  grid.terminate(3, "stop");
  grid.claim(4, { boot: "another-boot" });
  grid.claim(5, { host: "elsewhere" });
  // Experiment 6 is unclaimed. The claim of experiment 7 is empty.
  grid.write(7, "train.1.pid", "");
  grid.claim(8);
  grid.write(8, "train.1.exit", "unleased\n");
  // Experiment 9 is missing in the journal.
  grid.claim(9);
  grid.write(9, "train.1.exit", "0\n");
  grid.start(0, { stage: "test", test_dir: "test_1" });
  // A line that is incomplete because of a crash.
  Deno.writeTextFileSync(gridPaths(grid.root).journal, '{"type":"sta', { append: true });
}

Deno.test("openGrid() determines the state of runs without a scheduler, and writes nothing", () => {
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

Deno.test("openGrid() uses only the journal while a scheduler is running, and writes nothing", async () => {
  using grid = new RecordedGrid(PLAN);
  leaveAll(grid);
  const lock = await acquireLock(gridPaths(grid.root).lock);
  try {
    const before = snapshot(grid.root);
    const { runs, scheduler } = openGrid(grid.root);
    assertEquals(snapshot(grid.root), before);
    assertEquals(scheduler?.pid, Deno.pid);
    assertEquals(new Set(Array.from(runs.train.values(), ({ state }) => stateName(state))), new Set(["running"]));
    // withLaunchRecords() does not check the lock.
    const known = withLaunchRecords({ root: grid.root, plan: PLAN, runs, submissions: new Map() });
    assertEquals(stateOf(known, { stage: "train", id: PLAN.experiments[0]!.id }), "succeeded");
  } finally {
    lock.release();
  }
});

Deno.test("openGrid() writes nothing to a grid that was never started", () => {
  using grid = new RecordedGrid(PLAN);
  const before = snapshot(grid.root);
  const { runs } = openGrid(grid.root);
  assertEquals([runs.train.size, runs.test.size, snapshot(grid.root)], [0, 0, before]);
});

Deno.test("holdGrid() throws until an earlier session is disposed of, and names its process", async () => {
  using grid = new RecordedGrid(PLAN);
  {
    await using _session = await holdGrid(grid.root);
    const { holder } = await assertRejects(() => holdGrid(grid.root), LockedError);
    assertEquals([holder?.pid, holder?.host], [Deno.pid, Deno.hostname()]);
    assertEquals(openGrid(grid.root).scheduler?.pid, Deno.pid);
  }
  assertEquals(openGrid(grid.root).scheduler, undefined);
  await using again = await holdGrid(grid.root);
  assertEquals(again.root, grid.root);
});

Deno.test("holdGrid() releases the lock if the plan is corrupt", async () => {
  using grid = new RecordedGrid(PLAN);
  const { plan } = gridPaths(grid.root);
  const text = Deno.readTextFileSync(plan);
  Deno.writeTextFileSync(plan, "no plan\n");
  await assertRejects(() => holdGrid(grid.root), PlanError);
  Deno.writeTextFileSync(plan, text);
  await using session = await holdGrid(grid.root);
  assertEquals(session.plan, PLAN);
});

Deno.test("holdGrid() resolves links, and keeps the given path for messages", async () => {
  using grid = new RecordedGrid(PLAN);
  const link = `${grid.root}-link`;
  Deno.symlinkSync(grid.root, link);
  try {
    await using session = await holdGrid(link);
    assertEquals([session.root, session.path, session.paths], [grid.root, link, gridPaths(grid.root)]);
  } finally {
    Deno.removeSync(link);
  }
});

Deno.test("holdGrid() uses only the journal, not the records next to the runs", async () => {
  using grid = new RecordedGrid(PLAN);
  grid.append({ type: "scheduler", time: 1, stage: "train", pid: 1, host: "lab", devices: ["GPU-a"] });
  leaveAll(grid);
  await using session = await holdGrid(grid.root);
  assertEquals(new Set(Array.from(session.runs.train.values(), ({ state }) => stateName(state))), new Set(["running"]));
  assertEquals(session.runs.train.size, 9);
  assertEquals([session.devices, session.warnings], [["GPU-a"], []]);
});

Deno.test("record() immediately updates the runs and the journal", async () => {
  using grid = new RecordedGrid(PLAN);
  grid.start(0);
  await using session = await holdGrid(grid.root);
  const [first, second] = PLAN.experiments.map(({ id }) => ({ stage: "train", id }) as const);
  const records: readonly JournalRecord[] = [
    { type: "scheduler", time: 2, stage: "train", pid: Deno.pid, host: "lab" },
    { type: "end", time: 3, ...first!, launch: 1, state: "failed", exit: 3, signal: null },
    { type: "start", time: 4, ...second!, launch: 1, attempt: 1 },
  ];
  const { runs } = session;
  const states = records.map((record) => {
    session.record(record);
    return [stateOf(runs, first!), stateOf(runs, second!)];
  });
  assertEquals(states, [["running", undefined], ["failed", undefined], ["failed", "running"]]);
  assertEquals(grid.records().slice(2), records);
  await session.flush();
  assertEquals(grid.runs(), runs, "what is read again is the same");
});

Deno.test("a record that cannot be written changes neither the runs nor the journal", async () => {
  using grid = new RecordedGrid(PLAN);
  await using session = await holdGrid(grid.root);
  const record = {
    type: "start",
    time: 1,
    stage: "train",
    id: PLAN.experiments[0]!.id,
    launch: 1,
    attempt: 1,
  } as const;
  const before = grid.records();
  const original = Deno.FsFile.prototype.writeSync;
  Deno.FsFile.prototype.writeSync = () => {
    throw new Error("No space left on device");
  };
  try {
    assertThrows(() => session.record(record), Error, "No space left on device");
  } finally {
    Deno.FsFile.prototype.writeSync = original;
  }
  assertEquals([session.runs.train.size, grid.records()], [0, before]);
  session.record(record);
  assertEquals([stateOf(session.runs, record), grid.records()], ["running", [...before, record]]);
});

Deno.test("holdGrid() removes and ignores a last line without a newline, even if it is complete", async () => {
  const { id } = PLAN.experiments[0]!;
  const start: JournalRecord = { type: "start", time: 1, stage: "train", id, launch: 1, attempt: 1 };
  for (const torn of ['{"type":"sta', encodeRecord(start)]) {
    using grid = new RecordedGrid(PLAN);
    const { journal } = gridPaths(grid.root);
    const whole = Deno.readTextFileSync(journal);
    Deno.writeTextFileSync(journal, torn, { append: true });
    await using session = await holdGrid(grid.root);
    assertEquals([session.runs.train.size, session.warnings], [0, []], torn);
    assertEquals(Deno.readTextFileSync(journal), whole);
    session.record(start);
    assertEquals(Deno.readTextFileSync(journal), `${whole}${encodeRecord(start)}\n`);
  }
});

Deno.test("replacePlan() changes the plan of a session and its directory, and keeps the previous grid file", async () => {
  using grid = new RecordedGrid(PLAN);
  const paths = gridPaths(grid.root);
  const provenance = (created: string): Provenance => ({
    version: 1,
    created,
    grid_workers: "1",
    deno: "2",
    host: "lab",
    user: null,
    grid_file: "/g.yaml",
    cwd: "/",
    savetag: null,
    command_line: [],
    overrides: NOTHING_GIVEN,
    git: null,
  });
  Deno.writeTextFileSync(paths.grid, "former: 1\n");
  Deno.writeTextFileSync(paths.provenance, encodeProvenance(provenance("then")));
  await using session = await holdGrid(grid.root);
  assertEquals(session.plan, PLAN);
  const next = expand("grid_axes: {x: [7]}\ngrid_settings: {command: another}\n");
  session.replacePlan({ plan: next, gridText: "next: 1\n", provenance: provenance("now") });
  const placed = { ...next, expdir: dirname(grid.root) };
  assertEquals([session.plan, openGrid(grid.root).plan], [placed, placed]);
  assertEquals([Deno.readTextFileSync(paths.grid), readProvenance(grid.root)?.created], ["next: 1\n", "now"]);
  assertEquals(Deno.readTextFileSync(join(grid.root, "grid.1.yaml")), "former: 1\n");
  assert(Deno.readTextFileSync(join(grid.root, "provenance.1.json")).includes("then"));
});

Deno.test("setWorkdir() stores the directory of the runs, and where the grid directory is", async () => {
  using grid = new RecordedGrid(PLAN);
  await using session = await holdGrid(grid.root);
  session.setWorkdir("/code");
  const placed: Plan = { ...PLAN, cwd: "/code", cwdChosen: true, expdir: dirname(grid.root) };
  assertEquals([session.plan, openGrid(grid.root).plan], [placed, placed]);
});

Deno.test("grid:status writes nothing, for people or for scripts", async () => {
  using grid = new RecordedGrid(PLAN);
  leaveAll(grid);
  using project = new Project();
  const before = snapshot(grid.root);
  for (const flags of [[], ["--json"]]) assertEquals((await project.run("status", [grid.root, ...flags])).code, 0);
  assertEquals([snapshot(grid.root), project.list(".")], [before, []]);
});
