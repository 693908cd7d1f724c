import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import config from "../../deno.json" with { type: "json" };
import { isRunning, Project, taskEnvironment, until } from "../project.ts";

const ROOT = join(dirname(fromFileUrl(import.meta.url)), "../..");

/** Runs a script in a project as a task of deno.json would be run. */
async function runAs(project: Project, flags: readonly string[], script: string, args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", `--config=${ROOT}/deno.json`, ...flags, script, ...args],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment(),
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

// What a hostile file could make a reader do, in the reader's thread and in a worker of it.
const PROBE = `
const tries = {
  run: () => new Deno.Command("true").outputSync(),
  net: () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  ffi: () => Deno.dlopen("libc.so.6", {}),
  sys: () => Deno.hostname(),
};
function probe(): string {
  return Object.entries(tries).flatMap(([name, attempt]) => {
    try {
      attempt();
    } catch (error) {
      if ((error as Error).name === "NotCapable") return [];
    }
    return [name];
  }).join() || "nothing";
}
`;

function writeProbe(project: Project, module: string, args: readonly string[]): string {
  project.write("worker.ts", `${PROBE}\nself.postMessage(probe());\n`);
  return project.write(
    "probe.ts",
    `import { main } from ${JSON.stringify(`file://${ROOT}/tasks/${module}`)};
${PROBE}
console.error("before: " + probe());
const code = await main(${JSON.stringify(args)});
const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  console.error("code " + code + ", after: " + probe() + ", a worker: " + data);
  Deno.exit(0);
};
`,
  );
}

// Enough for an analysis that looks at no process.
const READING = ["--quiet", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"];

Deno.test("the tasks of deno.json ask for no permission", () => {
  for (const [name, { command }] of Object.entries(config.tasks)) {
    if (name.startsWith("grid:")) {
      assertMatch(command, /^deno run --quiet --no-prompt --allow-\S+ .*tasks\/\w+\.ts/, name);
    }
  }
});

Deno.test("grid:analyze writes with the permissions to read and write files what it writes with all", async () => {
  using project = new Project();
  project.write("train.sh", `echo "{\\"loss\\": $1}" >"$GRID_RUN_DIR/metrics.json"\n`);
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh train.sh {x}'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const script = join(ROOT, "tasks/analyze.ts");
  const [less, all] = [
    await runAs(project, READING, script, [grid, "--output", "less"]),
    await runAs(project, ["--quiet", "--allow-all"], script, [grid, "--output", "all"]),
  ];
  assertEquals([less.code, all.code], [0, 0], less.stderr + all.stderr);
  const texts = [less, all].map(({ stdout }) => stdout.trim().split("\n").map((path) => project.read(path)));
  assertEquals(texts[0], texts[1]);
  assertStringIncludes(texts[0]!.join(), "loss");
  const newest = await runAs(project, READING, script, []);
  assertEquals(newest.code, 0, newest.stderr);
});

Deno.test("what only reads can start nothing from then on, reach no network and load no library; nor can its workers", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  for (
    const [module, args] of [
      ["analyze.ts", [grid, "--output", "a"]],
      ["report.ts", [grid, "--output", "r.html"]],
      ["expand.ts", ["g.yaml", "--dry-run"]],
      ["train.ts", ["g.yaml", "--dry-run"]],
      ["grid.ts", ["analyze", grid, "--output", "c"]],
      ["grid.ts", ["run", "g.yaml", "--dry-run"]],
    ] as [string, string[]][]
  ) {
    const probe = writeProbe(project, module, args);
    const { stderr } = await runAs(project, ["--quiet", "--no-prompt", "--allow-all"], probe, []);
    assertStringIncludes(stderr, "before: run,net,ffi,sys", module);
    assertStringIncludes(stderr, "code 0, after: nothing, a worker: nothing", module);
  }
  const probe = writeProbe(project, "analyze.ts", [grid, "--output", "b"]);
  assertStringIncludes((await runAs(project, READING, probe, [])).stderr, "before: nothing");
});

Deno.test("grid:run analyzes without the permissions that its runs needed", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true', test_command: 'true'}\n");
  const probe = writeProbe(project, "run.ts", ["g.yaml"]);
  const { stderr } = await runAs(project, ["--quiet", "--no-prompt", "--allow-all"], probe, []);
  assertStringIncludes(stderr, "after: nothing, a worker: nothing");
});

Deno.test("without the permission to see processes, what was started and has no end is unknown", async () => {
  using project = new Project();
  project.write(
    "g.yaml",
    "grid_axes: {x: [1]}\ngrid_settings: {command: 'touch up; until [ -e go ]; do sleep 0.02; done'}\n",
  );
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => project.exists("up"));
  started.kill("SIGKILL");
  const grid = (await started.ended).stdout.trim();
  const script = join(ROOT, "tasks/status.ts");
  const { code, stdout, stderr } = await runAs(project, READING, script, [grid, "--json"]);
  assertEquals([code, JSON.parse(stdout).experiments[0].train.state], [0, "unknown"], stderr);
  assertEquals((await project.status(grid)).experiments[0].train.state, "running");
  project.write("go", "");
  assertEquals((await project.run("train", [grid])).code, 0);
});

Deno.test("an analysis looks at processes before it gives up the permission to, and has the states that others have", async () => {
  using project = new Project();
  project.write(
    "train.sh",
    `echo '{"loss": 1}' >"$GRID_RUN_DIR/metrics.json"; echo $$ >>pids; while [ -e g.yaml ]; do sleep 0.02; done\n`,
  );
  project.write(
    "g.yaml",
    "grid_axes: {x: [1, 2, 3]}\ngrid_settings: {command: 'exec sh train.sh', max_concurrent_runs: 3, cpus_per_run: 0.1}\n",
  );
  const started = project.start("train", ["g.yaml"]);
  await until("all run", () => project.exists("pids") && project.read("pids").trim().split("\n").length === 3);
  started.kill("SIGKILL");
  const grid = (await started.ended).stdout.trim();
  const [living, dead, old] = (await project.status(grid)).experiments;
  const claimOf = ({ dir }: { readonly dir: string }) => `${grid}/${dir}/train.1.pid`;
  const killWithSupervisor = async (experiment: { readonly dir: string }) => {
    const pid = Number(project.read(claimOf(experiment)).split(" ")[0]);
    const supervisor = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ")[1];
    Deno.kill(Number(supervisor), "SIGKILL");
    Deno.kill(pid, "SIGKILL");
    await until("it has ended", () => !isRunning(pid));
  };
  await killWithSupervisor(dead);
  await killWithSupervisor(old);
  const words = project.read(claimOf(old)).split(" ");
  project.write(claimOf(old), [words[0], words[1], "another-boot", ...words.slice(3)].join(" "));
  const states: string[] = (await project.status(grid)).experiments.map(
    ({ train }: { train: { state: string } }) => train.state,
  );
  assertEquals(states, ["running", "lost", "interrupted"]);
  const script = join(ROOT, "tasks/analyze.ts");
  const { code, stdout, stderr } = await runAs(project, ["--quiet", "--no-prompt", "--allow-all"], script, [
    ...[grid, "--output", "-", "--columns", "training_state"],
  ]);
  assertEquals(code, 0, stderr);
  assertEquals(
    stdout.trim().split("\n").slice(1).map((row) => states.find((state) => row.includes(state))),
    states,
    stdout,
  );
  assertStringIncludes(stderr, "1 running");
  await killWithSupervisor(living);
});
