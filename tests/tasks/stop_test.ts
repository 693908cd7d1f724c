import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { acquireLock } from "../../io/grid/lock/lock.ts";
import { detach } from "../../io/stage/detach.ts";
import { readHostIdentity } from "../../io/system/place.ts";
import { startTimeOf } from "../../io/system/processes/processes.ts";
import { UsageError } from "../../lib/messages/problem.ts";
import { isRunning, Project, until } from "../project.ts";

/** A process that holds the lock of a new grid, and waits. */
interface LockHolder extends AsyncDisposable {
  readonly pid: number;
  readonly grid: string;
}

/** @param onSignal what the holder does on SIGINT, in shell */
async function holdLock(project: Project, onSignal: string): Promise<LockHolder> {
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const lock = project.write(`${grid}/lock`, "");
  const code = `trap '${onSignal}' INT; exec 9<"$1"; flock 9; touch "$1.up"; while :; do sleep 0.05; done`;
  const child = new Deno.Command("sh", { args: ["-c", code, "sh", lock], stdin: "null" }).spawn();
  await until("it holds the lock", () => project.exists(`${grid}/lock.up`));
  return {
    pid: child.pid,
    grid,
    async [Symbol.asyncDispose]() {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended.
      }
      await child.status;
    },
  };
}

/** The record of a lock that a process of this machine holds. */
function recordOf(pid: number): Record<string, unknown> {
  const { host, machine, boot, pidNamespace } = readHostIdentity();
  const since = "2026-11-25T00:08:21.523Z";
  return { pid, host, since, machine, boot, pid_namespace: pidNamespace, start: startTimeOf(pid) };
}

Deno.test("grid:stop signals no process unless host, machine, boot, pid namespace and start time are the scheduler's", async () => {
  using project = new Project();
  await using held = await holdLock(project, "exit");
  // Its pid is that of a process that has nothing to do with the grid.
  const stranger = new Deno.Command("sleep", { args: ["60"] }).spawn();
  const record = recordOf(stranger.pid);
  const { host, since } = record;
  for (
    const [other, message] of [
      [{ host: "elsewhere", boot: "another" }, "runs on another host: run deno task grid:stop experiments/"],
      [{ host: "renamed" }, `was started when this host had that name: kill -INT ${stranger.pid} stops it`],
      [{ machine: "another" }, "runs on another machine with the same host name"],
      [{ boot: "another" }, "was started before"],
      [{ pid_namespace: "pid:[1]" }, "runs in another pid namespace, a container for example"],
      [{ start: 1 }, "cannot be identified"],
    ] as [Record<string, unknown>, string][]
  ) {
    project.write(`${held.grid}/lock`, JSON.stringify({ ...record, ...other }));
    const { code, stderr } = await project.run("stop", [held.grid]);
    assertEquals([code, isRunning(stranger.pid)], [2, true], stderr);
    assertStringIncludes(stderr, message);
  }
  // A lock of an earlier version tells less: the process must have the lock open.
  project.write(`${held.grid}/lock`, JSON.stringify({ pid: stranger.pid, host, since }));
  const { code, stderr } = await project.run("stop", [held.grid]);
  assertEquals([code, isRunning(stranger.pid)], [2, true], stderr);
  assertStringIncludes(stderr, "cannot be identified");
  project.write(`${held.grid}/lock`, JSON.stringify({ pid: held.pid, host, since }));
  const stopped = await project.run("stop", [held.grid]);
  assertEquals([stopped.code, isRunning(held.pid)], [0, false], stopped.stderr);
  stranger.kill("SIGKILL");
  await stranger.status;
});

