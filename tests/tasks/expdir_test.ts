/** `--expdir DIR` with several grids, or with a tree of MI-Prometheus beside grids. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { fromFileUrl, join } from "@std/path";
import { Project } from "../project.ts";

const FIXTURES = fromFileUrl(new URL("../fixtures/", import.meta.url));
const PATH = `${FIXTURES}mip/bin:${Deno.env.get("PATH")}`;

const GRID = `
grid_axes: { lr: [LR] }
grid_settings:
  command: 'sh train.sh {dir} {lr}'
  test_command: 'sh test.sh {test_dir} {lr}'
`;

/** A project with the grids `a` (two experiments) and `b` (one), and a model of MI-Prometheus beside them. */
class Mixed extends Project {
  async train(): Promise<string[]> {
    this.write("train.sh", 'mkdir "$1/models" && touch "$1/models/model_best.pt"\n');
    this.write("test.sh", 'echo "{\\"loss\\": $2}" > "$1/metrics.json"\n');
    this.write("a.yaml", GRID.replace("LR", "0.1, 0.2"));
    this.write("b.yaml", GRID.replace("LR", "0.1"));
    const grids = [];
    for (const grid of ["a.yaml", "b.yaml"]) {
      const { stdout, stderr } = await this.run("train", [grid, "--expdir", "all"]);
      assertMatch(stdout, /^all\//, stderr);
      grids.push(stdout.trim());
    }
    Deno.mkdirSync(join(this.dir, "all/tree"));
    const fixture = join(FIXTURES, "results/mi-prometheus/ReverseRecallCommandLines");
    await new Deno.Command("cp", { args: ["-r", fixture, join(this.dir, "all/tree")] }).output();
    return grids;
  }

  testAll(...args: string[]) {
    return this.run("test", ["--expdir", "all", ...args], { PATH });
  }
}

Deno.test("grid:test --expdir tests all grids in the directory, and the models beside them", async () => {
  using project = new Mixed();
  const [a, b] = await project.train();
  const tested = await project.testAll();
  assertEquals([tested.code, tested.stdout], [0, `${a}\n${b}\nall/.grid_tests\n`], tested.stderr);
  for (const line of [`2 of 2 tested`, `1 of 1 tested`]) assertStringIncludes(tested.stderr, line);
  assertEquals((await project.status(a!)).counts.test.succeeded, 2);
  assertEquals((await project.status("all/.grid_tests")).counts.test.succeeded, 1);

  const analyzed = await project.run("analyze", ["--expdir", "all"]);
  assertEquals(analyzed.code, 0, analyzed.stderr);
  assertMatch(analyzed.stdout, /^all\/\d{8}_\d{6}_grid_analysis.csv\n/);
  const rows = parse(project.read(analyzed.stdout.split("\n")[0]!), { skipFirstRow: true });
  const names = [...new Set(rows.map((row) => `${row.grid}`))].sort();
  assertEquals(names, [a!.slice(4), "all", b!.slice(4)].sort());
  // The model of MI-Prometheus had two tests.
  assertEquals(rows.length, 6);
});

Deno.test("without --expdir, the newest grid is tested and analyzed", async () => {
  using project = new Mixed();
  const [, b] = await project.train();
  Deno.renameSync(join(project.dir, "all"), join(project.dir, "experiments"));
  const newest = b!.replace("all", "experiments");
  assertEquals((await project.run("test", [])).stdout, `${newest}\n`);
  assertMatch((await project.run("analyze", [])).stdout, new RegExp(`^${newest}/`));
});

Deno.test("--only tests the grids in which it matches; if there is none, nothing is started", async () => {
  using project = new Mixed();
  const [a] = await project.train();
  const tested = await project.testAll("--only", "lr=0.2");
  assertEquals([tested.code, tested.stdout], [0, `${a}\n`], tested.stderr);
  const nothing = await project.testAll("--only", "lr=7");
  assertEquals([nothing.code, nothing.stdout], [2, ""]);
});

Deno.test("with several grids, missing programs are errors before the first test", async () => {
  using project = new Mixed();
  const [a] = await project.train();
  const refused = await project.run("test", ["--expdir", "all"], { PATH: Deno.env.get("PATH") });
  assertEquals([refused.code, refused.stdout], [2, ""]);
  assertStringIncludes(refused.stderr, 'all/.grid_tests: cannot test: program "mip-tester" not found on PATH');
  assertEquals((await project.status(a!)).counts.test.pending, 2);
  const detached = await project.testAll("--detach");
  assertEquals(detached.code, 2);
  assertMatch(detached.stderr, /error: --detach takes one grid, got 3: all\/a_/);
});

Deno.test("a grid in use, or with tests that fail, keeps no other from being tested", async () => {
  using project = new Mixed();
  const [a, b] = await project.train();
  project.write("test.sh", 'test "$2" = 0.1\n');
  using lock = Deno.openSync(join(project.dir, b!, "lock"), { read: true, write: true, create: true });
  lock.lockSync(true);
  const tested = await project.testAll();
  assertEquals(tested.code, 3, tested.stderr);
  assertStringIncludes(tested.stderr, "error: the grid is in use by");
  assertStringIncludes(tested.stderr, `not tested completely: ${a}, ${b} (2 of 3 grids)\n`);
  assertEquals((await project.status(a!)).counts.test, {
    ...(await project.status(a!)).counts.test,
    succeeded: 1,
    failed: 1,
  });
  assertEquals((await project.status("all/.grid_tests")).counts.test.succeeded, 1);
});
