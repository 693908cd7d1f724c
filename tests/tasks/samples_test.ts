import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Project } from "../project.ts";

/** Each run appends its learning rate when it starts. */
const grid = (sample: string) => `
grid_axes: {lr: {loguniform: [0.0001, 1]}, width: {logint: [16, 256]}}
${sample}
grid_settings:
  command: echo {lr} {width} >> {grid_dir}/runs.txt
`;

Deno.test("a grid with more points keeps its experiments and adds to them, with a seed that was drawn and stored", async () => {
  using project = new Project();
  project.write("g.yaml", grid("grid_sample: {n: 3}"));
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 0, first.stderr);
  const dir = first.stdout.trim();
  const before = project.read(`${dir}/runs.txt`);
  const second = await project.run("train", ["g.yaml", "--resume", "--samples", "5"]);
  assertEquals([second.code, second.stdout], [0, first.stdout], second.stderr);
  for (const words of ["3 kept", "2 new"]) assertStringIncludes(second.stderr, words);
  // The flag counts from then on.
  const third = await project.run("train", ["g.yaml", "--resume"]);
  assertStringIncludes(third.stderr, "5 kept");
  project.write("g.yaml", grid("grid_sample: {n: 6}"));
  const fourth = await project.run("train", ["g.yaml", "--resume", "--samples", "6"]);
  assertStringIncludes(fourth.stderr, "1 new");
  const runs = project.read(`${dir}/runs.txt`);
  assertEquals(runs.slice(0, before.length), before);
  assertEquals(new Set(runs.trim().split("\n")).size, 6);
});

Deno.test("a new grid draws other points, unless the seed is given", async () => {
  using project = new Project();
  const points = async (sample: string) => {
    project.write("g.yaml", grid(sample));
    const { stdout } = await project.run("expand", ["g.yaml", "--dry-run"]);
    return stdout.trim().split("\n").slice(1).map((line) => /lr=\S+ width=\d+/.exec(line)![0]);
  };
  assertEquals((await points("grid_sample: {n: 2}")).length, 2);
  assertEquals((await points("grid_sample: {n: 2}"))[0] === (await points("grid_sample: {n: 2}"))[0], false);
  const seeded = await points("grid_sample: {n: 4, seed: 1}");
  assertEquals((await points("grid_sample: {n: 2, seed: 1}")).slice(0, 2), seeded.slice(0, 2));
});

Deno.test("--samples without a drawn axis, and a drawn axis without a number, create nothing", async () => {
  using project = new Project();
  project.write("g.yaml", grid(""));
  const unsaid = await project.run("train", ["g.yaml"]);
  assertEquals(unsaid.code, 2);
  assertMatch(unsaid.stderr, /g\.yaml:2:13: axis "lr" is drawn and nothing says how many: add grid_sample: \{n: …\}/);
  project.write("g.yaml", "grid_axes: {lr: [1]}\ngrid_settings: {command: 'echo {lr}'}\n");
  const nothing = await project.run("train", ["g.yaml", "--samples", "3"]);
  assertEquals(nothing.code, 2);
  assertMatch(nothing.stderr, /--samples 3: nothing is drawn: no axis has a distribution/);
  for (const words of ["0", "-1", "2.5", "many"]) {
    assertEquals((await project.run("train", ["g.yaml", "--samples", words])).code, 2);
  }
  assertEquals(project.grids(), []);
});
