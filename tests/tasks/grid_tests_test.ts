/** Runs grids with several tests per model as real processes. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { Project, until } from "../project.ts";

const GRID = `
grid_axes: {x: [1, 2]}
grid_overwrite: {testing: {noise: 0}}
grid_tests:
  - name: clean
  - {name: noisy, overwrite: {testing: {noise: 0.5}}}
  - {name: hard, test_command: "echo {x} hard >> runs.txt; echo '{{\\"loss\\": 7}}' > {test_dir}/metrics.json; test ! -e stop"}
grid_settings:
  command: mkdir -p {dir}/models; echo {x} > {dir}/models/model_best.pt
  test_command: echo {x} {test_name} >> runs.txt; echo '{{"loss":' {testing.noise} '}}' > {test_dir}/metrics.json
`;

/** The tests that ran, sorted. */
function runs(project: Project): string[] {
  return project.read("runs.txt").trim().split("\n").sort();
}

const ALL = ["1 clean", "1 hard", "1 noisy", "2 clean", "2 hard", "2 noisy"];

async function train(project: Project, text: string, ...args: string[]): Promise<string> {
  project.write("g.yaml", text);
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", ...args]);
  assertEquals(code, 0, stderr);
  return stdout.trim();
}

function states({ tests }: { tests: Record<string, { state: string }> }): Record<string, string> {
  return Object.fromEntries(Object.entries(tests).map(([name, { state }]) => [name, state]));
}

Deno.test("each model goes through every test once, and only failed tests are run again", async () => {
  using project = new Project();
  const grid = await train(project, GRID);
  project.write("stop", "");
  const { code, stderr } = await project.run("test", []);
  assertEquals(code, 1);
  assertEquals(runs(project), ALL);
  assertMatch(stderr, /failed g-x=1 r0 \w{8} hard: exit code 1/);
  assertStringIncludes(stderr, "0 of 2 tested, 2 failed");
  const status = await project.status(grid);
  assertEquals(status.counts.test.failed, 2);
  const [first] = status.experiments;
  assertEquals([first.test.state, first.test.attempts, first.test.exit], ["failed", 3, 1]);
  assertEquals(states(first), { clean: "succeeded", noisy: "succeeded", hard: "failed" });

  Deno.removeSync(join(project.dir, "stop"));
  assertEquals((await project.run("test", ["--retry-failed"])).code, 0);
  assertEquals(runs(project), [...ALL, "1 hard", "2 hard"].sort());
  assertEquals((await project.status(grid)).counts.test.succeeded, 2);
  const dirs = project.list(`${grid}/${first.dir}`).filter((name) => /^test_/.test(name));
  assertEquals(dirs.map((name) => name.replace(/^test_\d{8}_\d{6}(-2)?_/, "")).sort(), [
    ...["clean", "hard", "hard", "noisy"],
  ]);
  const noisy = dirs.find((name) => name.endsWith("_noisy"))!;
  assertEquals(
    project.read(`${grid}/${first.dir}/${noisy}/testing_configuration.yaml`),
    "testing:\n  noise: 0.5\nx: 1\n",
  );
});

Deno.test("--repeat, --again and --only apply to each test separately", async () => {
  using project = new Project();
  await train(project, GRID);
  const test = async (...args: string[]) => {
    project.write("runs.txt", "");
    const { code, stderr } = await project.run("test", args);
    assertEquals(code, 0, stderr);
    return runs(project).filter((line) => line !== "");
  };
  const one = ALL.filter((line) => line.startsWith("1"));
  assertEquals(await test("--only", "x=1"), one);
  assertEquals(await test("--repeat", "2"), [...ALL, ...ALL.filter((line) => line.startsWith("2"))].sort());
  assertEquals(await test("--repeat", "2"), []);
  assertEquals(await test("--again", "--only", "x=1"), one);
});

