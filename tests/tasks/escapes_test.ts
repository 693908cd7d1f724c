/** Whatever others write (files, runs, nvidia-smi), nothing of it reaches a terminal as a command. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { GpuGround } from "../gpu_ground.ts";
import { Project, taskEnvironment } from "../project.ts";

/** What a terminal would obey: the screen, the clipboard, a title, a link, the same in C1, a reset. */
const ESCAPES: Readonly<Record<string, string>> = {
  csi: "\x1b[2J\x1b[3;5H",
  osc52: "\x1b]52;c;cm0gLXJm\x07",
  title: "\x1b]0;owned\x1b\\",
  link: "\x1b]8;;http://x\x1b\\",
  c1: "\u009b2J\u009d0;owned\u009c",
  reset: "\x1bc\x1b(0",
};
const ALL = Object.values(ESCAPES).join("");

function assertPlain(text: string, what: string): void {
  // deno-lint-ignore no-control-regex
  const found = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.exec(text.replaceAll("\r\n", "\n"));
  assertEquals(found, null, `${what}: ${JSON.stringify(text)}`);
}

/** As a double-quoted scalar of YAML. */
const yaml = (text: string) => JSON.stringify(text).replaceAll("\u009b", "\\x9b").replaceAll("\u009d", "\\x9d");

for (const [kind, escape] of Object.entries(ESCAPES)) {
  Deno.test(`the last lines of a failed run's log are shown without ${kind}`, async () => {
    using project = new Project();
    project.write("output.txt", `${escape}first\nsecond${escape}\r\nprogress 1 %\rprogress 2 %${escape}\n`);
    project.write("g.yaml", `grid_axes: {x: [1]}\ngrid_settings: {command: "cat output.txt; exit 4"}\n`);
    const { code, stderr } = await project.run("train", ["g.yaml"]);
    assertEquals(code, 1);
    for (const line of ["| first\n", "| second\n", "| progress 2 %\n"]) assertStringIncludes(stderr, line);
    assertPlain(stderr, kind);
  });
}

