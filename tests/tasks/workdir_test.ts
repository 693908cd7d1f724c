import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { Project, until } from "../project.ts";

/** Each project has its own code, which tells where it ran. */
function writeProject(project: Project, dir: string): void {
  project.write(
    `${dir}/g.yaml`,
    "grid_axes: {x: [1, 2]}\ngrid_settings: {max_concurrent_runs: 1, command: 'sh train.sh {x} {dir}', test_command: sh test.sh}\n",
  );
  project.write(
    `${dir}/train.sh`,
    'echo "$1" >>ran; mkdir -p "$2/models"; touch "$2/models/model_best.pt"; test "$1" = 1\n',
  );
  project.write(`${dir}/test.sh`, "echo test >>ran\n");
}

function copy(project: Project, from: string, to: string): void {
  const { success } = new Deno.Command("cp", { args: ["-r", from, to], cwd: project.dir }).outputSync();
  assert(success);
}

function move(project: Project, from: string, to: string): void {
  Deno.renameSync(join(project.dir, from), join(project.dir, to));
}

/** Runs a task in a directory of the project. */
function runIn(project: Project, dir: string, task: string, args: readonly string[]) {
  return project.run(task, args, {}, ["env", "-C", join(project.dir, dir)]);
}

/** A project `a` with a grid of which one of two experiments failed. Returns its grid directory, as typed in it. */
async function trained(project: Project): Promise<string> {
  writeProject(project, "a");
  const { code, stdout, stderr } = await runIn(project, "a", "train", ["g.yaml"]);
  assertEquals(code, 1, stderr);
  return stdout.trim();
}

