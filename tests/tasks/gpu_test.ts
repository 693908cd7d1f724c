import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { readMachineLimits } from "../../io/system/machine_limits.ts";
import { capacityWithin } from "../../lib/schedule/slots.ts";
import { canRun } from "../can_run.ts";
import { GpuGround } from "../gpu_ground.ts";
import { isRunning, processesOf, until } from "../project.ts";

const lines = (text: string, pattern: RegExp) => text.split("\n").filter((line) => pattern.test(line));

Deno.test("24 runs on 4 GPUs: each run has its own GPU, by UUID, all GPUs are used, and the status shows them", async () => {
  using ground = new GpuGround(4);
  const { project, gpus } = ground;
  ground.write("g", 24, 0.05);
  const { code, stderr, stdout } = await ground.run("g.yaml");
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "training on 4 GPUs (NVIDIA GeForce RTX 3090)\n");
  const runs = ground.check();
  assertEquals(runs.length, 24);
  assertEquals([...new Set(runs.flatMap(({ devices }) => devices))].sort(), gpus.uuids);
  const { experiments } = await project.status(stdout.trim());
  // deno-lint-ignore no-explicit-any
  const deviceOf = new Map(experiments.map(({ id, train }: any) => [id, train.device]));
  for (const { id, devices } of runs) assertEquals(deviceOf.get(id), devices.join(","));
  // The first two calls discover GPUs. Then at most one per second; calls are logged with some delay.
  const times = gpus.calls().map(({ time }) => time).slice(1);
  times.slice(1).forEach((time, i) => assert(time - times[i]! >= 500, "nvidia-smi runs at most once a second"));
});

Deno.test("three concurrent grids whose runs take 1, 2 and 4 GPUs: no overlap, complete sets, and all grids finish", async () => {
  using ground = new GpuGround(4);
  ground.write("one", 8, 0.05);
  ground.write("two", 4, 0.05, "gpus_per_run: 2");
  ground.write("four", 3, 0.05, "gpus_per_run: 4");
  const ended = await Promise.all(["four", "two", "one"].map((name) => ground.run(`${name}.yaml`)));
  for (const { code, stderr } of ended) assertEquals(code, 0, stderr);
  const runs = ground.check();
  for (const [name, count, width] of [["one", 8, 1], ["two", 4, 2], ["four", 3, 4]] as const) {
    const gridRuns = runs.filter(({ grid }) => grid.startsWith(`${name}_`));
    assertEquals(gridRuns.length, count, "nothing runs twice");
    assertEquals(gridRuns.map(({ devices }) => devices.length), Array(count).fill(width));
  }
});

Deno.test("grids with 1, 2 and 3 runs per GPU never share a GPU, and no GPU has too many runs", async () => {
  using ground = new GpuGround(2);
  ground.write("two", 10, 0.05, "runs_per_gpu: 2");
  ground.write("three", 10, 0.05, "runs_per_gpu: 3");
  ground.write("one", 5, 0.05);
  const ended = await Promise.all(["two", "three", "one"].map((name) => ground.run(`${name}.yaml`)));
  for (const { code, stderr } of ended) assertEquals(code, 0, stderr);
  assertEquals(ground.check(3).length, 25);
  for (const [name, most] of [["one", 1], ["two", 2]] as const) ground.check(most, name);
});

Deno.test("at most runs_per_gpu runs share a GPU", async () => {
  using ground = new GpuGround(2);
  ground.write("g", 8, "wait", "runs_per_gpu: 3");
  const scheduler = ground.start("g.yaml");
  const runs = await ground.untilRunning(6);
  for (const uuid of ground.gpus.uuids) assertEquals(runs.filter(({ devices }) => devices[0] === uuid).length, 3);
  ground.go();
  const { code, stderr } = await scheduler.ended;
  assertEquals(code, 0, stderr);
  assertEquals(ground.check(3).length, 8);
});

