import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { readHostIdentity } from "../../io/system/place.ts";
import { canRun } from "../can_run.ts";
import { isRunning, Project, until } from "../project.ts";
import { schedulersOf } from "./hostile/ground.ts";

// Its run tells its pid, and waits until it may end.
const WAITS =
  `echo start >>runs; echo $$ >pid.new; mv pid.new pid; until [ -e go ]; do sleep 0.02; done; echo end >>runs`;

function waitingGrid(): string {
  return `grid_axes: {x: [1]}\ngrid_settings: {command: '${WAITS}'}\n`;
}

Deno.test("a run of a grid directory that was moved is adopted by the next scheduler, and not started again", async () => {
  using project = new Project();
  project.write("g.yaml", waitingGrid());
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pid"));
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  Deno.renameSync(join(project.dir, grid), join(project.dir, "moved"));
  const second = project.start("train", ["moved"]);
  await until("it is adopted", () => schedulersOf(project, "moved") === 2);
  project.write("go", "");
  const { code, stderr } = await second.ended;
  assertEquals([code, project.read("runs")], [0, "start\nend\n"], stderr);
});

Deno.test("a grid directory that was moved while its scheduler runs is still in use, and the scheduler can be stopped", async () => {
  using project = new Project();
  project.write("g.yaml", waitingGrid());
  const started = project.start("train", ["g.yaml", "--grace", "0.3"]);
  await until("it runs", () => project.exists("pid"));
  Deno.renameSync(join(project.dir, "experiments", project.grids()[0]!), join(project.dir, "moved"));
  assertEquals((await project.run("train", ["moved"])).code, 3);
  assertEquals((await project.status("moved")).scheduler?.pid, started.pid);
  const { code, stderr } = await project.run("stop", ["moved"]);
  assertEquals([code, (await started.ended).code, isRunning(Number(project.read("pid")))], [0, 130, false], stderr);
});

Deno.test("what a dead run left running in a grid directory that was moved is ended before it is started again", async () => {
  using project = new Project();
  // What it leaves has a session of its own.
  project.write(
    "leaves.sh",
    'if [ "$GRID_ATTEMPT" -gt 1 ]; then exit 0; fi\n' +
      "setsid sh -c 'echo $$ >worker.new; mv worker.new worker; exec sleep 300' &\n" +
      "until [ -e worker ]; do sleep 0.02; done; echo $$ $PPID >pids.new; mv pids.new pids; exec sleep 300\n",
  );
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, leaves.sh]}\n");
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pids"));
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  const [leader, supervisor] = project.read("pids").split(" ").map(Number) as [number, number];
  for (const pid of [supervisor, leader]) Deno.kill(pid, "SIGKILL");
  const worker = Number(project.read("worker"));
  assert(isRunning(worker));
  Deno.renameSync(join(project.dir, grid), join(project.dir, "moved"));
  const { code, stderr } = await project.run("train", ["moved"]);
  assertEquals([code, isRunning(worker)], [0, false], stderr);
});

Deno.test("a copy of a running grid touches nothing of the original, and says so", async () => {
  using project = new Project();
  project.write("g.yaml", waitingGrid());
  const original = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pid"));
  const pid = Number(project.read("pid"));
  const grid = `experiments/${project.grids()[0]}`;
  await new Deno.Command("cp", { args: ["-r", grid, "copy"], cwd: project.dir }).output();
  assertEquals((await project.status("copy")).scheduler, null);
  const stopped = await project.run("stop", ["copy"]);
  assertEquals([stopped.code, isRunning(pid)], [0, true], stopped.stderr);

  const copy = project.start("train", ["copy", "--grace", "0.3"]);
  await until("the copy runs it again", () => project.read("runs") === "start\nstart\n");
  assert(copy.hasSaid("this grid directory is a copy: 1 run was running in the original"));
  copy.kill("SIGINT");
  assertEquals((await copy.ended).code, 130);
  assertEquals([isRunning(pid), isRunning(original.pid)], [true, true]);

  project.write("go", "");
  assertEquals((await original.ended).code, 0);
  assertEquals(project.read("runs"), "start\nstart\nend\n");
  const [{ train }] = (await project.status(grid)).experiments;
  assertEquals([train.state, train.attempts], ["succeeded", 1]);
  const { code, stderr } = await project.run("train", ["copy"]);
  assertEquals(code, 0, stderr);
});

