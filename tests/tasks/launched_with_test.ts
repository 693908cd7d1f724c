/** Results that were made by another command, other code or other seeds are told apart from those that would be made now. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project, until } from "../project.ts";

const grid = (more = "", command = "sh train.sh {args}") => `
grid_axes: {x: [1, 2]}
grid_settings:
  command: ${command}
${more}
`;

const TRAIN = 'echo "{\\"accuracy\\": 0.$GRID_SEED}" >"$GRID_RUN_DIR/metrics.json"\n';

/** The lines about kept results. */
function warnings(stderr: string): string[] {
  return stderr.split("\n").filter((line) => line.includes(": warning: ")).map((line) =>
    line.replace(/^.*: warning: /, "")
  );
}

Deno.test("a resume says which results are kept that another command has made, also with --dry-run", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid());
  const first = await project.run("train", ["g.yaml"]);
  assertEquals([first.code, warnings(first.stderr)], [0, []], first.stderr);
  const same = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([same.code, warnings(same.stderr)], [0, []], same.stderr);

  project.write("g.yaml", grid("", "sh train.sh {args} --epochs 60").replace("[1, 2]", "[1, 2, 3]"));
  const message = '2 kept, made by another command: "sh train.sh {args}" → "sh train.sh {args} --epochs 60"; ' +
    "--again runs them anew";
  for (const more of [["--dry-run"], []]) {
    const { code, stderr } = await project.run("train", ["g.yaml", "--resume", ...more]);
    assertEquals([code, warnings(stderr)], [0, [message]], stderr);
    assertStringIncludes(stderr, "2 kept, 1 new");
  }
  // It stays true, and is said whenever the grid goes on.
  const dir = first.stdout.trim();
  const again = await project.run("train", [dir]);
  assertEquals([again.code, warnings(again.stderr)], [0, [message]], again.stderr);
  // Back to what it was: the new one is the other one.
  project.write("g.yaml", grid().replace("[1, 2]", "[1, 2, 3]"));
  assertEquals(warnings((await project.run("train", ["g.yaml", "--resume"])).stderr), [
    '1 kept, made by another command: "sh train.sh {args} --epochs 60" → "sh train.sh {args}"; --again runs them anew',
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
    assertEquals([code, warnings(stderr)], [0, ["1 kept, made by another train.sh; --again runs them anew"]], stderr);
  }
  project.write("train.sh", TRAIN);
  assertEquals(warnings((await project.run("train", [dir])).stderr), [
    "1 kept, made by another train.sh; --again runs them anew",
  ]);
});

Deno.test("a resume with another seed says that results were made with the one before", async () => {
  using project = new Project();
  project.write("train.sh", TRAIN);
  project.write("g.yaml", grid("  seed: 1"));
  await project.run("train", ["g.yaml"]);
  project.write("g.yaml", grid("  seed: 2"));
  const { stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals(warnings(stderr), ["2 kept, made with another seed: 1 → 2; --again runs them anew"]);
  // Further seeds of a list leave those before as they are.
  project.write("h.yaml", grid("  seed: [4, 5]"));
  await project.run("train", ["h.yaml"]);
  project.write("h.yaml", grid("  seed: [4, 5, 6]"));
  assertEquals(warnings((await project.run("train", ["h.yaml", "--resume"])).stderr), []);
  project.write("h.yaml", grid("  seed: [7, 5, 6]"));
  assertEquals(warnings((await project.run("train", ["h.yaml", "--resume"])).stderr), [
    "2 kept, made with another seed: 4 → 7; --again runs them anew",
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
    "2 tests kept, made by another test.sh; --again runs them anew",
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
  project.write(`${dir}/journal.ndjson`, journal.join("\n").replaceAll(/,"launched_with":"\w+","seed":\d+/g, ""));
  project.write("g.yaml", grid("", "sh train.sh {args} --epochs 60"));
  const { code, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([code, warnings(stderr)], [0, []], stderr);
  assert(project.read(`${dir}/journal.ndjson`).includes('"launched_with"'));
});
