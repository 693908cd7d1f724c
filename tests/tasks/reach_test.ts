/** What users type reaches their runs, or they are told: the commands that expand grids. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "../project.ts";

const GRID = `grid_axes:
  lr: [0.1, 0.01]
  width: [64, 128]
grid_settings:
  command: echo {lr} {dir}
`;

const WARNING = 'grid.yaml:3:3: warning: axis "width" reaches no run: the command uses neither {width} nor {args}, ' +
  "{overrides}, {config}\n";

for (const task of ["expand", "train", "run"]) {
  Deno.test(`grid:${task} warns about an axis that reaches no run; with --strict that is an error and nothing is made`, async () => {
    using project = new Project();
    project.write("grid.yaml", GRID);
    for (const more of [["--dry-run"], []]) {
      const strict = await project.run(task, ["grid.yaml", "--strict", ...more]);
      assertEquals([strict.code, strict.stdout], [2, ""]);
      assertEquals(strict.stderr, WARNING.replace("warning: ", "") + "--strict: 1 warning counts as an error\n");
      assertEquals(project.grids(), []);
      const { code, stderr } = await project.run(task, ["grid.yaml", ...more]);
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, WARNING);
    }
    assertEquals(project.grids().length, 1);
    project.write("grid.yaml", GRID.replace("{lr}", "{args}"));
    const clean = await project.run(task, ["grid.yaml", "--strict", "--dry-run"]);
    assertEquals([clean.code, clean.stderr], [0, ""]);
  });
}

Deno.test("--strict holds for a resume, and is an error for a grid directory", async () => {
  using project = new Project();
  project.write("grid.yaml", GRID.replace("{lr}", "{args}"));
  const grid = (await project.run("train", ["grid.yaml", "--strict"])).stdout.trim();
  const plan = project.read(`${grid}/plan.ndjson`);
  project.write("grid.yaml", GRID);
  const resumed = await project.run("train", ["grid.yaml", "--resume", "--strict"]);
  assertEquals(resumed.code, 2);
  assertStringIncludes(resumed.stderr, "grid.yaml:3:3: axis");
  assertEquals(project.read(`${grid}/plan.ndjson`), plan);
  for (const more of [[], ["--dry-run"]]) {
    const { code, stderr } = await project.run("train", [grid, "--strict", ...more]);
    assertEquals([code, stderr], [
      2,
      `error: --strict cannot be used with a grid directory: ${grid} is already expanded\n`,
    ]);
  }
});

Deno.test("a sweep as in Hydra is answered with the flag for an axis", async () => {
  using project = new Project();
  project.write("grid.yaml", GRID.replace("{lr}", "{args}"));
  const hint = "did you mean --axis 'lr=[0.1, 0.01]'?";
  const set = await project.run("expand", ["grid.yaml", "--dry-run", "--set", "lr=0.1,0.01"]);
  assertEquals(set.code, 0);
  for (const args of [["--axis", "lr=0.1,0.01"], ["lr=0.1,0.01"]]) {
    for (const task of ["expand", "train", "run"]) {
      const { code, stderr } = await project.run(task, ["grid.yaml", ...args]);
      assertEquals(code, 2);
      assertStringIncludes(stderr, hint);
    }
  }
  assertStringIncludes(set.stderr, hint);
  const { stderr } = await project.run("train", ["lr=0.5", "grid.yaml", "x=a b"]);
  assertEquals(
    stderr,
    "error: unexpected argument lr=0.5: did you mean --set lr=0.5?\n" +
      "error: unexpected argument x=a b: did you mean --set 'x=a b'?\n",
  );
  const two = await project.run("train", ["grid.yaml", "grid.yaml"]);
  assertEquals([two.code, two.stderr], [2, "error: expected one grid, got 2: grid.yaml, grid.yaml\n"]);
  assertEquals(project.grids(), []);
  // A grid file may have such a name.
  project.write("lr=1.yaml", GRID.replace("{lr}", "{args}"));
  assertEquals((await project.run("expand", ["lr=1.yaml", "--dry-run"])).code, 0);
});
