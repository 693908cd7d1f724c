import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project, until } from "../project.ts";

const GRID = "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'echo {x} >> {grid_dir}/runs.txt'}\n";

/** A grid whose first experiment has a start in the journal and this claim. */
async function started(
  project: Project,
  claim: string | undefined,
): Promise<{ grid: string; dir: string; id: string }> {
  project.write("g.yaml", GRID);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const [{ id, dir }] = (await project.status(grid)).experiments;
  project.write(
    `${grid}/journal.ndjson`,
    `{"type":"journal","version":1}\n${
      JSON.stringify({ type: "start", time: Date.now(), id, stage: "train", launch: 1, attempt: 1 })
    }\n`,
  );
  Deno.mkdirSync(join(project.dir, grid, dir));
  if (claim !== undefined) project.write(`${grid}/${dir}/train.1.pid`, claim);
  return { grid, dir, id };
}

const place = () => {
  const boot = Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  return { boot, namespace: Deno.readLinkSync("/proc/self/ns/pid"), host: Deno.hostname() };
};

Deno.test("a start without a claim is void: a late supervisor starts nothing, and the run is launched again", async () => {
  using project = new Project();
  const { grid, dir } = await started(project, undefined);
  const { code, stderr } = await project.run("train", [grid]);
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${grid}/${dir}/train.1.pid`), "void\n");
  assert(project.exists(`${grid}/${dir}/train.2.exit`));
  const [{ train }] = (await project.status(grid)).experiments;
  assertEquals([train.state, train.attempts], ["succeeded", 1]);
  assertEquals(project.read(`${grid}/runs.txt`).trim().split("\n").sort(), ["1", "2"]);
});

Deno.test("runs with an empty claim, or whose process is gone, are lost and launched again", async () => {
  const { boot, namespace, host } = place();
  for (const claim of ["", `1073741824 5 ${boot} ${namespace} ${host}\n`]) {
    using project = new Project();
    const { grid, dir } = await started(project, claim);
    assertEquals((await project.run("train", [grid])).code, 0);
    const [{ train }] = (await project.status(grid)).experiments;
    assertEquals([train.state, train.attempts], ["succeeded", 2]);
    assert(project.exists(`${grid}/${dir}/train.2.exit`));
  }
});

Deno.test("a run from before the last boot is interrupted, and launched again", async () => {
  using project = new Project();
  const { namespace, host } = place();
  const { grid } = await started(project, `${Deno.pid} 5 another-boot ${namespace} ${host}\n`);
  assertEquals((await project.status(grid)).experiments[0].train.state, "interrupted");
  assertEquals((await project.run("train", [grid])).code, 0);
});

Deno.test("an exit record without an end in the journal counts, and nothing runs again", async () => {
  using project = new Project();
  const { boot, namespace, host } = place();
  const { grid, dir } = await started(project, `1073741824 5 ${boot} ${namespace} ${host}\n`);
  project.write(`${grid}/${dir}/train.1.exit`, "0\n");
  assertEquals((await project.run("train", [grid])).code, 0);
  assertEquals(project.read(`${grid}/runs.txt`), "2\n");
});

Deno.test("a run on another host is unknown: the scheduler waits for it, and --assume-dead runs it again", async () => {
  using project = new Project();
  const { boot, namespace } = place();
  const { grid, dir } = await started(project, `17 5 ${boot} ${namespace} elsewhere\n`);
  assertEquals((await project.status(grid)).experiments[0].train.state, "unknown");
  const waiting = project.start("train", [grid]);
  await until("the other one has run", () => project.exists(`${grid}/runs.txt`));
  project.write(`${grid}/${dir}/train.1.exit`, "0\n");
  const { code, stderr } = await waiting.ended;
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "started on elsewhere, may still be running there");
  assertEquals(project.read(`${grid}/runs.txt`), "2\n");

  using other = new Project();
  const second = await started(other, `17 5 ${boot} ${namespace} elsewhere\n`);
  const elsewhere = "--assume-dead elswhere: warning: no run is unknown on that host: they are on elsewhere\n";
  for (const [host, now] of [["elswhere", "unknown"], ["elsewhere", "train"], ["*", "train"]] as const) {
    const dry = await other.run("train", [second.grid, "--assume-dead", host, "--dry-run", "--json"]);
    assertEquals(JSON.parse(dry.stdout)[0].now, now, dry.stderr);
  }
  const misspelled = other.start("train", [second.grid, "--assume-dead", "elswhere"]);
  await until("it waits", () => misspelled.hasSaid("may still be running there"));
  misspelled.kill("SIGINT");
  assertStringIncludes((await misspelled.ended).stderr, elsewhere);
  other.write(`${second.grid}/runs.txt`, "2\n");
  const dead = await other.run("train", [second.grid, "--assume-dead", "elsewhere"]);
  assertEquals(dead.stderr.includes("no run is unknown"), false);
  assertEquals(dead.code, 0, dead.stderr);
  assertEquals(other.read(`${second.grid}/runs.txt`).trim().split("\n").sort(), ["1", "2"]);
});

Deno.test("--assume-dead '*' runs again what any other host has left, and is no mistake if there is nothing", async () => {
  using project = new Project();
  const { boot, namespace } = place();
  const { grid } = await started(project, `17 5 ${boot} ${namespace} elsewhere\n`);
  for (let run = 0; run < 2; run++) {
    const { code, stderr } = await project.run("train", [grid, "--assume-dead", "*"]);
    assertEquals([code, stderr.includes("--assume-dead")], [0, false], stderr);
  }
  assertEquals(project.read(`${grid}/runs.txt`).trim().split("\n").sort(), ["1", "2"]);
});

Deno.test("the time limit ends the wait for unknown runs, and leaves them unknown", async () => {
  using project = new Project();
  const { boot, namespace } = place();
  const { grid } = await started(project, `17 5 ${boot} ${namespace} elsewhere\n`);
  const { code, stderr } = await project.run("train", [grid, "--time-limit", "5s", "--grace", "0.1"]);
  assertEquals(code, 5, stderr);
  assertStringIncludes(stderr, "may still be running there");
  assertEquals((await project.status(grid)).experiments[0].train.state, "unknown");
});

Deno.test("a signal ends the wait for unknown runs, and leaves them unknown", async () => {
  using project = new Project();
  const { boot, namespace } = place();
  const { grid } = await started(project, `17 5 ${boot} ${namespace} elsewhere\n`);
  const waiting = project.start("train", [grid]);
  await until("the other one has run", () => project.exists(`${grid}/runs.txt`));
  waiting.kill("SIGINT");
  assertEquals((await waiting.ended).code, 130);
  assertEquals((await project.status(grid)).experiments[0].train.state, "unknown");
});

Deno.test("a full disk stops scheduling with exit code 4, nothing is lost, and a resume continues", async (t) => {
  using project = new Project();
  const disk = join(project.dir, "disk");
  Deno.mkdirSync(disk);
  const mount = new Deno.Command("mount", {
    args: ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk],
    stdout: "null",
    stderr: "null",
  });
  let mounted = false;
  try {
    mounted = mount.outputSync().success;
  } catch {
    // Not mounted.
  }
  if (!mounted) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw new Error("a small tmpfs could not be mounted");
    return void await t.step({ name: "skipped: only root can mount a small disk", ignore: true, fn: () => {} });
  }
  try {
    project.write(
      "g.yaml",
      `grid_axes: {x: {range: [1, 40, 1]}}
grid_settings: {max_concurrent_runs: 2, command: "echo {x} >> ${project.dir}/runs.txt; head -c 12000 /dev/zero > {dir}/big; true"}
`.replace(`${project.dir}/runs.txt`, "runs.txt"),
    );
    const { code, stderr, stdout } = await project.run("train", ["g.yaml", "--expdir", "disk"]);
    assertEquals(code, 4, stderr);
    assertStringIncludes(stderr, "No space left on device");
    const grid = stdout.trim();
    const first = project.read("runs.txt").trim().split("\n");
    assert(first.length < 40);
    new Deno.Command("mount", { args: ["-o", "remount,size=16m", disk] }).outputSync();
    const second = await project.run("train", [grid]);
    assertEquals(second.code, 0, second.stderr);
    const all = project.read("runs.txt").trim().split("\n");
    assertEquals(new Set(all).size, 40);
    assertEquals(all.length, 40, "nothing runs twice");
  } finally {
    new Deno.Command("umount", { args: ["-l", disk] }).outputSync();
  }
});

Deno.test("a corrupt or truncated plan is reported, and nothing is started", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const grid = (await project.run("expand", ["g.yaml"])).stdout.trim();
  const plan = project.read(`${grid}/plan.ndjson`);
  for (
    const [text, message] of [
      [plan.slice(0, -20), "of the plan is corrupt"],
      [plan.trim().split("\n").slice(0, -1).join("\n"), "the plan is truncated: expected 2 experiments, got 1"],
      ["", "the plan has no head"],
      [plan.replace('"version":1', '"version":7'), "unsupported plan version: expected 1, got 7"],
    ] as const
  ) {
    project.write(`${grid}/plan.ndjson`, text);
    for (const task of ["train", "status", "test"]) {
      const { code, stderr } = await project.run(task, [grid]);
      assertEquals(code, 2, `${task}: ${stderr}`);
      assertStringIncludes(stderr, message);
    }
  }
});

Deno.test("the scheduler waits for a supervisor that is about to write its exit record", async () => {
  using project = new Project();
  const { boot, namespace, host } = place();
  const { grid, dir } = await started(project, `1073741824 5 ${boot} ${namespace} ${host}\n`);
  const resumed = project.start("train", [grid]);
  await until(
    "the scheduler has taken the grid",
    () => project.exists(`${grid}/lock`) && project.read(`${grid}/lock`) !== "",
  );
  project.write(`${grid}/${dir}/train.1.exit`, "0\n");
  const { code, stderr } = await resumed.ended;
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${grid}/runs.txt`), "2\n");
});

