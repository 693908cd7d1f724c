import { assertEquals, assertStringIncludes } from "@std/assert";
import { configs, expand, type Surroundings, tryExpand } from "../expand/expand_text.ts";

const COMMAND = "grid_settings: {command: 'run {config}'}\n";

/** The configuration of a single task. */
function load(names: string, files: Record<string, string>, surroundings: Surroundings = {}): unknown {
  return configs(expand(`${COMMAND}grid_tasks: [{default_configs: ${names}}]`, { files, ...surroundings }))[0];
}

Deno.test("a,b where a refers to c, and b to c and d, is a > c > b > d", () => {
  const files = {
    a: "default_configs: c\nfrom_a: a\n",
    b: "default_configs: c,d\nfrom_a: b\nfrom_c: b\nfrom_b: b\n",
    c: "from_a: c\nfrom_c: c\n",
    d: "from_a: d\nfrom_c: d\nfrom_b: d\nfrom_d: d\n",
  };
  assertEquals(load('"a,b"', files), { from_a: "a", from_c: "c", from_b: "b", from_d: "d" });
});

Deno.test("default_configs can be a list, or a string with spaces and line breaks", () => {
  const files = { a: "x: 1\ny: 1\n", b: "y: 2\nz: 2\n" };
  const expected = { x: 1, y: 1, z: 2 };
  for (const names of ['" a ,, b ,"', "[a, b]", '"a,\\n b"']) {
    assertEquals(load(names, files), expected);
  }
});

Deno.test("a file that is listed twice counts once, at its first position", () => {
  const files = { a: "x: 1\n", b: "x: 2\ny: 2\n" };
  assertEquals(load('"a,b,a,./a,/cwd/a"', files), { x: 1, y: 2 });
});

Deno.test("default_configs is not part of the configuration", () => {
  assertEquals(load("a", { a: "default_configs: b\n", b: "default_configs:\nx: 1\n" }), { x: 1 });
});

Deno.test("files are looked up in the working directory first, then next to the file that refers to them", () => {
  const files = {
    "/cwd/sub/a": "default_configs: b,c\n",
    "/cwd/b": "where: working directory\n",
    "/cwd/sub/b": "where: beside\n",
    "/cwd/sub/c": "c: beside\n",
    "/elsewhere/d": "d: beside the grid\n",
  };
  assertEquals(load("sub/a", files), { where: "working directory", c: "beside" });
  assertEquals(load("d", files, { file: "/elsewhere/grid.yaml" }), { d: "beside the grid" });
  assertEquals(load("/elsewhere/d", files), { d: "beside the grid" });
});

Deno.test("the message for a missing file lists where it was looked for", () => {
  const { messages } = tryExpand(`${COMMAND}grid_tasks:\n  - default_configs: x.yaml\n`, { file: "grids/grid.yaml" });
  assertEquals(messages, [
    'grids/grid.yaml:3:5: configuration file "x.yaml" not found: looked for x.yaml and grids/x.yaml in /cwd',
  ]);
});

Deno.test("a missing file is reported at the position that refers to it", () => {
  const files = { "sub/a.yaml": "x: 1\ndefault_configs: [b.yaml]\n" };
  const { messages } = tryExpand(`${COMMAND}grid_tasks: [{default_configs: sub/a.yaml}]\n`, { files });
  assertEquals(messages, [
    'sub/a.yaml:2:1: configuration file "b.yaml" not found: looked for b.yaml and sub/b.yaml in /cwd',
  ]);
});

Deno.test("circular default_configs are an error that shows the circle", () => {
  const files = { a: "default_configs: b\n", b: "default_configs: c\n", c: "x: 1\ndefault_configs: ./b\n" };
  const { messages } = tryExpand(`${COMMAND}grid_tasks: [{default_configs: a}]`, { files });
  assertEquals(messages, ["c:2:1: circular default_configs: /cwd/b → /cwd/c → /cwd/b"]);
  assertEquals(
    tryExpand(`${COMMAND}grid_tasks: [{default_configs: a}]`, { files: { a: "default_configs: a" } }).messages,
    [
      "a:1:1: circular default_configs: /cwd/a → /cwd/a",
    ],
  );
});

