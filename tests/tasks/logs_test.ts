import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { GpuGround } from "../gpu_ground.ts";
import { Project, until } from "../project.ts";

/** A grid of two experiments, whose runs are steered by files in the project's directory. */
function writeGrid(project: Project, settings = ""): void {
  project.write(
    "train.sh",
    `echo "x=$1, attempt $GRID_ATTEMPT"
while [ -e hold ]; do sleep 0.05; done
[ ! -e "fail.$1.$GRID_ATTEMPT" ] || { echo "no luck" >&2; exit 3; }
echo done
mkdir -p "$2/models"; echo m > "$2/models/model_best.txt"
`,
  );
  project.write(
    "g.yaml",
    `grid_axes: {x: [a, b]}
grid_settings: {command: 'sh train.sh {x} {dir}', test_command: 'echo tested {x}; test {x} = a', ${settings}}
`,
  );
}

Deno.test("the log of the newest failed run is printed, byte for byte; with selectors those of the selected ones", async () => {
  using project = new Project();
  writeGrid(project);
  project.write("fail.a.1", "");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const [a, b] = (await project.status(grid)).experiments;
  const newest = await project.run("logs", []);
  assertEquals([newest.code, newest.stdout], [0, "x=a, attempt 1\nno luck\n"], newest.stderr);
  assertMatch(
    newest.stderr,
    new RegExp(`^g-x=a r0 ${a.id}: failed: exit code 3 after .*s \\(${grid}/${a.dir}/train.1.log\\)\n$`),
  );
  for (
    const words of [[b.id], [b.id.slice(0, 5)], ["x=b"], ["g-x=b"], ["g-x=b", "r0", b.id], [grid, "x=b"], [
      "g.yaml",
      b.dir,
    ]]
  ) {
    assertEquals((await project.run("logs", words)).stdout, "x=b, attempt 1\ndone\n", words.join(" "));
  }
  // The path of a directory names its grid, too.
  await project.run("train", ["g.yaml", "--only", "x=a"]);
  const older = await project.run("logs", [join(grid, b.dir)]);
  assertEquals([older.code, older.stdout], [0, "x=b, attempt 1\ndone\n"], older.stderr);
  assertMatch((await project.run("logs", ["x=b"])).stderr, /^g-x=b r0 .* has not started: pending\n$/);
  await project.run("expand", ["g.yaml", "--set", "x=c"]);
  const elsewhere = await project.run("logs", [b.id]);
  assertEquals(elsewhere.code, 2);
  assertMatch(elsewhere.stderr, /\nexperiments\/g_.*: notice: has 1 such experiment: pass this directory first\n$/);

  const both = await project.run("logs", [grid, "all"]);
  const [one, other] = [`g-x=a r0 ${a.id} | `, `g-x=b r0 ${b.id} | `];
  assertEquals(both.stdout, `${one}x=a, attempt 1\n${one}no luck\n${other}x=b, attempt 1\n${other}done\n`);
  assertEquals((await project.run("logs", [grid, "-n", "1", "all"])).stdout, `${one}no luck\n${other}done\n`);
});

Deno.test("logs of tests and of earlier attempts are printed on request, and a failed test by itself", async () => {
  using project = new Project();
  writeGrid(project, "retries: 1");
  project.write("fail.a.1", "");
  const grid = (await project.run("run", ["g.yaml"])).stdout.split("\n")[0]!;
  assertEquals((await project.run("logs", [])).stdout, "tested b\n", "the test of b failed, twice");
  assertEquals((await project.run("logs", ["x=b"])).stdout, "tested b\n");
  assertEquals((await project.run("logs", ["x=a"])).stdout, "x=a, attempt 2\ndone\n");
  assertEquals((await project.run("logs", ["x=a", "--stage", "test"])).stdout, "tested a\n");
  assertEquals((await project.run("logs", ["x=a", "--attempt", "1"])).stdout, "x=a, attempt 1\nno luck\n");
  assertEquals((await project.run("logs", ["x=b", "--attempt", "2"])).stdout, "tested b\n");
  const none = await project.run("logs", [grid, "x=a", "--attempt", "3"]);
  assertEquals([none.code, none.stderr], [2, "error: --attempt 3: there are 2 attempts\n"]);
});