Deno.test("grid:stop says so when a lock does not name its holder, and when the scheduler does not end in time", async () => {
  using project = new Project();
  await using held = await holdLock(project, "");
  const unnamed = await project.run("stop", [held.grid]);
  assertEquals(unnamed.code, 2, unnamed.stderr);
  assertStringIncludes(unnamed.stderr, "is locked by a process that it does not name");
  project.write(`${held.grid}/lock`, JSON.stringify(recordOf(held.pid)));
  const { code, stderr } = await project.run("stop", [held.grid, "--wait", "0.2"]);
  assertEquals([code, isRunning(held.pid)], [1, true], stderr);
  assertStringIncludes(stderr, "is still running");
  assertStringIncludes(stderr, `kill -9 ${held.pid}`);
});

Deno.test("grid:stop --drain on grid:run waits for the running ones, and no test is started", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings:
  max_concurrent_runs: 1
  command: 'touch up; until [ -e go ]; do sleep 0.02; done'
  test_command: 'touch tested'
`,
  );
  const started = project.start("run", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  const [name] = project.grids();
  const grid = `experiments/${name}`;
  const stopping = project.start("stop", [grid, "--drain"]);
  await until("the scheduler has been told", () => started.hasSaid("draining: waiting for running jobs"));
  assert(!stopping.hasSaid("scheduler stopped"));
  project.write("go", "");
  assertEquals((await stopping.ended).code, 0);
  const { counts } = await project.status(grid);
  assertEquals([counts.train.succeeded, counts.train.pending, counts.train.running], [1, 1, 0]);
  await started.ended;
  assert(!project.exists("tested"));
});

Deno.test("--detach on a grid that is in use exits with 3 and names the scheduler that has it", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'touch up; until [ -e go ]; do sleep 0.02; done'}\n",
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  const grid = `experiments/${project.grids()[0]}`;
  for (const args of [[grid, "--detach"], ["g.yaml", "--resume", "--detach"]]) {
    const { code, stderr } = await project.run("train", args);
    assertEquals(code, 3, stderr);
    assertStringIncludes(stderr, `in use by the scheduler with pid ${started.pid} on `);
  }
  assert(!project.exists(`${grid}/scheduler.log`), "nothing was started in the background");
  project.write("go", "");
  assertEquals((await started.ended).code, 0);
});

Deno.test("detach() names the scheduler that was faster, and gives the exit code of one that has ended", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = join(project.dir, (await project.run("expand", ["g.yaml"])).stdout.trim());
  const script = join(import.meta.dirname!, "../../tasks/train.ts");
  const lock = await acquireLock(join(grid, "lock"));
  const second = await detach(script, grid, [grid, "--on", "cpu"]);
  assertEquals(second.kind === "locked" && second.holder?.pid, Deno.pid);
  lock.release();
  assertEquals(await detach(script, grid, [grid, "--on", "cpu", "--grace", "-1"]), { kind: "ended", code: 2 });
  Deno.removeSync(join(grid, "scheduler.log"));
  await new Deno.Command("mkfifo", { args: [join(grid, "scheduler.log")] }).output();
  await assertRejects(() => detach(script, grid, [grid]), UsageError, "scheduler.log is not a regular file");
});

/** A grid whose scheduler was killed while its runs live. Each notes in `ends.txt` that it got SIGTERM. */
async function abandoned(project: Project, settings = ""): Promise<{ readonly grid: string; readonly pids: number[] }> {
  project.write(
    "train.sh",
    "trap 'echo $1 >>$GRID_ROOT/ends.txt; exit 0' TERM; echo $$ >>$GRID_ROOT/pids.txt; while :; do sleep 0.05; done\n",
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh train.sh {x}', max_concurrent_runs: 2${settings}}\n`,
  );
  const scheduler = project.start("train", ["g.yaml"]);
  const pidsIn = (grid: string | undefined) =>
    grid !== undefined && project.exists(`experiments/${grid}/pids.txt`)
      ? project.read(`experiments/${grid}/pids.txt`).trim().split("\n").map(Number)
      : [];
  await until("both run", () => pidsIn(project.grids()[0]).length === 2);
  scheduler.kill("SIGKILL");
  await scheduler.ended;
  const grid = project.grids()[0]!;
  return { grid: `experiments/${grid}`, pids: pidsIn(grid) };
}