Deno.test("a copied project does not run the code of the original: the error names both and --workdir, which is stored", async () => {
  using project = new Project();
  const grid = await trained(project);
  copy(project, "a", "b");
  const [a, b] = [join(project.dir, "a"), join(project.dir, "b")];
  const attempts = [
    ["train", grid],
    ["train", grid, "--retry-failed"],
    ["train", grid, "--detach"],
    ["train", grid, "--agree"],
    ["run", grid],
    ["test", grid],
    ["test", "g.yaml"],
    ["test"],
    ["schedule_cpu", grid],
  ] as const;
  for (const [task, ...args] of attempts) {
    const { code, stderr } = await runIn(project, "b", task, args);
    assertEquals(
      [code, stderr],
      [
        2,
        `error: ${grid} was made in ${a}, and its runs start there and not in ${b}: add --workdir . to start them in ${b}, ` +
        `or --workdir '${a.replaceAll("'", `'\\''`)}' to keep the directory (it is stored, and needed only once)\n`,
      ],
      [task, ...args].join(" "),
    );
  }
  assertEquals([project.read("a/ran"), project.read("b/ran")], ["1\n2\n", "1\n2\n"], "nothing ran");

  const moved = await runIn(project, "b", "train", [grid, "--retry-failed", "--workdir", "."]);
  assertStringIncludes(moved.stderr, `the runs of ${grid} start in ${b} from now on (before: ${a})\n`);
  assertEquals([project.read("a/ran"), project.read("b/ran")], ["1\n2\n", "1\n2\n2\n"], moved.stderr);
  const tested = await runIn(project, "b", "test", [grid]);
  assertEquals([tested.code, project.read("b/ran")], [0, "1\n2\n2\ntest\n"], tested.stderr);
  assertEquals((await runIn(project, "a", "test", [grid])).code, 0, "the original is as before");
});

Deno.test("--workdir of the original lets a copied grid go on there, and is stored too", async () => {
  using project = new Project();
  const grid = await trained(project);
  copy(project, "a", "b");
  assertEquals((await runIn(project, "b", "train", [grid, "--workdir", "../a", "--retry-failed"])).code, 1);
  const { code, stderr } = await runIn(project, "b", "test", [grid]);
  assertEquals([code, project.read("a/ran")], [0, "1\n2\n2\ntest\n"], stderr);
  assertStringIncludes(stderr, `the runs of ${grid} start in ${join(project.dir, "a")}\n`);
});

Deno.test("a renamed project: its old directory is gone, or now has another project", async () => {
  using project = new Project();
  const grid = await trained(project);
  move(project, "a", "b");
  const [a, b] = [join(project.dir, "a"), join(project.dir, "b")];
  const gone = await runIn(project, "b", "train", [grid]);
  assertEquals(
    [gone.code, gone.stderr],
    [
      2,
      `error: ${grid} was made in ${a}, which does not exist: add --workdir . to start its runs in ${b} ` +
      "(it is stored, and needed only once)\n",
    ],
  );
  const outside = await project.run("test", [`b/${grid}`]);
  assertEquals(outside.code, 2);
  assertStringIncludes(outside.stderr, "add --workdir b to start its runs in");

  project.write("a/train.sh", "echo wrong project >>ran\n");
  const replaced = await runIn(project, "b", "train", [grid, "--retry-failed"]);
  assertEquals([replaced.code, project.exists("a/ran")], [2, false]);
  assertStringIncludes(replaced.stderr, `was made in ${a}, and its runs start there and not in ${b}: add --workdir .`);

  const detached = await runIn(project, "b", "train", [grid, "--retry-failed", "--workdir", ".", "--detach"]);
  assertEquals(detached.code, 0, detached.stderr);
  await until("it has run here", () => project.read("b/ran") === "1\n2\n2\n");
  await until("it has ended", () => project.read(`b/${grid}/lock`) === "");
  assertEquals((await runIn(project, "b", "train", [grid])).code, 1, "it is stored");
});

Deno.test("a renamed project resumes its grid file: the grid is found by name and place, and runs here", async () => {
  using project = new Project();
  const grid = await trained(project);
  move(project, "a", "b");
  assertEquals((await runIn(project, "b", "status", ["g.yaml", "--json"])).code, 0);
  const { code, stdout, stderr } = await runIn(project, "b", "train", ["g.yaml", "--retry-failed"]);
  assertEquals([code, stdout.trim(), project.read("b/ran")], [1, grid, "1\n2\n2\n"], stderr);
  assertStringIncludes(
    stderr,
    `its runs start in ${join(project.dir, "b")} from now on (before: ${join(project.dir, "a")})\n`,
  );
  // A second time there is nothing to say.
  assert(!(await runIn(project, "b", "train", ["g.yaml", "--resume"])).stderr.includes("from now on"));
});

Deno.test("a grid directory is not refused from a subfolder, a parent folder, an unrelated one, by links, or after it was moved", async () => {
  using project = new Project();
  const grid = await trained(project);
  const absolute = join(project.dir, "a", grid);
  for (const dir of ["a/sub/folder", "elsewhere"]) Deno.mkdirSync(join(project.dir, dir), { recursive: true });
  Deno.symlinkSync(join(project.dir, "a"), join(project.dir, "link"));
  const places = [["a/sub/folder", absolute], [".", `a/${grid}`], ["elsewhere", absolute], [
    ".",
    `link/${grid}`,
  ]] as const;
  for (const [dir, path] of places) {
    const { code, stderr } = await runIn(project, dir, "train", [path]);
    assertEquals(code, 1, stderr);
    assertEquals(stderr.includes("start in"), dir === "elsewhere", stderr);
  }
  // The grid directory alone.
  move(project, `a/${grid}`, "elsewhere/moved");
  for (const [dir, path] of [["a", "../elsewhere/moved"], ["elsewhere", "moved"]] as const) {
    const { code, stderr } = await runIn(project, dir, "train", [path]);
    assertEquals(code, 1, stderr);
  }
  assertEquals(project.read("a/ran"), "1\n2\n");
});

Deno.test("--workdir with a grid file: runs start there, and a resume keeps it", async () => {
  using project = new Project();
  writeProject(project, "a");
  project.write("a/code/train.sh", "echo code $1 >>ran\n");
  const missing = await runIn(project, "a", "train", ["g.yaml", "--workdir", "cod"]);
  assertEquals([missing.code, missing.stderr], [2, "error: --workdir cod: directory not found\n"]);
  assert(!project.exists("a/experiments"));
  const first = await runIn(project, "a", "train", ["g.yaml", "--workdir", "code"]);
  assertEquals([first.code, project.read("a/code/ran")], [0, "code 1\ncode 2\n"], first.stderr);
  project.write("a/g.yaml", project.read("a/g.yaml").replace("[1, 2]", "[1, 2, 3]"));
  const second = await runIn(project, "a", "train", ["g.yaml", "--resume"]);
  assertEquals([second.stdout, project.read("a/code/ran")], [first.stdout, "code 1\ncode 2\ncode 3\n"], second.stderr);
  const third = await runIn(project, "a", "train", [first.stdout.trim(), "--workdir", ""]);
  assertEquals([third.code, third.stderr], [2, 'error: --workdir "": directory not found\n']);
});
