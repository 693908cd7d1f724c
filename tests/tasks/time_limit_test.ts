import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readJunit } from "../junit_file.ts";
import { Project, until } from "../project.ts";

// The first experiment ends at once, the others as soon as there is a file `go`.
const TRAINER = `echo $$ >> "pids-$2"
while [ "$2" != 1 ] && [ ! -e go ]; do sleep 0.05; done
echo "{\\"validation\\": {\\"loss\\": $2}}" > "$1/metrics.json"
mkdir -p "$1/models" && touch "$1/models/model_best.pt"
`;

const GRID = `grid_axes: { lr: [1, 2, 3, 4] }
grid_settings:
  command: sh train.sh {dir} {lr}
  test_command: "true"
  max_concurrent_runs: 2
`;

const FILES = { "train.sh": TRAINER, "g.yaml": GRID };

Deno.test("grid:run --time-limit ends what does not finish, tests and analyzes what is there, and goes on later", async () => {
  using project = new Project(FILES);
  const limited = await project.run("run", ["g.yaml", "--time-limit", "7s", "--grace", "0.2", "--quiet"]);
  assertEquals(limited.code, 5, limited.stderr);
  const [grid, analysis, , report] = limited.stdout.trim().split("\n");
  assertMatch(limited.stderr, /time limit: (stopping 2 runs \(0\.2s grace\)|nothing more is started, .*; waiting for)/);
  assertStringIncludes(limited.stderr, `next: deno task grid:run ${grid}\n`);
  assert(project.exists(analysis!) && project.exists(report!), "the tables and the report are there");
  const { counts } = await project.status(grid!);
  assertEquals([counts.train.succeeded, counts.train.failed, counts.test.succeeded], [1, 0, 1]);
  assertEquals(counts.train.interrupted + counts.train.pending, 3);
  assert(counts.train.interrupted >= 1, "what ran was interrupted");

  project.write("go", "");
  const resumed = await project.run("run", [grid!, "--time-limit", "10m"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  const after = await project.status(grid!);
  assertEquals([after.counts.train.succeeded, after.counts.test.succeeded], [4, 4]);
});

Deno.test("grid:train --time-limit ends runs of an earlier scheduler, too", async () => {
  using project = new Project(FILES);
  const first = project.start("train", ["g.yaml"]);
  await until("two runs wait", () => project.exists("pids-2") && project.exists("pids-3"));
  first.kill("SIGKILL");
  await first.ended;
  const [grid] = project.grids();
  const limited = await project.run("train", [`experiments/${grid}`, "--time-limit", "2s", "--grace", "0.2"]);
  assertEquals(limited.code, 5, limited.stderr);
  assertStringIncludes(limited.stderr, "time limit: stopping 2 runs (0.2s grace)\n");
  const { counts } = await project.status(`experiments/${grid}`);
  assertEquals([counts.train.succeeded, counts.train.interrupted, counts.train.pending], [1, 2, 1]);
});

Deno.test("a signal stops a command with a time limit as always", async () => {
  using project = new Project(FILES);
  const run = project.start("train", ["g.yaml", "--time-limit", "1h", "--grace", "0.2"]);
  await until("two runs wait", () => project.exists("pids-2") && project.exists("pids-3"));
  run.kill("SIGTERM");
  assertEquals((await run.ended).code, 143);
});

Deno.test("--time-limit is refused if it leaves no time for runs, and on Slurm where nobody follows them", async () => {
  using project = new Project(FILES);
  const refused = async (task: string, ...args: readonly string[]) => {
    const { code, stderr } = await project.run(task, ["g.yaml", ...args]);
    assertEquals([code, project.grids()], [2, []], stderr);
    return stderr;
  };
  assertStringIncludes(
    await refused("train", "--time-limit", "9s"),
    "error: --time-limit is too short: runs get SIGTERM 10s (--grace) before its end: expected more than 10s, got 9.0s",
  );
  assertStringIncludes(
    await refused("run", "--time-limit", "30s"),
    "error: --time-limit is too short: in both stages, runs get SIGTERM 10s (--grace) before its end: expected more than 30s, got 30s",
  );
  assertStringIncludes(await refused("train", "--dry-run", "--time-limit", "9s"), "--time-limit is too short");
  assertStringIncludes(await refused("run", "--time-limit", "soon"), "Expected a duration, such as 90s, 50m or 1h30m.");
  assertStringIncludes(
    await refused("train", "--on", "slurm", "--detach", "--time-limit", "50m"),
    "error: --time-limit cannot be used with --detach on Slurm, as nobody follows the runs then",
  );
});

Deno.test("--time-limit and --junit hold in the background, too", async () => {
  using project = new Project(FILES);
  const limits = ["--time-limit", "6s", "--grace", "0.2", "--junit", "junit.xml"];
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--detach", ...limits]);
  assertEquals(code, 0, stderr);
  await until("the command has ended", () => project.exists("junit.xml"));
  const cases = await readJunit(join(project.dir, "junit.xml"));
  assertEquals([cases.length, cases.filter(({ result }) => result === "passed").length], [4, 1]);
  assertMatch(project.read(`${stdout.trim()}/scheduler.log`), /^time limit: (?:stopping|nothing more is started)/m);
});
