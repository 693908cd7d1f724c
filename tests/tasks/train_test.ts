import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readMachineLimits } from "../../io/system/machine_limits.ts";
import { capacityWithin } from "../../lib/schedule/slots.ts";
import { commandLineOf, isRunning, processesOf, Project, until } from "../project.ts";

/** Two experiments in one slot. Each appends a line when it starts and when it ends. */
const COUNTED = `
grid_axes: {x: [1, 2]}
grid_settings:
  max_concurrent_runs: 1
  command: >-
    echo start {id} >> {grid_dir}/runs.txt; trap 'exit 9' TERM; sleep $SECONDS_EACH & wait $!;
    echo end {id} >> {grid_dir}/runs.txt
`;

Deno.test("grid:train trains every experiment and prints only the grid directory to stdout", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {lr: [0.1, 1e-4], width: [1, 2]}\ngrid_settings: {command: 'echo lr {lr} seed $GRID_SEED'}\n",
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertMatch(stdout, /^experiments\/g_\d{8}_\d{6}\n$/);
  const grid = stdout.trim();
  const status = await project.status(grid);
  assertEquals(status.counts.train.succeeded, 4);
  assertEquals(status.scheduler, null);
  const [first] = status.experiments;
  assertEquals(first.name, "g-lr=0.1-width=1");
  assertEquals(first.params, { lr: 0.1, width: 1 });
  assertMatch(project.read(`${grid}/${first.dir}/train.log`), /^lr 0\.1 seed \d+\n$/);
  assertEquals(project.read(`${grid}/${first.dir}/training_configuration.yaml`), "lr: 0.1\nwidth: 1\n");
  assertEquals(project.read(`${grid}/grid.yaml`), project.read("g.yaml"));
});

Deno.test("a run gets its placeholders, its environment, /dev/null as input, and thread caps", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {word: ["a'; touch hacked; echo '", "$(touch hacked)", "two  words\\n*"]}
grid_settings:
  command: [sh, print.sh, "{word}", "{args}", "{id}", "{repetition}", "{attempt}", "{grid_name}"]
  env: {GREETING: "hello {id}"}
  cpus_per_run: 2
`,
  );
  project.write("print.sh", `for word; do printf '<%s>' "$word"; done; cat; env > "$GRID_RUN_DIR/env.txt"\n`);
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"], { OMP_NUM_THREADS: "7" });
  assertEquals(code, 0, stderr);
  const grid = stdout.trim();
  const { experiments } = await project.status(grid);
  const values = ["a'; touch hacked; echo '", "$(touch hacked)", "two  words\n*"];
  // deno-lint-ignore no-explicit-any
  experiments.forEach((experiment: any, i: number) => {
    const { id, dir } = experiment;
    assertEquals(project.read(`${grid}/${dir}/train.log`), `<${values[i]}><--word=${values[i]}><${id}><0><1><g>`);
    const env = project.read(`${grid}/${dir}/env.txt`);
    for (
      const line of [
        `GRID_ROOT=${join(project.dir, grid)}`,
        `GRID_RUN_DIR=${join(project.dir, grid, dir)}`,
        `GRID_CONFIG=${join(project.dir, grid, dir, "training_configuration.yaml")}`,
        `GRID_EXPERIMENT_ID=${id}`,
        "GRID_STAGE=train",
        "GRID_ATTEMPT=1",
        `GREETING=hello ${id}`,
        "OMP_NUM_THREADS=7",
        "MKL_NUM_THREADS=2",
      ]
    ) assertStringIncludes(env, `${line}\n`);
  });
  assert(!project.exists("hacked"), "values never reach a shell unquoted");
});

Deno.test("setup and command run in one shell, with the shell and the workdir of the grid", async () => {
  using project = new Project();
  project.write("work/here.txt", "");
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings: {setup: "greeting=hi", command: "ls; echo $greeting \${{BASH_VERSION:+bash}}", shell: [bash, -c], workdir: work}
`,
  );
  const { stdout } = await project.run("train", ["g.yaml"]);
  const [experiment] = (await project.status(stdout.trim())).experiments;
  assertEquals(project.read(`${stdout.trim()}/${experiment.dir}/train.log`), "here.txt\nhi bash\n");
});

