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

Deno.test("--strict holds for a resume, and is an error for a grid directory of which nothing runs", async () => {
  using project = new Project();
  project.write("grid.yaml", GRID.replace("{lr}", "{args}"));
  const grid = (await project.run("train", ["grid.yaml"])).stdout.trim();
  const plan = project.read(`${grid}/plan.ndjson`);
  project.write("grid.yaml", GRID);
  const resumed = await project.run("train", ["grid.yaml", "--resume", "--strict"]);
  assertEquals(resumed.code, 2);
  assertStringIncludes(resumed.stderr, "grid.yaml:3:3: axis");
  assertEquals(project.read(`${grid}/plan.ndjson`), plan);
  const { code, stderr } = await project.run("expand", [grid, "--strict", "--dry-run"]);
  assertEquals([code, stderr], [
    2,
    `error: --strict cannot be used with a grid directory: ${grid} is already expanded\n`,
  ]);
  const trained = await project.run("train", [grid, "--strict"]);
  assertEquals(trained.code, 0, trained.stderr);
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
  assertEquals([two.code, two.stderr], [
    2,
    "error: too many arguments: expected one grid, got 2: grid.yaml, grid.yaml\n",
  ]);
  assertEquals(project.grids(), []);
  // A grid file may have such a name.
  project.write("lr=1.yaml", GRID.replace("{lr}", "{args}"));
  assertEquals((await project.run("expand", ["lr=1.yaml", "--dry-run"])).code, 0);
});

/** A grid whose command is in line 7. */
function calling(command: string, more = ""): string {
  return `# A comment.\ngrid_axes:\n  lr: [0.1]\n\ngrid_settings:\n  seed: 1\n  command: ${command}\n${more}`;
}

Deno.test("a script or program that is not there is an error with the place of the command, and nothing is made", async () => {
  using project = new Project();
  project.write("tain.py", "");
  project.write("script.sh", "");
  const table: [grid: string, place: string, problem: string][] = [
    [calling("python3 train.py {args}"), "7:12", `"train.py" not found in ${project.dir}, did you mean "tain.py"?`],
    [calling("[python3, -u, train.py, '{args}']"), "7:12", `"train.py" not found in ${project.dir}`],
    [calling(">-\n    python3\n    train.py {args}"), "8:5", `"train.py" not found in ${project.dir}`],
    [calling("no-such-program {args}"), "7:12", 'program "no-such-program" not found on PATH'],
    [calling("./train {args}"), "7:12", `program "./train" not found in ${project.dir}`],
    [calling("./script.sh {args}"), "7:12", 'program "./script.sh" is not executable: run chmod +x ./script.sh'],
    [calling("nice -n 5 python3 sub/t.py {args}"), "7:12", `"sub/t.py" not found in ${project.dir}`],
    [calling("python3 t{lr}.py {args}"), "7:12", `"t0.1.py" not found in ${project.dir}`],
    [calling("python3 t.py {args}", "  setup: export A=1\n"), "7:12", `"t.py" not found in ${project.dir}`],
    [
      calling("true {args}", "  setup: . .venv/bin/activate\n"),
      "8:10",
      `".venv/bin/activate" not found in ${project.dir}`,
    ],
    [calling("'true {args}'", "  shell: [no-shell, -c]\n"), "8:10", 'program "no-shell" not found on PATH'],
    [
      calling("'true {args}'", "  workdir: nowhere\n"),
      "8:12",
      `working directory does not exist: ${project.dir}/nowhere`,
    ],
  ];
  for (const [grid, place, problem] of table) {
    project.write("grid.yaml", grid);
    const start = `grid.yaml:${place}: `;
    const expected = problem.startsWith("working") ? problem : `cannot train: ${problem}`;
    const { code, stdout, stderr } = await project.run("train", ["grid.yaml"]);
    assertEquals([code, stdout], [2, ""], grid);
    assertStringIncludes(stderr, start + expected);
    assertEquals(project.grids(), []);
    const dry = await project.run("expand", ["grid.yaml", "--dry-run"]);
    assertEquals(dry.code, 0, dry.stderr);
    assertStringIncludes(dry.stderr, `${start}warning: ${expected}`);
  }
  for (const [task, ...args] of [["expand"], ["run"], ["expand", "--dry-run", "--strict"]]) {
    const { code } = await project.run(task!, ["grid.yaml", ...args]);
    assertEquals([code, project.grids()], [2, []]);
  }
  project.write("grid.yaml", calling("no-such-program {args}"));
  const elsewhere = await project.run("expand", ["grid.yaml"]);
  assertEquals([elsewhere.code, project.grids().length], [0, 1], "its runs may start on another machine");
  assertStringIncludes(elsewhere.stderr, 'grid.yaml:7:12: warning: cannot train: program "no-such-program" not found');
  assertEquals((await project.run("expand", ["grid.yaml", "--strict"])).code, 2);

  const flag = await project.run("train", [
    "grid.yaml",
    "--setting",
    "workdir=.",
    "--setting",
    "command=python3 x.py {args}",
  ]);
  assertStringIncludes(flag.stderr, "--setting command: cannot train: ");
});