Deno.test("a grid with shared GPUs waits, without void launches, while another process keeps a gate locked", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  ground.write("first", 1, 0.05);
  assertEquals((await ground.run("first.yaml")).code, 0);
  const gate = Deno.openSync(join(project.dir, `leases/${ground.gpus.uuids[0]}.gate`));
  try {
    gate.lockSync(true);
    ground.write("g", 4, 0.05, "runs_per_gpu: 2");
    const scheduler = ground.start("g.yaml");
    await until("it waits for the gate", () => scheduler.hasSaid("keeps"));
    assert(!project.read(`${ground.gridOf("g")}/journal.ndjson`).includes('"start"'));
    gate.unlockSync();
    const { code, stderr } = await scheduler.ended;
    assertEquals(code, 0, stderr);
    assert(!project.read(`${ground.gridOf("g")}/journal.ndjson`).includes('"void"'));
    assertEquals(ground.check(2).length, 5);
  } finally {
    gate.close();
  }
});

Deno.test("runs of a killed scheduler keep their GPUs, even without supervisors, and the next scheduler adopts them", async () => {
  using ground = new GpuGround(2);
  const { project } = ground;
  ground.write("a", 4, "wait");
  ground.write("b", 2, 0.05);
  const first = ground.start("a.yaml");
  const [one, two] = await ground.untilRunning(2);
  const parent = Number(/PPid:\s*(\d+)/.exec(Deno.readTextFileSync(`/proc/${one!.pid}/status`))![1]);
  first.kill("SIGKILL");
  await first.ended;
  Deno.kill(parent, "SIGKILL");
  const other = ground.start("b.yaml");
  await ground.untilWaiting(other);
  assert(isRunning(one!.pid) && isRunning(two!.pid));
  const grid = ground.gridOf("a");
  const successor = ground.start(grid);
  await until("they are adopted", () => lines(project.read(`${grid}/journal.ndjson`), /"scheduler"/).length === 2);
  ground.go();
  const [a, b] = await Promise.all([successor.ended, other.ended]);
  assertEquals([a.code, b.code], [0, 0], a.stderr + b.stderr);
  const runs = ground.check();
  // The run without a supervisor leaves no exit record: it is lost, and runs again.
  assertEquals(runs.filter((run) => run.grid.startsWith("a_")).length, 5);
  assertEquals(runs.filter((run) => run.grid.startsWith("b_")).length, 2);
  const { counts } = await project.status(grid);
  assertEquals(counts.train.succeeded, 4);
});

Deno.test("adopted runs take no slots of jobs that have not started", async () => {
  using ground = new GpuGround(2);
  ground.write("a", 2, "wait");
  const first = ground.start("a.yaml", ["--max-concurrent-runs", "1"]);
  await ground.untilRunning(1);
  first.kill("SIGKILL");
  await first.ended;
  const successor = ground.start(ground.gridOf("a"), ["--max-concurrent-runs", "2"]);
  await ground.untilRunning(2);
  ground.go();
  const { code, stderr } = await successor.ended;
  assertEquals(code, 0, stderr);
});

Deno.test("a leftover process in another session blocks the GPU for other grids, but not for the next scheduler", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  project.write(
    "leave.sh",
    `[ -e left ] || { setsid sh -c 'echo $$ >left.new; mv left.new left; exec sleep 60' & }
until [ -e left ]; do sleep 0.01; done
exec sh run.sh wait
`,
  );
  project.write("a.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: [sh, leave.sh]}\n");
  ground.write("b", 1, 0.05);
  const first = ground.start("a.yaml");
  const [run] = await ground.untilRunning(1);
  const supervisor = Number(/PPid:\s*(\d+)/.exec(Deno.readTextFileSync(`/proc/${run!.pid}/status`))![1]);
  first.kill("SIGKILL");
  await first.ended;
  for (const pid of [supervisor, run!.pid]) Deno.kill(pid, "SIGKILL");
  await until("the run is gone", () => !isRunning(run!.pid));
  ground.bury(run!);
  const left = Number(project.read("left"));
  const other = ground.start("b.yaml");
  await ground.untilWaiting(other);
  assert(isRunning(left));
  ground.go();
  const { code, stderr } = await ground.run(ground.gridOf("a"));
  assertEquals(code, 0, stderr);
  assert(!isRunning(left), "the next scheduler ends the leftover process");
  assertEquals((await other.ended).code, 0);
  assertEquals(ground.check().length, 3);
});