Deno.test("failures are recorded and shown, other runs continue, and the exit code is 1", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [0, 3, kill, 0.5]}\ngrid_settings: {command: 'echo working on {x}; if [ {x} = kill ]; then kill -9 $$; fi; exit {x}'}\n",
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  const { experiments, counts } = await project.status(stdout.trim());
  assertEquals([counts.train.succeeded, counts.train.failed], [1, 3]);
  assertEquals([experiments[1].train.exit, experiments[1].train.signal], [3, null]);
  assertEquals([experiments[2].train.exit, experiments[2].train.signal], [null, "SIGKILL"]);
  assertStringIncludes(stderr, "1 of 4 trained, 3 failed");
  assertStringIncludes(stderr, "| working on 3");
  assertStringIncludes(stderr, `${experiments[1].dir}/train.1.log`);
  assertStringIncludes(stderr, `next: deno task grid:train ${stdout.trim()} --retry-failed`);
});

Deno.test("at most max_concurrent_runs run at a time", async () => {
  using project = new Project();
  project.write("g.yaml", `${COUNTED}`);
  const { code, stdout } = await project.run("train", ["g.yaml"], { SECONDS_EACH: "0.2" });
  assertEquals(code, 0);
  assertEquals(project.read(`${stdout.trim()}/runs.txt`).replaceAll(/ [0-9a-f]+/g, ""), "start\nend\nstart\nend\n");
});

Deno.test("runs that need a fraction of a CPU share it, and are told to use one thread", async () => {
  using project = new Project();
  const { cpus } = capacityWithin(readMachineLimits());
  const together = Math.ceil(cpus) + 1;
  // Each run waits for all others.
  project.write(
    "g.yaml",
    `grid_axes: {x: {range: [1, ${together}, 1]}}
grid_settings:
  command: 'echo {cpus_per_run} $OMP_NUM_THREADS >{grid_dir}/started.{x}; until ls {grid_dir} | grep -c started | grep -qx ${together}; do sleep 0.02; done'
  cpus_per_run: ${Math.floor(cpus / together * 1e4) / 1e4}
  timeout: 60s
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"], { OMP_NUM_THREADS: "" });
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${stdout.trim()}/started.1`), "1 1\n");
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} stops all runs, exits with ${code}, and a resume runs only what is missing`, async () => {
    using project = new Project();
    project.write("g.yaml", COUNTED);
    const first = project.start("train", ["g.yaml"], { SECONDS_EACH: "30" });
    const runs = () =>
      project.list("experiments").map((grid) => `experiments/${grid}/runs.txt`).find((path) => project.exists(path));
    await until("the first run started", () => project.exists("experiments") && runs() !== undefined);
    first.kill(signal);
    const ended = await first.ended;
    assertEquals(ended.code, code, ended.stderr);
    const grid = ended.stdout.trim();
    assertStringIncludes(ended.stderr, `next: deno task grid:train ${grid}`);
    assertEquals(processesOf(join(project.dir, grid)), []);
    assertEquals((await project.status(grid)).counts.train.interrupted, 1);

    const second = await project.run("train", ["g.yaml", "--resume"], { SECONDS_EACH: "0" });
    assertEquals([second.code, second.stdout], [0, ended.stdout], second.stderr);
    const { counts, experiments } = await project.status(grid);
    assertEquals(counts.train.succeeded, 2);
    assertEquals(experiments[0].train.attempts, 2);
    assertEquals(project.read(`${grid}/runs.txt`).match(/start/g)?.length, 3);

    const third = await project.run("train", [grid]);
    assertEquals(third.code, 0);
    assertStringIncludes(third.stderr, "nothing to run");
    assertEquals(project.read(`${grid}/runs.txt`).match(/start/g)?.length, 3);
  });
}

Deno.test("a run that ignores SIGTERM is killed after the grace period", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}\ngrid_settings: {command: "trap '' TERM; touch {dir}/up; while :; do sleep 0.1; done"}\n`,
  );
  const started = project.start("train", ["g.yaml", "--grace", "0.3"]);
  const up = () =>
    project.exists("experiments") &&
    project.list("experiments").some((grid) =>
      project.list(`experiments/${grid}`).some((dir) => project.exists(`experiments/${grid}/${dir}/up`))
    );
  await until("it runs", up);
  started.kill("SIGTERM");
  const { code, stdout } = await started.ended;
  assertEquals(code, 143);
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
  const [experiment] = (await project.status(stdout.trim())).experiments;
  assertEquals([experiment.train.state, experiment.train.signal], ["interrupted", "SIGKILL"]);
});

