import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { acquireLock, lockHolder, tryLock } from "../../../../io/grid/lock/lock.ts";
import { LockedError } from "../../../../io/grid/lock/lock_errors.ts";
import { holdGrid, openGrid } from "../../../../io/grid/session.ts";
import { readHostIdentity } from "../../../../io/system/place.ts";
import { startTimeOf } from "../../../../io/system/processes/processes.ts";
import { UsageError } from "../../../../lib/messages/problem.ts";
import { gridPaths } from "../../../../lib/store/layout.ts";
import { canRun } from "../../../can_run.ts";
import { expand } from "../../../lib/expand/expand_text.ts";
import { Project, taskEnvironment, until } from "../../../project.ts";
import { RecordedGrid } from "../recorded_grid.ts";

const PLAN = expand("grid_axes: {x: [1]}\ngrid_settings: {command: run}\n");

/** The text of a lock that a process of this machine holds. */
function recordOf(pid: number, start = startTimeOf(pid)): string {
  const { host, machine, boot, pidNamespace: pid_namespace } = readHostIdentity();
  return JSON.stringify({ pid, host, since: "2026-11-25T00:08:21.523Z", machine, boot, pid_namespace, start });
}

/** A process that has a file open, and has locked nothing. */
async function openElsewhere(path: string): Promise<{ readonly pid: number } & AsyncDisposable> {
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec 8<"$1"; echo up; exec sleep 60', "sh", path],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

Deno.test("acquireLock() refuses where a lock has no effect, and its holder still lives", async () => {
  using grid = new RecordedGrid(PLAN);
  const { lock: path } = gridPaths(grid.root);
  Deno.writeTextFileSync(path, "");
  await using living = await openElsewhere(path);
  Deno.writeTextFileSync(path, recordOf(living.pid));
  const { holder } = await assertRejects(() => acquireLock(path), LockedError);
  assertEquals(holder?.pid, living.pid);
  Deno.writeTextFileSync(path, recordOf(living.pid, 1));
  (await acquireLock(path)).release();
  // A copy of the file is open nowhere.
  Deno.writeTextFileSync(`${path}.copy`, recordOf(living.pid));
  (await acquireLock(`${path}.copy`)).release();
});

Deno.test("a lock that was removed is locked again, or found to be taken", async () => {
  using grid = new RecordedGrid(PLAN);
  const { lock: path } = gridPaths(grid.root);
  const lock = await acquireLock(path);
  const before = lockHolder(path);
  assertEquals(lock.check(), "held");
  Deno.removeSync(path);
  assertEquals(lock.check(), "restored");
  assertEquals([lockHolder(path), lock.check()], [before, "held"]);
  Deno.removeSync(path);
  const other = await acquireLock(path);
  assertEquals(lock.check(), "taken");
  other.release();
  lock.release();
});

Deno.test("holdGrid() refuses a grid that another scheduler has, though the file of its lock was removed", async () => {
  using grid = new RecordedGrid(PLAN);
  await using session = await holdGrid(grid.root);
  session.record({ type: "scheduler", time: 0, stage: "train", pid: Deno.pid, host: Deno.hostname() });
  Deno.removeSync(gridPaths(grid.root).lock);
  const { holder } = await assertRejects(() => holdGrid(grid.root), LockedError);
  assertEquals(holder?.pid, Deno.pid);
});

Deno.test("holdGrid() refuses a grid whose last scheduler still has the journal open, though nothing is locked", async () => {
  using grid = new RecordedGrid(PLAN);
  {
    await using session = await holdGrid(grid.root);
    session.record({ type: "scheduler", time: 0, stage: "train", pid: 1, host: Deno.hostname() });
  }
  const { journal } = gridPaths(grid.root);
  await using other = await openElsewhere(journal);
  const text = Deno.readTextFileSync(journal);
  Deno.writeTextFileSync(journal, text.replace('"pid":1,', `"pid":${other.pid},`));
  const { holder } = await assertRejects(() => holdGrid(grid.root), LockedError);
  assertEquals(holder?.pid, other.pid);
});

Deno.test("tryLock() tries again after EINTR, and says what is wrong when there are no locks", () => {
  const refusing = (...codes: string[]) => ({
    tryLockSync() {
      const code = codes.shift();
      if (code !== undefined) throw Object.assign(new Error("refused"), { code });
      return true;
    },
  });
  assertEquals(tryLock(refusing("EINTR", "EINTR"), "lock", true), true);
  for (const code of ["ENOLCK", "ENOSYS", "EOPNOTSUPP"]) {
    const { message } = assertThrows(() => tryLock(refusing(code), "/grid/lock", true), UsageError);
    assertStringIncludes(message, `error: cannot lock /grid/lock: refused (${code}): its file system may not support`);
  }
});

Deno.test("a lock that is a pipe or a directory is told, and nothing waits for it", async () => {
  using grid = new RecordedGrid(PLAN);
  const { lock: path } = gridPaths(grid.root);
  await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals(openGrid(grid.root).scheduler, undefined);
  assertStringIncludes((await assertRejects(() => holdGrid(grid.root), UsageError)).message, "is not a regular file");
  Deno.removeSync(path);
  Deno.mkdirSync(path);
  assertStringIncludes((await assertRejects(() => holdGrid(grid.root), UsageError)).message, "is not a regular file");
});

const HELD = `grid_axes: {x: [1, 2]}
grid_settings:
  max_concurrent_runs: 1
  command: 'echo {x} >> runs; touch up; until [ -e go ]; do sleep 0.02; done'
`;

Deno.test("a scheduler locks its grid again when the lock was removed, and loses nothing", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  const grid = `experiments/${project.grids()[0]}`;
  Deno.removeSync(join(project.dir, grid, "lock"));
  const second = await project.run("train", [grid]);
  assertEquals(second.code, 3, second.stderr);
  assertStringIncludes(second.stderr, `the scheduler with pid ${started.pid} `);
  await until("it is locked again", () => started.hasSaid("lock was removed, and is locked again"));
  assertEquals((await project.run("train", [grid])).code, 3);
  project.write("go", "");
  const { code, stderr } = await started.ended;
  assertEquals([code, project.read("runs")], [0, "1\n2\n"], stderr);
});

