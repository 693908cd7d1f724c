import { assertEquals } from "@std/assert";
import { basename, join } from "@std/path";
import { listGrid } from "../../../../io/grid/launches/deleted_runs.ts";
import { findUnjournaled } from "../../../../io/grid/launches/missing_records.ts";
import { holdGrid } from "../../../../io/grid/session.ts";
import { type FormerRun, recoverRuns } from "../../../../io/stage/runs/recover_runs.ts";
import { gridKey, printMark, RUN_MARK } from "../../../../lib/launch/launch_context.ts";
import { experimentDir } from "../../../../lib/store/layout.ts";
import { expand } from "../../../lib/expand/expand_text.ts";
import { launch } from "../../../lib/launch/launch.ts";
import { isRunning, until } from "../../../project.ts";
import { RecordedGrid } from "../../grid/recorded_grid.ts";

function planOf(count: number, more = "") {
  const settings = "grid_settings: {command: run, test_command: test}";
  return expand(`grid_axes: {x: {range: [1, ${count}, 1]}}\n${more}${settings}\n`);
}

/** Recovers a stage; `settled`: whether records were added to the journal. */
async function recover(grid: RecordedGrid, assumeDead: readonly string[] = [], stage: "train" | "test" = "train") {
  const before = grid.records().length;
  await using session = await holdGrid(grid.root);
  const recovered = await recoverRuns(session, { stage, here: grid.place, assumeDead });
  return { ...recovered, settled: grid.records().length > before };
}

/** The data that an adopted run keeps. */
function summary({ key, experiment, run, launch }: FormerRun) {
  return {
    experiment,
    ...(key.test !== undefined && { test: key.test }),
    launch: launch.number,
    attempt: run.attempts,
    started: run.newest?.started,
    devices: run.newest?.devices,
    runsPerGpu: run.newest?.runsPerGpu,
    log: `${launch.dir}/${launch.log}`,
  };
}

Deno.test("recoverRuns() records ended runs, adopts running ones, and does not touch unknown ones", async () => {
  using grid = new RecordedGrid(planOf(9));
  for (let experiment = 0; experiment < 8; experiment++) grid.start(experiment);
  grid.claim(0);
  grid.write(0, "train.1.exit", "0\n");
  grid.write(1, "train.1.exit", "3\n");
  grid.write(2, "train.1.exit", "0\n");
  grid.terminate(2, "stop");
  grid.write(3, "train.1.exit", "143\n");
  grid.terminate(3, "timeout");
  grid.claim(4);
  grid.claim(5, { boot: "another-boot" });
  grid.claim(6, { host: "elsewhere" });
  grid.claim(7, { host: "gone" });
  const { settled, adopted, unknown, survivors } = await recover(grid, ["gone"]);
  assertEquals(settled, true);
  assertEquals(grid.states(), [
    ...["succeeded", "failed", "interrupted", "timed_out", "running", "interrupted", "running", "lost", undefined],
  ]);
  const { started, log, ...run } = summary(adopted[0]!);
  assertEquals([adopted.length, run, started], [
    ...[1, { experiment: 4, launch: 1, attempt: 1, devices: [], runsPerGpu: 1 }, 1],
  ]);
  assertEquals(log, `${experimentDir(grid.plan.experiments[4]!)}/train.1.log`);
  assertEquals(unknown.map(({ experiment, seen }) => [grid.plan.experiments[experiment]!.id, seen]), [
    [grid.plan.experiments[6]!.id, { kind: "foreign", host: "elsewhere" }],
  ]);
  assertEquals(survivors, []);
});

Deno.test("recoverRuns() claims an unclaimed launch as void, which only uses up its number", async () => {
  using grid = new RecordedGrid(planOf(2));
  grid.start(0);
  grid.start(1);
  // The run did not get the lease of its GPU.
  grid.claim(1);
  grid.write(1, "train.1.exit", "unleased\n");
  await recover(grid);
  assertEquals(Deno.readTextFileSync(join(grid.dir(0), "train.1.pid")), "void\n");
  assertEquals(grid.states(), ["pending", "pending"]);
  assertEquals(grid.runs().train.get(grid.plan.experiments[0]!.id)?.lastLaunch, 1);
});

