/** Results that were made by another command, other code or other seeds are told apart from those that would be made now. */
import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { Project, until } from "../project.ts";

const grid = (more = "", command = "sh train.sh {args} {seed}") => `
grid_axes: {x: [1, 2]}
grid_settings:
  command: ${command}
${more}
`;

const TRAIN = 'echo "{\\"accuracy\\": 0.$GRID_SEED}" >"$GRID_RUN_DIR/metrics.json"\n';

/** The lines about kept results, without what to do about them. */
function warnings(stderr: string): string[] {
  return stderr.split("\n").filter((line) => /: warning: .* kept, /.test(line)).map((line) =>
    line.replace(/^.*: warning: /, "").replace(/; (--again --only|deno task grid:test) .*$/, "")
  );
}

Deno.test("what to do about kept results works as it is typed", async () => {
  using project = new Project();
  project.write("train.sh", `${TRAIN}mkdir -p "$GRID_RUN_DIR/models"; : >"$GRID_RUN_DIR/models/model_best.pt"\n`);
  project.write("test.sh", ":\n");
  project.write("g.yaml", grid("  test_command: sh test.sh {checkpoint}"));
  const dir = (await project.run("run", ["g.yaml"])).stdout.split("\n")[0]!;
  project.write("train.sh", `# mended\n${project.read("train.sh")}`);
  const { stderr } = await project.run("train", [dir]);
  const advice = /; (--again .*) trains them anew\n/.exec(stderr)![1]!;
  const anew = await project.run("train", [dir, ...advice.split(" ")]);
  assertStringIncludes(anew.stderr, "2 of 2 trained (took");
  await project.run("test", [dir]);
  project.write("test.sh", ": mended\n");
  const [, task, path, flag] = /; deno task grid:(\w+) (\S+) (--again) tests once more\n/.exec(
    (await project.run("test", [dir])).stderr,
  )!;
  assertStringIncludes((await project.run(task!, [path!, flag!])).stderr, "2 of 2 tested (took");
  assertEquals(warnings((await project.run("run", [dir])).stderr), []);
});

Deno.test("--strict does not keep results of another command, script or seed", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid("  seed: 1"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const plan = project.read(`${dir}/plan.ndjson`);
  for (
    const [file, text, words] of [
      ["g.yaml", grid("  seed: 1", "sh train.sh {args} {seed} --epochs 60"), "made by another command"],
      ["train.sh", `# mended\n${TRAIN}`, "made by another train.sh"],
      ["g.yaml", grid("  seed: 2"), "made with another seed"],
    ] as const
  ) {
    const before = project.read(file);
    project.write(file, text);
    for (const more of [[], ["--dry-run"]]) {
      const { code, stderr } = await project.run("train", ["g.yaml", "--resume", "--strict", ...more]);
      assertEquals(code, 2, stderr);
      assertStringIncludes(stderr, `${dir}: 2 kept, ${words}`);
      assertStringIncludes(stderr, "--strict: 1 warning counts as an error\n");
    }
    assertEquals(project.read(`${dir}/plan.ndjson`), plan);
    project.write(file, before);
  }
  const same = await project.run("train", ["g.yaml", "--resume", "--strict"]);
  assertEquals(same.code, 0, same.stderr);
});

Deno.test("a resume says which results are kept that another command has made, also with --dry-run", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid());
  const first = await project.run("train", ["g.yaml"]);
  assertEquals([first.code, warnings(first.stderr)], [0, []], first.stderr);
  const same = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([same.code, warnings(same.stderr)], [0, []], same.stderr);

  project.write("g.yaml", grid("", "sh train.sh {args} {seed} --epochs 60").replace("[1, 2]", "[1, 2, 3]"));
  const message =
    '2 kept, made by another command: "sh train.sh {args} {seed}" → "sh train.sh {args} {seed} --epochs 60"';
  for (const more of [["--dry-run"], []]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--resume", ...more]);
    assertEquals([code, warnings(stderr)], [0, [message]], stderr);
    assertStringIncludes(stderr, "2 kept, 1 new");
  }
  // It stays true, and is said whenever the grid goes on.
  const dir = first.stdout.trim();
  for (const more of [["--dry-run"], []]) {
    const again = await project.run("train", [dir, ...more]);
    assertEquals([again.code, warnings(again.stderr)], [0, [message]], again.stderr);
  }
  // Back to what it was: the new one is the other one.
  project.write("g.yaml", grid().replace("[1, 2]", "[1, 2, 3]"));
  assertEquals(warnings((await project.run("train", ["g.yaml", "--resume"])).stderr), [
    '1 kept, made by another command: "sh train.sh {args} {seed} --epochs 60" → "sh train.sh {args} {seed}"',
  ]);
});

Deno.test("a grid directory that goes on says that a script of its command has changed, with or without git", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid());
  const dir = (await project.run("train", ["g.yaml", "--only", "x=1"])).stdout.trim();
  project.write("train.sh", `# mended\n${TRAIN}`);
  for (const args of [[dir], [dir, "--quiet"], ["g.yaml", "--resume"]]) {
    const { code, stderr } = await project.run("train", args);
    assertEquals([code, warnings(stderr)], [0, ["1 kept, made by another train.sh"]], stderr);
  }
  project.write("train.sh", TRAIN);
  assertEquals(warnings((await project.run("train", [dir])).stderr), [
    "1 kept, made by another train.sh",
  ]);
});

