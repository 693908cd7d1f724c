import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

// The first run ends; the others wait, so that what is said of it is said while they run.
const TRAIN = `echo "{\\"validation\\": {\\"accuracy\\": 0.$1}}" >"$GRID_RUN_DIR/metrics.json"
echo $1 >>started
[ "$1" = 1 ] || until [ -e go ]; do sleep 0.02; done
`;

function gridFile(settings: string): string {
  return `grid_axes: {x: [1, 2, 3, 4]}\ngrid_settings:\n  command: sh train.sh {x}\n  max_concurrent_runs: 2\n${settings}`;
}

const MISSING =
  /^warning: results are missing in the first run that succeeded, g-x=1 r0 [0-9a-f]{8}: metric: unknown result /m;

Deno.test("a metric that the first run lacks is told while the others run, once, also with --quiet", async () => {
  using project = new Project({ "train.sh": TRAIN, "g.yaml": gridFile("  metric: validation_acc\n") });
  const started = project.start("train", ["g.yaml", "--quiet"]);
  await until("it is told", () => started.hasSaid("results are missing"));
  assertEquals(project.read("started").trim().split("\n").length, 3, "scheduling goes on");
  project.write("go", "");
  const { code, stderr } = await started.ended;
  assertEquals(code, 0, stderr);
  assertMatch(stderr, MISSING);
  assertStringIncludes(stderr, '"validation_acc", did you mean "validation_accuracy"? (it has validation_accuracy)\n');
  assertEquals(stderr.split("\n").filter((line) => line.startsWith("warning:")).length, 1, stderr);
});

Deno.test("a grid whose first run has what it needs is told nothing", async () => {
  using project = new Project({ "train.sh": TRAIN, "g.yaml": gridFile("  metric: accuracy\n"), go: "" });
  const { code, stderr } = await project.run("run", ["g.yaml", "--strict", "--require", "validation_accuracy > 0"]);
  assertEquals(code, 0, stderr);
  assertEquals(stderr.includes("warning"), false, stderr);
});

Deno.test("--strict stops after the first run that lacks results: the others are stopped, and no more are started", async () => {
  using project = new Project({ "train.sh": TRAIN, "g.yaml": gridFile("  metric: validation_acc\n") });
  const { code, stderr, stdout } = await project.run("train", ["g.yaml", "--strict"]);
  assertEquals(code, 1, stderr);
  assertMatch(stderr, MISSING);
  assertStringIncludes(stderr, "\n--strict: stopping 2 runs, nothing more is started\n");
  const { experiments } = await project.status(stdout.trim());
  const states = experiments.map(({ train }: { train: { state: string } }) => train.state);
  assertEquals(states, ["succeeded", "interrupted", "interrupted", "pending"]);
  // The same on a grid directory, whose first run is another one.
  project.write("go", "");
  const again = await project.run("train", [stdout.trim(), "--strict", "--only", "x=2"]);
  assertEquals(again.code, 1, again.stderr);
  assertStringIncludes(again.stderr, "\n--strict: nothing more is started\n");
});

Deno.test("grid:run --strict tests nothing after a training that lacks what --require names", async () => {
  using project = new Project({
    "train.sh": TRAIN,
    "g.yaml": gridFile("  test_command: touch tested\n  checkpoint: metrics.json\n"),
    go: "",
  });
  const { code, stderr, stdout } = await project.run("run", [
    ...["g.yaml", "--strict", "--only", "x=1", "--require", "validation_los < 1", "--require", "failed == 0"],
  ]);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, '--require: unknown result "validation_los", expected one of validation_accuracy\n');
  assertEquals(project.exists("tested"), false);
  assertStringIncludes(stdout, "_grid_report.html", "what there is, is analyzed");
});

Deno.test("a training without results is told, and what it left", async () => {
  using project = new Project({ "train.sh": 'touch "$GRID_RUN_DIR/model.bin"', "g.yaml": gridFile("") });
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /^warning: no results in the first run that succeeded, g-x=\d .*: none were found in what it left, model\.bin; /m,
  );
  assertStringIncludes(stderr, "grid:try experiments/g_");
});