Deno.test("a scheduler whose lock was removed and taken by another starts nothing more", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  const path = join(project.dir, "experiments", project.grids()[0]!, "lock");
  const other = Deno.openSync(`${path}.new`, { write: true, create: true });
  assert(other.tryLockSync(true));
  Deno.renameSync(`${path}.new`, path);
  await until("it has seen that", () => started.hasSaid("another scheduler may run this grid"));
  project.write("go", "");
  const { code, stderr } = await started.ended;
  assertEquals([code, project.read("runs")], [1, "1\n"], stderr);
  other.close();
});

/** `grid:train` with system calls that strace answers, as `flock:retval=0` says; `undefined` if strace does not work here. */
async function trainWithFaults(project: Project, fault: string, grid: string) {
  if (!canRun(["strace", "-o", "/dev/null", "true"])) return undefined;
  const script = join(dirname(fromFileUrl(import.meta.url)), "../../../../tasks/train.ts");
  const { code, stderr } = await new Deno.Command("strace", {
    args: [
      ...["-f", "-o", "/dev/null", "-e", "trace=flock", "-e", `inject=${fault}`],
      ...[Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", script, grid],
    ],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment(),
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("on a file system without locks, an owner file keeps other schedulers away, and is removed at the end", async (t) => {
  using project = new Project();
  const command = "echo {x} >>runs; touch up; until [ -e go ]; do sleep 0.02; done";
  project.write("g.yaml", `grid_axes: {x: [1]}\ngrid_settings: {command: '${command}'}\n`);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const first = trainWithFaults(project, "flock:error=ENOLCK", grid);
  await Promise.race([until("it runs", () => project.exists("up")), first]);
  const second = await trainWithFaults(project, "flock:error=ENOSYS", grid);
  if (second === undefined) return void await t.step({ name: "skipped: no strace", ignore: true, fn: () => {} });
  // On a node that has locks.
  const third = await project.run("train", [grid]);
  assertEquals([second.code, third.code], [3, 3], second.stderr + third.stderr);
  assertMatch(second.stderr, /the scheduler with pid \d+ on .* \(if it has ended, remove .*lock\.owner\)/);
  project.write("go", "");
  const ended = await first;
  assertEquals([ended?.code, project.read("runs"), project.exists(`${grid}/lock.owner`)], [0, "1\n", false]);
});

Deno.test("the owner file of a scheduler that was killed, or ran before the last boot, does not count", async (t) => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { host, machine, boot, pidNamespace } = readHostIdentity();
  const owner = {
    pid: Deno.pid,
    host,
    since: "2026-11-30T10:00:00Z",
    machine,
    boot,
    pid_namespace: pidNamespace,
    start: 1,
  };
  const writeOwner = (holder: object) => project.write(`${grid}/lock.owner`, JSON.stringify(holder));
  for (const elsewhere of [{ ...owner, host: "another" }, { ...owner, pid_namespace: "another" }]) {
    writeOwner(elsewhere);
    const { code, stderr } = await project.run("train", [grid]);
    assertEquals(code, 3, stderr);
  }
  for (const ended of [owner, { ...owner, boot: "another" }]) {
    writeOwner(ended);
    const trained = await trainWithFaults(project, "flock:error=ENOLCK", grid);
    if (trained === undefined) return void await t.step({ name: "skipped: no strace", ignore: true, fn: () => {} });
    assertEquals([trained.code, project.exists(`${grid}/lock.owner`)], [0, false], trained.stderr);
  }
});

Deno.test("where locks have no effect a second scheduler finds the first, also when the lock was removed", async (t) => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  const grid = `experiments/${project.grids()[0]}`;
  const second = await trainWithFaults(project, "flock:retval=0", grid);
  Deno.removeSync(join(project.dir, grid, "lock"));
  const third = second && await trainWithFaults(project, "flock:retval=0", grid);
  project.write("go", "");
  const { code, stderr } = await first.ended;
  if (second === undefined || third === undefined) {
    return void await t.step({ name: "skipped: no strace", ignore: true, fn: () => {} });
  }
  assertEquals([second.code, third.code], [3, 3], second.stderr + third.stderr);
  assertStringIncludes(third.stderr, `the scheduler with pid ${first.pid} on`);
  assertEquals([code <= 1, project.read("runs").startsWith("1\n")], [true, true], stderr);
});
