import { assert, assertEquals } from "@std/assert";
import { Project } from "../project.ts";

/** Runs take as long as their parameter says, in tenths of a second. One slot, so that the order of starts is that of the log. */
const grid = (more = "", axis = "[1, 3, 2]") => `
grid_axes: {t: ${axis}}
grid_settings:
  command: sleep 0.{t}; echo {t} r{repetition} >> starts
  experiment_repetitions: 3
  max_concurrent_runs: 1
${more}
`;

function starts(project: Project): string[] {
  const lines = project.exists("starts") ? project.read("starts").trim().split("\n") : [];
  project.write("starts", "");
  return lines;
}

Deno.test("once a configuration has run, its further repetitions start longest first, behind all first ones", async () => {
  using project = new Project();
  project.write("g.yaml", grid());
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  assertEquals(starts(project), [
    ...["1 r0", "3 r0", "2 r0"],
    ...["3 r1", "3 r2", "2 r1", "2 r2", "1 r1", "1 r2"],
  ]);
});

Deno.test("order: plan starts all in the order of the plan", async () => {
  using project = new Project();
  project.write("g.yaml", grid("  order: plan"));
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  assertEquals(starts(project), [1, 2, 3].flatMap((r) => [`1 r${r - 1}`, `3 r${r - 1}`, `2 r${r - 1}`]));
});

Deno.test("durations of an earlier grid count: only what is new starts in the order of the plan", async () => {
  using project = new Project();
  project.write("g.yaml", grid());
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  starts(project);
  project.write("g.yaml", grid("", "[1, 3, 2, 4]"));
  // Another second, so that the directory has another name.
  assertEquals((await project.run("train", ["g.yaml", "--savetag", "later"])).code, 0);
  assertEquals(starts(project).slice(0, 3), ["4 r0", "4 r1", "4 r2"]);
});

Deno.test("a scheduler that follows comes to the same order", async () => {
  using project = new Project();
  project.write("g.yaml", grid().replace("echo {t}", "test -e ok -o {repetition} = 0 || exit 1; echo {t}"));
  const { code, stdout } = await project.run("train", ["g.yaml"]);
  assertEquals(code, 1);
  starts(project);
  project.write("ok", "");
  assertEquals((await project.run("train", [stdout.trim(), "--retry-failed"])).code, 0);
  const order = starts(project);
  assert(order.length === 6, `${order}`);
  assertEquals(order.map((line) => line[0]), ["3", "3", "2", "2", "1", "1"]);
});
