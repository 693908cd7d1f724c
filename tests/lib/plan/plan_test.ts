import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { canonical } from "../../../lib/config/canonical.ts";
import { fromJson, toJson } from "../../../lib/config/value.ts";
import { printYaml } from "../../../lib/config/yaml.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { abbreviate, deriveSeed } from "../../../lib/plan/identities.ts";
import { experimentDir } from "../../../lib/store/layout.ts";
import { decodePlan, encodePlan, PlanError } from "../../../lib/store/plan_format.ts";
import { arbitraryMap, arbitraryScalar } from "../config/arbitrary_value.ts";
import { configs, expand, ids, names, tryExpand, yaml } from "../expand/expand_text.ts";

const RUN = "{command: 'run {config} {seed}'}";

interface RandomGrid {
  readonly tasks: readonly Record<string, unknown>[];
  readonly axes: readonly [string, readonly unknown[]][];
  readonly repetitions: number;
}

function arbitraryGrid(): fc.Arbitrary<RandomGrid> {
  const leaf = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true }), fc.string(), fc.boolean());
  return fc.record({
    tasks: fc.uniqueArray(fc.dictionary(fc.constantFrom("p", "q", "r"), leaf), {
      minLength: 1,
      maxLength: 3,
      selector: (task) => canonical(fromJson(task)),
    }),
    axes: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom("a", "b.c", "b.d", "e.f.g"),
        fc.uniqueArray(leaf, { minLength: 1, maxLength: 3, selector: (value) => canonical(fromJson(value)) }),
      ),
      { maxLength: 3, selector: ([key]) => key },
    ),
    repetitions: fc.integer({ min: 1, max: 3 }),
  });
}

function gridText({ tasks, axes, repetitions }: RandomGrid, name = "t", exclude: unknown[] = []): string {
  return printYaml(fromJson({
    grid_settings: { command: "run {config} {seed}", experiment_repetitions: repetitions },
    grid_tasks: tasks.map((overwrite, index) => ({ name: `${name}${index}`, overwrite })),
    grid_axes: Object.fromEntries(axes),
    grid_exclude: exclude,
  }));
}

function reversed<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).reverse());
}

Deno.test("the number of experiments is the product of tasks, axes and repetitions, minus exclusions", () => {
  fc.assert(fc.property(arbitraryGrid(), (grid) => {
    const combinations = grid.axes.reduce((product, [, values]) => product * values.length, grid.tasks.length);
    const plan = tryExpand(gridText(grid)).plan;
    assertEquals(plan.experiments.length, combinations * grid.repetitions);
    assertEquals(new Set(plan.experiments.map(({ hash }) => hash)).size, plan.experiments.length);
    assertEquals(new Set(plan.experiments.map(experimentDir)).size, plan.experiments.length);
    const [key, values] = grid.axes[0] ?? ["a", []];
    if (values.length < 2) return;
    const fewer = tryExpand(gridText(grid, "t", [{ [key]: [values[0]] }])).plan;
    const twins = values.filter((value) => value === values[0]).length;
    assertEquals(fewer.experiments.length, combinations / values.length * (values.length - twins) * grid.repetitions);
  }));
});

Deno.test("ids do not depend on the order of keys, tasks or axes, nor on names", () => {
  fc.assert(fc.property(arbitraryGrid(), (grid) => {
    const other: RandomGrid = {
      ...grid,
      tasks: grid.tasks.map(reversed).reverse(),
      axes: grid.axes.map(([key, values]): [string, unknown[]] => [key, values.toReversed()]).reverse(),
    };
    const [one, two] = [tryExpand(gridText(grid)).plan, tryExpand(gridText(other, "another name ")).plan];
    assertEquals(ids(one), ids(two));
    const seeds = (plan: typeof one) => plan.experiments.map(({ hash, seed }) => `${hash} ${seed}`).sort();
    assertEquals(seeds(one), seeds(two));
  }));
});

Deno.test("ids and seeds do not change when tasks, values or repetitions are added", () => {
  const small = expand(`grid_settings: ${RUN}\ngrid_axes: {a: [1, 2]}`);
  const large = expand(`
grid_settings: {command: 'run {config} {seed}', experiment_repetitions: 2}
grid_tasks: [{name: new, overwrite: {x: 1}}, {name: old}]
grid_axes: {a: [0, 2, 1]}
`);
  for (const { id, seed } of small.experiments) {
    assertEquals(large.experiments.find((experiment) => experiment.id === id)?.seed, seed);
  }
});

