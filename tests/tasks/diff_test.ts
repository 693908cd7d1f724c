/** `grid:diff`, with grids of one file that was changed in between. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Project } from "../project.ts";

const grid = (rates: string, epochs: number) =>
  `grid_axes: {lr: ${rates}}
grid_overwrite: {epochs: ${epochs}}
grid_settings: {command: "sh train.sh {dir} {lr}", metric: accuracy}
`;

const script = (accuracy: string) => `echo "{\\"validation\\": {\\"accuracy\\": ${accuracy}$2}}" > "$1/metrics.json"\n`;

/** Runs a grid, and returns its directory. */
async function train(project: Project, text: string, accuracy: string, tag: string): Promise<string> {
  project.write("g.yaml", text);
  project.write("train.sh", script(accuracy));
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--quiet", "--savetag", tag]);
  assertEquals(code, 0, stderr);
  return stdout.trim();
}

async function linesOf(project: Project, ...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await project.run("diff", args);
  assertEquals([code, stderr], [0, ""]);
  return stdout.trimEnd().split("\n").map((line) =>
    line.trim().replaceAll(/ {2,}/g, "  ").replaceAll(/\b[0-9a-f]{8}\b/g, "HASH")
  ).filter((line) => !line.startsWith("seed: "));
}

Deno.test("grid:diff shows what was changed, and equal configurations side by side", async () => {
  using project = new Project();
  const a = await train(project, grid("[1, 2, 3]", 5), "0.", "a");
  const b = await train(project, grid("[1, 2, 4]", 5), "0.5", "b");
  assertEquals(await linesOf(project, a, b), [
    `a: ${a}`,
    `b: ${b}`,
    "axis lr: [1, 2, 3] → [1, 2, 4]",
    "file train.sh: HASH → HASH",
    "2 configurations in both",
    "configuration  n  validation_accuracy a  b  b - a",
    "g-lr=1  1  0.1000  0.5100  +0.4100",
    "g-lr=2  1  0.2000  0.5200  +0.3200",
    "1 only in a: g-lr=3",
    "1 only in b: g-lr=4",
  ]);
  assertEquals((await linesOf(project, a, a)).slice(2, 4), [
    "no differences in configuration, code and settings",
    "3 configurations in both",
  ]);
  const json = JSON.parse((await project.run("diff", [a, b, "--json"])).stdout);
  assertEquals([json.version, json.results.matchedBy, json.results.onlyA], [1, "configuration", ["g-lr=3"]]);
  assertEquals(json.differences.find(({ kind }: { kind: string }) => kind === "axis"), {
    kind: "axis",
    key: "lr",
    a: "[1, 2, 3]",
    b: "[1, 2, 4]",
  });
});

Deno.test("grid:diff compares by axes where something else of each configuration was changed, and says so", async () => {
  using project = new Project();
  const a = await train(project, grid("[1, 2]", 5), "0.", "a");
  const b = await train(project, grid("[1, 2]", 6), "0.", "b");
  const lines = await linesOf(project, a, b);
  assert(lines.includes("configuration epochs: 5 → 6"), lines.join("\n"));
  assert(
    lines.includes("2 configurations in both, with the same values of their axes (nothing else is the same)"),
    lines.join("\n"),
  );
  assert(lines.includes("g-lr=2  1  0.2000  0.2000  0.0000"), lines.join("\n"));
});

Deno.test("grid:diff of grids without results, of one that does not exist, and of an unknown metric", async () => {
  using project = new Project();
  project.write("g.yaml", grid("[1, 2]", 5));
  project.write("train.sh", script("0."));
  await project.run("expand", ["g.yaml", "--savetag", "a"]);
  await project.run("expand", ["g.yaml", "--savetag", "b"]);
  const [a, b] = project.grids().map((name) => `experiments/${name}`) as [string, string];
  assert((await linesOf(project, a, b)).includes("2 configurations in both"));
  assertEquals((await project.run("diff", [a])).code, 2);
  assertEquals((await project.run("diff", [a, "nothing"])).code, 2);
  const { code, stderr } = await project.run("diff", [a, b, "--metric", "loss"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, 'unknown result "loss"');
});
