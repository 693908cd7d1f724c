/** Readers of a task's messages that do not read: no run waits for them, and no signal. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { isRunning, processesOf, Project, taskEnvironment, until } from "../project.ts";

const TRAIN = join(import.meta.dirname!, "../../tasks/train.ts");

// Both exec the task, so that their pid is its own.
const FULL_PIPE = 'mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec "$@" 2>&3';
const BOTH_FULL = 'mkfifo pipe; exec 3<>pipe; head -c 65536 /dev/zero >&3; exec "$@" >&3 2>&3';
const CLOSED_PIPE = 'mkfifo pipe; exec 3<>pipe 4>pipe 3<&-; exec "$@" >&4 2>&4';

// Of more than 64 KiB of messages.
const LONG = "x".repeat(500);
const MANY = `grid_axes: {x: [${Array.from({ length: 80 }, (_, n) => `${LONG}${n}`).join(", ")}]}
grid_settings: {command: "true", max_concurrent_runs: 4}
`;

const ENDLESS = `grid_axes: {x: [1, 2]}
grid_settings: {command: "touch {grid_dir}/up-{x}; exec sleep 300", max_concurrent_runs: 2}
`;

function trainIn(project: Project, shell: string): Deno.ChildProcess {
  return new Deno.Command("sh", {
    args: [
      ...["-c", shell, "sh", Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", TRAIN, "g.yaml"],
    ],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment(),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

function gridOf(project: Project): string | undefined {
  return project.exists("experiments")
    ? project.list("experiments").map((name) => `experiments/${name}`)[0]
    : undefined;
}

function areUp(project: Project): boolean {
  const grid = gridOf(project);
  return grid !== undefined && [1, 2].every((x) => project.exists(`${grid}/up-${x}`));
}

for (
  const [name, shell] of Object.entries({
    "a pipe that nobody reads": FULL_PIPE,
    "one pipe for both that nobody reads": BOTH_FULL,
    "a pipe that is closed": CLOSED_PIPE,
  })
) {
  Deno.test(`all runs run with ${name}`, async () => {
    using project = new Project();
    project.write("g.yaml", MANY);
    const { code } = await trainIn(project, shell).status;
    assertEquals(code, 0);
    assertEquals((await project.status(gridOf(project)!)).counts.train.succeeded, 80);
  });

  Deno.test(`SIGINT ends a scheduler with ${name}`, async () => {
    using project = new Project();
    project.write("g.yaml", ENDLESS);
    const train = trainIn(project, shell);
    await until("both run", () => areUp(project));
    Deno.kill(train.pid, "SIGINT");
    assertEquals((await train.status).code, 130);
    assertEquals(processesOf(project.dir), []);
    assertEquals((await project.status(gridOf(project)!)).counts.train.interrupted, 2);
  });
}

// A terminal of which nobody takes the output unless it is read; `undefined` where there is no script(1).
function trainOnTerminal(project: Project): Deno.ChildProcess | undefined {
  try {
    return new Deno.Command("script", {
      args: ["-qfec", `"${Deno.execPath()}" run --quiet --no-check --allow-all "${TRAIN}" g.yaml`, "/dev/null"],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment({ TERM: "xterm", NO_COLOR: undefined }),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
    return undefined;
  }
}

Deno.test("SIGINT ends a scheduler whose terminal is stopped by Ctrl-S", async (t) => {
  using project = new Project();
  project.write("g.yaml", ENDLESS);
  const terminal = trainOnTerminal(project);
  if (terminal === undefined) return void await t.step({ name: "skipped: no script(1)", ignore: true, fn: () => {} });
  let shownAt = performance.now();
  const reading = terminal.stdout.pipeTo(new WritableStream({ write: () => void (shownAt = performance.now()) }));
  await until("both run", () => areUp(project));
  const keys = terminal.stdin.getWriter();
  await keys.write(new TextEncoder().encode("\x13"));
  // The live view is drawn four times a second.
  await until("nothing is shown any more", () => performance.now() - shownAt > 1_500);
  Deno.kill(JSON.parse(project.read(`${gridOf(project)}/lock`)).pid, "SIGINT");
  assertEquals((await terminal.status).code, 130);
  await Promise.all([reading, keys.close().catch(() => {})]);
  assertEquals(processesOf(project.dir), []);
  assertEquals((await project.status(gridOf(project)!)).counts.train.interrupted, 2);
});

Deno.test("a terminal that is closed ends nothing, though a pipe is in the place of the log of its messages", async (t) => {
  using project = new Project();
  project.write(
    "g.yaml",
    `grid_axes: {x: [1, 2]}
grid_settings: {command: "touch {grid_dir}/up-{x}; until [ -e {grid_dir}/go ]; do sleep 0.02; done", max_concurrent_runs: 2}
`,
  );
  const terminal = trainOnTerminal(project);
  if (terminal === undefined) return void await t.step({ name: "skipped: no script(1)", ignore: true, fn: () => {} });
  await until("both run", () => areUp(project));
  const grid = gridOf(project)!;
  const { pid } = JSON.parse(project.read(`${grid}/lock`));
  assert(new Deno.Command("mkfifo", { args: [join(project.dir, grid, "scheduler.log")] }).outputSync().success);
  terminal.kill("SIGKILL");
  await Promise.all([terminal.status, terminal.stdout.cancel(), terminal.stdin.close().catch(() => {})]);
  project.write(`${grid}/go`, "");
  try {
    await until("the scheduler has ended", () => !isRunning(pid));
  } finally {
    if (isRunning(pid)) Deno.kill(pid, "SIGKILL");
  }
  assertEquals((await project.status(grid)).counts.train.succeeded, 2);
});

Deno.test("a slow reader gets all of a table, of a JSON text, and of the messages of a stage", async () => {
  using project = new Project();
  project.write("g.yaml", MANY);
  const read = async (task: string, args: string, redirection: string) => {
    const script = join(import.meta.dirname!, `../../tasks/${task}.ts`);
    const command = `"$0" run --quiet --no-check --allow-all "${script}" g.yaml ${args} ${redirection}`;
    // It begins to read when a pipe and more has been written, and reads 4 KiB at a time.
    const { stdout } = await new Deno.Command("sh", {
      args: [
        "-c",
        `${command} | { sleep 0.5; while dd bs=4096 count=1 2>/dev/null | grep ''; do :; done; }`,
        Deno.execPath(),
      ],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment(),
      stdin: "null",
    }).output();
    return new TextDecoder().decode(stdout).replaceAll("\n", "");
  };
  assertEquals(JSON.parse(await read("expand", "--dry-run --json", "")).length, 80);
  assertStringIncludes(await read("train", "", "2>&1"), "80 of 80 trained");
});
