/** What `grid:status` prints about a grid that runs, fails and ends. */
import { assert, assertEquals } from "@std/assert";
import { Project, until } from "../project.ts";

// Fails with a hidden size of 7. The last experiment waits for a file.
const GRID = `grid_axes: {model.hidden_size: [6, 7], model.lr: [0.1, 0.2]}
grid_settings:
  max_concurrent_runs: 1
  order: plan
  command: sh train.sh {model.hidden_size} {model.lr}
`;

const SCRIPT = `if [ "$1-$2" = "$SLOW" ]; then until [ -e go ]; do sleep 0.02; done; fi
if [ "$1" = 7 ]; then echo "Traceback (most recent call last):" >&2; echo "RuntimeError: boom in step $$" >&2; exit 1; fi
`;

const FILES = { "digits.yaml": GRID, "train.sh": SCRIPT };

/** The lines of a status, without durations and ids. */
async function linesOf(project: Project, ...flags: string[]): Promise<string[]> {
  const { stdout, stderr, code } = await project.run("status", flags);
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd().split("\n").slice(1).map((line) =>
    line.replaceAll(/\d+\.\ds/g, "0s").replaceAll(/ r0 [0-9a-f]{8}/g, "")
  );
}

Deno.test("grid:status groups failures by cause, lists all runs, sorts and selects them", async () => {
  using project = new Project(FILES);
  assertEquals((await project.run("train", ["digits.yaml", "--quiet"])).code, 1);
  const grouped = [
    '  2 failed, all with hidden_size=7: "RuntimeError: boom in step #"',
    "    digits-hidden_size=7-lr=0.1: exit code 1 after 0s",
    "    digits-hidden_size=7-lr=0.2: exit code 1 after 0s",
  ];
  // The grid has no test_command.
  const counts = ["  train  2 succeeded, 2 failed"];
  assertEquals(await linesOf(project), [...counts, ...grouped]);
  assertEquals(await linesOf(project, "--failed"), [...counts, ...grouped]);
  assertEquals((await linesOf(project, "--all")).slice(1, 4), [
    "  train failed      digits-hidden_size=7-lr=0.1: exit code 1 after 0s",
    "  train failed      digits-hidden_size=7-lr=0.2: exit code 1 after 0s",
    "  train succeeded   digits-hidden_size=6-lr=0.1: after 0s",
  ]);
  assertEquals(await linesOf(project, "--sort", "name", "--only", "lr=0.2"), [
    "  train  1 succeeded, 1 failed",
    "  train succeeded   digits-hidden_size=6-lr=0.2: after 0s",
    "  train failed      digits-hidden_size=7-lr=0.2: exit code 1 after 0s",
  ]);
  const { failures, eta, experiments } = await project.status("digits.yaml");
  assertEquals(failures[0].common, [{ key: "hidden_size", value: "7", others: 0 }]);
  assertEquals([failures[0].count, failures[0].cause, eta], [2, "RuntimeError: boom in step #", null]);
  // deno-lint-ignore no-explicit-any
  assert(experiments.every(({ train, test }: any) => train.duration_s > 0 && test.duration_s === null));
});

Deno.test("grid:status says how long the grid still takes, as far as the scheduler has been told to run it", async () => {
  using project = new Project(FILES);
  project.write("train.sh", "sleep 0.2; if [ $1 = 7 ]; then until [ -e go ]; do sleep 0.02; done; fi\n");
  const left = async (...selectors: string[]) => {
    const task = project.start("train", ["digits.yaml", "--on", "cpu", ...selectors]);
    await until("a run has succeeded", () => task.hasSaid("succeeded  digits-hidden_size=6"));
    await until("the next one runs", () => task.hasSaid("started    digits-hidden_size=7"));
    const { eta } = await project.status("digits.yaml");
    project.write("go", "");
    assertEquals((await task.ended).code, 0);
    Deno.removeSync(`${project.dir}/go`);
    return eta;
  };
  // The run that waits has run for longer than the others took by now, or will have in a moment.
  const all = await left();
  assert(all.stage === "train" && all.left_s >= 0.2 && all.left_s < 20, JSON.stringify(all));
  const some = await left("--only", "lr=0.1");
  assert(some === null || some.left_s < all.left_s, JSON.stringify([some, all]));
  const { code, stdout } = await project.run("status", ["digits.yaml"]);
  assertEquals([code, stdout.includes("left")], [0, false]);
});

Deno.test("flags of grid:status that contradict each other are refused", async () => {
  using project = new Project(FILES);
  await project.run("expand", ["digits.yaml"]);
  for (const flags of [["--all", "--failed"], ["--json", "--all"], ["--json", "--watch"], ["--sort", "size"]]) {
    assertEquals((await project.run("status", flags)).code, 2, flags.join(" "));
  }
  const { code, stderr } = await project.run("status", ["--only", "lr=3"]);
  assertEquals(code, 2);
  assert(stderr.includes("lr=3 matches none of the 4 experiments"), stderr);
});
