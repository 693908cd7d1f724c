/** Checks what programs receive through a real shell from commands with hostile values. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { fromJson } from "../../../lib/config/value.ts";
import { printYaml } from "../../../lib/config/yaml.ts";
import { expand } from "../expand/expand_text.ts";
import { launch } from "./launch.ts";

const SHOW = fromFileUrl(new URL("../../fixtures/grid/show_arguments.sh", import.meta.url));

const HOSTILE = [
  "a'; echo foo",
  "'",
  "''",
  '"',
  "\\",
  "a\\'b",
  "$(touch x)",
  "`touch x`",
  "${HOME}",
  "$HOME",
  "a b  c",
  " a ",
  "two\nlines",
  "\n",
  "tab\there",
  "*",
  "?",
  "~",
  "-n",
  "--",
  "#",
  "!",
  "a;b|c&d>e<f",
  "[a]{b}(c)",
  "é😀模型\u2028",
  "\x01\x7f\x85",
  "%s%d",
  "",
  "x".repeat(5000),
];

interface Received {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly pwd: string;
}

const permitted = (await Deno.permissions.query({ name: "run" })).state === "granted" &&
  (await Deno.permissions.query({ name: "write" })).state === "granted";

function test(name: string, run: (dir: string) => Promise<void>): void {
  Deno.test({
    name: name + (permitted ? "" : " (left out: no permission to run programs)"),
    ignore: !permitted,
    async fn() {
      const dir = await Deno.makeTempDir({ prefix: "grid workers' $(x) " });
      try {
        await run(dir);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
}

async function runScript(script: string, dir: string, env: Record<string, string> = {}): Promise<Received> {
  const path = `${dir}/run.sh`;
  await Deno.writeTextFile(path, script);
  const command = new Deno.Command("sh", {
    args: [path],
    clearEnv: true,
    env: { PATH: Deno.env.get("PATH")!, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { success, stdout, stderr } = await command.output();
  assert(success, new TextDecoder().decode(stderr));
  await Deno.remove(path);
  const left = Array.from(Deno.readDirSync(dir), ({ name }) => name);
  assertEquals(left, [], "a value was executed");
  const fields = new TextDecoder().decode(stdout).split("\0").slice(0, -1);
  const of = (prefix: string) =>
    fields.filter((field) => field.startsWith(prefix)).map((field) => field.slice(prefix.length));
  const pairs = fields.map((field) => /^([A-Z_]+)=(.*)$/s.exec(field)).filter((match) => match !== null);
  return {
    args: of("arg "),
    env: Object.fromEntries(pairs.map(([, name, value]) => [name, value])),
    pwd: of("pwd ")[0]!,
  };
}

function grid(settings: Record<string, unknown>): string {
  return printYaml(fromJson({ grid_settings: settings, grid_axes: { "a.value": HOSTILE } }));
}

test("a program receives hostile values unchanged from a command that is a string", async (dir) => {
  const plan = expand(grid({ command: `'${SHOW}' {a.value} --value={config.a.value} x{a.value}y {args}` }));
  for (const [index, value] of HOSTILE.entries()) {
    const { args, pwd } = await runScript(launch(plan, index, {}, dir).script, dir);
    assertEquals(args, [value, `--value=${value}`, `x${value}y`, `--a.value=${value}`]);
    assertEquals(pwd, dir);
  }
});

test("a program receives hostile values unchanged from a command that is a list, with and without setup", async (dir) => {
  for (const setup of [{}, { setup: "true # it's a comment" }]) {
    const plan = expand(grid({ ...setup, command: [SHOW, "{a.value}", "--value={a.value}", "{args}"] }));
    for (const [index, value] of HOSTILE.entries()) {
      const { args } = await runScript(launch(plan, index, {}, dir).script, dir);
      assertEquals(args, [value, `--value=${value}`, `--a.value=${value}`]);
    }
  }
});

test("a program receives hostile values unchanged in its environment", async (dir) => {
  const plan = expand(grid({ command: [SHOW], env: { MINE: "{a.value}", OTHER: "'<{a.value}>'" } }));
  for (const [index, value] of HOSTILE.entries()) {
    const { env } = await runScript(launch(plan, index, {}, dir).script, dir);
    assertEquals([env.MINE, env.OTHER], [value, `'<${value}>'`]);
  }
});

test("a program gets its GRID_* variables, also with hostile paths", async (dir) => {
  const plan = expand(`grid_settings: {command: ['${SHOW}', '{a}'], seed: [7]}\ngrid_axes: {a: [1]}`);
  const gridDir = "/grid dir/a'b";
  const changes = { gridDir, dir: `${gridDir}/run`, testDir: "/t *", attempt: 3, threads: 2 };
  // As a supervisor runs it.
  const { env } = await runScript(launch(plan, 0, changes, dir).script, dir, { gw_session: "" });
  assertEquals(env, {
    GRID_ROOT: gridDir,
    GRID_RUN_DIR: `${gridDir}/run`,
    GRID_EXPERIMENT_NAME: "grid-a=1",
    GRID_REPETITION: "0",
    GRID_SEED: "7",
    GRID_ATTEMPT: "3",
    GRID_STAGE: "train",
    GRID_TEST_DIR: "/t *",
    GRID_WORKERS_RUN: "grid/dir:train.2",
    OMP_NUM_THREADS: "2",
    MKL_NUM_THREADS: "2",
    PYTHONUNBUFFERED: "1",
    MINE: "",
    OTHER: "",
  });
});

test("a script that is run by hand has no mark, and keeps an inherited one", async (dir) => {
  const plan = expand(`grid_settings: {command: ['${SHOW}', '{a}']}\ngrid_axes: {a: [1]}`);
  const { script } = launch(plan, 0, {}, dir);
  assertEquals((await runScript(script, dir)).env.GRID_WORKERS_RUN, "");
  assertEquals((await runScript(script, dir, { GRID_WORKERS_RUN: "outer" })).env.GRID_WORKERS_RUN, "outer");
  const supervised = await runScript(script, dir, { GRID_WORKERS_RUN: "outer", gw_session: "" });
  assertEquals(supervised.env.GRID_WORKERS_RUN, "grid/dir:train.2\nouter");
});

test("thread caps do not override variables of the user or the grid", async (dir) => {
  const plan = expand(`grid_settings: {command: ['${SHOW}', '{a}'], env: {MKL_NUM_THREADS: 5}}\ngrid_axes: {a: [1]}`);
  const { env } = await runScript(launch(plan, 0, {}, dir).script, dir, { OMP_NUM_THREADS: "9", MKL_NUM_THREADS: "8" });
  assertEquals([env.OMP_NUM_THREADS, env.MKL_NUM_THREADS], ["9", "5"]);
});

test("Python writes to the log at once, unless the user or the grid decides otherwise", async (dir) => {
  const plan = expand(`grid_settings: {command: ['${SHOW}', '{a}']}\ngrid_axes: {a: [1]}`);
  const { script } = launch(plan, 0, {}, dir);
  assertEquals((await runScript(script, dir)).env.PYTHONUNBUFFERED, "1");
  assertEquals((await runScript(script, dir, { PYTHONUNBUFFERED: "" })).env.PYTHONUNBUFFERED, "");
  const off = expand(
    `grid_settings: {command: ['${SHOW}', '{a}'], env: {PYTHONUNBUFFERED: ''}}\ngrid_axes: {a: [1]}`,
  );
  assertEquals((await runScript(launch(off, 0, {}, dir).script, dir)).env.PYTHONUNBUFFERED, "");
});

test("setup and the command run in the same shell, which can be changed", async (dir) => {
  const plan = expand(
    `
grid_settings:
  shell: [sh, -e, -c]
  setup: |
    MINE="set up"; export MINE
    other() {{ '${SHOW}' "$@"; }}
  command: other {a} && true
grid_axes: {a: [b c]}
`.replace("{{", "{").replace("}}", "}"),
  );
  const { args, env } = await runScript(launch(plan, 0, {}, dir).script, dir);
  assertEquals([args, env.MINE], [["b c"], "set up"]);
});

test("a command can have literal braces, dollars and pipes", async (dir) => {
  const plan = expand(`
grid_settings:
  command: >-
    word={a}; echo "$word" | while read -r line; do '${SHOW}' "$line" "\${{word}}" '\${{word}}' {{}}; done
grid_axes: {a: [b c]}
`);
  const { args } = await runScript(launch(plan, 0, {}, dir).script, dir);
  assertEquals(args, ["b c", "b c", "${word}", "{}"]);
});

test("a copy of a script with another launch and attempt runs that one", async (dir) => {
  const command = `'${SHOW}' {attempt} x{attempt}y`;
  const plan = expand(printYaml(fromJson({ grid_settings: { command, env: { MINE: "<{attempt}>" } } })));
  const { script } = launch(plan, 0, {}, dir);
  const first = await runScript(script, dir);
  assertEquals([first.args, first.env.MINE, first.env.GRID_ATTEMPT], [["1", "x1y"], "<1>", "1"]);
  const copy = script.replace(/^gw_launch=.*$/m, "gw_launch=7 gw_attempt=3");
  const { args, env } = await runScript(`gw_session=\n${copy}`, dir);
  assertEquals([args, env.MINE, env.GRID_ATTEMPT], [["3", "x3y"], "<3>", "3"]);
  assertEquals(env.GRID_WORKERS_RUN, "grid/dir:train.7");
});

Deno.test("with a snapshot, runs start at the same place in it; a working directory outside of the code stays", () => {
  const snapshot = { number: 1, base: "/p", cwd: "sub", hash: "0", dir: "/grid's/code/1" };
  const cdOf = (workdir: string) => {
    const plan = { ...expand(`grid_settings: {command: "true", workdir: "${workdir}"}`), snapshot };
    return /^cd (.*) \|\| exit 1$/m.exec(launch(plan).script)![1];
  };
  assertEquals(cdOf("."), String.raw`'/grid'\''s/code/1/sub'`);
  assertEquals(cdOf("../conf"), String.raw`'/grid'\''s/code/1/conf'`);
  assertEquals(cdOf("/p/conf"), String.raw`'/grid'\''s/code/1/conf'`);
  assertEquals(cdOf("../../data"), "/data");
  assertEquals(cdOf("/project"), "/project");
});