Deno.test("a copy of a grid whose scheduler was killed touches nothing of the original's runs", async () => {
  using project = new Project();
  project.write("g.yaml", waitingGrid());
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pid"));
  const pid = Number(project.read("pid"));
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  await new Deno.Command("cp", { args: ["-r", grid, "copy"], cwd: project.dir }).output();
  const copy = project.start("train", ["copy", "--grace", "0.3"]);
  await until("the copy runs it again", () => project.read("runs") === "start\nstart\n");
  copy.kill("SIGTERM");
  assertEquals((await copy.ended).code, 143);
  assert(isRunning(pid));
  project.write("go", "");
  const { code, stderr } = await project.run("train", [grid]);
  assertEquals([code, project.read("runs")], [0, "start\nstart\nend\n"], stderr);
});

Deno.test("a run whose grid directory was moved to another file system is adopted there, and can be stopped", async () => {
  using project = new Project();
  project.write("g.yaml", waitingGrid());
  const first = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("pid"));
  const pid = Number(project.read("pid"));
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  // What mv does there.
  await new Deno.Command("cp", { args: ["-a", grid, "moved"], cwd: project.dir }).output();
  Deno.removeSync(join(project.dir, grid), { recursive: true });
  assertEquals((await project.status("moved")).experiments[0].train.state, "running");
  const second = project.start("train", ["moved", "--grace", "0.3"]);
  await until("it is adopted", () => schedulersOf(project, "moved") === 2);
  second.kill("SIGTERM");
  assertEquals((await second.ended).code, 143);
  assertEquals([isRunning(pid), project.read("runs")], [false, "start\n"]);
});

Deno.test({
  name: "a copy with the inode of its original, on another file system, leaves the runs of the original alone",
  ignore: Deno.uid() !== 0 || !canRun(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]),
  async fn() {
    using project = new Project();
    project.write("g.yaml", waitingGrid());
    for (const disk of ["a", "b"]) {
      Deno.mkdirSync(join(project.dir, disk));
      new Deno.Command("mount", { args: ["-t", "tmpfs", "tmpfs", join(project.dir, disk)] }).outputSync();
    }
    try {
      const first = project.start("train", ["g.yaml", "--expdir", "a"]);
      await until("it runs", () => project.exists("pid"));
      const pid = Number(project.read("pid"));
      first.kill("SIGKILL");
      const grid = (await first.ended).stdout.trim();
      await new Deno.Command("cp", { args: ["-a", grid, "b/copy"], cwd: project.dir }).output();
      const inodeOf = (path: string) => Deno.statSync(join(project.dir, path)).ino;
      assertEquals(inodeOf("b/copy"), inodeOf(grid), "file systems in memory count from 1");
      const copy = project.start("train", ["b/copy", "--grace", "0.3"]);
      await until("the copy runs it again", () => project.read("runs") === "start\nstart\n");
      copy.kill("SIGTERM");
      assertEquals((await copy.ended).code, 143);
      assert(isRunning(pid));
      project.write("go", "");
      assertEquals((await project.run("train", [grid])).code, 0);
    } finally {
      for (const disk of ["a", "b"]) {
        new Deno.Command("umount", { args: ["-l", join(project.dir, disk)] }).outputSync();
      }
    }
  },
});

Deno.test("a run of another machine with the same host name is unknown, and not taken for one before a reboot", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo {x} >>runs'}\n");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const [{ id, dir }] = (await project.status(grid)).experiments;
  const start = { type: "start", time: Date.now(), id, stage: "train", launch: 1, attempt: 1 };
  project.write(`${grid}/journal.ndjson`, `{"type":"journal","version":1}\n${JSON.stringify(start)}\n`);
  const { host, pidNamespace } = readHostIdentity();
  project.write(`${grid}/${dir}/train.1.pid`, `${Deno.pid} 5 another-boot ${pidNamespace} ${host} another-machine -\n`);
  assertEquals((await project.status(grid)).experiments[0].train.state, "unknown");
  const waiting = project.start("train", [grid]);
  await until("the other one has run", () => project.exists("runs"));
  await until("it is waited for", () => waiting.hasSaid("may still be running there"));
  project.write(`${grid}/${dir}/train.1.exit`, "0\n");
  const { code, stderr } = await waiting.ended;
  assertEquals([code, project.read("runs")], [0, "2\n"], stderr);
});
