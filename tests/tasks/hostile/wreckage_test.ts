/** What failed runs leave in their own directories: it is theirs alone, and everybody else goes on. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { processesOf, Project } from "../../project.ts";
import { throughOrdinaryUser } from "./ground.ts";

/** How a run wrecks `$1` in its directory. */
const KINDS: Readonly<Record<string, string>> = {
  directory: 'rm -rf "$1"; mkdir -p "$1/full"',
  loop: 'rm -rf "$1"; ln -s "$1" "$1"',
  dangling: 'rm -rf "$1"; ln -s /nonexistent/there "$1"',
  fifo: 'rm -rf "$1"; mkfifo "$1"',
  zero: 'rm -rf "$1"; ln -s /dev/zero "$1"',
  empty: 'rm -rf "$1"; : >"$1"',
  truncated: 'head -c 5 "$1" >part 2>/dev/null; mv part "$1"',
  foreign: 'rm -rf "$1"; head -c 3000 /dev/urandom >"$1"',
  user: 'rm -rf "$1"; ln -s "$GRID_ROOT/../../users.txt" "$1"',
};

const TRAIN_PATHS = [
  ...["train.log", "training_configuration.yaml", "train.2.sh", "metrics.json", "metrics.1.json"],
  ...["train.1.pid", "train.1.exit", "train.1.log", "train.2.pid", "train.2.exit", "train.2.log"],
];

const WRECK = `cd "$GRID_RUN_DIR" || exit 9
kind=\${1%%@*}
set -- "\${1#*@}"
[ "$GRID_ATTEMPT" = 1 ] || exit 0
case $kind in
${Object.entries(KINDS).map(([kind, code]) => `${kind}) ${code} ;;`).join("\n")}
self) cd ..; rm -rf "$GRID_RUN_DIR"; echo >"$GRID_RUN_DIR" ;;
gone) cd ..; rm -rf "$GRID_RUN_DIR" ;;
immutable) chattr +i . ;;
locked) chmod 000 . ;;
none) exit 0 ;;
esac
exit 1
`;

const cells = (paths: readonly string[]): string[] => [
  ...paths.flatMap((path) => Object.keys(KINDS).map((kind) => `${kind}@${path}`)),
  ...["self@", "gone@", "immutable@", "locked@", "none@"],
];

function writeGrid(project: Project, paths: readonly string[], commands: string): void {
  project.write("wreck.sh", WRECK);
  project.write("users.txt", "the user's own\n");
  project.write(
    "g.yaml",
    `grid_axes: {wreck: ["${cells(paths).join('", "')}"]}
grid_settings:
  max_failures: none
  retries: 1
  ${commands}
`,
  );
}

function mendImmutable(project: Project): void {
  try {
    new Deno.Command("chattr", { args: ["-R", "-i", project.dir], stderr: "null" }).outputSync();
  } catch {
    // Nothing was made immutable either.
  }
}

/** What runs are called whose directory is wrecked for good, or whose next launch cannot be claimed. */
const LOSES = /^(?:\w+@(?:train|test)\.2\.pid|self@|immutable@|locked@)$/;
const HELD_UP = /^directory@(?:training_configuration\.yaml|(?:train|test)\.2\.(?:sh|log))$/;

async function check(project: Project, grid: string, stage: "train" | "test", stderr: string): Promise<void> {
  assert(!/\n\s+at /.test(stderr), stderr);
  const { experiments } = await project.status(grid);
  for (const { params: { wreck }, [stage]: { state, attempts } } of experiments) {
    const mayFail = LOSES.test(wreck) || HELD_UP.test(wreck);
    assert(state === "succeeded" || (mayFail && state === "failed"), `${wreck}: ${state}\n${stderr}`);
    if (wreck !== "none@") assert(attempts === 2, `${wreck}: ${attempts} attempts`);
    if (state === "failed") assertMatch(stderr, new RegExp(`${wreck.slice(0, 20)}.*failed to start: \\S+ \\S+`));
  }
  assertEquals(project.read("users.txt"), "the user's own\n");
  assertEquals(processesOf(join(project.dir, grid)), []);
}