Deno.test({
  name: "the next run on a GPU waits until a worker without the lease, in a session of its own, is gone",
  ignore: !canRun(["python3", "-c", ""]),
  async fn() {
    using ground = new GpuGround(1);
    const { project } = ground;
    project.write(
      "leave.sh",
      `[ ! -e worker ] || ! grep '^State:.[^Z]' "/proc/$(cat worker)/status" || echo "$GRID_EXPERIMENT_ID" >>overlaps
python3 -c 'import subprocess; print(subprocess.Popen(["sleep", "60"], start_new_session=True).pid)' >worker
exec sh run.sh 0
`,
    );
    project.write("g.yaml", "grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: [sh, leave.sh]}\n");
    const { code, stderr } = await ground.run("g.yaml");
    assertEquals(code, 0, stderr);
    assertEquals(ground.check().length, 3);
    assert(!project.exists("overlaps"));
  },
});

for (const shared of [false, true]) {
  Deno.test(`a GPU whose lease file was deleted stays with the run that holds it, ${shared ? "shared" : "alone"}`, async () => {
    using ground = new GpuGround(1);
    const { project, gpus } = ground;
    ground.write("a", shared ? 2 : 1, "wait", shared ? "runs_per_gpu: 2" : "");
    ground.write("b", 1, 0.05);
    const first = ground.start("a.yaml");
    await ground.untilRunning(shared ? 2 : 1);
    Deno.removeSync(join(project.dir, "leases", gpus.uuids[0]!));
    const second = ground.start("b.yaml");
    await until("it waits", () => second.hasSaid("is held by"));
    await delay(300);
    assertEquals(ground.running().map(({ grid }) => grid.split("_")[0]), Array(shared ? 2 : 1).fill("a"));
    ground.go();
    for (const { code, stderr } of await Promise.all([first.ended, second.ended])) assertEquals(code, 0, stderr);
    assertEquals(ground.check(2).length, shared ? 3 : 2);
  });
}

Deno.test("runs can take several GPUs, tasks of one grid can differ, and too many GPUs per run are rejected", async () => {
  using ground = new GpuGround(3);
  const { project } = ground;
  project.write(
    "g.yaml",
    `grid_tasks:
  - {name: wide, settings: {gpus_per_run: 2}}
  - {name: narrow}
grid_axes: {x: {range: [1, 4, 1]}}
grid_settings: {command: [sh, run.sh, "0.05", "{gpus_per_run}", "{name}"]}
`,
  );
  const { code, stderr } = await ground.run("g.yaml");
  assertEquals(code, 0, stderr);
  assertEquals(ground.check().map(({ devices }) => devices.length).sort(), [1, 1, 1, 1, 2, 2, 2, 2]);

  ground.write("four", 1, 0.05, "gpus_per_run: 4");
  const refused = await ground.run("four.yaml");
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "each run needs 4 GPUs (gpus_per_run), but only 3 are visible");
  assertEquals(project.list("experiments").filter((name) => name.startsWith("four")), [], "nothing is created");

  using wide = new GpuGround(8);
  wide.write("eight", 2, 0.05, "gpus_per_run: 8");
  assertEquals((await wide.run("eight.yaml")).code, 0);
  assertEquals(wide.check().map(({ devices }) => devices), [wide.gpus.uuids, wide.gpus.uuids]);
});

Deno.test("runs of the next scheduler join runs of a killed one on shared GPUs, up to runs_per_gpu", async () => {
  using ground = new GpuGround(1);
  ground.write("g", 4, "wait", "runs_per_gpu: 2");
  const first = ground.start("g.yaml", ["--max-concurrent-runs", "1"]);
  await ground.untilRunning(1);
  first.kill("SIGKILL");
  await first.ended;
  const second = ground.start(ground.gridOf("g"));
  await ground.untilRunning(2);
  ground.go();
  const { code, stderr } = await second.ended;
  assertEquals(code, 0, stderr);
  assertEquals(ground.check(2).length, 4);
});

