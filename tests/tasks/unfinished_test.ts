import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { canRun } from "../can_run.ts";
import { Project, taskEnvironment, until } from "../project.ts";

const GRID = `grid_axes: {x: [1, 2, 3]}
grid_settings: {max_concurrent_runs: 1, command: 'echo {x} >>ran; test {x} != 3 -o -e mended'}
`;

/** A project with a grid of which one experiment of three is trained. Returns the grid directory. */
async function begun(project: Project, ...flags: string[]): Promise<string> {
  project.write("my.yaml", GRID);
  const { code, stdout, stderr } = await project.run("train", ["my.yaml", "--only", "x=1", ...flags]);
  assertEquals(code, 0, stderr);
  return stdout.trim();
}

Deno.test("the same command again names the unfinished grid directory, and without a terminal starts a new one", async () => {
  using project = new Project();
  const first = await begun(project);
  const told = (grid: string, state: string, advice: string) => `${grid} made from this file has ${state}; ${advice}\n`;
  const second = await project.run("train", ["my.yaml"]);
  assert(second.stderr.startsWith(told(first, "1 of 3 trained", "add --resume to continue it")), second.stderr);
  assert(second.stdout.trim() !== first);
  assertEquals([second.code, project.grids().length, project.read("ran")], [1, 2, "1\n1\n2\n3\n"]);

  const retry = told(second.stdout.trim(), "2 of 3 trained, 1 failed", "add --retry-failed to run what failed again");
  const third = await project.run("train", ["my.yaml", "--only", "x=1"]);
  assertStringIncludes(third.stderr, retry);
  const dry = await project.run("train", ["my.yaml", "--dry-run"]);
  assertEquals(dry.stderr, "");
});

Deno.test("an unfinished grid directory of other flags is not that of the same command, and a finished one needs nothing", async () => {
  using project = new Project();
  await begun(project);
  for (const flags of [["--set", "x=1"], ["--savetag", "t", "--only", "x=1"]]) {
    const { stderr } = await project.run("train", ["my.yaml", ...flags]);
    assert(!stderr.includes("made from this file"), stderr);
  }
  const again = await project.run("train", ["my.yaml", "--set", "x=1"]);
  assert(!again.stderr.includes("made from this file"), "it is finished");
  const tagged = await project.run("train", ["my.yaml", "--savetag", "t", "--only", "x=1"]);
  assertStringIncludes(tagged.stderr, "_t made from this file has 1 of 3 trained; add --resume to continue it\n");
  // Newer grid directories are in the way of --resume.
  const original = await project.run("train", ["my.yaml", "--only", "x=1"]);
  assertStringIncludes(original.stderr, "to continue it\n");
  assertStringIncludes(original.stderr, "1 of 3 trained; use deno task grid:train experiments/my_");
});

Deno.test("a grid directory that cannot be read does not keep the same command from creating a new one", async () => {
  using project = new Project();
  const first = await begun(project);
  project.write(`${first}/plan.ndjson`, "no plan\n");
  const second = await project.run("train", ["my.yaml", "--only", "x=1"]);
  assertEquals([second.code, second.stderr.includes("made from this file")], [0, false], second.stderr);
  Deno.removeSync(join(project.dir, second.stdout.trim(), "journal.ndjson"));
  Deno.mkdirSync(join(project.dir, second.stdout.trim(), "journal.ndjson"));
  const third = await project.run("train", ["my.yaml", "--only", "x=1"]);
  assertEquals(third.code, 0, third.stderr);
});

Deno.test("grid:run names a grid directory whose models are not tested, or that is being run", async () => {
  using project = new Project();
  const slow =
    "echo up >>ran; until [ -e go ]; do sleep 0.02; done; mkdir {dir}/models; touch {dir}/models/model_best.pt";
  project.write("my.yaml", `grid_axes: {x: [1]}\ngrid_settings: {command: '${slow}', test_command: test -e ready}\n`);
  const first = project.start("train", ["my.yaml"]);
  await until("it runs", () => project.exists("ran"));
  const second = project.start("run", ["my.yaml"]);
  await until(
    "the running one is named",
    () => second.hasSaid(`trained, and a scheduler is running it (pid ${first.pid} on`),
  );
  project.write("go", "");
  assertEquals([(await first.ended).code, (await second.ended).code], [0, 1]);
  const third = await project.run("run", ["my.yaml"]);
  assertStringIncludes(
    third.stderr,
    "has 1 of 1 trained and 0 of 1 tested, 1 failed; add --retry-failed to run what failed again\n",
  );
});

