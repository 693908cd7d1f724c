import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project, until } from "../project.ts";

/** A grid in a project whose path, values and results are hostile to shells and terminals. */
function writeGrid(project: Project): void {
  project.write(
    "train.sh",
    `echo "training $1 as attempt $GRID_ATTEMPT"; printf '\\033]0;title\\007red\\n'
echo '{"training": {"loss": 0.5}}' > "$2/metrics.json"
while [ -e hold ]; do sleep 0.05; done
[ ! -e "fail.$GRID_ATTEMPT" ] || exit 3
echo '{"training": {"loss": 0.25}, "validation": {"accuracy": 0.75, "best": null}}' > "$2/metrics.json"
mkdir -p "$2/models"; echo m > "$2/models/model_best.txt"; echo "$1" > trained.txt
`,
  );
  project.write(
    "test.sh",
    `echo "testing $1"; [ -e "$1" ] && echo '{"testing": {"accuracy": 0.5}}' > "$2/metrics.json"; [ ! -e fail.test ]\n`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: ["it's", b]}
grid_settings:
  command: sh train.sh {x} {dir}
  test_command: sh test.sh {checkpoint} {test_dir}
  retries: 1
  max_concurrent_runs: 1
`,
  );
}

Deno.test("show tells everything of an experiment, and the command that it shows can be pasted", async () => {
  using project = new Project();
  writeGrid(project);
  project.write("fail.1", "");
  project.write("fail.test", "");
  const expdir = ["--expdir", "it's here"];
  const grid = (await project.run("run", ["g.yaml", "--only", "x=it's", ...expdir])).stdout.split("\n")[0]!;
  const { code, stdout, stderr } = await project.run("show", expdir);
  assertEquals([code, stderr], [0, ""]);
  const [{ id, dir }] = (await project.status(grid)).experiments;
  const path = join(grid, dir);
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  const [model, testDir] = [join(project.dir, path, "models/model_best.txt"), join(project.dir, path, "test_0")];
  const lines = stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME").replaceAll(/\d\.\ds/g, "0.0s")
    .replaceAll(/test_\d{8}_\d{6}(-\d+)?/g, "test_0").split("\n");
  assertEquals(lines, [
    `g-x=it_s r0 ${id}`,
    "  values      x=it's",
    `  directory   ${path}`,
    "train: succeeded in 0.0s",
    "  attempt 1   TIME  failed: exit code 3 after 0.0s",
    "  attempt 2   TIME  succeeded in 0.0s",
    `  runs        sh train.sh 'it'\\''s' ${quoted(join(project.dir, path))}`,
    `  by hand     sh ${quoted(`${path}/train.2.sh`)}`,
    "  results     training_loss=0.25 validation_accuracy=0.75",
    `  checkpoint  ${path}/models/model_best.txt`,
    `  log         ${path}/train.2.log`,
    "test: failed: exit code 1 after 0.0s",
    "  attempt 1   TIME  failed: exit code 1 after 0.0s",
    "  attempt 2   TIME  failed: exit code 1 after 0.0s",
    `  runs        sh test.sh ${quoted(model)} ${quoted(testDir)}`,
    `  by hand     sh ${quoted(`${path}/test.2.sh`)}`,
    "  results     test_accuracy=0.5",
    `  log         ${path}/test_0/test.log`,
    `    | testing ${model}`,
    "",
  ]);
  Deno.removeSync(join(project.dir, "trained.txt"));
  const pasted = stdout.split("\n").find((line) => line.includes("by hand"))!.replace("  by hand     ", "");
  const sh = await new Deno.Command("sh", { args: ["-c", pasted], cwd: project.dir }).output();
  assertEquals([sh.code, project.read("trained.txt")], [0, "it's\n"]);
  const onlyTest = await project.run("show", [grid, "--stage", "test"]);
  assertEquals(onlyTest.stdout.split("\n").slice(3), stdout.split("\n").slice(11));

  const json = JSON.parse((await project.run("show", [grid, id, "--json"])).stdout);
  assertEquals([json.version, json.grid, json.id, json.params], [1, grid, id, { x: "it's" }]);
  // deno-lint-ignore no-explicit-any
  assertEquals(json.runs.map(({ stage, state, attempts }: any) => [stage, state, attempts.map((a: any) => a.exit)]), [
    ["train", "succeeded", [3, 0]],
    ["test", "failed", [1, 1]],
  ]);
  assertEquals(json.runs[0].results, { training_loss: 0.25, validation_accuracy: 0.75 });
});

Deno.test("show works while the experiment runs, before it starts, and after its scheduler was killed", async () => {
  using project = new Project();
  writeGrid(project);
  project.write("hold", "");
  const train = project.start("train", ["g.yaml"]);
  await until("the first run has started", () => train.hasSaid("started"));
  const grid = `experiments/${project.grids()[0]}`;
  const { dir } = (await project.status(grid)).experiments[0];
  await until("the first run has results", () => project.exists(`${grid}/${dir}/metrics.json`));
  const running = (await project.run("show", [])).stdout;
  assertMatch(running, /^train: running for /m);
  assertMatch(running, /^ {2}attempt 1 {3}[-\d]+ [:\d]+ {2}running for [\d.]+s$/m);
  assertStringIncludes(running, "  results     training_loss=0.5\n");
  assertStringIncludes(running, "    | training it's as attempt 1\n    | red\n");
  assert(!running.includes("\x1b"), "what a run prints commands no terminal");
  const pending = (await project.run("show", ["x=b"])).stdout;
  assertMatch(
    pending,
    /^train: pending\n {2}runs {8}sh train\.sh b .*\ntest: pending\n {2}runs {8}sh test\.sh CHECKPOINT .*\n$/m,
  );
  train.kill("SIGKILL");
  await train.ended;
  assertMatch((await project.run("show", [])).stdout, /^train: running for /m);
  Deno.removeSync(join(project.dir, "hold"));
  const record = `${grid}/${dir}/train.1.exit`;
  await until("the end of the run is recorded", () => project.exists(record) && project.read(record) !== "");
  assertMatch((await project.run("show", ["x=it's"])).stdout, /^train: succeeded in /m);
});

Deno.test("show needs one experiment, and lists those that are selected", async () => {
  using project = new Project();
  writeGrid(project);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const experiments = (await project.status(grid)).experiments;
  for (const [words, given] of [[[grid], "the grid has"], [["all"], "all selects"]] as const) {
    const { code, stdout, stderr } = await project.run("show", words);
    assertEquals([code, stdout], [2, ""]);
    // deno-lint-ignore no-explicit-any
    const candidates = experiments.map(({ id, name }: any) => `  ${id}  ${name} r0\n`).join("");
    assertEquals(stderr, `${grid}: ${given} 2 experiments: choose one\n${candidates}`);
  }
});

Deno.test("show says that a script no longer fits, once the grid directory was moved", async () => {
  using project = new Project();
  writeGrid(project);
  const grid = (await project.run("train", ["g.yaml", "--only", "x=b"])).stdout.trim();
  await Deno.rename(join(project.dir, grid), join(project.dir, "moved"));
  const { stdout } = await project.run("show", ["moved", "x=b"]);
  assertMatch(stdout, /by hand {5}moved\/.*\/train\.1\.sh has the paths from before the grid directory was moved/);
  assertEquals(JSON.parse((await project.run("show", ["moved", "x=b", "--json"])).stdout).runs[0].script, null);
});