Deno.test("runs outlive a killed scheduler, and the next one adopts them", async () => {
  using project = new Project();
  project.write("g.yaml", COUNTED);
  const first = project.start("train", ["g.yaml"], { SECONDS_EACH: "1.5" });
  const runs = () =>
    project.list("experiments").map((grid) => `experiments/${grid}/runs.txt`).find((path) => project.exists(path));
  await until("the first run started", () => project.exists("experiments") && runs() !== undefined);
  first.kill("SIGKILL");
  const grid = (await first.ended).stdout.trim();
  assertEquals((await project.status(grid)).counts.train.running, 1);
  const second = await project.run("train", [grid], { SECONDS_EACH: "0" });
  assertEquals(second.code, 0, second.stderr);
  const { experiments } = await project.status(grid);
  const [a, b] = experiments.map((experiment: { id: string }) => experiment.id);
  // The second run may overlap the adopted one; none starts twice.
  const lines = project.read(`${grid}/runs.txt`).trim().split("\n").sort();
  assertEquals(lines, [`end ${a}`, `end ${b}`, `start ${a}`, `start ${b}`].sort());
  assertEquals(experiments.map((experiment: { train: { attempts: number } }) => experiment.train.attempts), [1, 1]);
});

Deno.test("a run whose supervisor was killed is not started twice", async () => {
  using project = new Project();
  project.write("g.yaml", COUNTED);
  const started = project.start("train", ["g.yaml"], { SECONDS_EACH: "1" });
  const runs = () =>
    project.list("experiments").map((grid) => `experiments/${grid}/runs.txt`).find((path) => project.exists(path));
  await until("the first run started", () => project.exists("experiments") && runs() !== undefined);
  const supervisors = processesOf(project.dir).filter((pid) => commandLineOf(pid).includes("supervisor.sh"))
    .concat(supervisorsIn(project.dir));
  assert(supervisors.length > 0, "there is a supervisor");
  for (const pid of supervisors) if (isRunning(pid)) Deno.kill(pid, "SIGKILL");
  const { code, stdout, stderr } = await started.ended;
  const lines = project.read(`${stdout.trim()}/runs.txt`).trim().split("\n");
  // Without an exit record it is lost once it is gone, and runs again.
  assertEquals(lines.map((line) => line.split(" ")[0]), ["start", "end", "start", "end", "start", "end"], stderr);
  assertEquals(code, 0, stderr);
});

function supervisorsIn(dir: string): number[] {
  return Array.from(Deno.readDirSync("/proc")).filter((entry) => /^\d+$/.test(entry.name)).map((entry) =>
    Number(entry.name)
  ).filter((pid) => {
    try {
      return Deno.readLinkSync(`/proc/${pid}/cwd`).startsWith(dir) &&
        Deno.readTextFileSync(`/proc/${pid}/cmdline`).includes("supervisor.sh");
    } catch {
      return false;
    }
  });
}

Deno.test("a second scheduler of a grid exits with 3 and names the first one", async () => {
  using project = new Project();
  project.write("g.yaml", COUNTED);
  const first = project.start("train", ["g.yaml"], { SECONDS_EACH: "1" });
  await until(
    "the first run started",
    () =>
      project.exists("experiments") &&
      project.list("experiments").some((grid) => project.exists(`experiments/${grid}/runs.txt`)),
  );
  const grid = `experiments/${project.grids()[0]}`;
  const second = await project.run("train", [grid]);
  assertEquals(second.code, 3);
  assertStringIncludes(second.stderr, `pid ${first.pid}`);
  assertEquals((await project.status(grid)).scheduler.pid, first.pid);
  assertEquals((await first.ended).code, 0);
});

