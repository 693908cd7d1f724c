/** Grids on Grid Engine: from the command line to the report, and what may go wrong on the way. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Ended, Project } from "../project.ts";
import { type GridEngine, testsOnGridEngine } from "./cluster.ts";

const testOn = testsOnGridEngine(8);

/** A test after which nothing is left in the queue, also if it fails. */
function test(name: string, run: (cluster: GridEngine) => Promise<void>): void {
  testOn(name, async (cluster) => {
    try {
      await run(cluster);
    } finally {
      await cluster.ask("sh", "-c", 'qdel -u "$(id -un)" || true');
      await cluster.untilEmpty();
    }
  });
}

// A controller has to start a program, on a machine that is busy.
const SECONDS = 120;

function createProject(script: string, settings: string, count = 4): Project {
  const project = new Project({}, Deno.realPathSync(Deno.makeTempDirSync({ prefix: "sge' $TASK_ID, " })));
  project.write(
    "train.sh",
    `echo start >>"$1/starts"\n${script}\necho '{"training": {"loss": 0.'$2'}}' >"$1/metrics.json"\n`,
  );
  project.write("test.sh", 'echo "{\\"test\\": {\\"accuracy\\": 0.5}}" > "$1/metrics.json"\n');
  project.write(
    "g.yaml",
    `
grid_axes: {x: {range: [1, ${count}, 1]}}
grid_settings:
  command: [sh, train.sh, "{dir}", "{x}"]
  test_command: [sh, test.sh, "{test_dir}"]
  checkpoint: metrics.json
${settings}
`,
  );
  return project;
}

const started = (project: Project, grid: string) =>
  project.list(grid).filter((name) => project.exists(`${grid}/${name}/starts`));

function assertStartedOnce(project: Project, grid: string, count: number): void {
  const names = started(project, grid);
  assertEquals(names.length, count);
  for (const name of names) assertEquals(project.read(`${grid}/${name}/starts`), "start\n", name);
}

const grid = (project: Project) => `experiments/${project.grids()[0]}`;