Deno.test("an exclusive run stays exclusive when its grid continues with runs_per_gpu: 2", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  const write = (more: string) =>
    project.write("g.yaml", `grid_axes: {x: [1.2, 0.1, 0.2]}\ngrid_settings: {command: [sh, run.sh, "{x}"]${more}}\n`);
  write("");
  const first = ground.start("g.yaml");
  await ground.untilRunning(1);
  first.kill("SIGKILL");
  await first.ended;
  write(", runs_per_gpu: 2");
  const second = ground.start("g.yaml", ["--resume"]);
  const { code, stderr } = await second.ended;
  assertEquals(code, 0, stderr);
  assertEquals(ground.check(2).length, 3);
  const [, ended] = project.read("runs.txt").split("\n");
  assertMatch(ended!, /^end /, "nothing starts next to it");
  // One attempt may coincide with the end of the other run.
  const voidLaunches = lines(project.read(`${ground.gridOf("g")}/journal.ndjson`), /"void"/);
  assert(voidLaunches.length <= 1, "the scheduler waits instead of retrying");
});

Deno.test("jobs wait for a GPU with a foreign process and the message names it, or for enough memory", async () => {
  using ground = new GpuGround(1);
  const { gpus } = ground;
  const [uuid] = gpus.uuids as [string];
  const foreign = new Deno.Command("sleep", { args: ["60"] }).spawn();
  gpus.compute({ uuid, pid: foreign.pid, name: "/usr/bin/python3", memory: 4200 });
  ground.write("memory", 1, 0.05, "gpu_memory_free: 1GiB");
  ground.write("alone", 1, 0.05);
  const before = await ground.run("memory.yaml");
  assertEquals(before.code, 0, before.stderr);
  gpus.change(uuid, { memoryFree: 1000 });
  const calls = gpus.calls().length;
  const [alone, scarce] = ["alone.yaml", "memory.yaml"].map((grid) => ground.start(grid, ["--savetag", "2"]));
  // Two calls discover GPUs, then at most one per second: waits under two seconds are not reported.
  await until("they have looked for four seconds", () => gpus.calls().length >= calls + 12);
  assertEquals(ground.check().length, 1, "nothing starts on a GPU with foreign processes or too little free memory");
  gpus.change(uuid, { memoryFree: 1024 });
  const second = await scarce!.ended;
  assertEquals(second.code, 0, second.stderr);
  assertMatch(second.stderr, /waiting {4}GPU 0 \(.*\) has 1000 MiB of free memory \(1\.0 GiB needed\)/);
  foreign.kill();
  await foreign.status;
  gpus.compute();
  const { code, stderr } = await alone!.ended;
  assertEquals(code, 0, stderr);
  const who = `GPU 0 (NVIDIA GeForce RTX 3090) is used by python3 (pid ${foreign.pid}, 4.1 GiB)`;
  assertStringIncludes(stderr, `waiting    ${who}`);
  assertEquals(ground.check().length, 3);
});

for (const how of ["goes on", "gives up"] as const) {
  Deno.test(`a card fails while a grid is running, and the driver ${how}: retries and further runs use the others`, async () => {
    using ground = new GpuGround(2);
    const { project, gpus } = ground;
    const [lost, other] = gpus.uuids as [string, string];
    project.write("fail.sh", `sh run.sh wait; [ "$(cat lost)" != "$CUDA_VISIBLE_DEVICES" ]\n`);
    project.write(
      "g.yaml",
      "grid_axes: {x: {range: [1, 5, 1]}}\ngrid_settings: {command: [sh, fail.sh], retries: 1}\n",
    );
    const scheduler = ground.start("g.yaml");
    const first = await ground.untilRunning(2);
    project.write("lost", lost);
    gpus.lose(lost, how);
    ground.go();
    const { code, stderr, stdout } = await scheduler.ended;
    assertEquals(code, 0, stderr);
    const runs = ground.check();
    assertEquals(runs.slice(2).map(({ devices }) => devices[0]), Array(4).fill(other));
    const { experiments } = await project.status(stdout.trim());
    const { id } = first.find(({ devices }) => devices[0] === lost)!;
    // deno-lint-ignore no-explicit-any
    const { train } = experiments.find((experiment: any) => experiment.id === id);
    assertEquals([train.state, train.attempts, train.device], ["succeeded", 2, other]);
  });
}