Deno.test("an adopted run that is not part of the request runs to its end, is stopped by Ctrl-C, and is not run again", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\n" +
      "grid_settings: {retries: 2, command: 'echo {x} >> {grid_dir}/runs.txt; if [ {x} = 1 ]; then sleep 60; fi'}\n",
  );
  const first = project.start("train", ["g.yaml", "--max-concurrent-runs", "1"]);
  const grid = () => `experiments/${project.grids()[0]}`;
  await until("it runs", () => project.exists("experiments") && project.exists(`${grid()}/runs.txt`));
  first.kill("SIGKILL");
  await first.ended;
  const second = project.start("train", [grid(), "--only", "x=2", "--max-concurrent-runs", "2"]);
  await until("the other one has run", () => project.read(`${grid()}/journal.ndjson`).includes('"succeeded"'));
  second.kill("SIGINT");
  assertEquals((await second.ended).code, 130);
  const { experiments } = await project.status(grid());
  assertEquals(experiments.map((experiment: { train: { state: string } }) => experiment.train.state), [
    "interrupted",
    "succeeded",
  ]);
  assertEquals(project.read(`${grid()}/runs.txt`), "1\n2\n");
});

Deno.test("what a killed scheduler has trained is tested by the command that follows, also if that recovers the training", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'touch {dir}/model.pt', test_command: 'echo {x} >>{grid_dir}/tested.txt', " +
      "checkpoint: model.pt}\n",
  );
  const { stdout } = await project.run("train", ["g.yaml"]);
  const grid = stdout.trim();
  // As if it had been killed before it recorded the ends.
  const journal = project.read(`${grid}/journal.ndjson`).split("\n").filter((line) => !line.includes('"type":"end"'));
  project.write(`${grid}/journal.ndjson`, journal.join("\n"));
  const { code, stderr } = await project.run("test", [grid]);
  assertEquals(code, 0, stderr);
  assertEquals(project.read(`${grid}/tested.txt`).trim().split("\n").sort(), ["1", "2"]);
  const { experiments } = await project.status(grid);
  assertEquals(
    experiments.map((
      { train, test }: { train: { state: string }; test: { state: string } },
    ) => [train.state, test.state]),
    [
      ["succeeded", "succeeded"],
      ["succeeded", "succeeded"],
    ],
  );
});
