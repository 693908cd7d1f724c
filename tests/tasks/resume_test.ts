import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { lockHolder } from "../../io/grid/lock/lock.ts";
import { isRunning, processesOf, Project, taskEnvironment, until } from "../project.ts";

/** Each run appends a line when it starts. */
const grid = (axis: string, more = "") => `
grid_axes: {x: ${axis}}
grid_settings:
  command: echo {x} {seed} >> {grid_dir}/runs.txt; test {x} != 9
${more}
`;

Deno.test("resuming a larger grid runs the new experiments, and keeps those that succeeded", async () => {
  using project = new Project();
  project.write("g.yaml", grid("[1, 2, 9]"));
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 1);
  const dir = first.stdout.trim();
  const before = project.read(`${dir}/runs.txt`);
  project.write("g.yaml", grid("[3, 2, 9]"));

  const dry = await project.run("train", ["g.yaml", "--resume", "--dry-run"]);
  assertEquals(dry.code, 0);
  assertEquals(
    dry.stdout.split("\n").slice(1, 4).map((line) => line.replace(/^\w+ +(\S+ r0 +\w+) .*/, "$1")),
    ["g-x=3 r0  train", "g-x=2 r0  keep", "g-x=9 r0  failed"],
  );
  assertStringIncludes(dry.stderr, `resuming ${dir}: `);
  for (const words of ["1 kept", "1 failed (use --retry-failed", "1 new", "1 dropped"]) {
    assertStringIncludes(dry.stderr, words);
  }
  assertEquals(project.read(`${dir}/runs.txt`), before);

  const second = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([second.code, second.stdout], [1, first.stdout], second.stderr);
  const lines = project.read(`${dir}/runs.txt`).slice(before.length).trim().split("\n");
  assertEquals(lines.map((line) => line.split(" ")[0]), ["3"]);
  assertStringIncludes(project.read(`${dir}/grid.1.yaml`), "[1, 2, 9]");
  assertStringIncludes(project.read(`${dir}/grid.yaml`), "[3, 2, 9]");
  const { counts, experiments } = await project.status(dir);
  assertEquals([counts.train.succeeded, counts.train.failed, experiments.length], [2, 1, 4]);
  // The dropped experiment is still listed.
  assertEquals(
    experiments.filter(({ dropped }: { dropped?: boolean }) => dropped).map(({ params }: { params: { x: number } }) =>
      params.x
    ),
    [1],
  );
});

Deno.test("a resume keeps the seeds, and applies the original overrides again", async () => {
  using project = new Project();
  project.write("g.yaml", grid("[1, 2]"));
  const first = await project.run("train", ["g.yaml", "--set", "x=5", "--only", "x=7"]);
  assertEquals(first.code, 2, "--only is checked against the grid");
  assert(!project.exists("experiments"), "before anything is created");
  const made = await project.run("expand", ["g.yaml", "--axis", "x=[5, 6]"]);
  const seeds = (await plan(project, made.stdout.trim())).map((line) => line.seed);
  const second = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([second.code, second.stdout], [0, made.stdout], second.stderr);
  assertEquals(
    project.read(`${made.stdout.trim()}/runs.txt`).trim().split("\n").sort(),
    [`5 ${seeds[0]}`, `6 ${seeds[1]}`].sort(),
  );
});

Deno.test("a resume with flags that change the grid says what they replace and leave out, and later ones apply them again", async () => {
  using project = new Project();
  project.write("g.yaml", `grid_overwrite: {epochs: 1}${grid("[1, 2]").replace("{x} {seed}", "{x} {epochs}")}`);
  const dir = (await project.run("train", ["g.yaml", "--set", "epochs=2"])).stdout.trim();
  const lines = async (...args: string[]) => {
    const { code, stderr } = await project.run("train", ["g.yaml", "--resume", ...args]);
    assertEquals(code, 0, stderr);
    return stderr.slice(0, stderr.indexOf("\ntraining on") + 1);
  };
  assertEquals(
    await lines("--set", "epochs=3"),
    `resuming ${dir}: 2 new, 2 dropped\n` +
      "--set epochs=3 replaces --set epochs=2 of an earlier command\n" +
      "2 started experiments are not in the grid with --set epochs=3: their results stay in the grid directory, " +
      "but are left out of analyses (without --resume, a new grid directory keeps both)\n",
  );
  assertEquals(
    await lines("--axis", "x=[1, 2, 4]"),
    `resuming ${dir}: 2 kept, 1 new, 2 dropped earlier\nstill with --set epochs=3 of an earlier command\n`,
  );
  const again = '--axis "x=[1, 2, 4]"'.replaceAll('"', "");
  assertEquals(
    await lines(),
    `resuming ${dir}: 3 kept, 2 dropped earlier\nstill with --set epochs=3 ${again} of an earlier command\n`,
  );
  // The results of before count again.
  assertStringIncludes(await lines("--set", "epochs=2"), `resuming ${dir}: 2 kept, 1 new, 3 dropped\n`);
  assertEquals(project.read(`${dir}/runs.txt`).trim().split("\n").sort(), [
    ...["1 2", "1 3", "2 2", "2 3", "4 2", "4 3"],
  ]);
});

