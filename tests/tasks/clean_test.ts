/** `grid:clean`, with everything that it must not remove. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { holdGrid } from "../../io/grid/session.ts";
import { removeItems } from "../../io/inspect/find_cleanable.ts";
import { isRunning, Project, until } from "../project.ts";
import { hasTerminals, Terminal } from "../terminal.ts";

// The accuracy is the value of the axis; the model is beside it.
const GRID = `grid_axes: {x: [1, 2, 3]}
grid_settings:
  metric: accuracy
  checkpoint: "*.pt"
  max_failures: none
  max_concurrent_runs: 1
  command: sh train.sh {dir} {x}
`;

const SCRIPT = `echo model > "$1/last.pt"
if [ "$2" = "$WAIT" ]; then echo $$ > pid; until [ -e go ]; do sleep 0.02; done; fi
echo "{\\"validation\\": {\\"accuracy\\": 0.$2}}" > "$1/metrics.json"
test "$2" != "$FAILS"
`;

interface Ground extends Disposable {
  readonly project: Project;
  /** The grid directory, and that of an experiment; relative to the project. */
  readonly grid: string;
  dirOf(x: number): string;
  clean(...args: string[]): ReturnType<Project["run"]>;
}

/** A trained grid. */
async function createGround(grid = GRID, env: Record<string, string> = {}): Promise<Ground> {
  const project = new Project();
  project.write("g.yaml", grid);
  project.write("train.sh", SCRIPT);
  await project.run("train", ["g.yaml", "--quiet"], env);
  const root = `experiments/${project.grids()[0]}`;
  return {
    project,
    grid: root,
    dirOf: (x) => `${root}/${project.list(root).find((name) => name.startsWith(`g-x=${x}-`) && !name.includes("~"))}`,
    clean: (...args) => project.run("clean", args),
    [Symbol.dispose]: () => project[Symbol.dispose](),
  };
}

/** All files below a directory, without following links. */
function filesIn(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir)).flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(join(dir, name)) : [join(dir, name)]
  ).sort();
}

const modelsOf = ({ project, dirOf }: Ground) => [1, 2, 3].filter((x) => project.exists(`${dirOf(x)}/last.pt`));

Deno.test("grid:clean --checkpoints removes checkpoints, but keeps the best model, tables and results", async () => {
  using ground = await createGround();
  const { project, grid, clean } = ground;
  await project.run("analyze", [grid]);
  const before = filesIn(join(project.dir, grid));
  const shown = await clean(grid, "--checkpoints", "--dry-run");
  assertEquals([shown.code, filesIn(join(project.dir, grid))], [0, before]);
  assertStringIncludes(shown.stderr, "2 checkpoints of 2 experiments, which their trainers wrote (g-x=1-");
  assertStringIncludes(shown.stderr, "checkpoints of other experiments are kept: 1 with the best models");
  const { code, stderr } = await clean(grid, "--checkpoints", "--yes");
  assertEquals(code, 0, stderr);
  const gone = new Set([1, 2].map((x) => join(project.dir, ground.dirOf(x), "last.pt")));
  assertEquals(filesIn(join(project.dir, grid)), before.filter((path) => !gone.has(path)));
  const table = async () =>
    (await project.run("analyze", [grid, "--output", "-", "--columns", "validation_accuracy"])).stdout;
  assertStringIncludes(
    (await project.run("analyze", [grid])).stderr,
    "checkpoints of 2 experiments were removed to free space",
  );
  assertEquals((await table()).match(/0\.[123]/g)?.sort(), ["0.1", "0.2", "0.3"]);
  assertEquals((await clean(grid, "--checkpoints", "--yes")).stderr, "nothing to remove\n");
  const status = await project.run("status", [grid]);
  assertStringIncludes(status.stdout, "train  3 succeeded");
  assertStringIncludes(status.stderr, "checkpoints of 2 experiments were removed to free space");
  const resumed = await project.run("train", [grid]);
  assertEquals(resumed.code, 0);
  assertStringIncludes(resumed.stderr, "checkpoints of 2 experiments were removed to free space");
});