Deno.test("without nvidia-smi grid:train uses CPUs and says why; --on gpu is rejected, and nothing is created", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  for (const name of ["sh", "setsid", "sleep", "flock"]) {
    const { stdout } = new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).outputSync();
    Deno.mkdirSync(`${project.dir}/bin`, { recursive: true });
    Deno.symlinkSync(new TextDecoder().decode(stdout).trim(), `${project.dir}/bin/${name}`);
  }
  ground.write("g", 1, 0);
  const env = { PATH: `${project.dir}/bin` };
  const refused = await ground.run("g.yaml", [], env);
  assertEquals(refused.code, 2);
  assertStringIncludes(refused.stderr, "nvidia-smi, part of the NVIDIA driver, is not on PATH");
  assert(!project.exists("experiments"));
  const { code, stderr } = await project.run("train", ["g.yaml"], { ...ground.env, ...env });
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "training on CPUs (nvidia-smi, part of");
});

Deno.test("a failure or invalid output of nvidia-smi is reported, with and without --on gpu, and nothing is created", async () => {
  using ground = new GpuGround(1);
  ground.write("g", 1, 0);
  for (
    const [text, code, message] of [
      ["Failed to initialize NVML: Driver/library version mismatch\n", 18, "Driver/library version mismatch"],
      ["lorem ipsum\n", 0, "unexpected output from nvidia-smi: lorem ipsum"],
    ] as const
  ) {
    ground.gpus.say(text, code);
    const args = ["g.yaml", ...(code === 18 ? ["--on", "gpu"] : [])];
    const ended = await ground.project.run("train", args, ground.env);
    assertEquals(ended.code, 2, ended.stderr);
    assertStringIncludes(ended.stderr, message);
    assertStringIncludes(ended.stderr, "use --on cpu to run on CPUs");
  }
  assert(!ground.project.exists("experiments"));
});

Deno.test("a hanging nvidia-smi does not keep a scheduler from ending", async () => {
  using ground = new GpuGround(1);
  const { project, gpus } = ground;
  project.write("hang.sh", `: >"$FAKE_NVIDIA_SMI/hang"\nexec sh run.sh wait\n`);
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: [sh, hang.sh]}\n");
  const scheduler = ground.start("g.yaml");
  await ground.untilRunning(1);
  await until("a look is due", () => Date.now() > gpus.calls().at(-1)!.time + 1_000);
  const calls = gpus.calls().length;
  ground.go();
  await until("it hangs", () => gpus.calls().length > calls);
  scheduler.kill("SIGINT");
  const { code, stderr } = await scheduler.ended;
  assertEquals(code, 130, stderr);
  assertStringIncludes(stderr, "1 of 2 trained");
});

Deno.test("nvidia-smi does not run while all slots are occupied", async () => {
  using ground = new GpuGround(1);
  ground.write("g", 2, 1.2);
  assertEquals((await ground.run("g.yaml")).code, 0);
  const grid = ground.gridOf("g");
  const records = lines(ground.project.read(`${grid}/journal.ndjson`), /"start"|"end"/).map((line) => JSON.parse(line));
  const [first, end] = records;
  assertEquals([first.type, end.type], ["start", "end"]);
  assertEquals(ground.gpus.calls().filter(({ time }) => time > first.time && time < end.time), []);
  assertEquals(
    ground.gpus.calls().filter(({ time }) => time > end.time).length,
    1,
    "the second start is preceded by a look",
  );
});

