import { assert, assertEquals, assertRejects } from "@std/assert";
import { join, relative } from "@std/path";
import { makeGrid } from "../../../io/grid/make_grid.ts";
import { holdGrid, openGrid } from "../../../io/grid/session.ts";
import { runStage } from "../../../io/stage/run_stage.ts";
import { statusOf } from "../../../lib/status/status.ts";
import { Project, taskEnvironment } from "../../project.ts";

const GRID = `grid_axes: {x: [1, 2]}
grid_settings:
  max_concurrent_runs: 1
  command: "echo {x} >> {grid_dir}/runs.txt; mkdir -p {dir}/models; echo {launch_word} > {dir}/models/model_best.pt"
  test_command: "true"
`.replace("{launch_word}", "$(wc -l < {grid_dir}/runs.txt)");

async function isKilled(project: Project, root: string, nth: number): Promise<boolean> {
  const { signal, code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--allow-all", "--config", join(import.meta.dirname!, "../../../deno.json")],
      ...[join(import.meta.dirname!, "killed_anew.ts"), root, String(nth)],
    ],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment(),
  }).output();
  assert(signal === "SIGKILL" || code === 0, `call ${nth}: ${new TextDecoder().decode(stderr)}`);
  return signal === "SIGKILL";
}

async function run(root: string, ...stages: ("train" | "test")[]): Promise<void> {
  for (const stage of stages) {
    await using session = await holdGrid(root);
    assertEquals((await runStage(session, { stage })).unsuccessful, 0);
  }
}

function statusIn(root: string) {
  const { plan, runs } = openGrid(root);
  return statusOf(root, { plan, runs }, null);
}

Deno.test("a scheduler that is killed while it trains experiments anew leaves nothing that the next command does not finish", async () => {
  let [killed, untouched, moved] = [true, 0, 0];
  for (let nth = 1; killed; nth++) {
    using project = new Project();
    const root = makeGrid({ file: project.write("g.yaml", GRID) }, { expdir: join(project.dir, "experiments") });
    const grid = relative(project.dir, root);
    await run(root, "train", "test");
    killed = await isKilled(project, root, nth);
    await run(root, "train");
    const recorded = project.read(`${grid}/journal.ndjson`).split("\n").filter((line) =>
      line.includes('"type":"again"')
    );
    const { experiments, counts } = statusIn(root);
    assertEquals([counts.train.succeeded, counts.test.succeeded], [2, 2 - recorded.length], `call ${nth}`);
    const runs = project.read(`${grid}/runs.txt`).trim().split("\n");
    for (const [index, { id, dir, train }] of experiments.entries()) {
      const isAnew = recorded.some((line) => line.includes(id));
      const times = runs.filter((x) => x === String(index + 1)).length;
      const former = project.list(grid).filter((name) => name.startsWith(`${dir}~`));
      assertEquals([former, times, train.attempts], isAnew ? [[`${dir}~1`], 2, 1] : [[], 1, 1], `call ${nth}`);
      const model = (name: string) => Number(project.read(`${grid}/${name}/models/model_best.pt`));
      if (isAnew) {
        assertEquals(model(former[0]!), index + 1, "the former directory is as it was");
        assert(model(dir) > 2, "the new one has the new model");
        assert(project.exists(`${grid}/${former[0]}/train.1.exit`) && !project.exists(`${grid}/${dir}/train.1.exit`));
        moved++;
      } else untouched++;
    }
    assert(nth < 100, "it finishes");
  }
  assert(untouched > 0 && moved > 0);
});

Deno.test("a directory that a killed scheduler only recorded as a former one is moved by the next command, and not counted before", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const [{ id, dir }] = (await project.status(grid)).experiments;
  // A scheduler recorded this, and was killed before it moved anything.
  const record = { type: "again", time: Date.now(), id, stage: "train", former: 7 };
  project.write(`${grid}/journal.ndjson`, `${project.read(`${grid}/journal.ndjson`)}${JSON.stringify(record)}\n`);
  const status = (await project.status(grid)).experiments[0];
  assertEquals([status.train.state, status.train.attempts], ["pending", 0]);
  const analyzed = await project.run("analyze", [grid]);
  assertEquals(analyzed.code, 0);
  assert(analyzed.stderr.includes("1 succeeded"), analyzed.stderr);
  assertEquals((await project.run("test", [grid])).code, 0, "the other one");
  assertEquals(project.list(grid).filter((name) => name.startsWith(dir)), [`${dir}~7`], "tests do not run in it");
  assertEquals((await project.run("train", [grid])).code, 0);
  assertEquals((await project.status(grid)).counts.train.succeeded, 2);
  assertEquals((await project.run("train", [grid, "--only", id, "--again"])).code, 0);
  assertEquals(project.list(grid).filter((name) => name.startsWith(dir)), [dir, `${dir}~7`, `${dir}~8`]);
});

Deno.test("a directory that cannot be moved is an error that names it, and the next command moves it", async () => {
  using project = new Project();
  const root = makeGrid({ file: project.write("g.yaml", GRID) }, { expdir: join(project.dir, "experiments") });
  await run(root, "train");
  const rename = Deno.renameSync;
  Deno.renameSync = (from, to) => {
    if (String(to).endsWith("~1")) {
      throw Object.assign(new Error("Permission denied (os error 13)"), { code: "EACCES" });
    }
    rename(from, to);
  };
  const { dir } = statusIn(root).experiments[0]!;
  try {
    await using session = await holdGrid(root);
    const error = await assertRejects(() => runStage(session, { stage: "train", only: ["all"], again: true }), Error);
    assertEquals(
      error.message,
      `cannot move ${join(root, dir)} to ${join(root, dir)}~1: Permission denied (os error 13)`,
    );
  } finally {
    Deno.renameSync = rename;
  }
  assertEquals(statusIn(root).counts.train.pending, 2);
  await run(root, "train");
  const names = project.list(relative(project.dir, root)).filter((name) => name.endsWith("~1"));
  assertEquals([names.length, statusIn(root).counts.train.succeeded], [2, 2]);
});