Deno.test("grid:clean takes nothing for a checkpoint that was written for launches or has results, whatever the glob", async () => {
  using ground = await createGround(GRID.replace('"*.pt"', '"*"') + "  test_command: echo m > {test_dir}/m.pt\n");
  const { project, grid, clean } = ground;
  assertEquals((await project.run("test", [grid, "--quiet"])).code, 0);
  const before = filesIn(join(project.dir, grid));
  const { code, stderr } = await clean(grid, "--checkpoints", "--yes");
  assertEquals(code, 0, stderr);
  const gone = [1, 2].map((x) => join(project.dir, ground.dirOf(x), "last.pt"));
  assertEquals(filesIn(join(project.dir, grid)), before.filter((path) => !gone.includes(path)));
});

Deno.test("grid:clean removes former directories, but no copy that a user named like one", async () => {
  using ground = await createGround();
  const { project, grid, dirOf, clean } = ground;
  await project.run("train", [grid, "--only", "x=1", "--again", "--quiet"]);
  for (const copy of [`${dirOf(2)}~1`, `${dirOf(1)}~2`, "experiments/notes~1"]) {
    Deno.mkdirSync(join(project.dir, copy), { recursive: true });
    project.write(`${copy}/notes.txt`, "mine");
  }
  const { code, stderr } = await clean(grid, "--yes");
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "1 former directory of experiments that were trained anew, with everything in them");
  const left = [`${dirOf(1)}~1`, `${dirOf(2)}~1`, `${dirOf(1)}~2`].map((path) => project.exists(path));
  assertEquals(left, [false, true, true]);
  assertEquals(modelsOf(ground), [1, 2, 3], "checkpoints are removed on request only");
});

Deno.test("grid:clean asks, and removes nothing without an answer", async () => {
  using ground = await createGround();
  const { grid, clean } = ground;
  const silent = await clean(grid, "--checkpoints");
  assertEquals(silent.code, 2);
  assertStringIncludes(silent.stderr, "stdin is not a terminal, nothing was removed: add --yes, or --agree");
  assertEquals((await clean(grid, "--checkpoints", "--agree")).code, 2);
  assertEquals((await clean("--checkpoints", "--yes")).code, 2, "of no grid in particular");
  assertStringIncludes((await clean(grid, "--keep", "2")).stderr, "--keep requires --checkpoints");
  assertEquals((await clean(grid, "--yes", "--dry-run")).code, 2);
  assertEquals(modelsOf(ground), [1, 2, 3]);
});

Deno.test("grid:clean keeps what may still be needed: failed and untested models, and all without a metric", async () => {
  using failed = await createGround(GRID, { FAILS: "2" });
  await failed.clean(failed.grid, "--checkpoints", "--yes");
  assertEquals(modelsOf(failed), [2, 3], "a retry may go on from its checkpoint");
  using untested = await createGround(`${GRID}  test_command: "test 1 = 1"\n`);
  assertStringIncludes((await untested.clean(untested.grid, "--checkpoints", "--yes")).stderr, "nothing to remove");
  assertEquals((await untested.project.run("test", [untested.grid, "--quiet"])).code, 0);
  await untested.clean(untested.grid, "--checkpoints", "--yes");
  assertEquals(modelsOf(untested), [3]);
  // What cannot be tested any more is no riddle.
  const again = await untested.project.run("test", [untested.grid, "--again"]);
  assertStringIncludes(again.stderr, "its checkpoint was removed by grid:clean");
  using unranked = await createGround(GRID.replace("  metric: accuracy\n", ""));
  const { code, stderr } = await unranked.clean(unranked.grid, "--checkpoints", "--yes");
  assertEquals([code, modelsOf(unranked)], [2, [1, 2, 3]]);
  assertStringIncludes(
    stderr,
    "it is not known which models are the best: the grid has no metric; name one with --metric",
  );
  await unranked.clean(unranked.grid, "--checkpoints", "--yes", "--metric", "accuracy", "--goal", "minimize");
  assertEquals(modelsOf(unranked), [1]);
});

Deno.test("grid:clean follows no links, and keeps checkpoints that hold the only results", async () => {
  using ground = await createGround(GRID.replace('"*.pt"', "models/*.pt"));
  const { project, grid, dirOf, clean } = ground;
  project.write("shared/model.pt", "of everybody");
  Deno.symlinkSync(join(project.dir, "shared"), join(project.dir, dirOf(1), "models"));
  Deno.mkdirSync(join(project.dir, dirOf(2), "models"));
  Deno.symlinkSync(join(project.dir, "shared/model.pt"), join(project.dir, dirOf(2), "models/a.pt"));
  assertEquals((await clean(grid, "--checkpoints", "--yes")).stderr, "nothing to remove\n");
  assertEquals(project.read("shared/model.pt"), "of everybody");
  // Without results of its own, an experiment has no value of the metric.
  project.write(`${dirOf(2)}/models/b.pt`, "the only results");
  Deno.removeSync(join(project.dir, dirOf(2), "metrics.json"));
  assertEquals((await clean(grid, "--checkpoints", "--yes")).stderr, "nothing to remove\n");
  assertEquals(project.exists(`${dirOf(2)}/models/b.pt`), true);
});