Deno.test("an endless chain of configurations is an error, not a stack overflow", () => {
  const files = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, n) => [`c${n}`, `default_configs: c${n + 1}\n`]),
  );
  const { messages } = tryExpand(`${COMMAND}grid_tasks: [{default_configs: c0}]`, { files });
  assertStringIncludes(messages.join(), "default_configs nested deeper than 100 files");
});

Deno.test("files that are referred to many times are visited once", () => {
  const names = (n: number) => `c${n + 1},d${n + 1}`;
  const files = Object.fromEntries(
    Array.from(
      { length: 60 },
      (_, n) => ["c", "d"].map((x) => [`${x}${n}`, `default_configs: "${names(n)}"\nx: ${n}\n`]),
    )
      .flat(),
  );
  assertEquals(load("c0", { ...files, c60: "y: 1\n", d60: "y: 2\n" }), { x: 0, y: 1 });
});

Deno.test("an invalid configuration file is reported once, even if many tasks use it", () => {
  const grid = `${COMMAND}grid_tasks: [{default_configs: a}, {name: b, default_configs: "a,c"}]`;
  const { messages } = tryExpand(grid, { files: { a: "x: 1\nx: 2\n", c: "- 1\n" } });
  assertEquals(messages, [
    'a:2:1: invalid YAML: duplicate key "x"',
    "c:1:1: configuration: expected a map, got a list",
  ]);
});

Deno.test("the grid defaults are above default_configs and below the overwrites", () => {
  const grid = `
grid_tasks: [{default_configs: a, overwrite: {testing: {seed_torch: 3}}}]
grid_overwrite: {training: {dataloader: {num_workers: 2}}}
`;
  const files = { a: "training: {seed_numpy: 5, seed_torch: 5, epochs: 1}\nvalidation: {x: 1}\n" };
  assertEquals(configs(expand(grid, { files })), [{
    training: { seed_numpy: -1, seed_torch: -1, epochs: 1, dataloader: { num_workers: 2 } },
    validation: { x: 1, dataloader: { num_workers: 0 } },
    testing: { seed_numpy: -1, seed_torch: 3, dataloader: { num_workers: 0 } },
  }]);
});

Deno.test("the grid defaults do not apply to grids with a command", () => {
  assertEquals(load("a", { a: "training: {epochs: 1}\n" }), { training: { epochs: 1 } });
});

Deno.test("priority is --set, axis, task's overwrite, grid_overwrite, default configurations", () => {
  const grid = `
grid_settings: {command: 'run {config}'}
grid_tasks: [{default_configs: f, overwrite: {b: task, c: task, x: {y: task}}}]
grid_overwrite: {a: grid, b: grid, c: grid}
grid_axes: {axis: [axis], set: [axis]}
`;
  const files = { f: "{file: file, a: file, b: file, c: file, axis: file, set: file}" };
  assertEquals(configs(expand(grid, { files, overrides: { set: [["c", "set"], ["set", "set"]] } })), [
    { file: "file", a: "grid", b: "task", c: "set", axis: "axis", set: "set", x: { y: "task" } },
  ]);
});

Deno.test("default_configs that are not file names are errors", () => {
  const { messages } = tryExpand(`${COMMAND}grid_tasks: [{default_configs: 3}, {default_configs: [a, {b: 1}]}]`);
  assertEquals(messages.map((message) => message.slice(0, 62)), [
    "grid.yaml:2:15: default_configs: expected a string of comma-se",
    "grid.yaml:2:58: default_configs: expected file names, got a ma",
    'grid.yaml:2:37: configuration file "a" not found: looked for a',
  ]);
});
