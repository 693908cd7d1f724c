import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { canRun } from "../can_run.ts";
import { Project, until } from "../project.ts";
import { hasTerminals, Terminal } from "../terminal.ts";

const GRID = `grid_axes: {x: [1]}
grid_settings:
  snapshot: true
  seed: 1
  max_concurrent_runs: 1
  command: 'sh train.sh {x}'
  test_command: 'sh train.sh test'
  checkpoint: model
`;

/** A project whose runs report their code as a result. */
function createProject(grid = GRID): Project {
  const project = new Project({ "g.yaml": grid });
  writeCode(project, 1);
  return project;
}

function writeCode(project: Project, version: number): void {
  project.write(
    "train.sh",
    `. ./value.sh\ntouch "$GRID_RUN_DIR/model"\nd=$GRID_TEST_DIR\necho "{\\"acc\\": $value}" >"\${d:-$GRID_RUN_DIR}/metrics.json"\n`,
  );
  project.write("value.sh", `value=${version}\n`);
}

/** The results of the trainings of the only grid, by the value of their axis. */
function results(project: Project): Record<string, number> {
  const dir = `experiments/${project.grids()[0]}`;
  return Object.fromEntries(
    project.list(dir).flatMap((name) => {
      const [, x] = /^g-x=(\d+)-[^~]*$/.exec(name) ?? [];
      return x === undefined ? [] : [[x, JSON.parse(project.read(`${dir}/${name}/metrics.json`)).acc]];
    }),
  );
}

Deno.test("runs of a grid with a snapshot keep its code: a resume goes on with it, or takes a new one, and says so", async () => {
  using project = createProject();
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 0, first.stderr);
  assertStringIncludes(first.stderr, "runs start in a snapshot of the code: 3 files (1 KiB) of ");
  writeCode(project, 2);
  const grid = first.stdout.trim();
  const script = `${project.list(grid).find((name) => name.startsWith("g-x=1"))}/train.1.sh`;
  const { success } = new Deno.Command("sh", { args: [join(project.dir, grid, script)] }).outputSync();
  assertEquals([success, results(project)], [true, { 1: 1 }], "repeated by hand");
  assertEquals((await project.run("test", [grid])).code, 0);
  const tested = project.list(`${grid}/${script.split("/")[0]}`).find((name) => name.startsWith("test_2"));
  assertEquals(JSON.parse(project.read(`${grid}/${script.split("/")[0]}/${tested}/metrics.json`)).acc, 1);

  const tried = await project.run("try", [grid]);
  assertEquals(tried.code, 0, tried.stderr);
  assertStringIncludes(tried.stderr, "training_acc=1");

  project.write("g.yaml", GRID.replace("[1]", "[1, 2]"));
  const kept = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([kept.code, results(project)], [0, { 1: 1, 2: 1 }], kept.stderr);
  assertStringIncludes(
    kept.stderr,
    "the code has changed (value.sh changed): runs go on with snapshot 1; --new-snapshot starts what is left with the code as it is now\n",
  );

  project.write("g.yaml", GRID.replace("[1]", "[1, 2, 3]"));
  const dry = await project.run("train", ["g.yaml", "--resume", "--new-snapshot", "--dry-run"]);
  assertStringIncludes(
    dry.stderr,
    "the code has changed (value.sh changed): what is left starts in a new snapshot, 3 files",
  );
  assertEquals(project.list(`${grid}/code`), ["1", "1.json"], "a dry run takes none");
  const renewed = await project.run("train", ["g.yaml", "--resume", "--new-snapshot"]);
  assertEquals([renewed.code, results(project)], [0, { 1: 1, 2: 1, 3: 2 }], renewed.stderr);
  assertMatch(renewed.stderr, /warning: 2 kept, made by another snapshot: "\w{8}" → "\w{8}"; --again/);
  const same = await project.run("train", ["g.yaml", "--resume", "--new-snapshot"]);
  assertStringIncludes(same.stderr, "the code is that of snapshot 2: no new one is taken\n");

  const nothing = await project.run("clean", [grid, "--dry-run"]);
  assertEquals(nothing.stderr.includes("snapshot"), false, nothing.stderr);
  assertEquals((await project.run("train", ["g.yaml", "--again", "--only", "all"])).code, 0);
  assertEquals((await project.run("test", [grid, "--again"])).code, 0);
  const cleaned = await project.run("clean", [grid, "--yes"]);
  assertStringIncludes(cleaned.stderr, "1 snapshot of the code, of which there are no results (code/1)");
  assertEquals(project.list(`${grid}/code`), ["1.json", "2", "2.json"]);

  // The copy is in the grid directory: it needs nothing of the project, and moves with it.
  Deno.renameSync(join(project.dir, grid), join(project.dir, "moved"));
  project.write("value.sh", "value=3\n");
  const moved = await project.run("train", ["moved", "--again", "--only", "x=1"]);
  assertEquals(moved.code, 0, moved.stderr);
  const dir = project.list("moved").find((name) => name.startsWith("g-x=1") && !name.includes("~"));
  assertEquals(JSON.parse(project.read(`moved/${dir}/metrics.json`)).acc, 2);
});

Deno.test("averages over results of different snapshots are warned about", async () => {
  using project = createProject(GRID.replace("seed: 1", "seed: [1]"));
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  writeCode(project, 2);
  project.write("g.yaml", GRID.replace("seed: 1", "seed: [1, 2]"));
  assertEquals((await project.run("train", ["g.yaml", "--resume", "--new-snapshot"])).code, 0);
  const { stderr } = await project.run("analyze", []);
  assertMatch(stderr, /averages over results that were launched differently: another snapshot: "\w+" → "\w+"/);
});

