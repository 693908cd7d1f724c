import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { readJunit } from "../junit_file.ts";
import { Project, until } from "../project.ts";

const TRAINER = `printf '\\033[31mred\\033[0m ]]> <b>&amp;\\001\\n'
if [ "$2" = 2 ]; then echo "RuntimeError: boom"; exit 3; fi
if [ "$2" = 3 ] && [ -n "$WAIT" ]; then touch waiting; until [ -e go ]; do sleep 0.05; done; fi
mkdir -p "$1/models" && touch "$1/models/model_best.pt"
`;

const GRID = `grid_axes: { lr: [1, 2, 3] }
grid_settings: { command: "sh train.sh {dir} {lr}", test_command: "true", max_concurrent_runs: 1 }
`;

const FILES = { "train.sh": TRAINER, "digits.yaml": GRID };

Deno.test("grid:run --junit writes a case for each training and each test, with the end of the log of what failed", async () => {
  using project = new Project(FILES);
  const { code, stderr } = await project.run("run", ["digits.yaml", "--junit", "reports/junit.xml", "--quiet"]);
  assertEquals(code, 1, stderr);
  const cases = await readJunit(join(project.dir, "reports/junit.xml"));
  assertEquals(
    cases.map(({ name, result, message }) =>
      `${name.replace(/ [0-9a-f]{8}$/, "")}: ${result} ${message.replace(/after .*/, "")}`.trim()
    ),
    [
      "train digits-lr=1 r0: passed",
      "train digits-lr=2 r0: failure exit code 3",
      "train digits-lr=3 r0: passed",
      "test digits-lr=1 r0: passed",
      "test digits-lr=2 r0: skipped not trained",
      "test digits-lr=3 r0: passed",
    ],
  );
  assertEquals(new Set(cases.map(({ classname }) => classname)), new Set(["digits"]));
  const [grid] = project.grids();
  const [log, ...lines] = cases[1]!.text.split("\n");
  assertEquals(project.exists(`experiments/${grid}/${log!.replace("log: ", "")}`), true);
  assertEquals(lines, ["red ]]> <b>&amp;?", "RuntimeError: boom"]);
  assertEquals(project.list("reports"), ["junit.xml"], "nothing temporary is left");
});

Deno.test("--junit replaces the file when a command was interrupted, and has what it did", async () => {
  using project = new Project(FILES);
  project.write("junit.xml", "of another job");
  const run = project.start("train", ["digits.yaml", "--junit", "junit.xml"], { WAIT: "1" });
  await until("the third run waits", () => project.exists("waiting"));
  run.kill("SIGTERM");
  assertEquals((await run.ended).code, 143);
  const cases = await readJunit(join(project.dir, "junit.xml"));
  assertEquals(cases.map(({ result }) => result), ["passed", "failure", "skipped"]);
  assertEquals(cases[2]!.message.replace(/after .*/, ""), "interrupted: killed by SIGTERM ");

  const tested = await project.run("test", [`experiments/${project.grids()[0]}`, "--junit", "tests.xml"]);
  assertEquals(tested.code, 0, tested.stderr);
  assertEquals(
    (await readJunit(join(project.dir, "tests.xml"))).map(({ name, result }) => `${name.slice(0, 16)} ${result}`),
    [
      "test digits-lr=1 passed",
      "test digits-lr=2 skipped",
      "test digits-lr=3 skipped",
    ],
  );
});

Deno.test("--junit is refused before anything starts if it cannot be written", async () => {
  using project = new Project(FILES);
  project.write("file", "");
  const refused = async (path: string) => {
    const { code, stderr } = await project.run("train", ["digits.yaml", "--junit", path]);
    assertEquals([code, project.grids()], [2, []], stderr);
    return stderr;
  };
  assertStringIncludes(await refused("file/junit.xml"), "file/junit.xml: not writable");
  assertStringIncludes(await refused("."), "error: --junit: expected the path of a file, got .\n");
  assertEquals((await project.run("train", ["digits.yaml", "--dry-run", "--junit", "new/junit.xml"])).code, 0);
  assertEquals(project.exists("new"), false, "a dry run creates nothing");
  assertEquals((await project.run("train", ["digits.yaml", "--dry-run", "--junit", "."])).code, 2);
  assertStringIncludes(await refused(""), "error: --junit: expected the path of a file, got an empty string\n");
});

Deno.test("--junit has the error of a command that is refused", async () => {
  using project = new Project({ ...FILES, "junit.xml": "of another job" });
  project.write("bad.yaml", GRID.replace("max_concurrent_runs", "max_concurent_runs"));
  const refusals = [["train", "bad.yaml"], ["run", "bad.yaml", "--require", "x >"], [
    "run",
    "digits.yaml",
    "--only",
    "lr=9",
  ]];
  for (const [command, ...args] of refusals) {
    const { code, stderr } = await project.run(command!, [...args, "--junit", "junit.xml"]);
    assertEquals(code, 2, stderr);
    const [refused, ...others] = await readJunit(join(project.dir, "junit.xml"));
    assertEquals([refused!.name, refused!.result, others.length], [`${command} was not started`, "error", 0]);
    assertStringIncludes(stderr, refused!.message);
  }
  project.write("junit.xml", "of another job");
  const dry = await project.run("run", ["digits.yaml", "--dry-run", "--require", "x >", "--junit", "junit.xml"]);
  assertEquals([dry.code, project.read("junit.xml")], [2, "of another job"]);
});

Deno.test("grid:test --junit has the tests of several grids in one file", async () => {
  using project = new Project(FILES);
  for (const tag of ["one", "two"]) {
    const { code } = await project.run("train", ["digits.yaml", "--only", "lr=1", "--savetag", tag]);
    assertEquals(code, 0);
  }
  const { code, stderr } = await project.run("test", ["experiments", "--junit", "junit.xml"]);
  assertEquals(code, 0, stderr);
  const cases = await readJunit(join(project.dir, "junit.xml"));
  assertEquals(cases.filter(({ result }) => result === "passed").length, 2);
  assertEquals(cases.length, 6);
});

Deno.test("a JUnit file that cannot be written keeps no result from being analyzed, and exits with 4", async () => {
  using project = new Project(FILES);
  const run = project.start("run", ["digits.yaml", "--junit", "reports/junit.xml"], { WAIT: "1" });
  await until("the third run waits", () => project.exists("waiting"));
  Deno.removeSync(join(project.dir, "reports"), { recursive: true });
  project.write("reports", "a file in its place");
  project.write("go", "");
  const { code, stdout, stderr } = await run.ended;
  assertEquals(code, 4, stderr);
  assertStringIncludes(stderr, "cannot write the JUnit file reports/junit.xml");
  assertStringIncludes(stdout, "_grid_report.html\n");
});
