import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { describe } from "../../../../lib/config/value.ts";
import { parseYaml } from "../../../../lib/config/yaml.ts";
import { paramsOf } from "../../../../lib/plan/experiment.ts";
import type { Plan } from "../../../../lib/plan/plan.ts";
import { configs, expand, ids, names, tryExpand } from "../expand_text.ts";

const COMMAND = "grid_settings: {command: 'run {config} {seed}'}\n";

function drawn(text: string, surroundings: Parameters<typeof expand>[1] = {}): Plan {
  return expand(COMMAND + text, surroundings);
}

function messages(text: string, surroundings: Parameters<typeof expand>[1] = {}): readonly string[] {
  return tryExpand(COMMAND + text, surroundings).messages;
}

/** The values of each experiment as text: `lr=0.1 width=16`. */
function points(plan: Plan): string[] {
  return plan.experiments.map((experiment) =>
    paramsOf(plan, experiment).map(([key, value]) => `${key}=${describe(value)}`).join(" ")
  );
}

Deno.test("drawn axes share their points, and a list stays a grid", () => {
  const plan = drawn(`
grid_axes: {lr: {loguniform: [0.0001, 1]}, depth: [1, 2], width: {logint: [16, 256]}}
grid_sample: {n: 3, seed: 1}`);
  assertEquals(points(plan).map((point) => point.replace(/depth=. /, "")).filter((_, i) => i % 2), [
    "lr=0.0001837 width=35",
    "lr=0.01029 width=157",
    "lr=0.4448 width=24",
  ]);
  assertEquals(points(plan).map((point) => /depth=(.)/.exec(point)![1]), ["1", "2", "1", "2", "1", "2"]);
  assertEquals(names(plan)[0], "grid-lr=0.0001837-depth=1-width=35");
});

Deno.test("points depend on the seed, the drawn keys and their number alone", () => {
  const point = (text: string, masterSeed = 7) => points(drawn(text, { masterSeed }))[0];
  const axes = "a: {uniform: [0, 1]}, b: {uniform: [0, 1]}";
  const first = point(`grid_axes: {${axes}}\ngrid_sample: {n: 2, seed: 1}`);
  assertEquals(
    point(`grid_axes: {b: {uniform: [0, 1]}, a: {uniform: [0, 1]}}\ngrid_sample: {n: 2, seed: 1}`, 8)!
      .split(" ").sort().join(" "),
    first,
  );
  assertEquals(point(`grid_axes: {${axes}, c: [1]}\ngrid_sample: {n: 9, seed: 1}`), `${first} c=1`);
  assert(point(`grid_axes: {${axes}}\ngrid_sample: {n: 2, seed: 2}`) !== first);
  assert(point(`grid_axes: {${axes}}\ngrid_sample: {n: 2, seed: 1, method: random}`) !== first);
  // The two axes differ from each other.
  assert(first!.split(" ")[0]!.slice(2) !== first!.split(" ")[1]!.slice(2));
});

Deno.test("the seed of the points is that of grid_sample, else the stored one, else that of the grid, else drawn; it is stored", () => {
  const axes = "grid_axes: {a: {uniform: [0, 1]}}\ngrid_sample: {n: 2}";
  const seeded = "grid_settings: {command: 'run {config}', seed: 3}\n";
  assertEquals(drawn(axes.replace("2}", "2, seed: 5}")).sampleSeed, 5);
  assertEquals(expand(seeded + axes).sampleSeed, 3);
  assertEquals(expand(seeded + axes, { sampleSeed: 4 }).sampleSeed, 4);
  assertEquals(drawn(axes, { masterSeed: 9 }).sampleSeed, 9);
  assertEquals(drawn("grid_axes: {a: [1]}").sampleSeed, undefined);
});

Deno.test("with more points, all experiments keep their ids and names, and come first", () => {
  const arbitrary = [fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.nat(100)] as const;
  fc.assert(
    fc.property(...arbitrary, fc.constantFrom("sobol", "random"), (n, more, seed, method) => {
      const grid = (n: number) =>
        drawn(`
grid_axes: {a: {int: [1, 60]}, b: {choice: [x, {y: 1}, [2, 3]]}, c: [1, 2]}
grid_exclude: [{a: [3, 4, 5], c: 1}]
grid_sample: {n: ${n}, method: ${method}, seed: ${seed}}`);
      const [few, many] = [grid(n), grid(n + more)];
      assertEquals(many.experiments.length, 2 * (n + more));
      const known = new Set(ids(many));
      assert(ids(few).every((id) => known.has(id)));
      const nameOf = new Map(many.experiments.map(({ hash, name }) => [hash, name]));
      assertEquals(few.experiments.map(({ hash }) => nameOf.get(hash)), names(few));
    }),
    { numRuns: 40 },
  );
});

