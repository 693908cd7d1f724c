/** `grid:list`, with grids that are done, running and broken. */
import { assert, assertEquals } from "@std/assert";
import { Project, until } from "../project.ts";

const GRID = `grid_axes: {x: [1, 2]}
grid_settings: {max_concurrent_runs: 1, command: "sh train.sh {x}"}
`;

const SCRIPT = 'until [ -e "${WAIT:-g.yaml}" ]; do sleep 0.02; done; test $1 != "$FAILS"';

const FILES = { "g.yaml": GRID, "train.sh": SCRIPT };

/** The rows without the names of grids, by the tag in their names. */
function rowsOf(stdout: string): Record<string, string> {
  const rows = stdout.trimEnd().split("\n").slice(1).map((line) => /_\d{6}_(\w+) +(.*)$/.exec(line)!.slice(1));
  return Object.fromEntries(
    rows.map(([tag, rest]) => [tag, rest!.replaceAll(/\d+ KiB/g, "SIZE").replaceAll(/ +/g, " ")]),
  );
}

Deno.test("grid:list lists what is done, running, failed and broken, the newest first", async () => {
  using project = new Project(FILES);
  await project.run("train", ["g.yaml", "--savetag", "done"]);
  await project.run("train", ["g.yaml", "--savetag", "failed"], { FAILS: "2" });
  await project.run("expand", ["g.yaml", "--savetag", "corrupt"]);
  await project.run("expand", ["g.yaml", "--savetag", "gone"]);
  const dirOf = (tag: string) => `experiments/${project.grids().find((name) => name.endsWith(tag))}`;
  project.write(`${dirOf("corrupt")}/plan.ndjson`, "nonsense\n");
  Deno.removeSync(`${project.dir}/${dirOf("gone")}/plan.ndjson`);
  project.write("experiments/notes/todo.txt", "not a grid");
  const running = project.start("train", ["g.yaml", "--savetag", "running", "--on", "cpu"], { WAIT: "go" });
  await until("a run runs", () => running.hasSaid("started"));
  const { stdout, stderr, code } = await project.run("list", []);
  assertEquals([code, stderr], [0, ""]);
  const rows = rowsOf(stdout);
  assertEquals(Object.keys(rows), ["running", "gone", "corrupt", "failed", "done"]);
  assertEquals(rows, {
    running: `running 0/2 0 just now SIZE newest, pid ${running.pid} on ${Deno.hostname()}`,
    done: "done 2/2 0 just now SIZE",
    failed: "failed 1/2 1 just now SIZE",
    corrupt: "broken - - just now SIZE cannot be read: line 1 of the plan is corrupt",
    gone: "broken - - just now SIZE plan.ndjson is missing",
  });
  const { grids } = JSON.parse((await project.run("list", ["--json"])).stdout);
  // deno-lint-ignore no-explicit-any
  assertEquals(grids.map(({ state, newest, trained }: any) => [state, newest, trained ?? null]), [
    ["running", true, 0],
    ...[["broken", false, null], ["broken", false, null], ["failed", false, 1], ["done", false, 2]],
  ]);
  // deno-lint-ignore no-explicit-any
  assert(grids.every(({ size }: any) => size > 0));
  project.write("go", "");
  await running.ended;
});

Deno.test("grid:list of a directory without grids, of none, and of a grid directory", async () => {
  using project = new Project(FILES);
  const missing = await project.run("list", []);
  assertEquals([missing.code, missing.stderr], [
    2,
    "error: experiments does not exist: pass the directory of your grids with --expdir\n",
  ]);
  Deno.mkdirSync(`${project.dir}/experiments`);
  const empty = await project.run("list", []);
  assertEquals([empty.code, empty.stdout, empty.stderr], [0, "", "no grids in experiments\n"]);
  await project.run("expand", ["g.yaml"]);
  const grid = `experiments/${project.grids()[0]}`;
  assertEquals((await project.run("list", ["--expdir", grid])).code, 2);
});

Deno.test("grid:list reads the newest of many grids, and all on request", async () => {
  using project = new Project(FILES);
  await project.run("expand", ["g.yaml"]);
  const [first] = project.grids();
  for (let i = 0; i < 35; i++) {
    const copy = `${project.dir}/experiments/${first}-${i}`;
    Deno.mkdirSync(copy);
    for (const file of ["plan.ndjson", "provenance.json"]) {
      Deno.copyFileSync(`${project.dir}/experiments/${first}/${file}`, `${copy}/${file}`);
    }
  }
  const { stdout, stderr } = await project.run("list", []);
  assertEquals([stdout.trimEnd().split("\n").length, stderr], [31, "… and 6 more (--all lists all)\n"]);
  assertEquals((await project.run("list", ["--all"])).stdout.trimEnd().split("\n").length, 37);
});