Deno.test("the results of a test are looked for after the first test, not after the training", async () => {
  using project = new Project({
    "train.sh": 'touch "$GRID_RUN_DIR/model.bin"',
    "test.sh": `echo '{"testing": {"loss": 1}}' >"$GRID_TEST_DIR/metrics.json"; echo $1 >>tested`,
    "g.yaml": gridFile("  test_command: sh test.sh {x}\n  checkpoint: model.bin\n  metric: test_accuracy\n"),
  });
  const trained = await project.run("train", ["g.yaml"]);
  assertEquals(trained.code, 0, trained.stderr);
  assertEquals(trained.stderr.includes("warning"), false, trained.stderr);
  const tested = await project.run("test", [trained.stdout.trim(), "--max-concurrent-runs", "1", "--strict"]);
  assertEquals(tested.code, 1, tested.stderr);
  assertMatch(
    tested.stderr,
    /^warning: results are missing in the first test that succeeded, g-x=1 r0 \S+: metric: unknown result "test_accuracy", expected one of test_loss$/m,
  );
});

Deno.test("a file that cannot be read is named, and ends no scheduler", async () => {
  using project = new Project({
    "train.sh": `echo '{"loss"' >"$GRID_RUN_DIR/metrics.json"; mkfifo "$GRID_RUN_DIR/log.txt"`,
    "g.yaml": gridFile("  metric: loss\n"),
  });
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /^warning: no results in the first run that succeeded, .*: metrics\.json: invalid JSON/m);
});

Deno.test("grid:run exits with 1 if the metric of the grid is in no run, and says how many runs left nothing", async () => {
  const files = { "train.sh": TRAIN, go: "" };
  using project = new Project({ ...files, "g.yaml": gridFile("  metric: validation_acc\n") });
  const unknown = await project.run("run", ["g.yaml"]);
  assertEquals(unknown.code, 1, unknown.stderr);
  assertStringIncludes(unknown.stderr, "\nnot met: the metric of the grid, validation_acc, is in no run\n");
  const [grid] = unknown.stdout.split("\n");
  assertEquals((await project.run("analyze", [grid!])).code, 0, "an analysis did not make the runs");

  project.write("train.sh", '[ "$1" = 1 ] || touch "$GRID_RUN_DIR/model.bin"');
  project.write("g.yaml", gridFile(""));
  const empty = await project.run("run", ["g.yaml"]);
  assertEquals(empty.code, 0, empty.stderr);
  assertMatch(empty.stderr, /^warning: all 4 trained runs left no results, the first: g-x=1 r0 [0-9a-f]{8}$/m);
});

Deno.test("a metric that only failed runs could have had is not looked for", async () => {
  using project = new Project({ "train.sh": "exit 1", "g.yaml": gridFile("  metric: validation_acc\n") });
  const { code, stderr } = await project.run("run", ["g.yaml", "--strict"]);
  assertEquals(code, 1, stderr);
  assertEquals(stderr.includes("not met"), false, stderr);
});

Deno.test("an axis whose values change no number is named by the analysis and in the report", async () => {
  using project = new Project({
    "train.sh": TRAIN,
    "g.yaml": "grid_axes: {x: [1, 2], bn: [true, false]}\ngrid_settings: {command: 'sh train.sh {x} {bn}'}\n",
    go: "",
  });
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const warning =
    "bn changes no result: runs that differ only in it (true, false) have the same numbers in all 2 comparisons";
  assertEquals(stderr.split(`\nwarning: ${warning}`).length, 2, stderr);
  assertEquals(stderr.includes("x changes no result"), false);
  const [grid, ...paths] = stdout.trim().split("\n");
  assertStringIncludes(project.read(paths.find((path) => path.startsWith(grid!) && path.endsWith(".html"))!), warning);
});

Deno.test("a file that cannot be read in each experiment is one line of the analysis, with a count", async () => {
  using project = new Project({
    "train.sh": `echo '{"loss"' >"$GRID_RUN_DIR/metrics.json"`,
    "g.yaml": gridFile("  test_command: sh test.sh {x}\n  checkpoint: metrics.json\n"),
    "test.sh": `echo '{"loss"' >"$GRID_TEST_DIR/metrics.json"`,
  });
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 1, stderr);
  const [grid] = stdout.split("\n");
  const lines = stderr.split("\n").filter((line) => line.includes("(in 4 experiments, the first: "));
  assertEquals(lines.map((line) => line.split(":")[0]), ["metrics.json", "test_…/metrics.json"], stderr);
  assertMatch(lines[0]!, new RegExp(`first: ${grid}/g-x=1-r0-[0-9a-f]{8}/metrics.json\\)$`));
});