Deno.test("a resume with another seed says that results were made with the one before", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid("  seed: 1"));
  await project.run("train", ["g.yaml"]);
  project.write("g.yaml", grid("  seed: 2"));
  const { stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(warnings(stderr), ["2 kept, made with another seed: 1 → 2"]);
  // Further seeds of a list leave those before as they are.
  project.write("h.yaml", grid("  seed: [4, 5]"));
  await project.run("train", ["h.yaml"]);
  project.write("h.yaml", grid("  seed: [4, 5, 6]"));
  assertEquals(warnings((await project.run("train", ["h.yaml", "--resume"])).stderr), []);
  project.write("h.yaml", grid("  seed: [7, 5, 6]"));
  assertEquals(warnings((await project.run("train", ["h.yaml", "--resume"])).stderr), [
    "2 kept, made with another seed: 4 → 7",
  ]);
});

Deno.test("the command of tests is told apart from that of trainings", async () => {
  using project = new Project();
  project.write("train.sh", `${TRAIN}mkdir -p "$GRID_RUN_DIR/models"; : >"$GRID_RUN_DIR/models/model_best.pt"\n`);
  project.write("test.sh", ":\n");
  project.write("g.yaml", grid("  test_command: sh test.sh {checkpoint}"));
  const dir = (await project.run("run", ["g.yaml"])).stdout.split("\n")[0]!;
  project.write("test.sh", ": mended\n");
  assertEquals(warnings((await project.run("train", [dir])).stderr), []);
  assertEquals(warnings((await project.run("test", [dir])).stderr), [
    "2 tests kept, made by another test.sh",
  ]);
  const again = await project.run("test", [dir, "--again"]);
  assertEquals([again.code, warnings(again.stderr)], [0, []], again.stderr);
  assertEquals(warnings((await project.run("test", [dir])).stderr), []);
});

Deno.test("a script that is edited while the grid runs is noticed at the next start", async () => {
  using project = new Project();
  project.write("train.sh", `until [ -e go ]; do sleep 0.02; done; ${TRAIN}`);
  project.write("g.yaml", grid("  max_concurrent_runs: 1"));
  const started = project.start("train", ["g.yaml"]);
  await until("it runs", () => started.hasSaid("started "));
  project.write("train.sh", TRAIN);
  project.write("go", "");
  const { code, stderr, stdout } = await started.ended;
  assertEquals(code, 0, stderr);
  assertStringIncludes(
    stderr,
    "warning: train.sh changed while the grid runs: runs that start from now on are launched_with ",
  );
  const hashes = project.read(`${stdout.trim()}/journal.ndjson`).matchAll(/"launched_with":"(\w+)"/g);
  assertEquals(new Set(Array.from(hashes, ([, hash]) => hash)).size, 2);
});

Deno.test("grids of earlier versions, whose launches have no fingerprints, go on without a word", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid());
  const dir = (await project.run("train", ["g.yaml", "--only", "x=1"])).stdout.trim();
  const journal = project.read(`${dir}/journal.ndjson`).split("\n").filter((line) => !line.includes('"fingerprint"'));
  project.write(`${dir}/journal.ndjson`, journal.join("\n").replaceAll(/,"launched_with":"\w+"/g, ""));
  project.write("g.yaml", grid("", "sh train.sh {args} {seed} --epochs 60"));
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([code, warnings(stderr)], [0, []], stderr);
  assert(project.read(`${dir}/journal.ndjson`).includes('"launched_with"'));
});

/** The tables of an analysis and its warnings. */
async function analyze(project: Project, dir: string) {
  const { code, stdout, stderr } = await project.run("analyze", [dir, "--quiet"]);
  assertEquals(code, 0, stderr);
  const [analysis, summary] = stdout.trim().split("\n").map((path) =>
    parse(project.read(path), { skipFirstRow: true }) as Record<string, string>[]
  );
  return { analysis: analysis!, summary: summary!, warnings: stderr.trim().split("\n").filter((line) => line !== "") };
}

Deno.test("the analysis shows what each result was launched with, and warns where a mean goes over two of them", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid("  experiment_repetitions: 2"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const before = await analyze(project, dir);
  assertEquals(before.warnings, []);
  assertEquals(new Set(before.analysis.map((row) => row.launched_with)).size, 1);

  project.write("g.yaml", grid("  experiment_repetitions: 3", "sh train.sh {args} {seed} --epochs 60"));
  await project.run("train", ["g.yaml", "--resume"]);
  const { analysis, summary, warnings } = await analyze(project, dir);
  const [first, last] = [analysis[0]!.launched_with!, analysis.at(-1)!.launched_with!];
  assertNotEquals(first, last);
  assertEquals(analysis.map((row) => row.launched_with), [first, first, first, first, last, last]);
  assertEquals(summary.map((row) => row.launched_with), [`${first} ${last}`, `${first} ${last}`]);
  assertEquals(warnings, [
    "warning: 2 configurations (g-x=1, …) average over results that were launched differently: " +
    `another command: "sh train.sh {args} {seed}" → "sh train.sh {args} {seed} --epochs 60" (launched_with ${first}, ${last})`,
  ]);
});

