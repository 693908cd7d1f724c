/** The launcher in an environment of Python: which Deno it runs, what it says without one, and how it names itself. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project } from "../project.ts";

/** An environment whose programs are scripts: Deno prints its path and the program, as messages name it. */
class FakeEnvironment extends Project {
  constructor() {
    super();
    this.write("env/share/grid-workers/node_modules/grid-workers/tasks/grid.js", "");
    this.program("env/bin/grid", Deno.readTextFileSync("npm/grid"));
    Deno.mkdirSync(join(this.dir, "path"));
  }

  program(path: string, text: string, mode = 0o755): void {
    Deno.chmodSync(this.write(path, text), mode);
  }

  deno(path: string, version = "2.9.6", mode = 0o755): void {
    const name = path.replace(/^.*\//, "");
    this.program(
      path,
      `#!/bin/sh
case $1 in --version) echo 'deno ${version} (stable)' ;; *) echo "${path}: $GRID_WORKERS_PROGRAM: $PATH"; echo ${name} >&2 ;; esac
`,
      mode,
    );
  }

  /** Types a command; `$PATH` begins with the directory `path`. */
  async type(script: string, env: Readonly<Record<string, string | undefined>> = {}) {
    const plain = { UV: undefined, UV_RUN_RECURSION_DEPTH: undefined, GRID_WORKERS_PROGRAM: undefined };
    // Not the Deno of this machine.
    const { code, stdout, stderr } = await this.startProgram(["sh", "-c", script], {
      ...plain,
      PATH: `${this.dir}/path:${this.dir}/tools`,
      ...env,
    }).ended;
    const [deno, program] = stdout.split(": ");
    return { code, deno, program, stdout, stderr };
  }
}

/** The programs that the launcher needs, and no Deno and Python. */
function linkTools(project: Project): void {
  Deno.mkdirSync(join(project.dir, "tools"));
  for (const name of ["sh", "readlink", "sed", "id"]) {
    Deno.symlinkSync(output(name), join(project.dir, "tools", name));
  }
}

function output(name: string): string {
  const { stdout } = new Deno.Command("sh", { args: ["-c", `command -v ${name}`] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the launcher runs the Deno of its environment, or that which Python finds, or a new enough one on PATH", async () => {
  using project = new FakeEnvironment();
  linkTools(project);
  const missing = await project.type("env/bin/grid");
  assertEquals(missing.code, 4);
  assertStringIncludes(
    missing.stderr,
    `error: grid-workers needs Deno 2.9: there is no package deno in the environment`,
  );
  assertStringIncludes(missing.stderr, "and no deno on PATH\n");
  assertStringIncludes(missing.stderr, `${project.dir}/env/bin/python3 -m pip install 'deno>=2.9,<3'\n`);

  project.deno("path/deno", "2.4.5");
  const old = await project.type("env/bin/grid");
  assertEquals([old.code, old.stderr.includes(`and ${project.dir}/path/deno 2.4.5 on PATH\n`)], [4, true], old.stderr);
  for (const version of ["2.9.0", "2.10.1"]) {
    project.deno("path/deno", version);
    assertEquals((await project.type("env/bin/grid")).deno, "path/deno");
  }

  project.deno("base/bin/deno");
  // It would import a module of the current directory otherwise.
  project.program(
    "env/bin/python3",
    `#!/bin/sh\n[ "$(pwd)" = / ] && echo '${project.dir.replaceAll("'", `'\\''`)}/base/bin/deno'\n`,
  );
  assertEquals((await project.type("env/bin/grid")).deno, "base/bin/deno");

  project.deno("env/bin/deno");
  assertEquals((await project.type("env/bin/grid")).deno, "env/bin/deno");

  // As on a file system without programs.
  project.deno("env/bin/deno", "2.9.6", 0o644);
  const noexec = await project.type("sh env/bin/grid");
  assertEquals(noexec.code, 4);
  assertStringIncludes(noexec.stderr, `error: ${project.dir}/env/bin/deno cannot be executed: its file system may be`);
});

Deno.test("messages name the program as it was called: on PATH, by its path, by a link, by uv", async () => {
  using project = new FakeEnvironment();
  linkTools(project);
  project.deno("env/bin/deno");
  const { dir } = project;
  const quoted = `'${dir.replaceAll("'", `'\\''`)}/env/bin/grid'`;
  assertEquals((await project.type("env/bin/grid")).program, "env/bin/grid");
  assertEquals((await project.type(`exec ${quoted}`)).program, quoted);
  const PATH = `${dir}/env/bin:${dir}/tools`;
  assertEquals((await project.type("grid", { PATH })).program, "grid");
  assertEquals((await project.type("grid", { PATH, UV: "uv", UV_RUN_RECURSION_DEPTH: "1" })).program, "uv run grid");
  // uvx has put an environment without the packages of the user before those of the user.
  const alone = await project.type("grid", { PATH, UV: "uv" });
  assertEquals([alone.program, alone.stdout.split(": ")[2]], ["uvx grid-workers", `${dir}/tools\n`]);
  assertEquals(
    (await project.type("grid", { PATH, GRID_WORKERS_PROGRAM: "python3 -m grid_workers" })).program,
    "python3 -m grid_workers",
  );
  Deno.symlinkSync("../env/bin/grid", join(dir, "path/gw"));
  assertEquals((await project.type("gw")).program, "gw");
});

Deno.test("a user without HOME and without a name has no directory for caches, others keep theirs", async () => {
  using project = new FakeEnvironment();
  linkTools(project);
  project.program("env/bin/deno", '#!/bin/sh\necho "${DENO_DIR-unset}"\n');
  const dirOf = async (env: Record<string, string | undefined>) =>
    (await project.type("env/bin/grid", { XDG_CACHE_HOME: undefined, DENO_DIR: undefined, ...env })).stdout.trim();
  assertEquals(await dirOf({ HOME: "/home/someone" }), "unset");
  assertEquals(await dirOf({ HOME: undefined }), "unset");
  Deno.removeSync(join(project.dir, "tools/id"));
  project.program("path/id", "#!/bin/sh\nexit 1\n");
  assertEquals(await dirOf({ HOME: undefined }), "/dev/null/deno");
  assertEquals(await dirOf({ HOME: undefined, DENO_DIR: "/scratch/deno" }), "/scratch/deno");
});
