/** Supervisors that stall, disks that fill, and records that are no files. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { startSupervisor } from "../../../io/executor/supervisor.ts";
import { inspectLaunch } from "../../../io/grid/launches/launch_records.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { canRun } from "../../can_run.ts";
import { keyOf } from "../../io/executor/key_of.ts";
import { isRunning, processesOf, Project, until } from "../../project.ts";
import { gridOf, killScheduler, resume, supervisorsIn } from "./ground.ts";

const here = readHostIdentity();

/** A directory for PATH in which setsid(1) starts supervisors that do something right before they start a run. */
function stallingPath(project: Project, code: string): { readonly PATH: string } {
  const read = (name: string) => Deno.readTextFileSync(new URL(`../../../io/executor/${name}`, import.meta.url));
  const text = read("supervise.sh");
  const fork = '  if [ -z "$gw_mode" ]; then\n    (gw_session';
  assert(text.includes(fork), "the place where runs are started is found");
  project.write("stalling/supervise.sh", text.replace(fork, `${code}\n${fork}`));
  const stalling = project.write("stalling/supervisor.sh", read("supervisor.sh"));
  const setsid = new Deno.Command("sh", { args: ["-c", "command -v setsid"] }).outputSync().stdout;
  const wrapper = project.write(
    "bin/setsid",
    `#!/bin/sh
case $2 in
*/supervisor.sh) shift 2; exec ${new TextDecoder().decode(setsid).trim()} sh "${stalling}" "$@" ;;
esac
exec ${new TextDecoder().decode(setsid).trim()} "$@"
`,
  );
  Deno.chmodSync(wrapper, 0o755);
  return { PATH: `${join(project.dir, "bin")}:${Deno.env.get("PATH")}` };
}

Deno.test("a supervisor that stalls between its claim and the start of its run is waited for by the next scheduler", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo start >>runs'}\n");
  const root = project.dir.replaceAll("'", "'\\''");
  const path = stallingPath(
    project,
    `: >'${root}/stalled'; until [ -e '${root}/go' ]; do sleep 0.02; done`,
  );
  const first = project.start("train", ["g.yaml"], path);
  await until("its supervisor stalls", () => project.exists("stalled"));
  await killScheduler(first);
  // By then a scheduler that did not know of it would have called its empty claim dead.
  const second = await resume(project, gridOf(project)!);
  assert(!project.exists("runs"));
  project.write("go", "");
  const { code, stderr } = await second.ended;
  assertEquals(code, 0, stderr);
  assertEquals(project.read("runs"), "start\n");
  assertEquals((await project.status(gridOf(project)!)).experiments[0].train.attempts, 1);
});

Deno.test("a supervisor that is stopped before its run is started ends when the next scheduler is stopped, and nothing is left", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo start >>runs; sleep 300'}\n");
  const root = project.dir.replaceAll("'", "'\\''");
  const path = stallingPath(project, `: >'${root}/stalled'; kill -s STOP $$`);
  const first = project.start("train", ["g.yaml"], path);
  await until("its supervisor stalls", () => project.exists("stalled"));
  await killScheduler(first);
  const second = await resume(project, gridOf(project)!, ["--grace", "0.2"]);
  second.kill("SIGTERM");
  assertEquals((await second.ended).code, 143);
  await until("nothing is left", () => processesOf(project.dir).length + supervisorsIn(project.dir).length === 0);
});

async function withSmallDisk(options: string, test: (disk: string, project: Project) => Promise<void>): Promise<void> {
  using project = new Project();
  const disk = join(project.dir, "disk");
  Deno.mkdirSync(disk);
  if (!canRun(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk])) return;
  try {
    await test(disk, project);
  } finally {
    new Deno.Command("umount", { args: ["-l", disk] }).outputSync();
  }
}

