import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GpuGround } from "../gpu_ground.ts";
import { isRunning, until } from "../project.ts";

const lines = (text: string, pattern: RegExp) => text.split("\n").filter((line) => pattern.test(line));

Deno.test("24 runs on 4 GPUs: each has one of its own, by UUID, all are used, and the status tells which", async () => {
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
  const told = new Map(experiments.map(({ id, train }: any) => [id, train.device]));
  for (const { id, devices } of runs) assertEquals(told.get(id), devices.join(","));
  // After the two that look for GPUs, at most once a second.
  const times = gpus.calls().map(({ time }) => time).slice(1);
  times.slice(1).forEach((time, i) => assert(time - times[i]! >= 990, "nvidia-smi is asked once a second at most"));
});

Deno.test("three grids at once, whose runs take 1, 2 and 4 GPUs: no overlap, whole sets, and each comes to its end", async () => {
  using ground = new GpuGround(4);
  ground.write("one", 8, 0.05);
  ground.write("two", 4, 0.05, "gpus_per_run: 2");
  ground.write("four", 3, 0.05, "gpus_per_run: 4");
  const ended = await Promise.all(["four", "two", "one"].map((name) => ground.run(`${name}.yaml`)));
  for (const { code, stderr } of ended) assertEquals(code, 0, stderr);
  const runs = ground.check();
  for (const [name, count, width] of [["one", 8, 1], ["two", 4, 2], ["four", 3, 4]] as const) {
    const own = runs.filter(({ grid }) => grid.startsWith(`${name}_`));
    assertEquals(own.length, count, "nothing is run twice");
    assertEquals(own.map(({ devices }) => devices.length), Array(count).fill(width));
  }
});

Deno.test("two grids that pack 2 and 3 runs on a GPU, and one that does not: grids never mix, and no GPU holds too many", async () => {
  using ground = new GpuGround(2);
  ground.write("two", 10, 0.05, "runs_per_gpu: 2");
  ground.write("three", 10, 0.05, "runs_per_gpu: 3");
  ground.write("one", 5, 0.05);
  const ended = await Promise.all(["two", "three", "one"].map((name) => ground.run(`${name}.yaml`)));
  for (const { code, stderr } of ended) assertEquals(code, 0, stderr);
  assertEquals(ground.check(3).length, 25);
  for (const [name, most] of [["one", 1], ["two", 2]] as const) ground.check(most, name);
});

Deno.test("runs_per_gpu runs share each GPU, and no more", async () => {
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

Deno.test("a killed scheduler's runs keep their GPUs, also without their supervisors; the next one adopts them", async () => {
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
  // The one whose supervisor is gone leaves no record: it is lost, and runs again.
  assertEquals(runs.filter((run) => run.grid.startsWith("a_")).length, 5);
  assertEquals(runs.filter((run) => run.grid.startsWith("b_")).length, 2);
  const { counts } = await project.status(grid);
  assertEquals(counts.train.succeeded, 4);
});

Deno.test("what a run leaves behind in a session of its own keeps the GPU from another grid, and not from the next scheduler", async () => {
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
  assert(!isRunning(left), "the next scheduler ends what was left");
  assertEquals((await other.ended).code, 0);
  assertEquals(ground.check().length, 3);
});

Deno.test("runs take 2 of 3 GPUs, or 8 of 8; tasks of one grid may differ; what needs more than there are is refused", async () => {
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
  assertStringIncludes(refused.stderr, "a run needs 4 GPUs (gpus_per_run), and 3 are visible");
  assertEquals(project.list("experiments").filter((name) => name.startsWith("four")), [], "nothing is made");

  using wide = new GpuGround(8);
  wide.write("eight", 2, 0.05, "gpus_per_run: 8");
  assertEquals((await wide.run("eight.yaml")).code, 0);
  assertEquals(wide.check().map(({ devices }) => devices), [wide.gpus.uuids, wide.gpus.uuids]);
});

Deno.test("a run that has its GPU for itself keeps it so when its grid goes on with runs_per_gpu: 2", async () => {
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
  assertMatch(ended!, /^end /, "nothing starts beside it");
  // One may come at the moment in which the other ends.
  const vain = lines(project.read(`${ground.gridOf("g")}/journal.ndjson`), /"void"/);
  assert(vain.length <= 1, "it is waited for, not tried again and again");
});