Deno.test("grid:clean touches no grid that is in use, nor one whose scheduler was killed while runs live", async () => {
  using ground = await createGround();
  const { project, grid, clean } = ground;
  project.write("g.yaml", GRID.replace("[1, 2, 3]", "[1, 2, 3, 4]"));
  const task = project.start("train", ["g.yaml", "--resume", "--on", "cpu"], { WAIT: "4" });
  await until("a run waits", () => project.exists("pid"));
  const running = await clean(grid, "--checkpoints", "--yes");
  assertEquals(running.code, 3);
  assertStringIncludes(running.stderr, `the grid is in use by the scheduler with pid ${task.pid}`);
  task.kill("SIGKILL");
  await task.ended;
  const orphaned = await clean(grid, "--checkpoints", "--yes");
  assertEquals([orphaned.code, modelsOf(ground)], [3, [1, 2, 3]]);
  assertStringIncludes(orphaned.stderr, "in use by a run that may be running");
  project.write("go", "");
  await until("the run has ended", () => !isRunning(Number(project.read("pid"))));
  assertEquals((await project.run("train", [grid, "--quiet"])).code, 0);
  assertEquals((await clean(grid, "--checkpoints", "--yes")).code, 0);
  assertEquals(modelsOf(ground), []);
});

Deno.test("grid:clean --older-than takes all grids that have not been used for so long", async () => {
  using ground = await createGround();
  const { project, clean } = ground;
  await project.run("train", ["g.yaml", "--quiet", "--savetag", "new"]);
  const past = new Date(Date.now() - 40 * 86_400_000);
  for (const file of ["plan.ndjson", "journal.ndjson", "scheduler.exit"]) {
    Deno.utimeSync(join(project.dir, ground.grid, file), past, past);
  }
  project.write("experiments/broken/plan.ndjson", "nonsense\n");
  Deno.utimeSync(join(project.dir, "experiments/broken/plan.ndjson"), past, past);
  const { code, stderr } = await clean("--older-than", "30d", "--checkpoints", "--yes");
  assertEquals(code, 2, "what cannot be read is told, and keeps no other from being cleaned");
  assertStringIncludes(stderr, "error: experiments/broken is not cleaned: line 1 of the plan is corrupt");
  assertEquals(modelsOf(ground), [3]);
  const fresh = project.grids().find((name) => name.endsWith("_new"));
  const files = filesIn(join(project.dir, `experiments/${fresh}`));
  assertEquals(files.filter((path) => path.endsWith(".pt")).length, 3);
  assert(
    (await clean(`experiments/${fresh}`, "--older-than", "30d", "--checkpoints", "--yes")).stderr.includes(
      "not cleaned, as it was used",
    ),
  );
});

Deno.test("a grid whose cleaning was killed is as good as before, and can be cleaned again", async () => {
  using ground = await createGround();
  const { project, grid, dirOf, clean } = ground;
  await project.run("train", [grid, "--only", "all", "--again", "--quiet"]);
  const former = (x: number) => `${dirOf(x)}~1`;
  for (const x of [1, 2, 3]) {
    for (let i = 0; i < 6_000; i++) Deno.writeTextFileSync(join(project.dir, former(x), `epoch_${i}`), "");
  }
  // The time of a directory changes when the first file in it is removed.
  const changed = () => {
    const infos = [1, 2, 3].map((x) =>
      project.exists(former(x)) ? Deno.statSync(join(project.dir, former(x))) : undefined
    );
    return infos.map((info) => info?.mtime?.getTime() ?? "gone").join();
  };
  const before = changed();
  const cleaning = project.start("clean", [grid, "--checkpoints", "--yes"]);
  await until("something is gone", () => changed() !== before);
  cleaning.kill("SIGKILL");
  await cleaning.ended;
  const status = await project.run("status", [grid]);
  assertStringIncludes(status.stdout, "train  3 succeeded");
  // Former directories go first.
  assertEquals(status.stderr.includes("were removed"), false, status.stderr);
  assertEquals((await project.run("analyze", [grid])).code, 0);
  const { code, stderr } = await clean(grid, "--checkpoints", "--yes");
  assertEquals(code, 0, stderr);
  assertEquals([modelsOf(ground), [1, 2, 3].filter((x) => project.exists(former(x)))], [[3], []]);
});

