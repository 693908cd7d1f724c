/** Trainers get the arguments that they take, and a changed style is a changed command. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findPython } from "../can_run.ts";
import { Project } from "../project.ts";

const TRAIN = `
import argparse, json, os
parser = argparse.ArgumentParser()
parser.add_argument("--use_bn", action="store_true")
parser.add_argument("--layers", type=int, nargs="+")
parser.add_argument("--dropout", type=float)
with open(os.environ["GRID_RUN_DIR"] + "/metrics.json", "w") as file:
    json.dump({"read": json.dumps(vars(parser.parse_args()))}, file)
`;

const python = findPython();

Deno.test({
  name: "a trainer with store_true and nargs gets what it takes, and another style is said to be another command",
  ignore: python === undefined,
  fn: async () => {
    using project = new Project();
    project.write("train.py", TRAIN);
    const grid = (args: string) => `
grid_axes: {use_bn: [true, false], layers: [[64, 32]], dropout: [null]}
grid_settings:
  command: ${python} train.py {args}
  args: {booleans: flag, lists: spaces${args}}
`;
    project.write("g.yaml", grid(", null: skip"));
    const wrong = await project.run("train", ["g.yaml"]);
    assertEquals(wrong.code, 2, wrong.stderr);
    assertStringIncludes(
      wrong.stderr,
      'g.yaml:5:41: "args": null: expected value or omit, got skip',
    );
    project.write("g.yaml", grid(", null: omit"));
    const { code, stdout, stderr } = await project.run("train", ["g.yaml"]);
    assertEquals(code, 0, stderr);
    const dir = stdout.trim();
    const read = () =>
      Array.from(Deno.readDirSync(`${project.dir}/${dir}`)).filter(({ isDirectory }) => isDirectory)
        .flatMap(({ name }) => {
          try {
            return [JSON.parse(JSON.parse(project.read(`${dir}/${name}/metrics.json`)).read)];
          } catch {
            return [];
          }
        }).sort((a, b) => Number(a.use_bn) - Number(b.use_bn));
    assertEquals(read(), [false, true].map((use_bn) => ({ use_bn, layers: [64, 32], dropout: null })));

    project.write("g.yaml", grid(", null: omit, keys: {layers: {form: --key value}}"));
    const other = await project.run("train", ["g.yaml", "--resume"]);
    assertEquals(other.code, 0, other.stderr);
    assertStringIncludes(
      other.stderr,
      '2 kept, made by another args: "booleans: flag, lists: spaces, null: omit" → ' +
        '"booleans: flag, lists: spaces, null: omit, keys: {layers: {form: --key value}}"',
    );
  },
});

Deno.test("an expression for what is printed that RE2 does not know is an error at its position, also in a flag", async () => {
  using project = new Project();
  const grid = (pattern: string) =>
    `grid_axes: {x: [1]}\ngrid_settings:\n  command: 'true {x}'\n  results:\n    - log: '${pattern}'\n`;
  project.write("g.yaml", grid("loss (?<loss>.+)(?=;)"));
  for (
    const args of [["expand", "g.yaml", "--dry-run"], ["expand", "g.yaml"], ["try", "g.yaml"], ["train", "g.yaml"]]
  ) {
    const { code, stderr } = await project.run(args[0]!, args.slice(1));
    assertEquals(code, 2, stderr);
    assertStringIncludes(stderr, 'g.yaml:5:7: "results": log: ');
  }
  project.write("g.yaml", grid("loss (?<loss>.+)"));
  const right = await project.run("expand", ["g.yaml", "--dry-run"]);
  assertEquals(right.code, 0, right.stderr);
  const flag = await project.run("expand", ["g.yaml", "--dry-run", "--setting", "results=[{log: '(?<a>['}]"]);
  assertEquals(flag.code, 2, flag.stderr);
  assertStringIncludes(flag.stderr, '--setting results: "results": log: ');
});

Deno.test("--resume takes over where results are and of which step, and keeps all runs", async () => {
  using project = new Project();
  const grid = (more: string) => `
grid_axes: {x: [1, 2]}
grid_settings:
  command: 'true {x}'
  metric: {name: validation_loss${more}
`;
  project.write("g.yaml", grid("}"));
  const first = await project.run("train", ["g.yaml"]);
  assertEquals(first.code, 0, first.stderr);
  const dir = first.stdout.trim();
  assert(!project.read(`${dir}/plan.ndjson`).includes("results"));
  project.write("g.yaml", grid(", at: best}\n  results: [{file: out.csv, rename: {val: validation_loss}}]"));
  const { code, stdout, stderr } = await project.run("train", ["g.yaml", "--resume"]);
  assertEquals([code, stdout.trim()], [0, dir], stderr);
  assert(!/warning|new/.test(stderr), stderr);
  const plan = project.read(`${dir}/plan.ndjson`);
  assertStringIncludes(plan, '["at","best"]');
  assertStringIncludes(plan, '["rename",{"=map":[["val","validation_loss"]]}]');
});