Deno.test("recoverRuns() records a dead process without an exit record as lost, even if it was told to end", async () => {
  using grid = new RecordedGrid(planOf(4));
  for (let experiment = 0; experiment < 4; experiment++) grid.start(experiment);
  grid.claimDead(0);
  grid.claimDead(1);
  grid.terminate(1, "stop");
  grid.claimDead(2);
  grid.terminate(2, "timeout");
  grid.write(3, "train.1.pid", "");
  const { adopted } = await recover(grid);
  assertEquals([adopted, grid.states()], [[], ["lost", "lost", "lost", "lost"]]);
});

Deno.test("recoverRuns() waits for the exit record of a process that has just ended", async () => {
  using grid = new RecordedGrid(planOf(1));
  grid.start(0);
  grid.claimDead(0);
  {
    await using session = await holdGrid(grid.root);
    const recovering = recoverRuns(session, { stage: "train", here: grid.place, assumeDead: [] });
    grid.write(0, "train.1.exit", "0\n");
    await recovering;
  }
  assertEquals(grid.states(), ["succeeded"]);
});

Deno.test("recoverRuns() records what has become of both stages, and inspects only launches without an end", async () => {
  for (const stage of ["train", "test"] as const) {
    using grid = new RecordedGrid(planOf(3));
    grid.start(0);
    grid.end(0, { state: "failed", exit: 1 });
    grid.write(0, "train.1.exit", "0\n");
    grid.start(1);
    grid.write(1, "train.1.exit", "0\n");
    grid.start(2, { stage: "test", test_dir: "test_1" });
    grid.write(2, "test.1.exit", "0\n");
    const before = grid.records().length;
    assertEquals((await recover(grid, [], stage)).settled, true);
    assertEquals(grid.records().length, before + 2);
    assertEquals(grid.states(), ["failed", "succeeded", undefined]);
    assertEquals(grid.states("test"), [undefined, undefined, "succeeded"]);
  }
});

Deno.test("recoverRuns() adopts the living runs of its stage, and leaves those of the other one alone", async () => {
  using grid = new RecordedGrid(planOf(2));
  grid.start(0);
  grid.claim(0);
  grid.start(1, { stage: "test", test_dir: "test_1" });
  grid.claim(1, { file: "test.1.pid", host: "elsewhere" });
  const training = await recover(grid);
  assertEquals(training.adopted.map(({ experiment }) => experiment), [0]);
  assertEquals(training.elsewhere.map(({ experiment }) => experiment), [1]);
  const testing = await recover(grid, [], "test");
  assertEquals([testing.adopted, testing.unknown.map(({ experiment }) => experiment)], [[], [1]]);
  assertEquals([grid.states(), grid.states("test")], [["running", undefined], [undefined, "running"]]);
});

Deno.test("recoverRuns() adopts a test with its name, its log and its GPUs", async () => {
  using grid = new RecordedGrid(planOf(1, "grid_tests: [{name: clean}, {name: noisy}]\n"));
  const own = { stage: "test", test: "noisy", launch: 3, attempt: 2, time: 77 } as const;
  grid.start(0, { ...own, test_dir: "test_9_noisy", devices: ["GPU-a", "GPU-b"], runs_per_gpu: 2 });
  grid.claim(0, { file: "test.3.pid" });
  const { settled, adopted } = await recover(grid, [], "test");
  assertEquals(settled, false);
  assertEquals(adopted.map(summary), [{
    experiment: 0,
    test: "noisy",
    launch: 3,
    attempt: 1,
    started: 77,
    devices: ["GPU-a", "GPU-b"],
    runsPerGpu: 2,
    log: `${experimentDir(grid.plan.experiments[0]!)}/test_9_noisy/test.log`,
  }]);
});

Deno.test("recoverRuns() kills processes left by ended runs, but not those of adopted runs or other grids", async () => {
  using grid = new RecordedGrid(planOf(2));
  grid.start(0);
  grid.write(0, "train.1.exit", "0\n");
  grid.start(1);
  grid.claim(1);
  const key = gridKey(grid.plan.id, Deno.statSync(grid.root).ino);
  const mark = (index: number, stage: "train" | "test" = "train", number = 1, gridName = key) =>
    printMark({ grid: gridName, dir: basename(grid.dir(index)), stage, number });
  const children = [
    mark(0),
    mark(1),
    // A nested grid, started by the adopted run.
    `${mark(1)}\n${mark(0, "train", 1, "inner.7")}`,
    mark(0, "test"),
    // A grid inside its directory, and a launch that is missing in the journal.
    mark(0, "train", 1, "other.8"),
    mark(0, "train", 2),
  ].map((mark) => new Deno.Command("sleep", { args: ["60"], env: { [RUN_MARK]: mark } }).spawn());
  try {
    await until("they run", () => children.every(({ pid }) => environmentOf(pid).includes(RUN_MARK)));
    const { survivors } = await recover(grid);
    assertEquals(survivors, []);
    assertEquals(children.map(({ pid }) => isRunning(pid)), [false, true, true, true, true, true]);
  } finally {
    for (const child of children) {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await child.status;
    }
  }
});

