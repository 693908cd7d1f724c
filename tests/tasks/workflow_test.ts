import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Environment, Project } from "../project.ts";

const TRAINER = `echo "::set-env name=PATH::/evil"
echo " ##[add-mask]x"
[ "$2" = 1 ] || { echo "RuntimeError: boom"; exit 3; }
echo '{"validation": {"loss": 1}}' > "$1/metrics.json"
mkdir -p "$1/models" && touch "$1/models/model_best.pt"
`;

const GRID = `grid_axes: { lr: [1, 2, 3] }
grid_settings: { command: "sh train.sh {dir} {lr}", test_command: "true" }
`;

const FILES = { "train.sh": TRAINER, "digits.yaml": GRID };

function inWorkflow({ dir }: Project): Environment {
  return { GITHUB_ACTIONS: "true", GITHUB_WORKSPACE: dir, GITHUB_STEP_SUMMARY: join(dir, "summary.md") };
}

Deno.test("in a workflow, logs are groups, and nothing in them is taken for a command", async () => {
  using project = new Project(FILES);
  for (const flags of [[], ["--quiet"]]) {
    const { code, stderr } = await project.run("train", ["digits.yaml", ...flags], inWorkflow(project));
    assertEquals(code, 1);
    assertEquals(stderr.match(/^::.*/gm)?.map((line) => line.replace(/ [0-9a-f]{8}$/, "")).sort(), [
      "::endgroup::",
      "::endgroup::",
      "::group::log of digits-lr=2 r0",
      "::group::log of digits-lr=3 r0",
    ]);
    assertStringIncludes(
      stderr,
      "  | ::set-env name=PATH::/evil\n  |  ##\\[add-mask]x\n  | RuntimeError: boom\n::endgroup::\n",
    );
  }
});

Deno.test("in a workflow, grid:logs gives the runner no commands", async () => {
  using project = new Project(FILES);
  assertEquals((await project.run("train", ["digits.yaml", "--only", "lr=1"])).code, 0);
  const grid = `experiments/${project.grids()[0]}`;
  const inside = await project.run("logs", [grid, "lr=1"], inWorkflow(project));
  assertEquals(inside.stdout, "\\::set-env name=PATH::/evil\n ##\\[add-mask]x\n");
  const outside = await project.run("logs", [grid, "lr=1"]);
  assertEquals(outside.stdout, "::set-env name=PATH::/evil\n ##[add-mask]x\n");
});

Deno.test("outside of a workflow, --quiet prints the end of the log of what failed, and nothing else", async () => {
  using project = new Project(FILES);
  const { code, stderr } = await project.run("train", ["digits.yaml", "--quiet", "--only", "lr=[1, 2]"]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^failed {5}digits-lr=2 r0 \w{8}: exit code 3 after .*s \(.*train\.1\.log\)\n {2}\| ::set-env.*\n.*\n {2}\| RuntimeError: boom\n$/,
  );
});

Deno.test("in a workflow, commands add the states of runs, the table and the failures to the summary of the job", async () => {
  using project = new Project(FILES);
  project.write("summary.md", "of an earlier command\n");
  const { code } = await project.run("run", ["digits.yaml", "--quiet"], inWorkflow(project));
  assertEquals(code, 1);
  const text = project.read("summary.md");
  assertMatch(text, /^of an earlier command\n### `experiments\/digits_\d{8}_\d{6}`\n/);
  assertStringIncludes(text, "| train | 1 | 2 | 0 | 0 | ");
  assertStringIncludes(text, "| test | 1 | 0 | 0 | 2 | ");
  assertStringIncludes(text, "\n| lr | n | validation\\_loss |\n| --- | ---: | ---: |\n| 1 | 1 | 1.0000 |\n");
  assertStringIncludes(text, "\n- 2 runs: `RuntimeError: boom` (`train digits-lr=2 r0 ");
  assert(text.length < 1 << 20);

  const unwritable = { ...inWorkflow(project), GITHUB_STEP_SUMMARY: join(project.dir, "missing/summary.md") };
  const trained = await project.run("train", ["digits.yaml", "--only", "lr=1", "--quiet"], unwritable);
  assertEquals(trained.code, 0);
  assertStringIncludes(trained.stderr, "warning: cannot write the summary of the job: ");
});

Deno.test("in a workflow, errors and warnings of a grid file are annotations at their lines", async () => {
  using project = new Project(FILES);
  project.write("study/bad.yaml", "grid_axes: { lr: 1 }\ngrid_settings:\n  command: train {args}\n  comand: x\n");
  const { code, stderr } = await project.run("expand", ["study/bad.yaml"], inWorkflow(project));
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'study/bad.yaml:4:3: unknown setting "comand", did you mean "command"?\n');
  assertStringIncludes(
    stderr,
    '\n::error file=study/bad.yaml,line=4,col=3::unknown setting "comand", did you mean "command"?\n',
  );
  assertStringIncludes(stderr, '\n::error file=study/bad.yaml,line=1,col=14::axis "lr": expected a list, got 1');
  project.write("odd.yaml", "grid_axes: { lr: [1, 2] }\ngrid_settings: { command: 'true' }\n");
  const warned = await project.run("expand", ["odd.yaml"], inWorkflow(project));
  assertEquals(warned.code, 0, warned.stderr);
  assertMatch(warned.stderr, /^::warning file=odd\.yaml,line=\d+,col=\d+::/m);
});

Deno.test("the runner of a workflow finds no command in what lists print, and JSON stays JSON", async () => {
  using project = new Project();
  const values = '["##[error]bad", "::add-mask::secret"]';
  project.write(
    "g.yaml",
    `grid_axes: {x: ${values}}\ngrid_settings: {command: [sh, -c, 'printf "%s\\n" "$0"; exit 3', '{x}']}\n`,
  );
  const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
  const commands = [["status", grid], ["status", grid, "--all"], ["show", grid, "x=##[error]bad"], ["list"]];
  const forms = [...commands, ["train", grid, "--dry-run", "--retry-failed"], ["diff", grid, grid], [
    "report",
    grid,
    "--print",
    "latex",
  ]];
  let found = 0;
  for (const [task, ...args] of forms) {
    const { stdout, stderr } = await project.run(task!, args, inWorkflow(project));
    assertEquals(
      /##\[|^\s*::(?!group|endgroup|error|warning|notice)/m.test(stdout + stderr),
      false,
      `${task}: ${stdout}${stderr}`,
    );
    if (stdout.includes("##\\[error]")) found++;
  }
  assert(found >= 3, String(found));
  const { stdout } = await project.run("status", [grid, "--json"], inWorkflow(project));
  assertEquals(stdout.includes("##["), false);
  assertEquals(JSON.parse(stdout).experiments[0].params.x, "##[error]bad");
});

Deno.test("a table of experiments has a line each, whatever their values are", async () => {
  using project = new Project();
  project.write("g.yaml", `grid_axes: {x: ["a\\\\eb", "c\\\\nd", e]}\ngrid_settings: {command: 'run {x}'}\n`);
  const { stdout } = await project.run("expand", ["g.yaml", "--dry-run"]);
  assertEquals(stdout.trim().split("\n").length, 4, stdout);
  assertEquals(stdout.includes("\x1b"), false);
});