Deno.test("jobs wait for a lease that was taken by hand, and take the GPU when it is released", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  ground.write("g", 1, 0.05);
  assertEquals((await ground.run("g.yaml")).code, 0);
  const lease = `${project.dir}/leases/${ground.gpus.uuids[0]}`;
  const holder = new Deno.Command("sh", {
    args: ["-c", `exec 9<"$1"; flock 9; : >"$2"; exec sleep 60`, "sh", lease, `${project.dir}/held`],
  })
    .spawn();
  await until("it is held", () => project.exists("held"));
  const scheduler = ground.start("g.yaml");
  await ground.untilWaiting(scheduler);
  assertEquals(ground.check().length, 1);
  holder.kill("SIGKILL");
  await holder.status;
  const { code, stderr } = await scheduler.ended;
  assertEquals(code, 0, stderr);
  assertEquals(ground.check().length, 2);
});

Deno.test("max_concurrent_runs, cpus_per_run and memory_per_run apply on GPUs; slots share the CPUs", async () => {
  const cpus = capacityWithin(readMachineLimits()).cpus;
  for (
    const [settings, threads] of [
      ["max_concurrent_runs: 1", cpus],
      ["cpus_per_run: 100000", 100000],
      ["memory_per_run: 1000000GiB", Math.max(1, Math.floor(cpus / 2))],
    ] as const
  ) {
    using ground = new GpuGround(2);
    const { project } = ground;
    ground.write("g", 3, 0.05, `${settings}, setup: 'echo $OMP_NUM_THREADS >>threads.txt'`);
    const { code, stderr } = await ground.run("g.yaml", [], { OMP_NUM_THREADS: "" });
    assertEquals(code, 0, stderr);
    assertEquals(project.read("threads.txt"), `${threads}\n`.repeat(3), settings);
    ground.check();
    const order = project.read("runs.txt").split("\n").slice(0, -1).map((line) => line.split(" ")[0]);
    assertEquals(order, ["start", "end", "start", "end", "start", "end"], settings);
  }
});

Deno.test("signals and --drain immediately end a scheduler that waits for a GPU, with their exit codes", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  ground.write("holder", 1, "wait");
  ground.write("g", 1, 0.05);
  const holder = ground.start("holder.yaml");
  await ground.untilRunning(1);
  for (const [signal, expected] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGUSR1", 1]] as const) {
    const waiting = ground.start("g.yaml", ["--savetag", signal]);
    await ground.untilWaiting(waiting);
    waiting.kill(signal);
    const { code, stderr } = await waiting.ended;
    assertEquals(code, expected, stderr);
    assertStringIncludes(stderr, "1 pending");
  }
  ground.go();
  assertEquals((await holder.ended).code, 0);
  assertEquals(ground.check().length, 1);
  assertEquals(processesOf(project.dir), []);
});

// Commands try flock before they start anything.
const WHEN_TRIED = 'case "$*" in *"exit 42") exec /usr/bin/flock "$@" ;; esac\n';

Deno.test("a run that is stopped or times out while taking its lease has not started", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  // Like the real one, it does not ignore SIGTERM. It works when it is tried.
  project.write("bin/flock", `#!/bin/sh\n${WHEN_TRIED}: >taking\nexec sleep 60\n`);
  Deno.chmodSync(`${project.dir}/bin/flock`, 0o755);
  const env = { PATH: `${project.dir}/bin:${ground.gpus.env.PATH}` };
  const taking = () => project.list("experiments").some((grid) => project.exists(`experiments/${grid}/taking`));
  ground.write("g", 1, 0.05);
  const stopped = ground.start("g.yaml", [], env);
  await until("it takes its lease", () => project.exists("experiments") && taking());
  stopped.kill("SIGINT");
  const { code, stderr, stdout } = await stopped.ended;
  assertEquals(code, 130, stderr);
  assertEquals((await project.status(stdout.trim())).counts.train.interrupted, 1);
  ground.write("late", 1, 0.05, "timeout: 1");
  const late = await ground.run("late.yaml", [], env);
  assertEquals(late.code, 1, late.stderr);
  assertEquals((await project.status(late.stdout.trim())).counts.train.timed_out, 1);
  assertEquals(processesOf(project.dir), []);
  assert(!project.exists("runs.txt"));
  const resumed = await ground.run(stdout.trim());
  assertEquals(resumed.code, 0, resumed.stderr);
  assertEquals(ground.check().length, 1);
});