async function counts(project: Project, env: Readonly<Record<string, string>>): Promise<Record<string, number>> {
  const ended = await project.run("status", [grid(project), "--json"], env);
  assertEquals(ended.code, 0, ended.stderr);
  const all = JSON.parse(ended.stdout).counts.train as Record<string, number>;
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

const succeeded = (ended: Ended) => assertEquals(ended.code, 0, ended.stderr);

test("grid:run --on sge --detach trains, tests and reports with nobody logged in, whatever is killed", async (cluster) => {
  using project = createProject("sleep 3", "  sge: {q: main.q, controller: {q: main.q}}\n");
  const detached = await project.run("run", ["g.yaml", "--on", "sge", "--detach"], cluster.env);
  succeeded(detached);
  assertMatch(detached.stderr, /controller: job \d+ waits for the trainings/);
  const dir = detached.stdout.trim();
  await cluster.until("a run has started", () => started(project, dir).length > 0);
  await cluster.killMaster();
  const silent = await project.run("status", [dir], cluster.env);
  assertStringIncludes(silent.stdout + silent.stderr, "Grid Engine does not answer");
  await cluster.startMaster();
  const shown = await project.run("status", [dir], cluster.env);
  assertMatch(shown.stdout, /Grid Engine job \d+: \d running/);
  const waited = await project.run("wait", [dir, "--timeout", String(SECONDS)], cluster.env);
  succeeded(waited);
  assertStartedOnce(project, dir, 4);
  assert(project.list(dir).some((name) => name.endsWith("_grid_report.html")), project.read(`${dir}/scheduler.log`));
  // Another batch system knows nothing of its jobs.
  const other = await project.run("train", [dir, "--on", "slurm"], cluster.env);
  assertEquals(other.code, 2);
});

test("grid:stop ends runs by SIGTERM and takes the others out of the queue; the next command goes on", async (cluster) => {
  const script = "trap 'echo told >>\"$1/told\"; exit 1' TERM\n[ -e go ] || { sleep 60 & wait; }";
  using project = createProject(script, "  max_concurrent_runs: 2\n");
  succeeded(await project.run("train", ["g.yaml", "--on", "sge", "--detach"], cluster.env));
  const dir = grid(project);
  await cluster.until("two have started", () => started(project, dir).length === 2);
  const stopped = await project.run("stop", [dir], cluster.env);
  succeeded(stopped);
  assertMatch(stopped.stderr, /stopped: \S+ \(2 ended, 2 not started\); continue with .*train:sge/);
  assertEquals(started(project, dir).map((name) => project.exists(`${dir}/${name}/told`)), [true, true]);
  assertEquals(await counts(project, cluster.env), { interrupted: 2, pending: 2 });
  project.write("go", "");
  succeeded(await project.run("train", [dir, "--on", "sge"], cluster.env));
  assertEquals(await counts(project, cluster.env), { succeeded: 4 });
});

test("draining lets runs end that have started, and starts no other", async (cluster) => {
  using project = createProject("until [ -e go ]; do sleep 0.1; done", "  max_concurrent_runs: 2\n");
  succeeded(await project.run("train", ["g.yaml", "--on", "sge", "--detach"], cluster.env));
  const dir = grid(project);
  await cluster.until("two have started", () => started(project, dir).length === 2);
  const draining = project.run("stop", [dir, "--drain"], cluster.env);
  await cluster.until("it is stopped", () => project.exists(`${dir}/slurm/1/stop`));
  await cluster.until("the others are out of the queue", async () => !/qw/.test(await cluster.ask("qstat")));
  project.write("go", "");
  succeeded(await draining);
  assertEquals(await counts(project, cluster.env), { pending: 2, succeeded: 2 });
});

test("a follower that is killed leaves everything to the next one, which repeats nothing", async (cluster) => {
  using project = createProject("until [ -e go ]; do sleep 0.1; done", "  retries: 1\n");
  const follower = project.start("train", ["g.yaml", "--on", "sge"], cluster.env);
  await cluster.until(
    "4 have started",
    () => project.grids().length > 0 && started(project, grid(project)).length === 4,
  );
  follower.kill("SIGKILL");
  await follower.ended;
  project.write("go", "");
  succeeded(await project.run("train", [grid(project), "--on", "sge"], cluster.env));
  assertStartedOnce(project, grid(project), 4);
});

test("elements take several runs in their slots, retry failures and end runs after their timeout", async (cluster) => {
  const script = '[ "$2" != 1 ] || [ "$GRID_ATTEMPT" = 2 ] || exit 3\n[ "$2" != 2 ] || sleep 60';
  const settings = "  runs_per_job: 2\n  slots_per_job: 2\n  retries: 1\n  timeout: 2s\n  sge: {pe: smp}\n";
  using project = createProject(script, settings);
  const ended = await project.run("train", ["g.yaml", "--on", "sge", "--grace", "1"], cluster.env);
  assertEquals(ended.code, 1, ended.stderr);
  assertStringIncludes(ended.stderr, "-l h_rt=24 -pe smp 2");
  assertEquals(await counts(project, cluster.env), { succeeded: 3, timed_out: 1 });
});

test("what users take out of the queue with qdel stays pending, or is interrupted; a rescheduled run goes on", async (cluster) => {
  using project = createProject("until [ -e go ]; do sleep 0.1; done", "  max_concurrent_runs: 2\n");
  const following = project.run("train", ["g.yaml", "--on", "sge"], cluster.env);
  await cluster.until(
    "2 have started",
    () => project.grids().length > 0 && started(project, grid(project)).length === 2,
  );
  const dir = grid(project);
  const [, job] = /"job":(\d+)/.exec(project.read(`${dir}/journal.ndjson`))!;
  await cluster.ask("qdel", `${job}.4`);
  await cluster.ask("qmod", "-rj", `${job}.1`);
  await cluster.ask("qdel", `${job}.2`);
  project.write("go", "");
  const ended = await following;
  assertEquals(ended.code, 1, ended.stderr);
  assertEquals(await counts(project, cluster.env), { interrupted: 1, pending: 1, succeeded: 2 }, ended.stderr);
});

test("what the cluster refuses is shown with its place, and nothing is created", async (cluster) => {
  using project = createProject("true", "  cpus_per_run: 4\n  sge:\n    q: nope.q\n    l: {h_rt: 10m, nosuch: 1}\n");
  const without = await project.run("train", ["g.yaml", "--on", "sge"], cluster.env);
  assertEquals(without.code, 2);
  assertStringIncludes(without.stderr, "sge: {pe: NAME} (qconf -spl lists them)");
  project.write("g.yaml", project.read("g.yaml").replace("  cpus_per_run: 4\n", ""));
  const refused = await project.run("train", ["g.yaml", "--on", "sge"], cluster.env);
  assertEquals(refused.code, 2, refused.stderr);
  assertMatch(refused.stderr, /g\.yaml:8:\d+: "sge": qsub refuses -q nope\.q: .*unknown queue/);
  assertMatch(refused.stderr, /g\.yaml:9:\d+: "sge": qsub refuses -l nosuch=1: unknown resource/);
  assertEquals(project.grids(), []);
});