Deno.test("the analysis names the tests, and the summary has separate columns for them", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await project.run("run", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const [, analysis, summary] = stdout.trim().split("\n");
  const rows = parse(project.read(analysis!), { skipFirstRow: true });
  assertEquals(rows.map((row) => [row.param_x, row.test_name, row.test_loss]), [
    ...[["1", "clean", "0"], ["1", "noisy", "0.5"], ["1", "hard", "7"]],
    ...[["2", "clean", "0"], ["2", "noisy", "0.5"], ["2", "hard", "7"]],
  ]);
  for (const row of rows) assertMatch(row.test_start_timestamp!, /^\d{8}_\d{6}(-\d+)?$/);
  const [first] = parse(project.read(summary!), { skipFirstRow: true });
  assertEquals([first!.test_clean_loss_mean, first!.test_noisy_loss_mean, first!.test_hard_loss_mean], [
    "0",
    "0.5",
    "7",
  ]);
  assertEquals(first!.test_loss_mean, undefined);
});

Deno.test("a test that is added later runs after a resume, and one that is removed is left out", async () => {
  using project = new Project();
  const before = GRID.replace(/ {2}- name: clean\n/, "").replace(/ {2}- \{name: hard.*\n/, "");
  const grid = await train(project, before);
  assertEquals((await project.run("test", [])).code, 0);
  project.write("g.yaml", GRID.replace(/ {2}- \{name: noisy.*\n/, ""));
  const resumed = await project.run("run", ["g.yaml", "--resume"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  assertEquals(resumed.stdout.split("\n")[0], grid);
  assertStringIncludes(resumed.stderr, "2 kept; tests: clean, hard new, noisy dropped");
  assertEquals(runs(project), ALL);
  const rows = parse(project.read(resumed.stdout.split("\n")[1]!), { skipFirstRow: true });
  assertEquals(rows.map((row) => row.test_name), ["clean", "hard", "clean", "hard"]);
  // A succeeded test without a name does not count for a named test.
  assertEquals((await project.status(grid)).counts.test.succeeded, 2);
  project.write("g.yaml", GRID.replace(/ {2}- \{name: noisy.*\n/, "").replace("7}}", "8}}"));
  const { stderr } = await project.run("train", ["g.yaml", "--resume", "--dry-run"]);
  assertStringIncludes(
    stderr,
    "2 kept; tests: hard changed (existing results are kept; rename the test to run it again)\n",
  );
});

Deno.test("tests of one model that outlive their scheduler are adopted separately", async () => {
  using project = new Project();
  const wait = "until test -e go; do sleep 0.05; done";
  const text = `
grid_axes: {x: [1]}
grid_tests: [{name: a}, {name: b}, {name: c}]
grid_settings:
  max_concurrent_runs: 2
  command: mkdir -p {dir}/models; touch {dir}/models/model_best.pt
  test_command: echo {x} {test_name} >> runs.txt; ${wait}
`;
  const grid = await train(project, text);
  const [{ dir }] = (await project.status(grid)).experiments;
  const killed = project.start("test", [grid, "--max-concurrent-runs", "2"]);
  const begun = () => project.exists("runs.txt") ? runs(project).length : 0;
  // With one core, one test runs at a time.
  const most = Math.min(2, navigator.hardwareConcurrency);
  await until("the tests have begun", () => begun() === most);
  killed.kill("SIGKILL");
  await killed.ended;
  // Like after a power cut: the journal has lost all records of the tests.
  const lines = project.read(`${grid}/journal.ndjson`).split("\n");
  project.write(`${grid}/journal.ndjson`, lines.filter((line) => !line.includes('"stage":"test"')).join("\n"));
  assertEquals(
    Object.values(states((await project.status(grid)).experiments[0])).filter((s) => s === "running").length,
    most,
  );

  const next = project.start("test", [grid]);
  await until("the runs are journaled", () => project.read(`${grid}/journal.ndjson`).includes('"test":"a"'));
  project.write("go", "");
  const { code, stderr } = await next.ended;
  assertEquals(code, 0, stderr);
  assertEquals(runs(project), ["1 a", "1 b", "1 c"]);
  const [{ tests }] = (await project.status(grid)).experiments;
  assertEquals(states({ tests }), { a: "succeeded", b: "succeeded", c: "succeeded" });
  const launches = project.list(`${grid}/${dir}`).filter((name) => /^test\.\d+\.exit$/.test(name));
  assertEquals(launches, ["test.1.exit", "test.2.exit", "test.3.exit"]);
  assert(project.list(`${grid}/${dir}`).some((name) => /^test_.*_c$/.test(name)));
});