function plan(project: Project, dir: string) {
  return project.read(`${dir}/plan.ndjson`).trim().split("\n").map((line) => JSON.parse(line)).filter((line) =>
    line.type === "experiment"
  );
}

Deno.test("--resume creates a grid if there is none, and distinguishes tags", async () => {
  using project = new Project();
  project.write("g.yaml", grid("[1]"));
  const first = await project.run("train", ["g.yaml", "--resume", "--savetag", "a"]);
  const second = await project.run("train", ["g.yaml", "--resume", "--savetag", "b"]);
  const third = await project.run("train", ["g.yaml", "--resume", "--savetag", "a"]);
  assertEquals([first.code, second.code, third.code], [0, 0, 0]);
  assert(first.stdout.endsWith("_a\n") && second.stdout.endsWith("_b\n"));
  assertEquals(third.stdout, first.stdout);
});

Deno.test("a resume with a selector that matches nothing changes nothing", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  project.write("g.yaml", "grid_axes: {x: [1, 3]}\ngrid_settings: {command: 'true'}\n");
  for (const more of [[], ["--dry-run"]]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--resume", "--only", "x=2", ...more]);
    assertEquals([code, stderr.split("\n").at(-2)], [
      2,
      "--only: x=2 matches none of the 2 experiments: x is 1 or 3",
    ]);
    assertEquals((await project.run("train", ["g.yaml", "--resume", "--only", "state=lots", ...more])).code, 2);
    assert(!project.exists(`${grid}/grid.1.yaml`), "the plan is that of before");
  }
  const { code } = await project.run("train", ["g.yaml", "--resume", "--only", "x=3", "--only", "state=pending"]);
  assertEquals(code, 0);
});

Deno.test("a resume reports that the code changed", async () => {
  using project = new Project();
  const git = (...args: string[]) =>
    new Deno.Command("git", {
      args: ["-c", "user.name=x", "-c", "user.email=x@example.org", ...args],
      cwd: project.dir,
      stdout: "null",
    }).outputSync();
  project.write("g.yaml", grid("[1]"));
  project.write(".gitignore", "experiments\n");
  git("init", "-q");
  git("add", ".");
  git("commit", "-qm", "one");
  await project.run("train", ["g.yaml"]);
  const same = await project.run("train", ["g.yaml", "--resume"]);
  assert(!same.stderr.includes("the code has changed"));
  project.write(".gitignore", "experiments\n*.pyc\n");
  assertStringIncludes(
    (await project.run("train", ["g.yaml", "--resume"])).stderr,
    "uncommitted changes differ",
  );
  git("commit", "-qam", "two");
  assertStringIncludes(
    (await project.run("train", ["g.yaml", "--resume"])).stderr,
    "the code changed since: commit ",
  );
});

