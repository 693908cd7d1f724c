import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";

const GRID = "grid_axes: {x: [1, 2, 3]}\n" +
  "grid_settings: {command: 'sh train.sh {x} {dir}', test_command: 'sh test.sh {x} {test_dir}'}\n";
const TRAIN = `echo "train $1" >>ran; mkdir "$2/models"; touch "$2/models/model_best.pt"
echo "{\\"validation\\": {\\"a\\": $1}}" >"$2/metrics.json"
`;
const TEST = `echo "test $1" >>ran; echo "{\\"a\\": $1}" >"$2/metrics.json"\n`;

/** A project whose grid is trained and tested. Returns the grid directory and the names of its experiments' directories. */
async function finished(project: Project): Promise<{ grid: string; dirs: string[] }> {
  project.write("g.yaml", GRID);
  project.write("train.sh", TRAIN);
  project.write("test.sh", TEST);
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const grid = stdout.split("\n")[0]!;
  const { experiments } = await project.status(grid);
  Deno.removeSync(join(project.dir, "ran"));
  return { grid, dirs: experiments.map(({ dir }: { dir: string }) => dir) };
}

function remove(project: Project, path: string): void {
  Deno.removeSync(join(project.dir, path), { recursive: true });
}

Deno.test("an experiment whose directory was deleted is pending again: status and analysis say so, and train runs it", async () => {
  using project = new Project();
  const { grid, dirs } = await finished(project);
  remove(project, `${grid}/${dirs[1]}`);
  const told = `1 run directory was deleted: its experiment is pending again (${dirs[1]})\n`;

  const status = await project.run("status", [grid]);
  assertEquals([status.code, status.stderr], [0, told]);
  assertStringIncludes(status.stdout, "train  1 pending, 2 succeeded\n");
  assertStringIncludes(status.stdout, "test   1 pending, 2 succeeded\n");
  const analyzed = await project.run("analyze", [grid]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  assertStringIncludes(analyzed.stderr, "2 experiments (2 succeeded) of 2 configurations, 2 tests; 1 more pending\n");
  assertStringIncludes(analyzed.stderr, "left out: 1 pending experiment: its directory was deleted\n");

  const tested = await project.run("test", [grid]);
  assertEquals([tested.code, tested.stderr.split(told).length - 1], [0, 1], tested.stderr);
  assertStringIncludes(tested.stderr, "skipped 1 untrained experiment");
  assert(!(await project.run("status", [grid])).stderr.includes("deleted"), "it is recorded, and said once");
  const trained = await project.run("train", [grid]);
  assertEquals([trained.code, project.read("ran")], [0, "train 2\n"], trained.stderr);
  assertEquals((await project.status(grid)).experiments[1].train.attempts, 1, "its earlier attempts count no more");
  assert(project.exists(`${grid}/${dirs[1]}/train.2.log`), "launch numbers are not used again");
  // Its earlier test counts no more either.
  const retested = await project.run("test", [grid]);
  assertEquals([retested.code, project.read("ran")], [0, "train 2\ntest 2\n"], retested.stderr);
  const complete = await project.run("analyze", [grid]);
  assertEquals(complete.code, 0, complete.stderr);
  assertStringIncludes(complete.stderr, "3 experiments (3 succeeded) of 3 configurations, 3 tests\n");
});

Deno.test("a resume counts deleted experiments as pending, and says once that they were deleted", async () => {
  using project = new Project();
  const { grid, dirs } = await finished(project);
  for (const dir of dirs.slice(1)) remove(project, `${grid}/${dir}`);
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([code, project.read("ran").split("\n").sort()], [0, ["", "train 2", "train 3"]], stderr);
  assertStringIncludes(stderr, `resuming ${grid}: 1 kept, 2 pending\n`);
  const told = `2 run directories were deleted: their experiments are pending again (${dirs[1]}, ${dirs[2]})\n`;
  assertEquals(stderr.split(told).length - 1, 1, stderr);
});

Deno.test("a grid of which all directories were deleted has no results, which is no error", async () => {
  using project = new Project();
  const { grid, dirs } = await finished(project);
  for (const dir of dirs) remove(project, `${grid}/${dir}`);
  const { code, stderr } = await project.run("analyze", [grid]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "no results yet: 3 experiments pending\n");
  const quiet = await project.run("train", [grid, "--quiet"]);
  assertEquals([quiet.code, project.read("ran").split("\n").length], [0, 4], quiet.stderr);
  assertStringIncludes(quiet.stderr, "3 run directories were deleted");
});

Deno.test("a test whose directory was deleted is left out by the analysis, and run again by grid:test", async () => {
  using project = new Project();
  const { grid, dirs } = await finished(project);
  const test = project.list(`${grid}/${dirs[0]}`).find((name) => name.startsWith("test_"))!;
  remove(project, `${grid}/${dirs[0]}/${test}`);
  const analyzed = await project.run("analyze", [grid]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  assertStringIncludes(analyzed.stderr, "3 experiments (3 succeeded) of 3 configurations, 2 tests\n");
  assertStringIncludes(analyzed.stderr, "left out: 1 test: its directory was deleted\n");
  const { code, stderr } = await project.run("test", [grid]);
  assertEquals([code, project.read("ran")], [0, "test 1\n"], stderr);
  assertStringIncludes(stderr, `1 test directory was deleted: its test is pending again (${dirs[0]}/${test})\n`);
  const again = await project.run("analyze", [grid]);
  assertEquals([again.code, again.stderr.includes("left out")], [0, false], again.stderr);
});

Deno.test("journals of earlier versions do not tell deleted directories: the analysis leaves them out all the same", async () => {
  using project = new Project();
  const { grid, dirs } = await finished(project);
  project.write(`${grid}/journal.ndjson`, project.read(`${grid}/journal.ndjson`).replaceAll(',"has_dir":true', ""));
  remove(project, `${grid}/${dirs[2]}`);
  const { code, stderr } = await project.run("analyze", [grid]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "2 experiments (2 succeeded) of 2 configurations, 2 tests; 1 more pending\n");
  assertStringIncludes(stderr, "left out: 1 pending experiment: its directory was deleted\n");
});

Deno.test("a run that deletes its own directory has succeeded, and is not run again", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo {x} >>ran; rm -r {dir}'}\n");
  const { stdout } = await project.run("train", ["g.yaml"]);
  const { code, stderr } = await project.run("train", [stdout.trim()]);
  assertEquals([code, project.read("ran"), stderr.includes("deleted")], [0, "1\n", false], stderr);
});