Deno.test("a log is followed through a retry until the run has ended, also one that has not started", async () => {
  using project = new Project();
  writeGrid(project, "retries: 1, max_concurrent_runs: 1");
  project.write("hold", "");
  project.write("fail.a.1", "");
  const train = project.start("train", ["g.yaml"]);
  await until("the first run has started", () => train.hasSaid("started    g-x=a"));
  const first = project.start("logs", ["-f"]);
  const second = project.start("logs", ["-f", "x=b"]);
  const all = project.start("logs", ["-f", "all"]);
  await until("the log is followed", () => first.hasSaid("g-x=a r0"));
  await until("the second run is waited for", () => second.hasSaid("g-x=b r0"));
  await until("both runs are followed", () => all.hasPrinted("x=a, attempt 1"));
  Deno.removeSync(join(project.dir, "hold"));
  const [a, b, both] = await Promise.all([first.ended, second.ended, all.ended]);
  assertEquals([a.code, a.stdout], [0, "x=a, attempt 1\nno luck\nx=a, attempt 2\ndone\n"]);
  assertMatch(
    a.stderr,
    /: running for .*train\.1\.log\)\n.*: failed: exit code 3 after .*, waiting for a retry\n.*: attempt 2, .*train\.2\.log\)\n.*: succeeded in /,
  );
  assertMatch(b.stderr, /^g-x=b r0 \w+: pending, waiting for it to start\n/);
  assertEquals([b.code, b.stdout], [0, "x=b, attempt 1\ndone\n"]);
  assertEquals(both.code, 0);
  assertEquals(
    both.stdout.split("\n").map((line) => line.replace(/ r0 \w+/, "")).sort(),
    [
      "",
      ...["x=a, attempt 1", "no luck", "x=a, attempt 2", "done"].map((line) => `g-x=a | ${line}`),
      ...["x=b, attempt 1", "done"].map((line) => `g-x=b | ${line}`),
    ].sort(),
  );
  await train.ended;
});

Deno.test("following ends with Ctrl-C, with a pipe that closes, and where nothing will start any more", async () => {
  using project = new Project();
  writeGrid(project, "max_concurrent_runs: 1");
  project.write("hold", "");
  const train = project.start("train", ["g.yaml"]);
  await until("the first run has started", () => train.hasSaid("started    g-x=a"));
  const interrupted = project.start("logs", ["-f"]);
  await until("the log is followed", () => interrupted.hasSaid("g-x=a r0"));
  interrupted.kill("SIGINT");
  assertEquals((await interrupted.ended).code, 130);
  // Its reader closes the pipe while it follows.
  const piped = project.start("logs", ["-f", "all"], {}, ["sh", "-c", 'exec 3>&1; "$@" | head -n 1 >&3', "sh"]);
  Deno.removeSync(join(project.dir, "hold"));
  assertEquals((await train.ended).code, 0);
  const head = await piped.ended;
  assertMatch(head.stdout, /^g-x=a r0 \w+ \| x=a, attempt 1\n$/);
  assert(!/error|pipe/i.test(head.stderr), head.stderr);
  project.write("hold", "");
  const only = project.start("train", ["g.yaml", "--only", "x=a"]);
  await until("the first run has started", () => only.hasSaid("started    g-x=a"));
  const pending = project.start("logs", ["-f", "x=b"]);
  await until("the second run is waited for", () => pending.hasSaid("pending, waiting for it to start"));
  Deno.removeSync(join(project.dir, "hold"));
  await only.ended;
  const { code, stdout, stderr } = await pending.ended;
  assertEquals([code, stdout], [0, ""]);
  assertMatch(stderr, /^g-x=b r0 \w+: pending, waiting for it to start\ng-x=b r0 \w+: pending\n$/);
});