Deno.test({
  name: "grid:clean asks on a terminal, and Enter removes nothing",
  ignore: !hasTerminals(),
  async fn() {
    using ground = await createGround();
    using terminal = new Terminal(ground.project, { columns: 80, rows: 24 });
    terminal.type(`task clean ${ground.grid} --checkpoints`);
    await terminal.shows(/^remove \d+ KiB\? \(Enter: no, y: yes\)/);
    terminal.press("Enter");
    await terminal.shows("exit code 0");
    await terminal.shows("nothing was removed");
    assertEquals(modelsOf(ground), [1, 2, 3]);
    terminal.clear();
    terminal.type(`task clean ${ground.grid} --checkpoints`);
    await terminal.shows(/^remove \d+ KiB/);
    terminal.type("y");
    await terminal.shows(/: removed \d+ KiB/);
    assertEquals(modelsOf(ground), [3]);
  },
});

Deno.test("nothing is removed outside of the grid directory, nor where a link has appeared", async () => {
  using ground = await createGround();
  const { project, grid, dirOf } = ground;
  project.write("precious/last.pt", "of everybody");
  const dir = dirOf(1);
  Deno.renameSync(join(project.dir, dir), join(project.dir, "elsewhere"));
  Deno.symlinkSync(join(project.dir, "elsewhere"), join(project.dir, dir));
  await using session = await holdGrid(join(project.dir, grid));
  const item = { kind: "checkpoint", bytes: 1, id: session.plan.experiments[0]!.id } as const;
  const paths = ["../../precious/last.pt", `${dir.slice(grid.length + 1)}/last.pt`, "../../precious"];
  const removed = await removeItems(session, paths.map((path) => ({ ...item, path })));
  assertEquals(removed, { count: 0, bytes: 0 });
  const former = await removeItems(session, [{ ...item, kind: "former", path: "../../precious" }]);
  assertEquals([former.count, project.read("precious/last.pt")], [0, "of everybody"]);
  assert(project.exists("elsewhere/last.pt"));
});

Deno.test("grid:clean knows what a killed scheduler did not record, before it asks and when it removes", async () => {
  using ground = await createGround();
  const { project, grid, clean } = ground;
  const lines = project.read(`${grid}/journal.ndjson`).split("\n").filter((line) => !line.includes('"type":"end"'));
  project.write(`${grid}/journal.ndjson`, lines.join("\n"));
  const shown = await clean(grid, "--checkpoints", "--dry-run");
  assertEquals(shown.code, 0, shown.stderr);
  assertStringIncludes(shown.stderr, "2 checkpoints of 2 experiments");
  const { code, stderr } = await clean(grid, "--checkpoints", "--yes");
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, `${grid}: removed `);
  assertEquals(stderr.includes("has changed"), false, stderr);
  assertEquals(modelsOf(ground), [3]);
});

Deno.test("a succeeded test whose checkpoint was cleaned stays succeeded when it cannot be repeated", async () => {
  using ground = await createGround(GRID.replace("  command:", "  test_command: 'true'\n  command:"));
  const { project, grid, clean } = ground;
  assertEquals((await project.run("test", [grid])).code, 0);
  assertEquals((await clean(grid, "--checkpoints", "--yes")).code, 0);
  for (const flags of [["--again", "--only", "x=1"], ["--repeat", "2", "--only", "x=1"]]) {
    const { code, stderr } = await project.run("test", [grid, ...flags]);
    assertEquals(code, 1, stderr);
    assertStringIncludes(stderr, "cannot repeat g-x=1 r0");
    assertStringIncludes(stderr, "its checkpoint was removed by grid:clean");
  }
  const { experiments } = await project.status(grid);
  assertEquals(experiments.map(({ test }: { test: { state: string } }) => test.state), [
    ...["succeeded", "succeeded", "succeeded"],
  ]);
  for (const [task, args] of [["wait", [grid]], ["run", [grid]], ["test", [grid]]] as const) {
    const { code, stderr } = await project.run(task, [...args]);
    assertEquals(code, 0, `${task}: ${stderr}`);
  }
});