Deno.test("a run that exceeds its timeout is stopped, and counts as timed out", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [30, 0]}\ngrid_settings: {command: 'exec sleep {x}', timeout: 0.5s}\n");
  const { code, stdout } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  const { experiments } = await project.status(stdout.trim());
  assertEquals([experiments[0].train.state, experiments[0].train.signal], ["timed_out", "SIGTERM"]);
  assertEquals(experiments[1].train.state, "succeeded");
});

Deno.test("a retry uses the same directory, and keeps metrics and log of the previous attempt", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings: {retries: 1, command: "echo attempt {attempt}; echo '{{}}' > {dir}/metrics.json; test {attempt} = 2"}
`,
  );
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const [experiment] = (await project.status(stdout.trim())).experiments;
  const dir = `${stdout.trim()}/${experiment.dir}`;
  assertEquals(experiment.train.attempts, 2);
  assertEquals(project.read(`${dir}/train.1.log`), "attempt 1\n");
  assertEquals(project.read(`${dir}/train.log`), "attempt 2\n");
  assert(project.exists(`${dir}/metrics.1.json`) && project.exists(`${dir}/metrics.json`));
});

Deno.test("--retry-failed runs only failed experiments again", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [0, 1]}\ngrid_settings: {command: 'test {x} = 0 || test -e ok'}\n");
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 1);
  const grid = first.stdout.trim();
  assertEquals((await project.run("train", [grid])).code, 1);
  project.write("ok", "");
  const { code, stderr } = await project.run("train", [grid, "--retry-failed"]);
  assertEquals(code, 0, stderr);
  const { experiments } = await project.status(grid);
  assertEquals(experiments.map((experiment: { train: { attempts: number } }) => experiment.train.attempts), [1, 2]);
});

Deno.test("--only runs matching experiments; a selector without a match is an error", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {lr: [0.1, 0.01], width: [1, 2]}\ngrid_settings: {command: 'true'}\n");
  const first = await project.run("train", ["g.yaml", "--only", "lr=0.10", "--only", "*width=2"]);
  assertEquals(first.code, 0, first.stderr);
  const { experiments } = await project.status(first.stdout.trim());
  assertEquals(experiments.map((experiment: { train: { state: string } }) => experiment.train.state), [
    "pending",
    "succeeded",
    "pending",
    "pending",
  ]);
  const none = await project.run("train", [first.stdout.trim(), "--only", "lr=7"]);
  assertEquals(none.code, 2);
  assertStringIncludes(none.stderr, "--only: lr=7 matches none of the 4 experiments");
});

Deno.test("with invalid input nothing is created and nothing is started", async () => {
  using project = new Project();
  project.write("bad.yaml", "grid_axes: {x: 1}\ngrid_settings: {comand: 'true'}\n");
  const wrong = await project.run("train", ["bad.yaml"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertStringIncludes(wrong.stderr, `bad.yaml:1:13: axis "x": expected a list, got 1`);
  assertStringIncludes(wrong.stderr, `bad.yaml:2:17: unknown setting "comand", did you mean "command"?`);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'pyhton3x train.py'}\n");
  const missing = await project.run("train", ["g.yaml"]);
  assertEquals([missing.code, missing.stdout], [2, ""]);
  assertStringIncludes(missing.stderr, `program "pyhton3x" not found on PATH`);
  for (
    const [args, message] of [
      [["nothing.yaml"], "nothing.yaml: grid file not found"],
      [[], "no grid given"],
      [["g.yaml", "--reusme"], "Did you mean --resume?"],
      [["g.yaml", "again.yaml"], "too many arguments"],
      [["g.yaml", "--set", "lr"], "--set lr: expected KEY=VALUE"],
      [["g.yaml", "--li", "10"], "--li: unused: no command has {li}"],
      [["g.yaml", "--grace", "soon"], "--grace"],
    ] as [string[], string][]
  ) {
    const { code, stdout, stderr } = await project.run("train", args);
    assertEquals([code, stdout], [2, ""], `${args}: ${stderr}`);
    assertStringIncludes(stderr, message);
    assert(!/\n\s+at /.test(stderr), `no stack trace for ${args}`);
  }
  assert(!project.exists("experiments"));
});

Deno.test("--set, --axis and --setting change the grid, and are stored with it", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {lr: [0.1, 0.01], width: [1, 2]}\ngrid_settings: {command: 'echo {args} {depth}'}\n",
  );
  const { code, stdout, stderr } = await project.run("train", [
    "g.yaml",
    "--set",
    "lr=0.5",
    "--axis",
    "width=[7, 8, 9]",
    "--set",
    "depth=3",
    "--setting",
    "max_concurrent_runs=1",
  ]);
  assertEquals(code, 0, stderr);
  const { experiments } = await project.status(stdout.trim());
  assertEquals(
    experiments.map((experiment: { name: string }) => experiment.name),
    [7, 8, 9].map((width) => `g-lr=0.5-width=${width}`),
  );
  assertEquals(project.read(`${stdout.trim()}/${experiments[0].dir}/train.log`), "--lr=0.5 --width=7 --depth=3 3\n");
  const provenance = JSON.parse(project.read(`${stdout.trim()}/provenance.json`));
  assertEquals(provenance.overrides.slice(0, 4), ["--set", "lr=0.5", "--set", "depth=3"]);
});

Deno.test("grid:schedule:cpu runs a directory created by grid:expand", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true'}\n");
  const expanded = await project.run("expand", ["g.yaml"]);
  assertEquals(expanded.code, 0);
  assertEquals((await project.status(expanded.stdout.trim())).counts.train.pending, 2);
  const { code, stdout } = await project.run("schedule_cpu", [expanded.stdout.trim()]);
  assertEquals([code, stdout], [0, expanded.stdout]);
  assertEquals((await project.status(stdout.trim())).counts.train.succeeded, 2);
});

Deno.test("grid:schedule:gpu rejects --on cpu, and starts nothing", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'touch {grid_dir}/ran'}\n");
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const { code, stderr } = await project.run("schedule_gpu", [grid, "--on", "cpu"]);
  assertEquals([code, stderr], [2, "error: --on cpu cannot be used with grid:schedule:gpu\n"]);
  assert(!project.exists(`${grid}/ran`));
});

Deno.test("descendants of a run end with it, even in other sessions", async () => {
  using project = new Project();
  project.write(
    "spawn.sh",
    `setsid sleep 300 &
(setsid sh -c '(trap "" TERM HUP; env -i sleep 300) &' &)
sleep 300 &
sh -c 'setsid sh -c "echo up; sleep 300" >/dev/null 2>&1 &'
sleep 0.2
`,
  );
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, spawn.sh]}\n");
  const before = sleepers();
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
  // A process in another session that cleared its environment cannot be found: it may remain.
  const left = sleepers().filter((pid) => !before.includes(pid));
  assert(left.length <= 1, `${left.length} are left`);
  for (const pid of left) Deno.kill(pid, "SIGKILL");
});

function sleepers(): number[] {
  return Array.from(Deno.readDirSync("/proc")).map((entry) => Number(entry.name)).filter((pid) => {
    try {
      return Number.isInteger(pid) && isRunning(pid) &&
        Deno.readTextFileSync(`/proc/${pid}/cmdline`) === "sleep\x00300\x00";
    } catch {
      return false;
    }
  });
}

Deno.test("after SIGTERM, processes that a run left in its group have the grace period to end", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1]}
grid_settings:
  command: "(trap 'sleep 0.5; touch saved; exit 0' TERM; touch up; while :; do sleep 0.05; done) & wait"
`,
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  started.kill("SIGTERM");
  assertEquals((await started.ended).code, 143);
  assert(project.exists("saved"));
});