Deno.test("what a failed run leaves in its directory fails that run at most: all others run, and a resume goes on", async () => {
  using project = new Project();
  try {
    writeGrid(project, TRAIN_PATHS, "command: sh wreck.sh {wreck}");
    const { code, stdout, stderr } = await project.run("train", ["g.yaml"], {}, throughOrdinaryUser());
    assertEquals(code, 1, stderr);
    const grid = stdout.trim();
    await check(project, grid, "train", stderr);
    mendImmutable(project);
    for (const { params, dir } of (await project.status(grid)).experiments) {
      if (params.wreck === "locked@") Deno.chmodSync(join(project.dir, grid, dir), 0o700);
    }
    const again = await project.run("train", [grid, "--retry-failed"]);
    assertEquals(again.code, 1, again.stderr);
    const { experiments } = await project.status(grid);
    // deno-lint-ignore no-explicit-any
    const failed = experiments.filter(({ train }: any) => train.state !== "succeeded").map(({ params }: any) =>
      params.wreck
    );
    assertEquals(failed.sort(), ["directory@training_configuration.yaml", "self@"]);
  } finally {
    mendImmutable(project);
  }
});

Deno.test("what a failed test leaves in its experiment's directory fails that test at most", async () => {
  using project = new Project();
  try {
    const paths = ["test.1.pid", "test.1.exit", "test.2.sh", "test.2.pid", "test.2.exit", "train.1.exit"];
    writeGrid(
      project,
      paths,
      'command: "touch {dir}/best.ckpt"\n  test_command: sh wreck.sh {wreck}\n  checkpoint: best.ckpt',
    );
    project.write("g.yaml", project.read("g.yaml").replace(/"(?:self|gone)@", /g, ""));
    const grid = (await project.run("train", ["g.yaml"])).stdout.trim();
    const { code, stderr } = await project.run("test", [grid], {}, throughOrdinaryUser());
    assertEquals(code, 1, stderr);
    await check(project, grid, "test", stderr);
    const again = await project.run("test", [grid, "--retry-failed"]);
    assert(again.code < 2, again.stderr);
  } finally {
    mendImmutable(project);
  }
});

Deno.test("a retry overwrites no metrics that a trainer has put aside under a name of ours", async () => {
  using project = new Project();
  const command = `cd "$GRID_RUN_DIR"; echo '{"attempt": '$GRID_ATTEMPT'}' >metrics.json; ` +
    `[ -e metrics.1.json ] || echo mine >metrics.1.json; [ $GRID_ATTEMPT = 2 ]`;
  project.write("run.sh", command);
  project.write("g.yaml", "grid_axes: {x: [1]}\ngrid_settings: {retries: 1, command: sh run.sh}\n");
  const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 0, stderr);
  const dir = `${stdout.trim()}/${(await project.status(stdout.trim())).experiments[0].dir}`;
  assertEquals(project.read(`${dir}/metrics.1.json`), "mine\n");
  assertEquals(project.read(`${dir}/metrics.1-2.json`), '{"attempt": 1}\n');
  assertEquals(project.read(`${dir}/metrics.json`), '{"attempt": 2}\n');
});

Deno.test("a failed run may leave anything in place of its log: the summary and the status are told without it", async () => {
  using project = new Project();
  writeGrid(project, ["train.1.log", "train.log"], "command: sh wreck.sh {wreck}");
  project.write("g.yaml", project.read("g.yaml").replace("retries: 1", "retries: 0"));
  try {
    const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
    assertEquals(code, 1, stderr);
    assert(!/\n\s+at /.test(stderr), stderr);
    for (const args of [[stdout.trim()], [stdout.trim(), "--json"]]) {
      const status = await project.run("status", args);
      assertEquals(status.code, 0, status.stderr);
    }
  } finally {
    mendImmutable(project);
  }
});