Deno.test("ids differ if and only if a trainer reads different configurations", () => {
  const id = (config: string) => ids(expand(`grid_settings: ${RUN}\ngrid_overwrite: ${config}`))[0];
  for (const [a, b] of [["{a: 1}", "{a: 1.0}"], ["{a: 1}", "{a: '1'}"], ["{a: yes}", "{a: 'yes'}"], ["{a: }", "{}"]]) {
    assertNotEquals(id(a!), id(b!));
  }
  assertNotEquals(id("{a: 9007199254740993}"), id("{a: 9007199254740992}"));
  assertNotEquals(id("{1: x}"), id("{'1': x}"));
  for (
    const [a, b] of [
      ["{a: 1e-4}", "{a: 0.0001}"],
      ["{a: 0x1F}", "{a: 31}"],
      ["{a: yes, b: 1}", "{b: 1, a: true}"],
      ["{a: .nan}", "{a: .NaN}"],
      ["{a: ~}", "{a: null}"],
      ["{a: 'x'}", '{a: "x"}'],
    ]
  ) assertEquals(id(a!), id(b!));
});

Deno.test("ids do not depend on the origin of an equal configuration, nor on settings", () => {
  const one = expand(`grid_settings: ${RUN}\ngrid_overwrite: {a: 1, b: {c: 2}}`);
  const files = { f: "a: 1\nb: {c: 5}\n" };
  const two = expand(
    "grid_settings: {command: 'other {config}', timeout: 5s, retries: 2, gpus_per_run: 2}\n" +
      "grid_tasks: [{name: x, default_configs: f}]\ngrid_axes: {b.c: [2]}",
    { files },
  );
  assertEquals(ids(one), ids(two));
});

Deno.test("keys in not_in_id do not change the id and stay in the configuration", () => {
  const grid = (root: string) =>
    expand(
      `grid_settings: {command: 'run {config}', not_in_id: [data.root]}\ngrid_overwrite: {data: {root: ${root}, n: 1}}`,
    );
  assertEquals(ids(grid("/a")), ids(grid("/b")));
  assertEquals(configs(grid("/a")), [{ data: { root: "/a", n: 1 } }]);
});

Deno.test("an axis in not_in_id is an error", () => {
  const { messages } = tryExpand(
    "grid_settings: {command: 'run {config}', not_in_id: [a]}\ngrid_axes:\n  a.b: [1, 2]\n",
  );
  assertEquals(messages, [
    'grid.yaml:3:3: axis "a.b" is in not_in_id: all its values would be the same experiment',
  ]);
});

Deno.test("a task that is listed twice has more repetitions", () => {
  const twice = expand(
    `grid_settings: ${RUN}\ngrid_tasks: [{name: t, overwrite: {a: 1}}, {name: t, overwrite: {a: 1}}]`,
  );
  const repeated = expand(
    "grid_settings: {command: 'run {config} {seed}', experiment_repetitions: 2}\ngrid_tasks: [{name: t, overwrite: {a: 1}}]",
  );
  assertEquals(twice.experiments.map(({ repetition }) => repetition), [0, 1]);
  assertEquals(ids(twice), ids(repeated));
  assertEquals(names(twice), names(repeated));
});

Deno.test("equal configurations with different commands are an error", () => {
  const { messages } = tryExpand(
    "grid_settings: {command: 'run {config}'}\ngrid_tasks:\n  - {name: s, overwrite: {a: 1}}\n  - {name: t, overwrite: {a: 1}, settings: {command: 'other {config}'}}\n",
  );
  assertEquals(messages.length, 1);
  assertMatch(messages[0]!, /^grid.yaml:4:5: another task has the same configuration but a different command/);
});

Deno.test("seeds are in 0 … 2^31 - 1 and derived from master seed and experiment", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.string(), (master, hash) => {
    const seed = deriveSeed(master, hash);
    assert(Number.isInteger(seed) && seed >= 0 && seed <= 2 ** 31 - 1);
    assertEquals(deriveSeed(master, hash), seed);
  }));
  const seeds = (settings: string, masterSeed = 7) =>
    expand(`grid_settings: {command: 'run {config} {seed}', ${settings}}\ngrid_axes: {a: [1, 2]}`, { masterSeed })
      .experiments
      .map(({ seed }) => seed);
  assertEquals(seeds("seed: 7"), seeds(""));
  assertEquals(seeds("seed: 7", 8), seeds(""));
  assertNotEquals(seeds("", 8), seeds(""));
  assertEquals(new Set(seeds("experiment_repetitions: 3")).size, 6);
});