Deno.test("runs start with default handlers for SIGPIPE and SIGHUP", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'grep SigIgn /proc/self/status'}\n");
  const { stdout } = await project.run("train", ["g.yaml"]);
  const [experiment] = (await project.status(stdout.trim())).experiments;
  const ignored = BigInt(`0x${project.read(`${stdout.trim()}/${experiment.dir}/train.log`).split(/\s+/)[1]}`);
  const bit = (signal: number) => (ignored >> BigInt(signal - 1)) & 1n;
  assertEquals([bit(13), bit(1), bit(15)], [0n, 0n, 0n]);
});

Deno.test("a trainer that saves on SIGTERM has its grace period, even if its shell dies immediately", async () => {
  using project = new Project();
  project.write("trainer.sh", "trap 'sleep 1.6; echo saved; exit 0' TERM\necho up\nwhile :; do sleep 0.05; done\n");
  // Two commands, so that no shell replaces itself with the first one.
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'sh trainer.sh; echo never', timeout: 2s, retries: 1}\n",
  );
  const { stdout, stderr } = await project.run("train", ["g.yaml"]);
  const [{ dir, train }] = (await project.status(stdout.trim())).experiments;
  assertEquals([train.state, train.attempts], ["timed_out", 2], stderr);
  for (const n of [1, 2]) {
    assertEquals(project.read(`${stdout.trim()}/${dir}/train.${n}.log`).replace("Terminated\n", ""), "up\nsaved\n");
  }
});