Deno.test("what only setup or the shell knows is no error", async () => {
  using project = new Project();
  project.write("env.sh", "mkdir -p code && echo 'echo from setup' >code/made.sh && cd code");
  for (
    const [command, more] of [
      ["sh made.sh {lr}", "  setup: . ./env.sh\n"],
      ["test -e no.py && python3 no.py {lr} || true", ""],
      ["'no-such-program; sh -c true {lr}'", ""],
    ]
  ) {
    project.write("grid.yaml", calling(command!, more));
    const { code, stderr } = await project.run("train", ["grid.yaml"]);
    assertEquals(code, 0, stderr);
    assertEquals(stderr.includes("grid.yaml:"), false, stderr);
  }
});

Deno.test("a missing tester is a warning for training, and an error for a run that tests", async () => {
  using project = new Project();
  project.write(
    "grid.yaml",
    calling("touch {dir}/model.{lr}", "  test_command: python3 test.py {checkpoint}\n  checkpoint: model.*\n"),
  );
  const problem = `cannot test: "test.py" not found in ${project.dir}`;
  const run = await project.run("run", ["grid.yaml"]);
  assertEquals([run.code, run.stderr, project.grids()], [2, `grid.yaml:8:17: ${problem}\n`, []]);
  const train = await project.run("train", ["grid.yaml"]);
  assertEquals(train.code, 0);
  assertStringIncludes(train.stderr, `grid.yaml:8:17: warning: ${problem}\n`);
  const test = await project.run("test", [train.stdout.trim()]);
  assertEquals(test.code, 2);
  assertStringIncludes(test.stderr, problem);
});

Deno.test("only values of an axis that run are looked for", async () => {
  using project = new Project();
  project.write("a.sh", "");
  const grid = (exclude: string) =>
    `grid_axes: {script: [a, b], x: [1, 2]}\n${exclude}grid_settings: {command: "sh {script}.sh {x}"}\n`;
  project.write("grid.yaml", grid(""));
  const missing = await project.run("train", ["grid.yaml"]);
  assertEquals(missing.stderr.includes(`cannot train: "b.sh" not found in ${project.dir}`), true, missing.stderr);
  project.write("grid.yaml", grid("grid_exclude: [{script: b}]\n"));
  const { code, stderr } = await project.run("train", ["grid.yaml"]);
  assertEquals([code, stderr.includes("grid.yaml:")], [0, false], stderr);
});

Deno.test("a setup that fails makes the run fail, and a hidden failure of the command is a warning", async () => {
  using project = new Project();
  project.write(
    "grid.yaml",
    "grid_axes: {lr: [0.1]}\ngrid_settings:\n  setup: cd missing\n  command: tee {dir}/trained-with-{lr} | cat\n",
  );
  const { code, stdout, stderr } = await project.run("train", ["grid.yaml"]);
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, 'grid.yaml:4:12: warning: the exit code is that of "cat"');
  assertStringIncludes(stderr, "  | setup failed with exit code ");
  const grid = stdout.trim();
  const [run] = project.list(grid).filter((name) => name.startsWith("grid-lr"));
  assertEquals(project.list(`${grid}/${run}`).filter((name) => name.startsWith("trained")), []);
});