Deno.test("grid:stop stops the runs of a killed scheduler, records their ends, and the next command runs them again", async () => {
  using project = new Project();
  const { grid, pids } = await abandoned(project);
  const { code, stderr } = await project.run("stop", [grid]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, `stopped: 2 runs of ${grid}, which no scheduler was watching; continue with`);
  assertEquals(pids.map((pid) => isRunning(pid)), [false, false]);
  assertEquals(project.read(`${grid}/ends.txt`).trim().split("\n").sort(), ["1", "2"]);
  const { experiments } = await project.status(grid);
  assertEquals(experiments.map(({ train }: { train: { state: string } }) => train.state), [
    "interrupted",
    "interrupted",
  ]);
  const again = await project.run("stop", [grid]);
  assertEquals([again.code, again.stderr.trim()], [0, `no scheduler is running in ${grid}, and no run of it`]);
});

Deno.test("grid:stop --drain waits for the runs of a killed scheduler, and --wait says how many are left", async () => {
  using project = new Project();
  const { grid, pids } = await abandoned(project);
  const { code, stderr } = await project.run("stop", [grid, "--drain", "--wait", "0.2"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, `2 runs of ${grid} have not ended yet: run this command again to wait longer`);
  assertEquals(pids.map((pid) => isRunning(pid)), [true, true]);
  const draining = project.start("stop", [grid, "--drain"]);
  for (const pid of pids) Deno.kill(pid, "SIGTERM");
  const drained = await draining.ended;
  assertEquals(drained.code, 0, drained.stderr);
  const { experiments } = await project.status(grid);
  assertEquals(experiments.map(({ train }: { train: { state: string } }) => train.state), ["succeeded", "succeeded"]);
});

Deno.test("grid:stop names runs that it cannot signal from here, leaves them alone, and exits with 1", async () => {
  using project = new Project();
  const { grid, pids } = await abandoned(project);
  const [{ dir, name, id }] = (await project.status(grid)).experiments;
  const claim = `${grid}/${dir}/train.1.pid`;
  const original = project.read(claim);
  const { host } = readHostIdentity();
  project.write(claim, original.replace(` ${host} `, " elsewhere "));
  const { code, stderr } = await project.run("stop", [grid]);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, `not stopped: ${name} r0 ${id}: started on elsewhere, may still be running there`);
  assertStringIncludes(stderr, `stopped: 1 run of ${grid}`);
  assertEquals(pids.map((pid) => isRunning(pid)).sort(), [false, true]);
  project.write(claim, original);
  assertEquals((await project.run("stop", [grid])).code, 0);
});

Deno.test("grid:stop of a grid whose runs on Slurm have ended needs no Slurm", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const [{ id }] = (await project.status(grid)).experiments;
  const launch = { id, stage: "train", launch: 1 };
  const records = [
    { type: "submit", time: 1, stage: "train", submission: 1, name: "grid-1", elements: 1 },
    { type: "submitted", time: 2, submission: 1, job: 7 },
    { type: "start", time: 3, ...launch, attempt: 1, submission: 1, job: "7_0" },
  ];
  const journalOf = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  project.write(`${grid}/journal.ndjson`, journalOf(records));
  // Neither sbatch nor squeue is on PATH.
  const running = await project.run("stop", [grid], { PATH: "/nowhere" });
  assertEquals(running.code === 0, false, "it may be running");
  project.write(
    `${grid}/journal.ndjson`,
    journalOf([...records, { type: "end", time: 4, ...launch, state: "succeeded", exit: 0, signal: null }]),
  );
  const ended = await project.run("stop", [grid], { PATH: "/nowhere" });
  assertEquals([ended.code, ended.stderr.trim()], [0, `no scheduler is running in ${grid}, and no run of it`]);
});