Deno.test("--resume and --retry-failed say when there is nothing to resume, and start a new grid", async () => {
  using project = new Project();
  project.write("my.yaml", GRID);
  const none = "no grid directory in experiments was made from my.yaml";
  const dry = await project.run("train", ["my.yaml", "--resume", "--dry-run"]);
  assertStringIncludes(dry.stderr, `${none}: a new one would be made\n`);
  assertStringIncludes(
    (await project.run("train", ["my.yaml", "--retry-failed"])).stderr,
    `${none}: a new one is made\n`,
  );
  const tagged = await project.run("run", ["my.yaml", "--resume", "--savetag", "t"]);
  assertStringIncludes(tagged.stderr, `${none} with the tag t: a new one is made\n`);
  assertEquals(project.grids().length, 2);
  const resumed = await project.run("train", ["my.yaml", "--resume"]);
  assert(!resumed.stderr.includes(none), resumed.stderr);
  // A copy of the grid file is no reason to change the grids of the original.
  project.write("copy/my.yaml", GRID);
  const copied = await project.run("train", ["copy/my.yaml", "--resume", "--only", "x=1"]);
  assertStringIncludes(copied.stderr, "was made from copy/my.yaml: a new one is made; experiments/my_");
  assertStringIncludes(
    copied.stderr,
    "was made from a file with the same name and content: pass that directory to continue it",
  );
  assertEquals(project.grids().length, 3);
});

/** Runs grid:train on a terminal, and answers its questions. Returns what the terminal showed. */
function answer(project: Project, answers: string, ...flags: string[]): Promise<{ code: number; shown: string }> {
  return onTerminal(project, answers, (train) => `${train} ${flags.join(" ")}`);
}

async function onTerminal(project: Project, answers: string, commandOf: (train: string) => string) {
  const task = join(import.meta.dirname!, "../../tasks/train.ts");
  const train = commandOf(`"${Deno.execPath()}" run --quiet --no-check --allow-all "${task}" my.yaml`);
  const terminal = new Deno.Command("script", {
    args: ["-qefc", train, "/dev/null"],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment({ TERM: "xterm" }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = terminal.stdin.getWriter();
  await writer.write(new TextEncoder().encode(answers));
  const [{ code }, shown] = await Promise.all([terminal.status, new Response(terminal.stdout).text()]);
  await writer.close().catch(() => {});
  return { code, shown: shown.replaceAll("\r", "") };
}

Deno.test({
  name: "on a terminal, the user chooses: Enter goes on with the unfinished grid, n starts a new one, q does nothing",
  ignore: !canRun(["script", "--version"]),
  async fn() {
    using project = new Project();
    const first = await begun(project, "--set", "epochs=2");
    const flags = ["--set", "epochs=2"];
    const quit = await answer(project, "what\nq\n", ...flags);
    assertStringIncludes(
      quit.shown,
      "has 1 of 3 trained; add --resume to continue it\ncontinue it? (Enter: yes, n: no,",
    );
    assertEquals([quit.code, project.grids().length, project.read("ran")], [0, 1, "1\n"], quit.shown);
    const closed = await answer(project, "\x04", ...flags);
    assertEquals([closed.code, project.grids().length, project.read("ran")], [0, 1, "1\n"], closed.shown);

    const other = await answer(project, "n\n", "--only x=1", ...flags);
    assertEquals([other.code, project.grids().length, project.read("ran")], [0, 2, "1\n1\n"], other.shown);
    const gone = await answer(project, "\n", ...flags);
    assertEquals([gone.code, project.grids().length, project.read("ran")], [1, 2, "1\n1\n2\n3\n"], gone.shown);
    assert(!gone.shown.includes(`resuming ${first}:`), "the newest one");

    // What failed is run again only with --retry-failed.
    const failed = await answer(project, "\n", ...flags);
    assertStringIncludes(
      failed.shown,
      "add --retry-failed to run what failed again\nstart a new one? (Enter: no, y: yes)",
    );
    assertEquals([failed.code, project.grids().length, project.read("ran")], [0, 2, "1\n1\n2\n3\n"], failed.shown);
    const again = await answer(project, "y\n", ...flags);
    assertEquals([again.code, project.grids().length], [1, 3], again.shown);
  },
});

Deno.test({
  name: "in the background of a terminal nobody is asked, as reading from the terminal would stop the process",
  ignore: !canRun(["script", "--version"]),
  async fn() {
    using project = new Project();
    await begun(project);
    const { shown } = await onTerminal(project, "", (train) => `set -m; ${train} --only x=1 & wait`);
    assertStringIncludes(shown, "add --resume to continue it\n");
    assertEquals([shown.includes("continue it?"), project.read("ran")], [false, "1\n1\n"], shown);
  },
});