Deno.test("a run whose GPU another scheduler leased first is requeued, and uses no retry", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  project.write(
    "bin/flock",
    `#!/bin/sh\n${WHEN_TRIED}[ -e first ] || { : >first; exit 75; }\nPATH=\${PATH#*:} exec flock "$@"\n`,
  );
  Deno.chmodSync(`${project.dir}/bin/flock`, 0o755);
  ground.write("g", 2, 0.05);
  const { code, stderr, stdout } = await ground.run("g.yaml", [], {
    PATH: `${project.dir}/bin:${ground.gpus.env.PATH}`,
  });
  assertEquals(code, 0, stderr);
  const grid = stdout.trim();
  assertEquals(lines(project.read(`${grid}/journal.ndjson`), /"void"/).length, 1);
  const { experiments } = await project.status(grid);
  // deno-lint-ignore no-explicit-any
  assertEquals(experiments.map(({ train }: any) => train.attempts), [1, 1]);
  assertEquals(
    ground.check().map(({ id }) => id),
    experiments.map(({ id }: { id: string }) => id),
    "in the order of the plan",
  );
});

Deno.test("an unsuitable flock(1) is an error before anything is created", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  project.write("bin/flock", "#!/bin/sh\necho 'flock: unrecognized option: F' >&2\nexit 1\n");
  Deno.chmodSync(`${project.dir}/bin/flock`, 0o755);
  ground.write("g", 1, 0.05);
  const { code, stderr } = await ground.run("g.yaml", [], { PATH: `${project.dir}/bin:${ground.gpus.env.PATH}` });
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "flock: unrecognized option: F");
  assert(!project.exists("experiments"));
});

Deno.test("a flock(1) that stops working fails the run, which is not restarted endlessly", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  project.write("bin/flock", `#!/bin/sh\n${WHEN_TRIED}echo 'flock: unrecognized option: F' >&2\nexit 1\n`);
  Deno.chmodSync(`${project.dir}/bin/flock`, 0o755);
  ground.write("g", 1, 0.05);
  const { code, stderr } = await ground.run("g.yaml", [], { PATH: `${project.dir}/bin:${ground.gpus.env.PATH}` });
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "flock: unrecognized option: F");
});

Deno.test("a run that deletes its own directory is not restarted, even if the holder of the GPU is unknown", async () => {
  using ground = new GpuGround(1);
  const { project } = ground;
  project.write("delete.sh", `sh run.sh 0.05; rm -r "$GRID_RUN_DIR"\n`);
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: [sh, delete.sh]}\n");
  Deno.mkdirSync(`${project.dir}/leases`);
  Deno.chmodSync(`${project.dir}/leases`, 0o1777);
  project.write(`leases/holders-${Deno.uid()}`, "");
  const { code, stderr } = await ground.run("g.yaml");
  assertEquals(code, 0, stderr);
  assertEquals(ground.check().length, 2);
});

Deno.test("an unusable lease directory is reported, and nothing is started", async () => {
  using ground = new GpuGround(1);
  ground.write("a", 1, 0);
  ground.project.write("leases", "");
  const { code, stderr } = await ground.run("a.yaml");
  assertEquals([code, stderr.split("\n").at(-2)], [
    2,
    `error: ${ground.env.GRID_WORKERS_LEASE_DIR}: expected a directory for GPU leases`,
  ]);
});

Deno.test("a nested grid uses the GPUs of its run, and does not wait for that run", async () => {
  using ground = new GpuGround(2);
  const { project } = ground;
  const train = join(import.meta.dirname!, "../../tasks/train.ts");
  ground.write("inner", 2, 0.05);
  project.write("nest.sh", `exec "${Deno.execPath()}" run -A --quiet --no-check "${train}" inner.yaml --expdir "$1"\n`);
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: [sh, nest.sh, '{dir}'], timeout: 20}\n");
  const { code, stderr } = await ground.run("g.yaml");
  assertEquals(code, 0, stderr);
  const runs = ground.check();
  assertEquals(runs.length, 4);
  assertEquals(new Set(runs.flatMap(({ devices }) => devices)).size, 2);
});