Deno.test("a claim that cannot be filled, as the disk is full, leaves nothing running", () =>
  withSmallDisk("size=64k", async (disk, project) => {
    Deno.mkdirSync(join(disk, "a"));
    Deno.writeTextFileSync(join(disk, "a/train.1.sh"), `exec \${gw_session-} sh -c 'trap "" TERM; sleep 300'`);
    new Deno.Command("dd", { args: ["if=/dev/zero", `of=${disk}/big`], stderr: "null" }).outputSync();
    const supervisor = startSupervisor(disk, keyOf(disk), here);
    const answer = await supervisor.launch({ stage: "train", number: 1, dir: "a", log: "train.1.log" });
    assertEquals(answer, { kind: "unclaimed" });
    assertEquals(Deno.readTextFileSync(join(disk, "a/train.1.pid")), "");
    await until("nothing is left", () => processesOf(project.dir).every((pid) => pid === supervisor.pid));
    Deno.removeSync(join(disk, "big"));
    assertEquals(inspectLaunch(join(disk, "a"), "train", 1, here).kind, "claimed");
    await supervisor.close();
  }));

Deno.test("experiments that never started, as no inodes are left, are not failed: a plain resume runs them", () =>
  withSmallDisk("size=4m,nr_inodes=40", async (disk, project) => {
    project.write(
      "g.yaml",
      "grid_axes: {x: {range: [1, 20, 1]}}\ngrid_settings: {max_concurrent_runs: 2, command: 'echo {x} >>runs'}\n",
    );
    const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--expdir", "disk"]);
    assertEquals(code, 4, stderr);
    const grid = stdout.trim();
    const { counts } = await project.status(grid);
    assertEquals(counts.train.failed ?? 0, 0, stderr);
    const ran = project.read("runs").trim().split("\n").length;
    assert(ran < 20);
    new Deno.Command("mount", { args: ["-o", "remount,nr_inodes=4000", disk] }).outputSync();
    const again = await project.run("train", [grid]);
    assertEquals(again.code, 0, again.stderr);
    assertEquals(project.read("runs").trim().split("\n").length, 20, "each ran once");
  }));

Deno.test("a supervisor that cannot write its record keeps no disk mounted, goes on trying, and ends on SIGTERM", () =>
  withSmallDisk("size=256k", async (disk) => {
    const grid = join(disk, "grid");
    const fill = "cat /dev/zero >big 2>/dev/null; exit 3";
    for (const dir of ["a", "b"]) {
      Deno.mkdirSync(join(grid, dir), { recursive: true });
      Deno.writeTextFileSync(join(grid, dir, "train.1.sh"), `exec \${gw_session-} sh -c '${fill}'`);
      const supervisor = startSupervisor(grid, keyOf(grid), here);
      const answer = await supervisor.launch({ stage: "train", number: 1, dir, log: "train.1.log" });
      assertEquals(answer.kind === "exit" && answer.code, 3);
      const closed = supervisor.close();
      await until("it has left the disk", () => Deno.readLinkSync(`/proc/${supervisor.pid}/cwd`) === "/");
      if (dir === "b") Deno.kill(supervisor.pid, "SIGTERM");
      else Deno.removeSync(join(grid, "big"));
      await closed;
    }
    assertEquals(Deno.readTextFileSync(join(grid, "a/train.1.exit")), `3 ${keyOf(grid)}/a:train.1\n`);
    assertEquals(Deno.readTextFileSync(join(grid, "b/train.1.exit")), "");
  }));

Deno.test("records of any launch that are pipes hold up nothing", async () => {
  using project = new Project();
  project.write(
    "run.sh",
    `case $GRID_ATTEMPT in 1) for name in "$@"; do rm -f "$GRID_RUN_DIR/$name"; mkfifo "$GRID_RUN_DIR/$name"; done; exit 1; esac\n`,
  );
  const names = "train.1.exit train.1.pid train.1.log train.log metrics.json train.2.log train.2.exit train.2.sh";
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings: {retries: 1, command: 'sh run.sh ${names}'}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const [{ dir }] = (await project.status(stdout.trim())).experiments;
  for (const name of ["train.2.exit", "train.2.pid", "journal.ndjson"]) {
    const path = join(project.dir, stdout.trim(), name === "journal.ndjson" ? "" : dir, name);
    Deno.removeSync(path);
    new Deno.Command("mkfifo", { args: [path] }).outputSync();
    if (name === "journal.ndjson") continue;
    assertEquals((await project.run("status", [stdout.trim()])).code, 0);
    assert((await project.run("train", [stdout.trim()])).code < 2);
  }
  const { code: refused, stderr: why } = await project.run("train", [stdout.trim()]);
  assert(refused === 2 || refused === 4, why);
  assert(!/\n\s+at /.test(why), why);
  assert(!processesOf(project.dir).some(isRunning));
});