Deno.test("repetition r has the r-th seed of a list", () => {
  const plan = expand("grid_settings: {command: 'run {config} {seed}', seed: [5, 6]}\ngrid_axes: {a: [1, 2]}");
  assertEquals(plan.experiments.map(({ repetition, seed }) => [repetition, seed]), [[0, 5], [0, 5], [1, 6], [1, 6]]);
  assertEquals(plan.seed, undefined);
});

Deno.test("a task that is listed twice needs as many seeds as it has repetitions", () => {
  const { messages } = tryExpand(
    "grid_settings:\n  command: run {config} {seed}\n  seed: [5]\ngrid_tasks: [{overwrite: {a: 1}}, {overwrite: {a: 1}}]",
  );
  assertEquals(messages, [
    "grid.yaml:3:3: not enough seeds: a task is listed more than once, and each time adds repetitions",
  ]);
});

Deno.test("MI-Prometheus's own runs have no seed unless the grid gives one", () => {
  const files = { f: "a: 1\n" };
  const grid = (settings: string) => `grid_settings: {${settings}}\ngrid_tasks: [{default_configs: f}]`;
  const plan = expand(grid(""), { files });
  assertEquals([plan.seed, plan.experiments[0]!.seed], [undefined, undefined]);
  assertEquals(expand(grid("seed: [9]"), { files }).experiments[0]!.seed, 9);
});

Deno.test("seed_keys do not change the id", () => {
  const grid = (seed: number) =>
    expand(
      `grid_settings: {command: 'run {config}', seed: [${seed}], seed_keys: [t.seed, seed]}\ngrid_overwrite: {t: {x: 1}}`,
    );
  assertEquals(configs(grid(5)), [{ t: { x: 1, seed: 5 }, seed: 5 }]);
  assertEquals(ids(grid(5)), ids(grid(6)));
});

Deno.test("MI-Prometheus's own runs have a seed if there are seed_keys", () => {
  const plan = expand("grid_settings: {seed_keys: [training.seed_torch]}\ngrid_tasks: [{default_configs: f}]", {
    files: { f: "training: {x: 1}\n" },
  });
  const [config] = configs(plan) as [{ training: { seed_torch: number; seed_numpy: number } }];
  assertEquals(config.training.seed_torch, plan.experiments[0]!.seed!);
  assertEquals(config.training.seed_numpy, -1);
});

Deno.test("seed_keys that an axis or --set sets, or that lead through a leaf, are errors", () => {
  const grid = (rest: string) => `grid_settings: {command: 'run {config}', seed_keys: [t.seed]}\n${rest}`;
  assertEquals(tryExpand(grid("grid_axes: {t.seed: [1, 2]}")).messages, [
    'grid.yaml:2:13: axis "t.seed" sets "t.seed", which is in seed_keys: the seed of each run would overwrite it',
  ]);
  assertEquals(tryExpand(grid("grid_overwrite: {t: 5}")).messages, [
    'grid.yaml:1:42: cannot set "t.seed": expected "t" to be a map, got 5',
  ]);
  assertEquals(tryExpand(grid(""), { overrides: { set: [["t.seed", fromJson(1)]] } }).messages, [
    '--set t.seed: "t.seed" is in seed_keys: the seed of each run would overwrite it',
  ]);
});

Deno.test("fixed seeds with repetitions are a warning", () => {
  const { messages } = tryExpand(
    "grid_settings: {command: 'run {config}', experiment_repetitions: 2}\ngrid_overwrite: {t: {seed_torch: 5, seed_numpy: -1}}\n",
  );
  assertEquals(messages, [
    'grid.yaml:2:22: warning: "t.seed_torch" is fixed to 5, so the 2 repetitions may be identical: ' +
    "add it to seed_keys or remove it",
  ]);
});

Deno.test("a seed that --set fixes is a warning at the flag, also if only {args} has it", () => {
  const grid = "grid_axes: {lr: [1]}\ngrid_settings: {command: 'run {args} {seed}', experiment_repetitions: 2}\n";
  assertEquals(tryExpand(grid, { overrides: { set: [["seed", fromJson(5)]] } }).messages, [
    '--set seed: warning: "seed" is fixed to 5, so the 2 repetitions may be identical: add it to seed_keys or remove it',
  ]);
  assertEquals(tryExpand(grid, { overrides: { set: [["seed", fromJson(-1)]] } }).messages, []);
});