Deno.test("models are tested on GPUs like they are trained, also by grid:run", async () => {
  using ground = new GpuGround(2);
  const { project, gpus } = ground;
  project.write(
    "train.sh",
    `sh run.sh 0.05; mkdir -p "$GRID_RUN_DIR/models"; : >"$GRID_RUN_DIR/models/model_best.pt"\n`,
  );
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings: {command: [sh, train.sh], test_command: [sh, run.sh, '0.05', '{checkpoint}']}\n",
  );
  const { code, stderr } = await project.run("run", ["g.yaml", "--on", "gpu"], ground.env);
  assertEquals(code, 0, stderr);
  const grid = ground.gridOf("g");
  const { experiments } = await project.status(grid);
  // deno-lint-ignore no-explicit-any
  for (const { train, test } of experiments as any[]) {
    assert(gpus.uuids.includes(train.device) && gpus.uuids.includes(test.device));
  }
  assertEquals((await project.run("test", [grid, "--again", "--on", "gpu"], ground.env)).code, 0);
  assertEquals(ground.check().length, 6);
});

Deno.test("an inherited CUDA_VISIBLE_DEVICES selects the GPUs; if it hides all, the command is rejected or uses CPUs", async () => {
  using ground = new GpuGround(3);
  const { project, gpus } = ground;
  ground.write("g", 6, 0.05);
  for (
    const [value, expected] of [
      ["2,0", [0, 2]],
      [`GPU-1111,${gpus.uuids[0]}`, [0, 1]],
      ["1,9,0", [1]],
    ] as const
  ) {
    const { code, stderr } = await ground.run("g.yaml", ["--savetag", "x"], { CUDA_VISIBLE_DEVICES: value });
    assertEquals(code, 0, stderr);
    const used = new Set(ground.check().flatMap(({ devices }) => devices));
    assertEquals([...used].sort(), expected.map((index) => gpus.uuids[index]), value);
    project.write("runs.txt", "");
  }
  for (const value of ["0,0", "7", "nonsense"]) {
    const { code, stderr } = await project.run("train", ["g.yaml"], { ...ground.env, CUDA_VISIBLE_DEVICES: value });
    assertEquals(code, 2, value);
    assertStringIncludes(stderr, `"${value}"`);
  }
  for (const value of ["", "-1"]) {
    assertEquals((await ground.run("g.yaml", [], { CUDA_VISIBLE_DEVICES: value })).code, 2);
    const { code, stderr } = await project.run("train", ["g.yaml"], { ...ground.env, CUDA_VISIBLE_DEVICES: value });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, `training on CPUs ("${value}" hides all GPUs)`);
  }
});

Deno.test("MIG instances are devices, with names of old and new drivers", async () => {
  const mig = ["MIG-GPU-0/7/0", "MIG-00000000-1111"].map((uuid) => ({ uuid, profile: "3g.20gb" }));
  using ground = new GpuGround([{ mig }]);
  ground.write("g", 6, 0.05);
  const { code, stderr } = await ground.run("g.yaml");
  assertEquals(code, 0, stderr);
  const used = new Set(ground.check().flatMap(({ devices }) => devices));
  assertEquals([...used].sort(), mig.map(({ uuid }) => uuid).sort());
});

Deno.test("a GPU in exclusive mode is not shared", async () => {
  using ground = new GpuGround([{ computeMode: "Exclusive_Process" }]);
  ground.write("g", 1, 0.05, "runs_per_gpu: 2");
  const { code, stderr } = await ground.run("g.yaml");
  assertEquals(code, 2);
  assertStringIncludes(
    stderr,
    "runs cannot share GPUs in compute mode Exclusive_Process (runs_per_gpu: 2): GPU 0",
  );
  assert(!ground.project.exists("experiments"));
});