Deno.test("--snapshot is stored, --new-snapshot needs a resume of a grid that has one, and both refuse a grid directory", async () => {
  using project = createProject(GRID.replace("  snapshot: true\n", ""));
  const expanded = await project.run("expand", ["g.yaml", "--snapshot"]);
  assertStringIncludes(expanded.stderr, "runs start in a snapshot of the code: 3 files");
  const grid = expanded.stdout.trim();
  writeCode(project, 2);
  const resumed = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([resumed.code, results(project)], [0, { 1: 1 }], resumed.stderr);
  const refusals = [
    [["g.yaml", "--new-snapshot"], "error: --new-snapshot requires --resume"],
    [[grid, "--new-snapshot"], "error: --new-snapshot cannot be used with a grid directory"],
    [[grid, "--snapshot"], "error: --snapshot cannot be used with a grid directory"],
    [
      ["g.yaml", "--resume", "--new-snapshot", "--setting", "snapshot=false"],
      "error: --new-snapshot: the grid takes no snapshot",
    ],
    [[grid, "--workdir", "/tmp"], "error: --workdir /tmp: the runs of this grid start in a snapshot of "],
  ] as const;
  for (const [args, message] of refusals) {
    const { code, stderr } = await project.run("train", args);
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, message);
  }
  const off = await project.run("train", [
    "g.yaml",
    "--resume",
    "--setting",
    "snapshot=false",
    "--again",
    "--only",
    "all",
  ]);
  assertStringIncludes(
    off.stderr,
    `without snapshot: what is left starts in ${project.dir}, with the code as it is by then`,
  );
  assertEquals(results(project), { 1: 2 });
});

Deno.test("code that is too large is refused at the setting, before anything is made", async () => {
  using project = createProject();
  Deno.mkdirSync(join(project.dir, "assets"));
  Deno.truncateSync(project.write("assets/a.bin", ""), 230_000_000);
  for (const flags of [[], ["--dry-run"]]) {
    const { code, stderr } = await project.run("train", ["g.yaml", ...flags]);
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, 'g.yaml:3:3: "snapshot": the code in ');
    assertStringIncludes(stderr, "the largest parts are assets/ (219 MiB)");
    assertStringIncludes(stderr, "snapshot: {link: [assets]}");
  }
  assertEquals(project.grids(), []);
  project.write("g.yaml", GRID.replace("snapshot: true", "snapshot: {link: [assets]}"));
  const { code, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stderr, "linked: assets\n");
});

Deno.test("a script that is named by its absolute path is the original, which is said", async () => {
  using project = createProject();
  project.write(
    "g.yaml",
    GRID.replace("'sh train.sh {x}'", `[sh, ${JSON.stringify(join(project.dir, "train.sh"))}, "{x}"]`),
  );
  const { stderr } = await project.run("train", ["g.yaml", "--dry-run"]);
  assertMatch(stderr, /g\.yaml:6:\d+: warning: .*train\.sh is the original, not the snapshot: write a relative path/);
});

Deno.test({
  name: "a resume on a terminal asks whether to take a new snapshot, and Enter keeps the old one",
  ignore: !hasTerminals(),
  async fn() {
    using project = createProject();
    assertEquals((await project.run("train", ["g.yaml"])).code, 0);
    writeCode(project, 2);
    project.write("g.yaml", GRID.replace("[1]", "[1, 2]"));
    using terminal = new Terminal(project, { columns: 200, rows: 30 });
    const see = (text: string) => until(text, () => terminal.screen().some((line) => line.includes(text)));
    terminal.type("task train g.yaml --resume");
    await see("start what is left with the old snapshot?");
    terminal.press("Enter");
    await see("exit code 0");
    assertEquals(results(project), { 1: 1, 2: 1 });
    terminal.clear();
    project.write("g.yaml", GRID.replace("[1]", "[1, 2, 3]"));
    terminal.type("task train g.yaml --resume");
    await see("start what is left with the old snapshot?");
    terminal.type("n");
    await see("exit code 0");
    assertEquals(results(project), { 1: 1, 2: 1, 3: 2 });
    assert(project.exists(`experiments/${project.grids()[0]}/code/2/train.sh`));
  },
});

Deno.test({
  name: "the commit that is recorded is that of the code with which runs go on",
  ignore: !canRun(["git", "--version"]),
  async fn() {
    using project = createProject();
    const git = (...args: string[]) => {
      const words = ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args];
      const { success, stdout } = new Deno.Command("git", { args: words, cwd: project.dir }).outputSync();
      assert(success);
      return new TextDecoder().decode(stdout).trim();
    };
    project.write(".gitignore", "experiments\n");
    for (const words of [["init", "-q"], ["add", "-A"], ["commit", "-qm", "1"]]) git(...words);
    const first = git("rev-parse", "HEAD");
    const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
    writeCode(project, 2);
    git("commit", "-qam", "2");
    const recorded = () => JSON.parse(project.read(`${grid}/provenance.json`)).git.commit;
    const kept = await project.run("train", ["g.yaml", "--resume"]);
    assertEquals([kept.code, recorded()], [0, first], kept.stderr);
    assertEquals(kept.stderr.includes("commit"), false, kept.stderr);
    assertEquals((await project.run("train", ["g.yaml", "--resume", "--new-snapshot"])).code, 0);
    assertEquals(recorded(), git("rev-parse", "HEAD"));
  },
});