Deno.test("ids have 8 digits, or more if hashes share them", () => {
  assertEquals(abbreviate(["0123456789", "0123456780", "abcdefabcd"]), ["0123456789", "0123456780", "abcdefab"]);
  assertEquals(abbreviate(["abcdefabcd"], new Set(["abcdefab"])), ["abcdefabc"]);
});

Deno.test("a decoded plan equals the encoded one", () => {
  fc.assert(
    fc.property(arbitraryMap(), fc.array(arbitraryScalar(), { minLength: 1, maxLength: 4 }), (config, values) => {
      const plan = expand(
        `
grid_settings: {command: 'run {args}', seed: 5, seed_keys: [seed], env: {A: '1.0'}, retries: 2}
grid_axes: {a.b: [1], c: [{d: 1, ~e: }, {d: 1.0}]}
`,
        { overrides: { set: [["x.y", fromJson(1)]] } },
      );
      const changed = {
        ...plan,
        groups: plan.groups.map((group) => ({
          ...group,
          config,
          axes: group.axes.map((axis, index) => index === 0 ? { ...axis, values } : axis),
        })),
      };
      const read = decodePlan(JSON.parse(JSON.stringify([...encodePlan(changed)])));
      assertEquals(read, changed);
      for (const [index, experiment] of read.experiments.entries()) {
        assertEquals(configOf(read, experiment), configOf(changed, changed.experiments[index]!));
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("configOf() returns the configuration with its seeds", () => {
  const plan = expand(
    `
grid_settings: {command: 'run {config}', seed: [3], seed_keys: [seed]}
grid_overwrite: {opt: {name: SGD, momentum: 0.9}}
grid_axes: {opt: [{name: Adam, ~momentum: }], a: [1.0]}
`,
    { overrides: { set: [["b", yaml("yes")]] } },
  );
  assertEquals(printYaml(configOf(plan, plan.experiments[0]!)), "opt:\n  name: Adam\na: 1.0\nb: yes\nseed: 3\n");
});

Deno.test("a corrupt plan and an unsupported version are a PlanError", () => {
  const lines = [...encodePlan(expand(`grid_settings: ${RUN}\ngrid_axes: {a: [1]}`))];
  const withHead = (part: RegExp, other: string) => lines.with(0, lines[0]!.replace(part, other));
  const table: [string[], string][] = [
    [[], "the plan has no header"],
    [lines.slice(1), "the plan has no header"],
    [[lines[0]!, lines[1]!.slice(0, 30)], "line 2 of the plan is corrupt"],
    [[lines[0]!, "null"], "line 2 of the plan is corrupt"],
    [[lines[0]!, '{"type":"group"}'], "line 2 of the plan is corrupt"],
    [withHead(/"name":"[^"]*",/, ""), 'line 1 of the plan is corrupt: "name" is missing'],
    [withHead(/"cwd":"[^"]*",/, ""), 'line 1 of the plan is corrupt: "cwd" is missing'],
    [withHead(/"cwd":"[^"]*",/, '"cwd":7,'), 'line 1 of the plan is corrupt: expected a string for "cwd", got 7'],
    [[lines[0]!.replace('"version":1', '"version":2')], "unsupported plan version: expected 1, got 2"],
  ];
  for (const [damaged, fragment] of table) assertThrows(() => decodePlan(damaged), PlanError, fragment);
});

Deno.test("canonical() does not depend on the order of keys", () => {
  fc.assert(fc.property(arbitraryMap(), (config) => {
    assertEquals(canonical(new Map([...config].reverse())), canonical(config));
  }));
});

Deno.test("toJson() keeps all digits of large integers and writes NaN and infinities as strings", () => {
  assertEquals(
    JSON.stringify(toJson(yaml("[18446744073709551617, .inf, -.inf, .nan, yes, 2020-01-01, 1.0]"))),
    '[18446744073709551617,"Infinity","-Infinity","NaN",true,"2020-01-01",1]',
  );
  assertEquals(JSON.stringify(toJson(yaml("{1: a, __proto__: b}"))), '{"1":"a","__proto__":"b"}');
});
