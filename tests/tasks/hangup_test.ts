/** Terminals that are closed while a command writes to them. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project, taskEnvironment, until } from "../project.ts";

const GRID = `grid_axes: {x: [1, 2]}
grid_settings:
  command: >-
    touch {grid_dir}/up; until [ -e go ]; do sleep 0.02; done;
    mkdir {dir}/models; echo {x} > {dir}/models/model_best.pt; test {x} != "$FAILS"
  test_command: "(echo loss,acc; echo 0.5,0.{x}) > {test_dir}/testing_set_agg_statistics.csv"
`;

/**
 * Runs a shell script on a terminal of its own; `undefined` where there is no script(1). In it, `task NAME ARGS` runs a task, and
 * a closed terminal does not end the shell.
 */
function onTerminal(project: Project, text: string): Deno.ChildProcess | undefined {
  const tasks = join(import.meta.dirname!, "../../tasks");
  project.write(
    "terminal.sh",
    `trap '' HUP
task() { name=$1; shift; $EXEC "$DENO" run --quiet --no-check --allow-all "${tasks}/$name.ts" "$@"; }
${text}`,
  );
  try {
    return new Deno.Command("script", {
      args: ["-qfec", "sh terminal.sh", "/dev/null"],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment({ TERM: "xterm", NO_COLOR: undefined, DENO: Deno.execPath() }),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
    return undefined;
  }
}

const skipped = (t: Deno.TestContext) => t.step({ name: "skipped: no script(1)", ignore: true, fn: () => {} });

/** Closes a terminal. */
async function close(terminal: Deno.ChildProcess): Promise<void> {
  terminal.kill("SIGKILL");
  await terminal.status;
}

for (const [fails, code] of [[0, 0], [2, 1]]) {
  for (const signalled of [true, false]) {
    const how = signalled ? "its terminal is closed" : "its terminal goes away without a signal";
    Deno.test(`grid:run exits with ${code} if ${how}, and writes all tables`, async (t) => {
      using project = new Project();
      project.write("g.yaml", GRID);
      const terminal = onTerminal(
        project,
        `export FAILS=${fails}
EXEC=exec
task run g.yaml & pid=$!
${signalled ? 'trap "kill -HUP $pid" HUP' : ""}
while kill -0 $pid 2>/dev/null; do wait $pid; code=$?; done
echo $code > code.tmp; mv code.tmp code
`,
      );
      if (terminal === undefined) return void await skipped(t);
      const grid = () => `experiments/${project.grids()[0]}`;
      await until("it trains", () => project.exists("experiments") && project.exists(`${grid()}/up`));
      await close(terminal);
      if (signalled) await until("it logs to a file", () => project.exists(`${grid()}/scheduler.log`));
      project.write("go", "");
      await until("it has ended", () => project.exists("code"));
      assertEquals(project.read("code"), `${code}\n`);
      const tables = project.list(grid()).filter((name) => /^\d.*\.csv$/.test(name));
      assertEquals(tables.map((name) => name.slice(16)), ["grid_analysis.csv", "grid_summary.csv"]);
      assertStringIncludes(project.read(`${grid()}/${tables[1]}`), "test_acc");
      if (signalled) assertEquals(/^(internal )?error/m.test(project.read(`${grid()}/scheduler.log`)), false);
    });
  }
}

// With their exit codes.
const COMMANDS: readonly (readonly [string, number])[] = [
  ["expand g.yaml", 0],
  ["expand g.yaml --dry-run", 0],
  ["train g.yaml", 0],
  ["test", 0],
  ["status", 0],
  ["status --json", 0],
  ["status --watch", 0],
  ["analyze", 0],
  ["run g.yaml", 0],
  ["stop g.yaml", 0],
  ["schedule_cpu g.yaml", 0],
  ["train --help", 0],
  ["train --frobnicate", 2],
  ["status nothing", 2],
];

// A command whose only output goes to stderr cannot be stopped by a closed stdout.
for (const [stream, elsewhere] of [["stdout and stderr", ""], ["stdout", "2>>messages"], ["stderr", ">>data"]]) {
  Deno.test(`each command works if the terminal of its ${stream} is gone`, async (t) => {
    using project = new Project();
    project.write("g.yaml", GRID);
    project.write("go", "");
    const commands = COMMANDS.filter(([command]) => elsewhere !== "2>>messages" || command !== "status --watch");
    const terminal = onTerminal(
      project,
      `touch ready; until [ -e gone ]; do sleep 0.02; done
${commands.map(([command]) => `task ${command} ${elsewhere}; echo "${command}: $?" >> codes`).join("\n")}
touch ended
`,
    );
    if (terminal === undefined) return void await skipped(t);
    await until("it is ready", () => project.exists("ready"));
    await close(terminal);
    project.write("gone", "");
    await until("all have ended", () => project.exists("ended"), 120);
    assertEquals(project.read("codes").trim().split("\n"), commands.map(([command, code]) => `${command}: ${code}`));
    if (elsewhere === "2>>messages") {
      assertEquals(project.read("messages").split("\n").filter((line) => line.startsWith("error")), [
        "error: unknown option '--frobnicate'",
        "error: nothing does not exist: expected a grid directory or a grid file",
      ]);
    }
  });
}

Deno.test("a reader that has read enough ends no command, but a full disk does", async () => {
  using project = new Project();
  project.write("g.yaml", GRID.replace("[1, 2]", "{range: [1, 2000, 1]}"));
  project.write("go", "");
  const expand = join(import.meta.dirname!, "../../tasks/expand.ts");
  const run = async (redirection: string) => {
    const script =
      `{ "$0" run --quiet --no-check --allow-all "${expand}" g.yaml --dry-run; echo $? > code; } ${redirection}`;
    const { stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", script, Deno.execPath()],
      cwd: project.dir,
      clearEnv: true,
      env: taskEnvironment(),
    }).output();
    return [project.read("code").trim(), ...[stdout, stderr].map((bytes) => new TextDecoder().decode(bytes))];
  };
  const [code, table, messages] = await run("| head -n 1");
  assertEquals([code, messages], ["0", ""]);
  assertStringIncludes(table!, "id        name");
  assertEquals(await run("> /dev/full"), ["4", "", "error: No space left on device (os error 28)\n"]);
});