Deno.test("a run that ignores SIGTERM in such a shell is killed after the grace period", async () => {
  using project = new Project();
  project.write("trainer.sh", "trap '' TERM\nwhile :; do sleep 0.05; done\n");
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'sh trainer.sh; echo never', timeout: 0.3s}\n",
  );
  const { stdout } = await project.run("train", ["g.yaml", "--grace", "0.3"]);
  const [{ train }] = (await project.status(stdout.trim())).experiments;
  assertEquals(train.state, "timed_out");
  assertEquals(processesOf(join(project.dir, stdout.trim())), []);
});

Deno.test("a run can append to the log that receives its output", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'echo one; echo two >> {dir}/train.log; echo three'}\n",
  );
  const { stdout } = await project.run("train", ["g.yaml"]);
  const [{ dir }] = (await project.status(stdout.trim())).experiments;
  assertEquals(project.read(`${stdout.trim()}/${dir}/train.log`), "one\ntwo\nthree\n");
});

Deno.test("a run inherits the user's environment, whatever the names of its variables", async () => {
  using project = new Project();
  const env = Object.fromEntries(
    ["base", "code", "child", "dir", "host", "launch", "log", "mode", "session", "stage"].map((name) => [name, "mine"]),
  );
  project.write("g.yaml", `grid_axes: {x: [1]}\ngrid_settings: {command: 'env > {grid_dir}/env.txt'}\n`);
  const { code, stdout, stderr } = await project.start("train", ["g.yaml"], env).ended;
  assertEquals(code, 0, stderr);
  const lines = project.read(`${stdout.trim()}/env.txt`).split("\n");
  assertEquals(Object.keys(env).filter((name) => !lines.includes(`${name}=mine`)), []);
});

Deno.test("grid:run --dry-run prints the experiments, and creates nothing", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo {x}'}\n");
  const { code, stdout } = await project.run("run", ["g.yaml", "--dry-run", "--json"]);
  assertEquals(code, 0);
  assertEquals(JSON.parse(stdout).map((experiment: { command: string }) => experiment.command), ["echo 1", "echo 2"]);
  assert(!project.exists("experiments"));
  assertEquals((await project.run("run", ["g.yaml", "--json"])).code, 2);
});

Deno.test("after a failed trainer was mended, grid:train and grid:run say what failed and that --retry-failed runs it again", async () => {
  using project = new Project();
  project.write("train.sh", 'echo "no module named torch"; test "$1" = 1\n');
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh train.sh {x}'}\n");
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 1);
  const grid = first.stdout.trim();
  project.write("train.sh", "exit 0\n");
  for (const task of ["train", "run"]) {
    const { code, stderr } = await project.run(task, [grid]);
    assertEquals(code, 1, stderr);
    assertMatch(
      stderr,
      /failed earlier g-x=2 r0 \w+: exit code 1 after .*, log: \S+\/train\.1\.log\n {2}\| no module named/,
    );
    assertStringIncludes(stderr, "1 run that failed earlier was not run again: add --retry-failed to run it again\n");
    assertStringIncludes(stderr, "1 of 2 trained, 1 failed (nothing to run without --retry-failed)");
  }
  const quiet = await project.run("train", [grid, "--quiet"]);
  assertStringIncludes(quiet.stderr, "add --retry-failed", "not even --quiet hides why nothing is run");
  const retried = await project.run("train", [grid, "--retry-failed"]);
  assertEquals(retried.code, 0, retried.stderr);
  assert(!retried.stderr.includes("earlier"), retried.stderr);
});