function environmentOf(pid: number): string {
  return Deno.readTextFileSync(`/proc/${pid}/environ`);
}

function unjournaled(grid: RecordedGrid, stage: "train" | "test" = "train") {
  return findUnjournaled(listGrid(grid.root), grid.plan, grid.runs(), stage);
}

Deno.test("findUnjournaled() finds launches by their claims, and takes the newest of each experiment", () => {
  using grid = new RecordedGrid(planOf(3));
  const [first, second] = grid.plan.experiments;
  grid.claim(0);
  Deno.utimeSync(join(grid.dir(0), "train.1.pid"), 1_000, 1_000);
  grid.start(1);
  grid.end(1, { state: "failed", exit: 1 });
  for (const launch of [1, 2, 9, 10]) grid.claim(1, { file: `train.${launch}.pid` });
  Deno.utimeSync(join(grid.dir(1), "train.10.pid"), 2_000, 2_000);
  const before = grid.records();
  assertEquals(unjournaled(grid), [
    { type: "start", time: 1_000_000, id: first!.id, stage: "train", launch: 1, attempt: 1 },
    { type: "start", time: 2_000_000, id: second!.id, stage: "train", launch: 10, attempt: 2 },
  ]);
  assertEquals(unjournaled(grid, "test"), []);
  assertEquals(grid.records(), before, "to write them down is for the caller");
});

Deno.test("findUnjournaled() finds nothing if the journal is complete, or the directories are unreadable", () => {
  using grid = new RecordedGrid(planOf(5));
  grid.start(0);
  grid.end(0, { state: "failed", exit: 1 });
  grid.claim(0);
  // Running and succeeded runs are not started again, whatever records exist.
  grid.start(1);
  grid.claim(1, { file: "train.2.pid" });
  grid.start(2);
  grid.end(2);
  grid.claim(2, { file: "train.2.pid" });
  grid.write(3, "train.1.exit", "0\n");
  grid.write(3, "xtrain.1.pid", "");
  grid.write(3, "train.1.pid.tmp", "");
  // A run may have replaced its directory with a file.
  Deno.writeTextFileSync(grid.dir(4), "");
  assertEquals(unjournaled(grid), []);
});

Deno.test("findUnjournaled() takes the test, its directory, its fingerprint and its seed from the script", () => {
  using grid = new RecordedGrid(planOf(1, "grid_tests: [{name: clean}, {name: noisy}]\n"));
  const { id, seed } = grid.plan.experiments[0]!;
  grid.start(0, { stage: "test", test: "clean", test_dir: "test_1_clean" });
  grid.end(0, { stage: "test", test: "clean", state: "failed", exit: 1 });
  const script = (test: string, dir: string) =>
    launch(grid.plan, 0, { stage: "test", test, testDir: join(grid.dir(0), dir), launchedWith: "7c013ceb" }).script;
  for (const [number, test] of [[2, "clean"], [3, "noisy"], [4, "noisy"]] as const) {
    grid.claim(0, { file: `test.${number}.pid` });
    Deno.utimeSync(join(grid.dir(0), `test.${number}.pid`), number, number);
    grid.write(0, `test.${number}.sh`, script(test, `test_2026_${number}_${test}`));
  }
  const common = { type: "start", id, stage: "test", launched_with: "7c013ceb", seed: seed! } as const;
  assertEquals(unjournaled(grid, "test"), [
    { ...common, time: 2_000, test: "clean", test_dir: "test_2026_2_clean", launch: 2, attempt: 2 },
    { ...common, time: 4_000, test: "noisy", test_dir: "test_2026_4_noisy", launch: 4, attempt: 1 },
  ]);
});