Deno.test("the analysis warns about means over results of another script, and of another seed", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid("  seed: 1"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const seeds = (await analyze(project, dir)).analysis.map((row) => row.training_seed_torch);
  project.write("g.yaml", grid("  seed: 2\n  experiment_repetitions: 2"));
  project.write("train.sh", `# mended\n${TRAIN}`);
  await project.run("train", ["g.yaml", "--resume"]);
  const { analysis, warnings } = await analyze(project, dir);
  // The seeds of results that were kept are those that they were made with.
  assertEquals(analysis.slice(0, 2).map((row) => row.training_seed_torch), seeds);
  const [first, last] = [analysis[0]!.launched_with!, analysis.at(-1)!.launched_with!];
  assertEquals(warnings, [
    "warning: 2 configurations (g-x=1, …) average over results that were launched differently: " +
    `another seed: 1 → 2 and another train.sh (launched_with ${first}, ${last})`,
  ]);
});

Deno.test("the analysis reports repetitions whose numbers are all the same", async () => {
  using project = new Project();
  project.write("train.sh", 'echo "{\\"accuracy\\": 0.25, \\"loss\\": $GRID_x}" >"$GRID_RUN_DIR/metrics.json"\n');
  project.write("g.yaml", grid("  experiment_repetitions: 3\n  env: {GRID_x: '{x}'}"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  assertEquals((await analyze(project, dir)).warnings, [
    "warning: all 3 repetitions of 2 configurations (g-x=1, …) have the same numbers: they may be one run several times " +
    "(does the command take {seed}, or its program GRID_SEED?)",
  ]);
});

Deno.test("the analysis warns about models that were tested with different commands", async () => {
  using project = new Project();
  project.write("train.sh", `${TRAIN}mkdir -p "$GRID_RUN_DIR/models"; : >"$GRID_RUN_DIR/models/model_best.pt"\n`);
  const test = (seed: string) => `echo "{\\"f1\\": ${seed}}" >"$GRID_TEST_DIR/metrics.json"\n`;
  project.write("test.sh", test("0.$GRID_SEED"));
  project.write("g.yaml", grid("  experiment_repetitions: 2\n  test_command: sh test.sh {checkpoint}"));
  const dir = (await project.run("run", ["g.yaml", "--quiet"])).stdout.split("\n")[0]!;
  assertEquals((await analyze(project, dir)).warnings, []);
  project.write("test.sh", `# mended\n${test("0.1$GRID_SEED")}`);
  await project.run("test", [dir, "--again", "--only", "repetition=1"]);
  const { analysis, warnings } = await analyze(project, dir);
  const [first, last] = [analysis[0]!.test_launched_with!, analysis.at(-1)!.test_launched_with!];
  assertNotEquals(first, last);
  assertEquals(warnings, [
    "warning: 2 configurations (g-x=1, …) average over results that were launched differently: " +
    `another test.sh (launched_with ${first}, ${last})`,
  ]);
});

Deno.test("the analysis warns about configurations that were tested differently, and its summary shows with what", async () => {
  using project = new Project();
  project.write("train.sh", `${TRAIN}mkdir -p "$GRID_RUN_DIR/models"; : >"$GRID_RUN_DIR/models/model_best.pt"\n`);
  project.write("test.sh", 'echo "{\\"loss\\": 1}" >"$GRID_TEST_DIR/metrics.json"\n');
  project.write("g.yaml", grid("  test_command: sh test.sh {checkpoint}"));
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  await project.run("test", [dir, "--only", "x=1"]);
  project.write("test.sh", `# mended\n${project.read("test.sh")}`);
  await project.run("test", [dir]);
  const { summary, warnings } = await analyze(project, dir);
  const [first, second] = summary.map((row) => row.test_launched_with!) as [string, string];
  assertNotEquals(first, second);
  assertEquals(warnings, [
    `warning: configurations are compared that were launched differently: another test.sh (launched_with ${first}, ${second})`,
  ]);
});

Deno.test("grids of earlier versions have an empty column in the analysis, and no warning", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid());
  const dir = (await project.run("train", ["g.yaml"])).stdout.trim();
  const journal = project.read(`${dir}/journal.ndjson`).split("\n").filter((line) => !line.includes('"fingerprint"'));
  project.write(`${dir}/journal.ndjson`, journal.join("\n").replaceAll(/,"launched_with":"\w+"/g, ""));
  project.write("g.yaml", grid("  experiment_repetitions: 2", "sh train.sh {args} {seed} --epochs 60"));
  await project.run("train", ["g.yaml", "--resume"]);
  const { analysis, warnings } = await analyze(project, dir);
  assertEquals([warnings, analysis.map((row) => row.launched_with === " ")], [[], [true, true, false, false]]);
});