Deno.test("excluded and equal points are replaced by the next", () => {
  const plan = drawn(`
grid_axes: {a: {int: [1, 8]}, c: [1, 2]}
grid_exclude: [{a: 1}, {a: 2, c: 1}]
grid_sample: {n: 6, seed: 1}`);
  const values = (c: number) =>
    points(plan).filter((point) => point.endsWith(`c=${c}`)).map((point) => Number(/a=(.)/.exec(point)![1]));
  assertEquals(values(1).toSorted(), [3, 4, 5, 6, 7, 8]);
  assertEquals(new Set(values(2)).size, 6);
  assert(!values(2).includes(1));
});

Deno.test("too few different points are an error with the number of tries", () => {
  const advice = "draw fewer points, widen the distributions, or exclude less";
  assertEquals(messages("grid_axes: {a: {uniform: [1, 1.0000000000000002]}}\ngrid_sample: {n: 4, seed: 1}"), [
    `grid.yaml:3:1: found only 2 of 4 different points of a in 400 tries: ${advice}`,
  ]);
  // Numbers between 0 and 1 have three decimals.
  assertEquals(messages("grid_axes: {a: {uniform: [0, 1]}}\ngrid_sample: {n: 100000, seed: 1}"), [
    `grid.yaml:3:1: found only 1001 of 100000 different points of a in 100300 tries: ${advice}`,
  ]);
});

Deno.test("once all different points were tried, no more are", () => {
  const advice = "draw fewer points, widen the distributions, or exclude less";
  const cases = {
    "{a: {int: [1, 3]}, c: [0]}": [3, "a"],
    "{a: {choice: [x, y, x]}, b: {logint: [1, 2]}}": [4, "a, b"],
  };
  for (const [axes, [count, keys]] of Object.entries(cases)) {
    // A hundred million tries would take minutes.
    assertEquals(messages(`grid_axes: ${axes}\ngrid_sample: {n: 1000000, seed: 1}`), [
      `grid.yaml:3:1: found only ${count} of 1000000 different points of ${keys}: ${advice}`,
    ]);
  }
});

Deno.test("each sub-grid of a union has its own points, and tasks, sections, --axis and --set work as with lists", () => {
  const plan = expand(
    `
grid_settings: {command: 'run {config} {seed}'}
grid_tasks:
  - {name: a, axes: {model.depth: {int: [1, 90]}}}
  - {name: b, axes: {model.depth: [1]}}
grid_axes:
  - {opt: [sgd], lr: {loguniform: [0.001, 1]}}
  - {opt: [adam], beta: {uniform: [0, 1]}}
grid_sample: {n: 4, seed: 1}
`,
  );
  const count = (start: string) => names(plan).filter((name) => name.startsWith(start)).length;
  assertEquals([count("a-opt=sgd"), count("a-opt=adam"), count("b-opt=sgd"), count("b-opt=adam")], [4, 4, 4, 4]);
  const one = drawn("grid_axes: {a: [1, 2], b: {uniform: [0, 1]}}\ngrid_sample: {n: 2}", {
    overrides: {
      axis: [["a", parseYaml("{int: [5, 50]}", "x").value]],
      set: [["b", parseYaml("0.5", "x").value]],
      samples: 3,
    },
  });
  assertEquals(one.experiments.length, 3);
  assert(points(one).every((point) => point.endsWith("b=0.5")));
});

Deno.test("a choice can set sections, and its values are drawn as they are written", () => {
  const plan = drawn(`
grid_axes: {model: {choice: [{name: mlp, width: 1.0}, {name: cnn}]}}
grid_sample: {n: 2, seed: 3}`);
  assertEquals(new Set(configs(plan).map((config) => JSON.stringify(config))).size, 2);
  assertEquals(names(plan).toSorted(), ["grid-model=cnn", "grid-model=mlp"]);
});

