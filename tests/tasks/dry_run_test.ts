/** `--dry-run` of a grid directory and of a resume: what the command would do with each experiment, and what it would refuse. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { Project, until } from "../project.ts";

const GRID = `grid_axes: { x: [1, 2, 3] }
grid_settings:
  command: test {x} != \${{FAIL:-2}} && touch {dir}/model_best
  test_command: touch {test_dir}/tested
  checkpoint: model_best
`;

/** What a dry run says of each experiment. */
async function nowOf(project: Project, task: string, args: readonly string[]): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await project.run(task, [...args, "--dry-run", "--json"]);
  assertEquals(code, 0, stderr);
  const experiments: { params: { x: number }; now: string }[] = JSON.parse(stdout);
  return Object.fromEntries(experiments.map(({ params, now }) => [params.x, now]));
}

/** A grid of which x=1 has succeeded, x=2 has failed, and x=3 is pending. */
async function startedGrid(project: Project): Promise<string> {
  project.write("g.yaml", GRID);
  const { stdout, stderr } = await project.run("train", ["g.yaml", "--only", "x=[1, 2]"]);
  assertStringIncludes(stderr, "1 of 2 trained, 1 failed");
  return stdout.trim();
}

Deno.test("--dry-run of a grid directory says what would be done with each experiment", async () => {
  using project = new Project();
  const grid = await startedGrid(project);
  for (
    const [task, args, expected] of [
      ["train", [grid], { 1: "keep", 2: "failed", 3: "train" }],
      ["train", [grid, "--retry-failed"], { 1: "keep", 2: "retry", 3: "train" }],
      ["train", [grid, "--only", "x=1", "--again"], { 1: "train anew" }],
      ["train", [grid, "--only", "state=pending"], { 3: "train" }],
      ["run", [grid], { 1: "test", 2: "failed", 3: "train, test" }],
      ["run", [grid, "--retry-failed"], { 1: "test", 2: "retry, test", 3: "train, test" }],
      ["run", [grid, "--only", "all", "--again"], { 1: "train anew, test", 2: "retry, test", 3: "train, test" }],
      ["train", ["g.yaml", "--resume", "--axis", "x=[1, 4]"], { 1: "keep", 4: "train" }],
    ] as const
  ) assertEquals(await nowOf(project, task, args), expected, args.join(" "));
  const { stdout, stderr } = await project.run("train", [grid, "--dry-run", "--only", "x=[1, 2]"]);
  assertEquals(stderr, `${grid}: 1 kept, 1 failed, 1 not selected\n`);
  assertEquals(stdout.split("\n")[0], "id        name      now     values  command");
});

Deno.test("--dry-run and --agree tell the runs that the command then starts", async () => {
  using project = new Project();
  const grid = await startedGrid(project);
  const args = [grid, "--only", "x=1", "--again"];
  const { stderr } = await project.run("run", [...args, "--agree"], {}, ["sh", "-c", 'echo n | "$@"', "sh"]);
  assertStringIncludes(stderr, "1 training to run on CPUs");
  assertStringIncludes(stderr, "1 test to run on CPUs");
  const run = await project.run("run", args);
  assertStringIncludes(run.stderr, "training g-x=1 r0");
  assertStringIncludes(run.stderr, "1 of 1 tested");
  assertEquals(await nowOf(project, "run", args.slice(0, 3)), { 1: "keep" });
  const [dir] = project.list(grid).filter((name) => /^g-x=1-r0-\w+$/.test(name));
  for (const name of project.list(`${grid}/${dir}`).filter((name) => name.startsWith("test_"))) {
    Deno.removeSync(join(project.dir, grid, dir!, name), { recursive: true });
  }
  assertEquals(await nowOf(project, "run", args.slice(0, 3)), { 1: "test" }, "a test whose directory was deleted");
});

/** Asserts that a command is refused, with `--dry-run` and `--agree` with the same words and exit code. */
async function assertRefused(project: Project, task: string, args: readonly string[], code: number, words: string) {
  for (const more of [["--dry-run"], ["--agree"], ["--detach"], []]) {
    const refused = await project.run(task, [...args, ...more], { FAIL: "none" });
    assertEquals(refused.code, code, `${[task, ...args, ...more].join(" ")}: ${refused.stderr}`);
    assertStringIncludes(refused.stderr, words);
    assertEquals(refused.stderr.includes("Start?"), false, "asked before it was refused");
  }
}

