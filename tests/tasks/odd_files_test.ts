import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { Project, taskEnvironment } from "../project.ts";

const TASKS = join(dirname(fromFileUrl(import.meta.url)), "../../tasks");

/** Things that are no grid files, by name, and what is said of them. */
async function makeOddFiles(project: Project): Promise<[string, string][]> {
  await new Deno.Command("mkfifo", { args: [join(project.dir, "pipe")] }).output();
  project.write("large", "");
  Deno.truncateSync(join(project.dir, "large"), 65 * 2 ** 20);
  Deno.symlinkSync("loop", join(project.dir, "loop"));
  return [
    ["/dev/zero", "expected a regular file, got "],
    ["pipe", "expected a regular file, got a pipe"],
    ["large", "expected at most 64 MiB, got 65 MiB"],
    ["loop", "Too many levels of symbolic links"],
  ];
}

function assertRefused({ code, stderr }: { code: number; stderr: string }, message: string): void {
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, message);
  assert(!/\n\s+at /.test(stderr), stderr);
}

Deno.test("a pipe, a device, a loop or a huge file is no grid file and no configuration file: told, and not waited for", async () => {
  using project = new Project();
  for (const [name, message] of await makeOddFiles(project)) {
    assertRefused(await project.run("train", [name]), message);
    assertRefused(await project.run("expand", [name, "--dry-run"]), message);
    project.write("g.yaml", `grid_tasks: [{default_configs: ${name}}]\ngrid_settings: {command: run}\n`);
    assertRefused(await project.run("train", ["g.yaml"]), `cannot read configuration file "${name}"`);
  }
  assert(!project.exists("experiments"));
});

Deno.test("a link to itself and a name that is too long are no grid and no directory of grids", async () => {
  using project = new Project();
  Deno.symlinkSync("loop", join(project.dir, "loop"));
  const long = "x".repeat(300);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  for (const task of ["status", "stop", "test", "analyze", "train"]) {
    for (const name of ["loop", long, `${long}/y`]) {
      assertRefused(await project.run(task, [name]), "");
      assertRefused(await project.run(task, ["g.yaml", "--expdir", name]), "");
    }
  }
});

Deno.test("a resume takes no harm from pipes in place of the grid's copies of its file", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {command: 'true'}\n");
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  Deno.removeSync(join(project.dir, grid, "grid.yaml"));
  await new Deno.Command("mkfifo", { args: [join(project.dir, grid, "grid.yaml")] }).output();
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(code, 0, stderr);
  assert(Deno.lstatSync(join(project.dir, grid, "grid.yaml")).isFile);
});

Deno.test("a working directory whose path is not UTF-8, or that is gone, is told by every task", async () => {
  using project = new Project();
  const code = 'cd "$1"; d=$(printf "d\\377"); mkdir -p "$d"; cd "$d"; shift; exec "$@"';
  for (const task of ["expand", "train", "status", "analyze", "stop", "test", "run"]) {
    const { code: exit, stderr } = await new Deno.Command("sh", {
      args: [
        ...["-c", code, "sh", project.dir],
        ...[Deno.execPath(), "run", "--quiet", "--no-check", "--allow-all", join(TASKS, `${task}.ts`), "g.yaml"],
      ],
      clearEnv: true,
      env: taskEnvironment(),
    }).output();
    const text = new TextDecoder().decode(stderr);
    assertRefused({ code: exit, stderr: text }, "cannot use the current directory: its path is not valid UTF-8");
  }
});