Deno.test("flags that change a grid are rejected with a grid directory", async () => {
  using project = new Project();
  project.write("g.yaml", grid("[1]"));
  const { stdout } = await project.run("expand", ["g.yaml"]);
  const { code, stderr } = await project.run("train", [stdout.trim(), "--set", "x=2", "--li", "5"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--set, --li cannot be used with a grid directory");
});

/** Runs wait for a file `go`. */
const HELD = `
grid_axes: {x: [1, 2, 3]}
grid_settings:
  max_concurrent_runs: 1
  command: touch {grid_dir}/up; until [ -e go ]; do sleep 0.02; done
`;

Deno.test("grid:stop stops a scheduler like Ctrl-C, and waits until it has exited", async () => {
  using project = new Project();
  // Saving takes a moment: without waiting, grid:stop would return before the end of the run.
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings: {command: "trap 'sleep 0.5; exit' TERM; touch {grid_dir}/up; while :; do sleep 0.05; done"}
`,
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => up(project));
  const { code, stderr } = await project.run("stop", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const grid = `experiments/${project.grids()[0]}`;
  assertEquals(lockHolder(join(project.dir, grid, "lock")), undefined);
  assertStringIncludes(project.read(`${grid}/journal.ndjson`), '"state":"interrupted"');
  assertEquals((await started.ended).code, 130);
  const again = await project.run("stop", ["g.yaml"]);
  assertEquals(again.code, 0);
  assertStringIncludes(again.stderr, "no scheduler is running");
});

function up(project: Project): boolean {
  return project.exists("experiments") &&
    project.list("experiments").some((name) => project.exists(`experiments/${name}/up`));
}

Deno.test("grid:stop --drain starts nothing more and lets running jobs finish; the scheduler exits with 1", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => up(project));
  const stopping = project.run("stop", ["g.yaml", "--drain"]);
  await until("the scheduler drains", () => started.hasSaid("draining: waiting for running jobs"));
  project.write("go", "");
  assertEquals((await stopping).code, 0);
  const { code, stdout } = await started.ended;
  assertEquals(code, 1);
  const { counts } = await project.status(stdout.trim());
  assertEquals([counts.train.succeeded, counts.train.pending], [1, 2]);
});

Deno.test("--resume --detach hands the grid over to the scheduler in the background, and shows its pid", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const dir = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const started = project.start("train", ["g.yaml", "--resume", "--detach"]);
  const { code, stdout, stderr } = await started.ended;
  assertEquals([code, stdout.trim()], [0, dir], stderr);
  const pid = Number(/pid (\d+)/.exec(stderr)?.[1]);
  await until("it runs", () => up(project));
  assertEquals([pid, isRunning(pid)], [lockHolder(join(project.dir, dir, "lock"))?.pid, true], stderr);
  project.write("go", "");
  await until("it has ended", () => !isRunning(pid));
  assertStringIncludes(project.read(`${dir}/scheduler.log`), "3 of 3 trained");
});

Deno.test("--detach runs in the background, with messages in scheduler.log", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--detach"]);
  assertEquals(code, 0, stderr);
  const dir = stdout.trim();
  const pid = Number(/pid (\d+)/.exec(stderr)?.[1]);
  assert(isRunning(pid), stderr);
  project.write("go", "");
  await until("it has ended", () => !isRunning(pid));
  assertEquals((await project.status(dir)).counts.train.succeeded, 3);
  assertStringIncludes(project.read(`${dir}/scheduler.log`), "3 of 3 trained");
});

Deno.test("grid:schedule:cpu can run in the background", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const dir = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { code, stdout, stderr } = await project.run("schedule_cpu", [dir, "--detach"]);
  assertEquals([code, stdout], [0, `${dir}\n`], stderr);
  const pid = Number(/pid (\d+)/.exec(stderr)?.[1]);
  project.write("go", "");
  await until("it has ended", () => !isRunning(pid));
  assertStringIncludes(project.read(`${dir}/scheduler.log`), "3 of 3 trained");
});

Deno.test("SIGHUP does not stop the scheduler: it writes messages to scheduler.log", async () => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => up(project));
  started.kill("SIGHUP");
  const log = `experiments/${project.grids()[0]}/scheduler.log`;
  await until("its messages go to the file", () => project.exists(log));
  project.write("go", "");
  const { code, stdout } = await started.ended;
  assertEquals(code, 0);
  assertStringIncludes(project.read(`${stdout.trim()}/scheduler.log`), "3 of 3 trained");
});

Deno.test("a second signal, at least a second later, kills immediately", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}\ngrid_settings: {command: "trap '' TERM; touch {grid_dir}/up; while :; do sleep 0.1; done"}\n`,
  );
  const started = project.start("train", ["g.yaml", "--grace", "600"]);
  await until("it runs", () => up(project));
  started.kill("SIGINT");
  started.kill("SIGINT");
  await until("it waits for the run", () => processesOf(join(project.dir, "experiments")).length > 0);
  const kill = setInterval(() => {
    try {
      started.kill("SIGINT");
    } catch {
      clearInterval(kill);
    }
  }, 300);
  const { code, stdout } = await started.ended;
  clearInterval(kill);
  assertEquals(code, 130);
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
});

Deno.test("closing the terminal stops nothing", async (t) => {
  using project = new Project();
  project.write("g.yaml", HELD);
  const train = `"${Deno.execPath()}" run --quiet --no-check --allow-all "${
    join(import.meta.dirname!, "../../tasks/train.ts")
  }" g.yaml`;
  let terminal: Deno.ChildProcess;
  try {
    terminal = new Deno.Command("script", {
      args: ["-qfec", train, "/dev/null"],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment({ TERM: "xterm", NO_COLOR: undefined }),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
    return void await t.step({
      name: "skipped: script(1), which creates a terminal, is missing",
      ignore: true,
      fn: () => {},
    });
  }
  await until("it runs", () => up(project));
  terminal.kill("SIGKILL");
  await terminal.status;
  const grid = `experiments/${project.grids()[0]}`;
  await until("its messages go to the file", () => project.exists(`${grid}/scheduler.log`));
  project.write("go", "");
  await until("the scheduler has ended", () => project.read(`${grid}/lock`) === "");
  assertEquals((await project.status(grid)).counts.train.succeeded, 3);
  assertStringIncludes(project.read(`${grid}/scheduler.log`), "3 of 3 trained");
});

Deno.test("a Ctrl-C that arrives twice within a second, as under deno task, counts once", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}\ngrid_settings: {command: "trap 'sleep 0.4; touch saved; exit' TERM; touch {grid_dir}/up; while :; do sleep 0.05; done"}\n`,
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => up(project));
  started.kill("SIGINT");
  await until("the first one has come", () => started.hasSaid("SIGINT"));
  started.kill("SIGINT");
  assertEquals((await started.ended).code, 130);
  assert(project.exists("saved"));
});

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`a retry that was pending when ${signal} arrived is made by the resume`, async () => {
    using project = new Project();
    project.write(
      "g.yaml",
      "grid_axes: {x: [1]}\ngrid_settings: {retries: 1, command: 'echo {attempt} >> {grid_dir}/runs.txt; test {attempt} = 2'}\n",
    );
    const first = project.start("train", ["g.yaml"]);
    await until("the first attempt has failed", () => {
      const dir = project.exists("experiments") ? `experiments/${project.grids()[0]}` : "";
      return project.exists(`${dir}/journal.ndjson`) && project.read(`${dir}/journal.ndjson`).includes('"end"');
    });
    first.kill(signal);
    await first.ended;
    const second = await project.run("train", ["g.yaml", "--resume"]);
    assertStringIncludes(second.stderr, "1 to retry");
    assertEquals(second.code, 0, second.stderr);
    assertEquals(project.read(`${second.stdout.trim()}/runs.txt`), "1\n2\n");
    // All attempts are used: nothing is retried.
    project.write("h.yaml", "grid_axes: {x: [1]}\ngrid_settings: {retries: 1, command: 'false'}\n");
    assertEquals((await project.run("train", ["h.yaml"])).code, 1);
    const { stderr } = await project.run("train", ["h.yaml", "--resume"]);
    assertStringIncludes(stderr, "1 failed (use --retry-failed");
    assertMatch(stderr, /next: deno task grid:train \S+ --retry-failed\n/);
  });
}

Deno.test("requirements of dropped experiments are not checked", async () => {
  using project = new Project();
  Deno.chmodSync(project.write("old.sh", "#!/bin/sh\n"), 0o755);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [./old.sh, '{x}'], workdir: .}\n");
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  project.write("g.yaml", "grid_axes: {x: [2]}\ngrid_settings: {command: 'test {x} = 2'}\n");
  Deno.removeSync(join(project.dir, "old.sh"));
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "1 new, 1 dropped");
});

Deno.test("a resume locks the grid from before the change of the plan until its runs have ended", async () => {
  using project = new Project();
  const text = (axis: string) => `
grid_axes: {x: ${axis}}
grid_settings: {command: "cp {grid_dir}/lock {dir}/lock.seen"}
`;
  project.write("g.yaml", text("[1]"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  project.write("g.yaml", text("[1, 2]"));
  const resumed = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(resumed.code, 0, resumed.stderr);
  const run = project.list(dir).find((name) => name.includes("x=2"))!;
  // The lock that the run sees was taken before the plan was replaced.
  const since = Date.parse(JSON.parse(project.read(`${dir}/${run}/lock.seen`)).since);
  const replaced = Deno.statSync(join(project.dir, dir, "grid.1.yaml")).mtime!.getTime();
  assert(since < replaced, `the lock was taken at ${since}, the plan replaced at ${replaced}`);
});
