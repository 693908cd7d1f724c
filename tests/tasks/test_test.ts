import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";

const GRID = `
grid_axes: {x: [1, 2]}
grid_settings:
  command: mkdir -p {dir}/models; echo {x} > {dir}/models/model_best.pt
  test_command: >-
    echo testing {checkpoint} with {config}; cat {checkpoint};
    (echo loss,acc; echo 0.5,0.{x}) > {test_dir}/testing_set_agg_statistics.csv; test ! -e stop
`;

Deno.test("grid:test tests every trained model, in a new directory with the configuration", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const trained = await project.run("train", ["g.yaml"]);
  const { code, stdout, stderr } = await project.run("test", []);
  assertEquals([code, stdout], [0, trained.stdout], stderr);
  const { counts, experiments } = await project.status(stdout.trim());
  assertEquals(counts.test.succeeded, 2);
  const dir = `${stdout.trim()}/${experiments[0].dir}`;
  const [test] = project.list(dir).filter((name) => name.startsWith("test_"));
  assertMatch(test!, /^test_\d{8}_\d{6}$/);
  const full = join(project.dir, dir);
  assertEquals(
    project.read(`${dir}/${test}/test.log`),
    `testing ${full}/models/model_best.pt with ${full}/${test}/testing_configuration.yaml\n1\n`,
  );
  assertEquals(project.read(`${dir}/${test}/testing_configuration.yaml`), "x: 1\n");
  const again = await project.run("test", []);
  assertStringIncludes(again.stderr, "2 of 2 tested (nothing to run)");
  assertEquals(project.list(dir).filter((name) => name.startsWith("test_")).length, 1);
});

Deno.test("--repeat is the number of tests per model, and --again tests again", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const [first] = (await project.status(grid)).experiments;
  const tests = () => project.list(`${grid}/${first.dir}`).filter((name) => name.startsWith("test_")).length;
  assertEquals((await project.run("test", [grid])).code, 0);
  assertEquals(tests(), 1);
  assertEquals((await project.run("test", [grid, "--repeat", "3"])).code, 0);
  assertEquals(tests(), 3);
  assertEquals((await project.run("test", [grid, "--repeat", "3"])).code, 0);
  assertEquals(tests(), 3);
  assertEquals((await project.run("test", [grid, "--again"])).code, 0);
  assertEquals(tests(), 4);
});

Deno.test("a test without a checkpoint is blocked, and an untrained experiment is skipped", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2, 3]}
grid_settings:
  command: mkdir {dir}/models; if [ {x} = 1 ]; then touch {dir}/models/model_best.pt; fi; test {x} != 3
  test_command: "true"
`,
  );
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const { code, stderr } = await project.run("test", ["g.yaml"]);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "1 of 2 tested, 1 blocked");
  assertStringIncludes(stderr, "skipped 1 untrained experiment");
  assertStringIncludes((await project.run("test", ["g.yaml", "--quiet"])).stderr, "1 of 2 tested, 1 blocked");
  const { experiments } = await project.status(grid);
  assertEquals(experiments.map((experiment: { test: { state: string } }) => experiment.test.state), [
    "succeeded",
    "blocked",
    "pending",
  ]);
  // With a checkpoint it is tested.
  project.write(`${grid}/${experiments[1].dir}/models/model_best.pt`, "");
  assertEquals((await project.run("test", ["g.yaml"])).code, 0);
});

Deno.test("a failed test is recorded, exits with 1, and is run again on request", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  await project.run("train", ["g.yaml"]);
  project.write("stop", "");
  const { code, stdout, stderr } = await project.run("test", []);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "0 of 2 tested, 2 failed");
  Deno.removeSync(join(project.dir, "stop"));
  assertEquals((await project.run("test", [])).code, 1);
  assertEquals((await project.run("test", ["--retry-failed"])).code, 0);
  assertEquals((await project.status(stdout.trim())).counts.test.succeeded, 2);
});

Deno.test("with a command but no test_command, testing is skipped with a message", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  await project.run("train", ["g.yaml"]);
  const { code, stderr } = await project.run("test", []);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "testing skipped: the grid has no test_command");
});

Deno.test("the checkpoint is the newest match, at any depth", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings:
  command: mkdir -p {dir}/a/b/models {dir}/models; touch -d '2 hours ago' {dir}/models/model_best.pt; touch {dir}/a/b/models/model_best.pt
  test_command: echo {checkpoint}
`,
  );
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  await project.run("test", []);
  const [{ dir }] = (await project.status(grid)).experiments;
  const [test] = project.list(`${grid}/${dir}`).filter((name) => name.startsWith("test_"));
  assertEquals(
    project.read(`${grid}/${dir}/${test}/test.log`),
    `${join(project.dir, grid, dir)}/a/b/models/model_best.pt\n`,
  );
});

