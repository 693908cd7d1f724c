/** `grid:wait`, with schedulers that succeed, fail, are stopped, killed, and absent. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project, type Started, until } from "../project.ts";

const GRID = `grid_axes: {x: [1, 2]}
grid_settings: {max_concurrent_runs: 1, command: "sh train.sh {x} {dir}"}
`;

const SCRIPT = `: > began
until [ -e go ]; do sleep 0.02; done
echo '{"acc": 0.5}' > "$2/metrics.json"
test $1 != "$FAILS"
`;

const FILES = { "g.yaml": GRID, "train.sh": SCRIPT };

/** Starts a command on a new grid, and waits until its first run runs. */
async function startGrid(project: Project, command: string, env: Record<string, string> = {}): Promise<Started> {
  const task = project.start(command, ["g.yaml", "--on", "cpu"], env);
  // A run is told as started shortly before: a scheduler that is killed in between has started nothing.
  await until("a run has started", () => task.hasSaid("started") && project.list(".").includes("began"));
  return task;
}

for (const [fails, expected] of [["0", 0], ["2", 1]] as const) {
  Deno.test(`grid:wait blocks until the grid has ended, and exits with ${expected} like its scheduler`, async () => {
    using project = new Project(FILES);
    const task = await startGrid(project, "run", { FAILS: fails });
    const waiting = project.start("wait", []);
    let hasEnded = false;
    waiting.ended.then(() => hasEnded = true);
    const { code, stderr } = await project.run("wait", ["--timeout", "0.3"]);
    assertEquals([code, hasEnded], [124, false]);
    assertStringIncludes(stderr, "is still running after 0.3s");
    project.write("go", "");
    const ended = await waiting.ended;
    // The command analyzes and reports before it exits.
    assert(project.list(`experiments/${project.grids()[0]}`).some((name) => name.endsWith("_report.html")));
    assertEquals([ended.code, (await task.ended).code], [expected, expected]);
    // Who comes later gets the same answer.
    assertEquals((await project.run("wait", ["g.yaml"])).code, expected);
  });
}

Deno.test("grid:wait exits as a scheduler that was stopped", async () => {
  using project = new Project(FILES);
  const task = await startGrid(project, "train");
  const waiting = project.start("wait", []);
  task.kill("SIGTERM");
  assertEquals([(await task.ended).code, (await waiting.ended).code], [143, 143]);
});

Deno.test("grid:wait does not wait where no scheduler is running, and says what to do", async () => {
  using project = new Project(FILES);
  const task = await startGrid(project, "train");
  const waiting = project.start("wait", []);
  task.kill("SIGKILL");
  await task.ended;
  const { code, stderr } = await waiting.ended;
  assertEquals(code, 6);
  assertStringIncludes(stderr, "no scheduler is running in experiments/g_");
  assertStringIncludes(stderr, "which is unfinished: 1 pending, 1 running; deno task grid:train experiments/g_");
  project.write("go", "");
  assertEquals((await project.run("train", [`experiments/${project.grids()[0]}`])).code, 0);
  assertEquals((await project.run("wait", [])).code, 0);
});

Deno.test("grid:wait: commands that start nothing do not define how the grid ended", async () => {
  using project = new Project({ ...FILES, go: "" });
  assertEquals((await project.run("train", ["g.yaml", "--on", "cpu"], { FAILS: "2" })).code, 1);
  const grid = `experiments/${project.grids()[0]}`;
  const ended = `${grid} has ended: 1 succeeded, 1 failed (exit code 1)\n`;
  const idle: readonly (readonly [code: number, args: readonly string[]])[] = [
    [2, ["--only", "x=9"]],
    [0, ["--only", "x=1"]],
    [1, []],
  ];
  for (const [code, args] of idle) {
    assertEquals((await project.run("train", [grid, ...args])).code, code);
    const { code: waited, stderr } = await project.run("wait", [grid]);
    assertEquals([waited, stderr], [1, ended], args.join(" "));
  }
});

Deno.test("grid:wait and grid:status --watch: a grid whose runs outlive their scheduler has not ended", async () => {
  using project = new Project(FILES);
  const task = await startGrid(project, "train");
  task.kill("SIGKILL");
  await task.ended;
  const grid = `experiments/${project.grids()[0]}`;
  assertEquals((await project.run("train", [grid, "--only", "x=9"])).code, 2);
  for (const args of [["wait"], ["status", "--watch"]]) {
    const { code, stderr } = await project.run(args[0]!, [grid, ...args.slice(1)]);
    assertEquals(code, 6, stderr);
    assertStringIncludes(stderr, `no scheduler is running in ${grid}, which is unfinished: 1 pending, 1 running`);
  }
});

Deno.test("grid:wait on a grid that was never started, and on none", async () => {
  using project = new Project(FILES);
  assertEquals((await project.run("wait", [])).code, 2);
  await project.run("expand", ["g.yaml"]);
  const { code, stderr } = await project.run("wait", []);
  assertEquals(code, 6);
  assertStringIncludes(stderr, "which has not been started: 2 pending; deno task grid:train experiments/g_");
  assertEquals((await project.run("wait", ["--timeout", "soon"])).code, 2);
});

Deno.test("grid:status --watch ends with the grid, and exits as grid:wait does", async () => {
  using project = new Project(FILES);
  const task = await startGrid(project, "train", { FAILS: "2" });
  const watching = project.start("status", ["--watch"]);
  await until("it shows the run", () => watching.hasSaid("1 pending, 1 running"));
  project.write("go", "");
  const { code, stderr } = await watching.ended;
  assertEquals([code, (await task.ended).code], [1, 1]);
  assertStringIncludes(stderr, "1 succeeded, 1 failed\n");
  assert(stderr.trimEnd().endsWith("has ended: 1 succeeded, 1 failed (exit code 1)"), stderr);
});
