import { assert, assertEquals } from "@std/assert";
import { Project } from "../project.ts";

/** Runs take as many seconds as their parameter says. One slot, so that the order of starts is that of the log. */
const grid = (more = "", axis = "[0.3, 0.9, 0.6]") => `
grid_axes: {t: ${axis}}
grid_settings:
  command: sleep {t}; echo {t} r{repetition} >> starts
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
    ...["0.3 r0", "0.9 r0", "0.6 r0"],
    ...["0.9 r1", "0.9 r2", "0.6 r1", "0.6 r2", "0.3 r1", "0.3 r2"],
  ]);
});

Deno.test("order: plan starts all in the order of the plan", async () => {
  using project = new Project();
  project.write("g.yaml", grid("  order: plan"));
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  assertEquals(starts(project), [0, 1, 2].flatMap((r) => [`0.3 r${r}`, `0.9 r${r}`, `0.6 r${r}`]));
});

Deno.test("durations of an earlier grid count: only what is new starts in the order of the plan", async () => {
  using project = new Project();
  project.write("g.yaml", grid());
  assertEquals((await project.run("train", ["g.yaml"])).code, 0);
  starts(project);
  project.write("g.yaml", grid("", "[0.3, 0.9, 0.6, 0.4]"));
  assertEquals((await project.run("train", ["g.yaml", "--savetag", "later"])).code, 0);
  assertEquals(starts(project).slice(0, 3), ["0.4 r0", "0.9 r0", "0.9 r1"]);
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
  assertEquals(order.map((line) => line.slice(0, 3)), ["0.9", "0.9", "0.6", "0.6", "0.3", "0.3"]);
});