Deno.test("what a grid file says is told plainly: keys, suggestions, values, names of files", async () => {
  using project = new Project();
  const files = {
    key: `${yaml(`comm${ALL}and`)}: x\ngrid_axes: {x: [1]}\n`,
    setting: `grid_axes: {x: [1]}\ngrid_settings: {command: "true", ${yaml(`${ALL}timeout`)}: 1}\n`,
    suggestion: `grid_axes: {x: [1]}\ngrid_settings: {command: "echo {abcdefghijk}"}\n`,
    file: `grid_tasks:\n- default_configs: ${yaml(`${ALL}.yaml`)}\ngrid_settings: {command: "true"}\n`,
    value: `grid_axes: {x: [1]}\ngrid_settings: {command: "true", timeout: ${yaml(ALL)}}\n`,
    axis: `grid_axes: {${yaml(`abcdefghij${ALL}`)}: [1]}\ngrid_settings: {command: "echo {abcdefghijk}"}\n`,
    yaml: `grid_axes: {x: [1], ${yaml(ALL)}: [}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    project.write(`${name}.yaml`, text);
    const { code, stderr } = await project.run("train", [`${name}.yaml`]);
    assertEquals(code, 2, `${name}: ${stderr}`);
    assertPlain(stderr, name);
  }
  const { code, stderr } = await project.run("train", [`${ALL}no.yaml`]);
  assertEquals(code, 2);
  assertPlain(stderr, "a file that is not there");
});

Deno.test("values and names of directories are told on one line, without colours of their own", async () => {
  using project = new Project();
  const odd = "a\x1b[31mb\nc";
  project.write(
    "g.yaml",
    `grid_axes: {x: [${yaml(odd)}]}\ngrid_settings: {command: "echo {x}", test_command: "true", checkpoint: "m*"}\n`,
  );
  // deno-lint-ignore no-control-regex
  const isPlain = (text: string, what: string) => assert(!/\x1b|b\nc/.test(text), `${what}: ${JSON.stringify(text)}`);
  for (const task of ["expand", "train"]) {
    const { stdout } = await project.run(task, ["g.yaml", "--dry-run"]);
    isPlain(stdout, task);
    assertEquals(stdout.split("\n").length, 3);
  }
  const asked = await project.run("train", ["g.yaml", "--agree"]);
  isPlain(asked.stderr, "--agree");
  const trained = await project.run("train", ["g.yaml", "--expdir", odd]);
  assertEquals(trained.code, 0, trained.stderr);
  // A path on stdout is for programs.
  assert(trained.stdout.startsWith(`${odd}/g_`));
  isPlain(trained.stderr, "train");
  const tasks = [["test"], ["wait"], ["analyze"], ["report"], ["run", trained.stdout.slice(0, -1)], [
    "train",
    "g.yaml",
    "--resume",
  ]];
  for (const [task, ...args] of tasks) {
    const { stderr } = await project.run(task!, task === "run" ? args : [...args, "--expdir", odd]);
    isPlain(stderr, task!);
  }
  for (const task of ["status", "list", "show"]) {
    const { stdout, stderr } = await project.run(task, ["--expdir", odd]);
    isPlain(`${stdout}${stderr}`, task);
  }
});

Deno.test("records that others have changed are told plainly", async () => {
  using project = new Project();
  project.write("g.yaml", `grid_axes: {x: [1]}\ngrid_settings: {command: "true"}\n`);
  const { stdout } = await project.run("train", ["g.yaml"]);
  const grid = stdout.trim();
  const journal = project.read(`${grid}/journal.ndjson`);
  project.write(`${grid}/journal.ndjson`, `${journal}{"type":${JSON.stringify(ALL)}}\n{"type":"\u009b2J"}\n`);
  for (const [task, ...args] of [["train", grid], ["status", grid], ["analyze", grid]] as const) {
    const { stderr } = await project.run(task, args);
    assertPlain(stderr, task);
  }
});

Deno.test("what nvidia-smi says of cards and processes is shown plainly", async () => {
  using ground = new GpuGround([{ name: `Tesla${ALL} T4` }]);
  ground.gpus.compute({ uuid: ground.gpus.uuids[0]!, pid: Deno.pid, name: `/usr/bin/py${ALL}thon3`, memory: 1024 });
  ground.write("g", 1, 0.05);
  const train = ground.start("g.yaml");
  const timer = setInterval(() => {
    if (train.hasSaid("is used by")) ground.gpus.compute();
  }, 20);
  const { code, stderr } = await train.ended;
  clearInterval(timer);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "is used by python3");
  assertStringIncludes(stderr, "Tesla T4");
  assertPlain(stderr, "train");
  ground.gpus.say(`${ALL}broken${ALL}\n`, 3);
  const { stderr: failed } = await ground.run("g.yaml");
  assertStringIncludes(failed, "broken");
  assertPlain(failed, "a failure");
});

Deno.test("a table shows a value's escapes to no terminal, and gives them to a program as they are", async (t) => {
  using project = new Project();
  project.write("g.yaml", `grid_axes: {x: [${yaml(`a${ALL}b`)}]}\ngrid_settings: {command: "true"}\n`);
  const { stdout } = await project.run("expand", ["g.yaml", "--dry-run", "--json"]);
  assertEquals(JSON.parse(stdout)[0].params.x, `a${ALL}b`);
  const { stdout: table } = await project.run("expand", ["g.yaml", "--dry-run"]);
  assertStringIncludes(table, "ab");
  assertPlain(table, "a table, to whatever shows it");
  const script = join(import.meta.dirname!, "../../tasks/expand.ts");
  for (const args of ["--dry-run", "--dry-run --json"]) {
    const command = `"${Deno.execPath()}" run --quiet --no-check --allow-all "${script}" g.yaml ${args}`;
    let shown: string;
    try {
      const { stdout } = await new Deno.Command("script", {
        args: ["-qfec", command, "/dev/null"],
        cwd: project.dir,
        clearEnv: true,
        env: taskEnvironment({ TERM: "xterm" }),
        stdin: "null",
        stderr: "null",
      }).output();
      shown = new TextDecoder().decode(stdout);
    } catch (error) {
      if (Deno.env.get("GRID_WORKERS_REQUIRE_ALL") === "1") throw error;
      return void await t.step({ name: "skipped: there is no script(1)", ignore: true, fn: () => {} });
    }
    assert(shown.includes("ab") || shown.includes("a\\u001b"), shown);
    assertPlain(shown, args);
  }
});
