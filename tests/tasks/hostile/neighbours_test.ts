/** What is near a grid, and not its own: a resume leaves it alone. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { isRunning, processesOf, Project, taskEnvironment, until } from "../../project.ts";
import { gridOf, killScheduler, pidsIn } from "./ground.ts";

const pidsOf = (project: Project) => pidsIn(project, "b.pids");

/** A grid whose runs tell their pids, and end when a file tells them to. */
const HELD = `grid_axes: {x: [1, 2]}
grid_settings: {command: 'echo $$ >>b.pids; until [ -e go ]; do sleep 0.05; done'}
`;

Deno.test("the resume of a finished grid leaves the runs of a grid alone that is in its directory", async () => {
  using project = new Project();
  project.write("a.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  project.write("b.yaml", HELD);
  const a = (await project.run("train", ["a.yaml"])).stdout.trim();
  const inside = project.start("train", ["b.yaml", "--expdir", `${a}/more`]);
  await until("the inner grid runs", () => pidsOf(project).length === 2);
  assertEquals((await project.run("train", [a])).code, 0);
  assert(pidsOf(project).every(isRunning));
  // Nor when the inner scheduler is gone.
  await killScheduler(inside);
  assertEquals((await project.run("train", [a])).code, 0);
  assert(pidsOf(project).every(isRunning));
  project.write("go", "");
  const [b] = project.list(`${a}/more`);
  const { code, stderr } = await project.run("train", [`${a}/more/${b}`]);
  assertEquals(code, 0, stderr);
  assertEquals(pidsOf(project).length, 2);
});

Deno.test("a script that is started by hand outlives a resume of its grid", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  project.write("go", "");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  Deno.removeSync(join(project.dir, "go"));
  Deno.removeSync(join(project.dir, "b.pids"));
  const [{ dir }] = (await project.status(grid)).experiments;
  const byHand = new Deno.Command("sh", {
    args: [join(project.dir, grid, dir, "train.1.sh")],
    clearEnv: true,
    env: taskEnvironment(),
    cwd: project.dir,
    stdin: "null",
    stdout: "null",
  }).spawn();
  await until("it runs", () => pidsOf(project).length === 1);
  assertEquals((await project.run("train", [grid])).code, 0);
  assert(pidsOf(project).every(isRunning));
  project.write("go", "");
  assertEquals((await byHand.status).code, 0);
});

Deno.test("a copy of a running grid has none of its runs: it ends none, and the original runs each once", async () => {
  using project = new Project();
  project.write("b.yaml", HELD);
  const first = project.start("train", ["b.yaml"]);
  await until("it runs", () => pidsOf(project).length === 2);
  const grid = gridOf(project)!;
  new Deno.Command("cp", { args: ["-r", join(project.dir, grid), join(project.dir, "copy")] }).outputSync();
  const second = project.start("train", ["copy"]);
  await until("the copy runs its own", () => pidsOf(project).length === 4);
  second.kill("SIGTERM");
  assertEquals((await second.ended).code, 143);
  assert(pidsOf(project).slice(0, 2).every(isRunning), "the original's runs live");
  project.write("go", "");
  assertEquals((await first.ended).code, 0);
  assertEquals((await project.run("train", ["copy"])).code, 0);
  assertEquals(pidsOf(project).length, 6);
});

/** Descendants that run away from their run, and what is left by which they are found. */
const ORPHANS = {
  "in the run's session, with another environment": "env -i sleep 300 &",
  "in a session of its own, with its mark": "setsid sleep 300 >/dev/null 2>&1 &",
  "in a session of its own, without a mark, that writes into the log": "setsid env -i sleep 300 &",
};

for (const [name, code] of Object.entries(ORPHANS)) {
  for (const whose of ["its scheduler", "the next scheduler"]) {
    Deno.test(`an orphan ${name} ends with its run, by ${whose}`, async () => {
      using project = new Project();
      // Its number is that of the last process in the background, as env and setsid become the program.
      project.write("run.sh", `${code}\necho $! >orphan\nuntil [ -e go ]; do sleep 0.05; done\n`);
      project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: sh run.sh}\n");
      const started = project.start("train", ["g.yaml"]);
      await until("it runs", () => project.exists("orphan") && project.read("orphan") !== "");
      const orphan = Number(project.read("orphan"));
      if (whose === "the next scheduler") await killScheduler(started);
      project.write("go", "");
      if (whose === "the next scheduler") {
        const run = () => processesOf(join(project.dir, gridOf(project)!)).filter((pid) => pid !== orphan);
        await until("the run has ended", () => run().length === 0);
        assertEquals((await project.run("train", [gridOf(project)!])).code, 0);
      } else assertEquals((await started.ended).code, 0);
      assert(!isRunning(orphan));
    });
  }
}