Deno.test("a log that is missing or no file, and what selects nothing, are said with what to type instead", async () => {
  using project = new Project();
  const nothing = await project.run("logs", []);
  assertEquals(nothing.code, 2);
  assertStringIncludes(nothing.stderr, "no grid found in experiments");
  writeGrid(project);
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const [a, b] = (await project.status(grid)).experiments;
  const log = join(grid, a.dir, "train.1.log");
  Deno.removeSync(join(project.dir, log));
  const missing = await project.run("logs", ["x=a"]);
  assertEquals([missing.code, missing.stdout], [1, ""]);
  assertStringIncludes(missing.stderr, `${log} does not exist\n`);
  await new Deno.Command("mkfifo", { args: [join(project.dir, log)] }).output();
  assertStringIncludes((await project.run("logs", ["all"])).stderr, `${log} is not a regular file\n`);
  assertStringIncludes((await project.run("logs", ["-f", "x=a"])).stderr, `${log} is not a regular file\n`);

  Deno.removeSync(join(project.dir, grid, b.dir), { recursive: true });
  assertEquals(
    (await project.run("logs", ["x=b"])).stderr,
    `1 run directory was deleted: its experiment is pending again (${b.dir})\ng-x=b r0 ${b.id} has not started: pending\n`,
  );
  const failing: [string[], string][] = [
    [["x=c"], `${grid}: x=c matches none of the 2 experiments: x is a or b`],
    [["g-x=b", "r7"], `${grid}: g-x=b r7 matches none of the 2 experiments: g-x=b has r0 only`],
    [[`${b.id.slice(0, -1)}${b.id.endsWith("0") ? 1 : 0}`], `, did you mean "${b.id}"?`],
    [["other.yaml"], "error: other.yaml does not exist: expected a grid directory, a grid file or a selector"],
    [["experiments"], `experiments is not a grid directory: plan.ndjson is missing, did you mean ${grid}?`],
    [["all", "-f", "--attempt", "1"], "error: --attempt cannot be used with --follow"],
    [["-n", "some"], "Expected a whole number ≥ 0"],
  ];
  for (const [words, message] of failing) {
    const { code, stdout, stderr } = await project.run("logs", words);
    assertEquals([code, stdout], [2, ""], words.join(" "));
    assertStringIncludes(stderr, message);
  }
});

Deno.test("of a log of more than a mebibyte the end is printed, and everything on request", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'yes {x} | head -c 3000000'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const { stdout, stderr } = await project.run("logs", [grid]);
  assert(stdout.length <= 2 ** 20 && stdout.length > 2 ** 19, String(stdout.length));
  assertStringIncludes(stderr, "train.1.log: the last 1 MiB of 3 MiB (--tail all prints all of it)\n");
  assertEquals((await project.run("logs", [grid, "--tail", "all"])).stdout.length, 3_000_000);
});

Deno.test("following waits for the first run of a scheduler that waits itself", async () => {
  using ground = new GpuGround(1);
  ground.write("first", 1, "wait");
  ground.write("second", 1, 0, "prefix: 'echo'");
  const first = ground.start("first.yaml");
  await ground.untilRunning(1);
  const second = ground.start("second.yaml");
  await until("the second grid waits", () => second.hasSaid("waiting "));
  const logs = ground.project.start("logs", ["-f"], ground.env);
  const grid = ground.gridOf("second");
  const none = await ground.project.run("logs", [], ground.env);
  assertEquals([none.code, none.stderr], [1, `${grid}: no run has started\n`]);
  ground.go();
  const [{ code, stdout, stderr }] = await Promise.all([logs.ended, first.ended, second.ended]);
  assertEquals([code, stdout], [0, "sh run.sh 0\n"], stderr);
});