Deno.test("grid:run trains, tests and analyzes; it continues after failures, and exits with 1", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("model_best.pt\n  test", "model_best.pt; test {x} = 1\n  test"));
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 1, stderr);
  const [grid, ...files] = stdout.trim().split("\n");
  assertEquals(files.length, 3);
  for (const file of files) assert(file.startsWith(`${grid}/`) && project.exists(file), file);
  const { counts } = await project.status(grid!);
  assertEquals([counts.train.succeeded, counts.train.failed, counts.test.succeeded], [1, 1, 1]);
});

Deno.test("commands that read a grid report what is missing, and exit with 2", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  Deno.mkdirSync(join(project.dir, "empty"));
  for (const task of ["test", "status", "stop"]) {
    for (
      const [args, message] of [
        [["nothing"], "nothing does not exist: expected a grid directory or a grid file"],
        [["empty"], "empty is not a grid directory: plan.ndjson is missing"],
        [["g.yaml"], "no grid in experiments was created from g.yaml"],
        [["g.yaml", "--frobnicate"], "unknown option '--frobnicate'"],
      ] as [string[], string][]
    ) {
      const { code, stdout, stderr } = await project.run(task, args);
      assertEquals([code, stdout], [2, ""], `${task} ${args}: ${stderr}`);
      assertStringIncludes(stderr, message);
    }
  }
  assertStringIncludes((await project.run("status", [])).stderr, "no grid found in experiments");
});

Deno.test("grid:test says what failed before and why it does not run it, and exits with 1", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings:
  command: mkdir {dir}/models; touch {dir}/models/model_best.pt; test ! -e broken
  test_command: "echo no such metric; test -e mended"
`,
  );
  project.write("broken", "");
  const trained = await project.run("train", ["g.yaml"]);
  const grid = trained.stdout.trim();
  const untrained = await project.run("test", [grid]);
  assertEquals(untrained.code, 1, "no model was tested");
  assertStringIncludes(
    untrained.stderr,
    `skipped 2 untrained experiments: the training failed; deno task grid:train ${grid} --retry-failed runs it again\n`,
  );
  Deno.removeSync(join(project.dir, "broken"));
  assertEquals((await project.run("train", [grid, "--retry-failed"])).code, 0);
  assertEquals((await project.run("test", [grid])).code, 1);
  project.write("mended", "");
  const again = await project.run("test", [grid]);
  assertEquals(again.code, 1, again.stderr);
  assertMatch(
    again.stderr,
    /failed earlier g-x=1 r0 \w+: exit code 1 after .*, log: \S+\/test_\S+\/test\.log\n {2}\| no such/,
  );
  assertStringIncludes(again.stderr, "2 runs that failed earlier were not run again: add --retry-failed");
  assertStringIncludes(again.stderr, "0 of 2 tested, 2 failed (nothing to run without --retry-failed)");
  assertStringIncludes(again.stderr, `next: deno task grid:test ${grid} --retry-failed\n`);
  const retried = await project.run("test", [grid, "--retry-failed"]);
  assertEquals(retried.code, 0, retried.stderr);
});