Deno.test("--dry-run, --agree and --detach refuse what the command refuses, with its exit code", async () => {
  using project = new Project();
  const grid = await startedGrid(project);
  const plan = project.read(`${grid}/plan.ndjson`);
  await assertRefused(project, "train", [grid, "--again"], 2, "--again: 1 experiment has succeeded");
  await assertRefused(project, "train", ["g.yaml", "--again"], 2, "--again: 1 experiment has succeeded");
  await assertRefused(project, "run", [grid, "--only", "x=5"], 2, "x=5 matches none");
  project.write("g.yaml", GRID.replace("[1, 2, 3]", "[1, 2, 3, 4]"));
  await assertRefused(project, "train", ["g.yaml", "--again"], 2, "--again: 1 experiment has succeeded");
  await assertRefused(project, "run", ["g.yaml", "--resume", "--only", "state=lost"], 2, "state=lost matches none");
  assertEquals(project.read(`${grid}/plan.ndjson`), plan, "a refused resume changes nothing");
  await assertRefused(project, "train", [grid, "--only", "state=running"], 2, "state=running matches none");
  await assertRefused(project, "train", [grid, "--on", "gpu"], 2, "--on gpu: ");
  await assertRefused(project, "train", [grid, "--workdir", "missing"], 2, "--workdir missing: directory not found");
  project.write("g.yaml", GRID.replace("touch {test_dir}/tested", "python3 missing.py"));
  await assertRefused(project, "run", ["g.yaml", "--resume"], 2, 'cannot test: "missing.py" not found');
  assertEquals(project.read(`${grid}/plan.ndjson`), plan);
});

Deno.test("--dry-run, --agree and --detach refuse a grid directory of another project", async () => {
  using project = new Project();
  project.write("there/g.yaml", GRID);
  const { stdout } = await project.run("expand", ["there/g.yaml", "--expdir", "there/experiments"]);
  Deno.renameSync(join(project.dir, "there"), join(project.dir, "moved"));
  const grid = stdout.trim().replace("there", "moved");
  const plan = project.read(`${grid}/plan.ndjson`);
  project.write(`${grid}/plan.ndjson`, plan.replace(`"cwd":"${project.dir}"`, `"cwd":"${project.dir}/there"`));
  await assertRefused(project, "train", [grid], 2, "which does not exist: add --workdir moved");
  assertEquals(await nowOf(project, "train", [grid, "--workdir", dirname(dirname(grid))]), {
    1: "train",
    2: "train",
    3: "train",
  });
});

Deno.test("--dry-run and --agree refuse a grid that is in use", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("touch {dir}", "until [ -e go ]; do sleep 0.02; done && touch {dir}"));
  const scheduler = project.start("train", ["g.yaml"]);
  await until("it runs", () => scheduler.hasSaid("started"));
  const [name] = project.grids();
  const grid = `experiments/${name}`;
  await assertRefused(project, "train", [grid], 3, `in use by the scheduler with pid ${scheduler.pid}`);
  await assertRefused(project, "run", ["g.yaml", "--resume"], 3, `in use by the scheduler with pid ${scheduler.pid}`);
  project.write("go", "");
  await scheduler.ended;
});

Deno.test("grid:run finds out before the training that its tests cannot start", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("touch {test_dir}/tested", "python3 missing.py"));
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { code, stderr } = await project.run("run", [grid]);
  assertEquals(code, 2);
  assertEquals(stderr, `${grid}: cannot test: "missing.py" not found in ${project.dir}\n`);
  assertEquals((await project.status(grid)).counts.train.pending, 3);
});

Deno.test("grid:expand of a grid directory is an error that says what to do, and with --dry-run lists its experiments", async () => {
  using project = new Project();
  const grid = await startedGrid(project);
  const { code, stderr } = await project.run("expand", [grid]);
  assertEquals([code, stderr], [
    2,
    `error: ${grid} is a grid directory: there is nothing to create; --dry-run prints its experiments\n`,
  ]);
  const { stdout } = await project.run("expand", [grid, "--dry-run"]);
  assertEquals(stdout.trim().split("\n").length, 4);
});
