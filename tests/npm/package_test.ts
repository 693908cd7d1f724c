/** The npm package, packed and installed by npm as users do it, without anything of this repository. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { canRun } from "../can_run.ts";
import { processesOf, Project, taskEnvironment, until } from "../project.ts";

const CONFIG = join(dirname(dirname(dirname(fromFileUrl(import.meta.url)))), "deno.json");

// What is needed at run time has to be in the package.
const OFFLINE = canRun(["unshare", "-n", "true"]) ? ["unshare", "-n"] : [];

/** A run that goes on until it is told to stop. */
const HELD = `trap 'mv up saved; exit 1' TERM
touch up
while :; do sleep 0.05; done
`;

/** Packs the package, and has npm install it into an empty directory of the project. */
function installPackage(project: Project): void {
  const tarball = output(Deno.execPath(), ["task", "--quiet", "--config", CONFIG, "pack"], project.dir).trimEnd();
  project.write("package.json", '{"private": true}\n');
  output("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", tarball], project.dir);
}

function output(program: string, args: readonly string[], cwd: string): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args: [...args], cwd, stdin: "null" }).outputSync();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Starts a program in a folder of the project, whose user has neither Deno nor a network. */
function start(project: Project, words: readonly string[], folder = "work"): Deno.ChildProcess {
  const bin = join(project.dir, "bin");
  const [program, ...args] = [...OFFLINE, ...words];
  return new Deno.Command(program!, {
    args,
    cwd: join(project.dir, folder),
    clearEnv: true,
    env: taskEnvironment({
      DENO_DIR: join(project.dir, "cache"),
      PATH: `${bin}:${Deno.env.get("PATH")}`,
      npm_config_offline: "true",
      TERM: "xterm",
    }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function run(project: Project, words: readonly string[], folder?: string) {
  const child = start(project, words, folder);
  await child.stdin.close();
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test({
  name: "the npm package works with nothing but Node, and fetches nothing more",
  ignore: !canRun(["npm", "--version"]),
  async fn(t) {
    using project = new Project({}, Deno.makeTempDirSync({ prefix: "npm package's " }));
    installPackage(project);
    const launcher = join(project.dir, "node_modules/.bin/grid");
    project.write("bin/deno", "#!/bin/sh\necho 'the deno of PATH was run' >&2\nexit 99\n");
    Deno.chmodSync(join(project.dir, "bin/deno"), 0o755);
    project.write("work/train.sh", `echo "{\\"loss\\": $1}" >"$GRID_RUN_DIR/metrics.json"\n`);
    project.write(
      "work/my grid.yaml",
      "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'sh train.sh {x}'}\n",
    );
    project.write("work/held.sh", HELD);
    project.write("work/held.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'sh held.sh'}\n");

    await t.step("grid run trains, analyzes and reports", async () => {
      const { code, stdout, stderr } = await run(project, ["npx", "grid-workers", "run", "my grid.yaml"]);
      assertEquals(code, 0, stderr);
      const [grid, ...files] = stdout.trim().split("\n");
      assertMatch(grid!, /^experiments\/my_grid_\d{8}_\d{6}$/);
      assertEquals(files.map((path) => path.replace(/^.*_grid_/, "")), ["analysis.csv", "summary.csv", "report.html"]);
      assertStringIncludes(project.read(`work/${files[0]}`), "training_loss");
      assertStringIncludes(project.read(`work/${files[2]}`), `npx grid-workers status ${grid}`);
      const status = await run(project, [launcher, "status", "--json"]);
      assertEquals(JSON.parse(status.stdout).counts.train.succeeded, 2, status.stderr);
    });

    await t.step("other commands find their files in the package", async () => {
      const completions = await run(project, [launcher, "completions", "bash"]);
      assertStringIncludes(completions.stdout, "complete -F _grid grid grid-workers\n", completions.stderr);
      const made = await run(project, [launcher, "init", "made.yaml"]);
      assertEquals(made.code, 0, made.stderr);
      const [, schema] = /schema=(.*)\n/.exec(project.read("work/made.yaml"))!;
      const printed = await run(project, [launcher, "schema"]);
      assertEquals(JSON.parse(printed.stdout), JSON.parse(Deno.readTextFileSync(schema!)));
    });

    await t.step("exit codes pass through, and messages name what was typed", async () => {
      const typed = async (words: string[]) => {
        const { code, stderr } = await run(project, words, ".");
        return [code, /create one with (.*) GRID\n/.exec(stderr)?.[1]];
      };
      assertEquals(await typed(["npx", "grid-workers", "status"]), [2, "npx grid-workers train"]);
      assertEquals(await typed([launcher, "status"]), [2, "npx grid-workers train"]);
      Deno.symlinkSync(launcher, join(project.dir, "bin/grid"));
      assertEquals(await typed(["grid", "status"]), [2, "grid train"]);
    });

    await t.step("a grid in the background goes on with the same package", async () => {
      const { code, stderr, stdout } = await run(project, ["grid", "train", "my grid.yaml", "--detach"]);
      assertEquals(code, 0, stderr);
      const log = `work/${stdout.trim()}/scheduler.log`;
      await until("it has ended", () => project.read(log).includes("next: "));
      assertStringIncludes(project.read(log), `next: grid analyze ${stdout.trim()}\n`);
    });

    await t.step("SIGTERM stops the runs, and ends with 143", async () => {
      const child = start(project, ["grid", "train", "held.yaml"]);
      const output = child.output();
      await child.stdin.close();
      await until("it runs", () => project.exists("work/up"));
      child.kill("SIGTERM");
      const { code, stderr } = await output;
      assertEquals(code, 143, new TextDecoder().decode(stderr));
      assert(project.exists("work/saved"));
      assertEquals(processesOf(join(project.dir, "work")), []);
      Deno.removeSync(join(project.dir, "work/saved"));
    });

    await t.step("a terminal is a terminal: questions are asked there, and Ctrl-C stops the runs", async () => {
      const child = start(project, [
        "script",
        "-qefc",
        "npx grid-workers train held.yaml --agree --expdir terminal",
        "/dev/null",
      ]);
      let shown = "";
      const reading = child.stdout.pipeThrough(new TextDecoderStream()).pipeTo(
        new WritableStream({ write: (text) => void (shown += text) }),
      );
      const keys = child.stdin.getWriter();
      await until("it asks", () => shown.includes("Start? [Y/n]"));
      await keys.write(new TextEncoder().encode("\n"));
      await until("it runs", () => project.exists("work/up"));
      await keys.write(new TextEncoder().encode("\x03"));
      const { code } = await child.status;
      await Promise.all([reading, child.stderr.cancel(), keys.close().catch(() => {})]);
      assertEquals(code, 130, shown);
      assert(project.exists("work/saved"));
    });

    await t.step("where npm runs no scripts of packages, Deno is found in the package of the platform", async () => {
      Deno.removeSync(join(project.dir, "node_modules/deno/deno"));
      const version = await run(project, ["grid", "--version"]);
      assertMatch(version.stdout, /^grid-workers .* \(deno 2\.\d+\.\d+\)\n$/, version.stderr);
      Deno.removeSync(join(project.dir, "node_modules/@deno"), { recursive: true });
      const broken = await run(project, ["grid", "--version"]);
      assertEquals(broken.code, 4);
      assertStringIncludes(broken.stderr, "error: npm has not installed the package deno with ");
    });
  },
});
