/** `--agree`: what would be run is shown, and nothing is created before the user confirms. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { type Ended, type Environment, Project } from "../project.ts";

const GRID = `
grid_axes: { n: [${Array.from({ length: 12 }, (_, n) => n).join(", ")}] }
grid_settings:
  command: touch {dir}/model_{n}
  test_command: touch {test_dir}/tested
  checkpoint: model_*
`;

/** Runs a task with an answer on stdin. */
function answer(
  project: Project,
  text: string,
  task: string,
  args: readonly string[],
  env: Environment = {},
): Promise<Ended> {
  return project.run(task, args, { ANSWER: text, ...env }, ["sh", "-c", 'printf %b "$ANSWER" | "$@"', "sh"]);
}

Deno.test("--agree shows the first ten runs with their commands, and Enter confirms", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await answer(project, "\\n", "train", ["g.yaml", "--agree"]);
  assertEquals(code, 0, stderr);
  assertMatch(
    stderr,
    /^12 trainings to run on CPUs, in a new directory in experiments:\n +id +name +values +command\n/,
  );
  assertMatch(
    stderr,
    /\n +\w+ +g-n=9 r0 +n=9 +touch \{grid_dir\}\/g-n=9-r0-\w+\/model_9\n +and 2 more\nStart\? \[Y\/n\] \n/,
  );
  assertStringIncludes(stderr, "12 of 12 trained");
  assertEquals(project.grids().map((name) => `experiments/${name}\n`), [stdout]);
});

Deno.test("--agree: a run that is declined leaves nothing behind", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const before = project.list(".");
  for (const task of ["train", "run"]) {
    const { code, stdout, stderr } = await answer(project, "what\\nn\\n", task, ["g.yaml", "--agree"]);
    assertEquals([code, stdout], [0, ""], stderr);
    assertMatch(stderr, /Start\? \[Y\/n\] \nStart\? \[Y\/n\] \nnothing was started\n$/);
    assertEquals(project.list("."), before);
  }
});

Deno.test("--agree: without an answer nothing is started", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--agree"]);
  assertEquals([code, stdout, project.list(".")], [2, "", ["g.yaml"]]);
  assertStringIncludes(stderr, "error: --agree: no answer on stdin, nothing was started: answer there (echo y | …)");
});

Deno.test("--agree: errors are found before the question", async () => {
  using project = new Project();
  project.write("g.yaml", `${GRID}  comand: x\n`);
  const { code, stderr } = await project.run("train", ["g.yaml", "--agree"]);
  assertEquals(code, 2);
  assert(!stderr.includes("Start?"), stderr);
});

Deno.test("--agree: a resume that is declined keeps the plan", async () => {
  using project = new Project();
  project.write("g.yaml", GRID);
  const { stdout } = await project.run("train", ["g.yaml", "--only", "n=3"]);
  const grid = stdout.trim();
  const plan = project.read(`${grid}/plan.ndjson`);
  project.write("g.yaml", GRID.replace("[0, ", "[0, 100, "));
  const declined = await answer(project, "n\\n", "train", ["g.yaml", "--resume", "--agree"]);
  assertEquals([declined.code, declined.stdout], [0, ""], declined.stderr);
  assertStringIncludes(declined.stderr, "11 pending, 1 kept, 1 new\n12 trainings to run on CPUs, in ");
  assertEquals(project.read(`${grid}/plan.ndjson`), plan);
  const confirmed = await answer(project, "Yes\\n", "train", ["g.yaml", "--resume", "--agree"]);
  assertStringIncludes(confirmed.stderr, "13 of 13 trained");
});

Deno.test("--agree: tests and analyses of a tree are asked for before its grid directory is created", async () => {
  using project = new Project();
  const fixture = fromFileUrl(new URL("../fixtures/results/mi-prometheus/ReverseRecallCommandLines", import.meta.url));
  project.write("tree/notes", "");
  project.write("bin/mip-tester", "#!/bin/sh\n");
  Deno.chmodSync(join(project.dir, "bin/mip-tester"), 0o755);
  await new Deno.Command("cp", { args: ["-r", fixture, join(project.dir, "tree")] }).output();
  const before = project.list("tree");
  const refused = await answer(project, "\\n", "test", ["--expdir", "tree", "--agree"]);
  assertEquals([refused.code, refused.stdout, project.list("tree")], [2, "", before]);
  assertEquals(refused.stderr, 'tree/.grid_tests: cannot test: program "mip-tester" not found on PATH\n');
  const path = { PATH: `${project.dir}/bin:${Deno.env.get("PATH")}` };
  const tested = await answer(project, "n\\n", "test", ["--expdir", "tree", "--agree"], path);
  assertEquals([tested.code, tested.stdout], [0, ""], tested.stderr);
  assertStringIncludes(
    tested.stderr,
    "1 test to run on CPUs, in tree/.grid_tests:\n  ReverseRecallCommandLines_NTM_20261124_053333 r0 ",
  );
  const analyzed = await answer(project, "n\\n", "analyze", ["--expdir", "tree", "--agree"]);
  assertEquals([analyzed.code, analyzed.stdout], [0, ""], analyzed.stderr);
  assertStringIncludes(analyzed.stderr, "to analyze:\n  tree\nStart? [Y/n] ");
  assertEquals(project.list("tree"), before);
});