Deno.test("what is wrong with a distribution is said with its place", () => {
  const axis = (text: string) => messages(`grid_axes:\n  lr: ${text}\ngrid_sample: {n: 2}`)[0];
  const cases = {
    "{loguniform: [0, 1]}": "loguniform needs two numbers above 0, the lower first: current value is [0, 1]",
    "{uniform: [1, 0]}": "uniform needs two numbers, the lower first: current value is [1, 0]",
    "{uniform: [-1.7e+308, 1.7e+308]}": "the ends of uniform are too far apart: current value is [-1.7e+308, 1.7e+308]",
    "{int: [-9007199254740991, 9007199254740991]}":
      "the ends of int are too far apart: current value is [-9007199254740991, 9007199254740991]",
    "{uniform: 3}": "uniform needs two numbers, the lower first: current value is 3",
    "{int: [1, 2.5]}": "int needs two whole numbers, the lower first: current value is [1, 2.5]",
    "{int: [2, 1]}": "int needs two whole numbers, the lower first: current value is [2, 1]",
    "{logint: [0, 2]}": "logint needs two whole numbers above 0, the lower first: current value is [0, 2]",
    "{normal: [0, 0]}": "normal needs two numbers, a mean and a standard deviation above 0: current value is [0, 0]",
    "{normal: [0, .inf]}":
      "normal needs two numbers, a mean and a standard deviation above 0: current value is [0, .inf]",
    "{uniform: [0, 1.0e+400]}": "the numbers of uniform are too large: current value is [0, 1.0e+400]",
    "{int: [0, 9007199254740993]}": "the numbers of int are too large: current value is [0, 9007199254740993]",
    "{logint: [1, 1.0e+16]}": "the numbers of logint are too large: current value is [1, 1.0e+16]",
    "{choice: []}": "choice needs a list of at least one value: current value is []",
    "{choice: relu}": "choice needs a list of at least one value: current value is relu",
  };
  for (const [text, message] of Object.entries(cases)) {
    assertEquals(axis(text), `grid.yaml:3:3: axis "lr": ${message}`, text);
  }
  assert(axis("{logunifrom: [1, 2]}")!.endsWith(`, did you mean "loguniform"?`));
  // That nothing is drawn follows from it, and that the command has an unknown placeholder. They are not said in addition.
  assertEquals(messages("grid_axes: {lr: {uniform: 3}}\ngrid_sample: {n: 2}").length, 1);
  assertEquals(messages("grid_axes: {lr: 3}\ngrid_settings: {command: 'train {lr}'}").length, 1);
});

Deno.test("drawn axes and grid_sample need each other", () => {
  const lr = "grid_axes: {lr: {uniform: [0, 1]}}";
  assertEquals(messages(lr), [
    `grid.yaml:2:13: axis "lr" is drawn and nothing says how many: add grid_sample: {n: …}`,
  ]);
  assertEquals(messages(`${lr}\ngrid_sample: {seed: 1}`).length, 1);
  assertEquals(drawn(lr, { overrides: { samples: 2 } }).experiments.length, 2);
  const nothing = "nothing is drawn: no axis has a distribution such as {loguniform: [0.0001, 1]}";
  assertEquals(messages("grid_axes: {lr: [1]}\ngrid_sample: {n: 2}"), [`grid.yaml:3:1: grid_sample: ${nothing}`]);
  assertEquals(messages("grid_axes: {lr: [1]}", { overrides: { samples: 2 } }), [`--samples 2: ${nothing}`]);
});

Deno.test("what is wrong with grid_sample is said with its place", () => {
  const sample = (text: string) => messages(`grid_axes: {lr: {uniform: [0, 1]}}\ngrid_sample: ${text}`);
  const cases = {
    "{n: 0}": `3:15: grid_sample: "n": expected a whole number from 1 to 1000000, got 0`,
    "{n: 2.5}": `3:15: grid_sample: "n": expected a whole number from 1 to 1000000, got 2.5`,
    "{n: '2'}": `3:15: grid_sample: "n": expected a whole number from 1 to 1000000, got 2`,
    "{n: 2, seed: -1}": `3:21: grid_sample: "seed": expected a whole number from 0 to 2147483647, got -1`,
    "{n: 2, method: soboll}":
      `3:21: grid_sample: "method": expected sobol or random, got soboll, did you mean "sobol"?`,
    "{n: 2, sed: 1}": `3:21: unknown key "sed" in grid_sample, did you mean "seed"?`,
    "60": "3:1: grid_sample: expected a map such as {n: 60}, got a number",
  };
  for (const [text, message] of Object.entries(cases)) {
    assertEquals(sample(text), [`grid.yaml:${message}`], text);
  }
});

Deno.test("sobol draws at most 21 axes together, random any number", () => {
  const axes = Array.from({ length: 22 }, (_, i) => `k${i}: {uniform: [0, 1]}`).join(", ");
  assertEquals(messages(`grid_axes: {${axes}}\ngrid_sample: {n: 2}`), [
    "grid.yaml:3:1: sobol draws at most 21 axes together, got 22: use grid_sample: {method: random}",
  ]);
  assertEquals(drawn(`grid_axes: {${axes}}\ngrid_sample: {n: 2, method: random}`).experiments.length, 2);
});

Deno.test("more than a million experiments are an error before anything is drawn", () => {
  const [message] = messages("grid_axes: {a: {uniform: [0, 1]}, b: [1, 2]}\ngrid_sample: {n: 1000000}");
  assert(message!.endsWith("expected at most 1000000 experiments, got 2000000"), message);
});

Deno.test("default_configs cannot be drawn", () => {
  const files = { "a.yaml": "{x: 1}", "b.yaml": "{x: 2}" };
  const [message] = messages("grid_axes: {default_configs: {choice: [a.yaml, b.yaml]}}\ngrid_sample: {n: 2}", {
    files,
  });
  assertEquals(message, `grid.yaml:2:13: axis "default_configs" cannot be drawn: list its files`);
});
