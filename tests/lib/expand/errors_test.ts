/** What a tired or hostile user writes, and what is said about it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { fromJson } from "../../../lib/config/json_value.ts";
import { printYaml } from "../../../lib/config/print_yaml.ts";
import { formatProblem, InputError } from "../../../lib/messages/problem.ts";
import { arbitraryValue } from "../config/arbitrary_value.ts";
import { type Surroundings, tryExpand } from "./expand_text.ts";

const RUN = "grid_settings: {command: run}\n";
const FILES = { "mlp.yaml": "training: {epochs: 1}\nmodel: {width: 1}\n" };
const TESTED = "grid_settings: {command: run, test_command: t}\ngrid_axes: {a: [1]}\ngrid_tests:\n";
const TASK = "grid_tasks: [{default_configs: mlp.yaml}]\n";

/** Wrong grid files, each with the place and a part of its one message. */
const TABLE: [text: string, place: string, fragment: string][] = [
  // The file itself
  ["", "1:1", "the grid file is empty: expected grid_tasks or grid_axes"],
  ["# nothing\n", "1:1", "the grid file is empty"],
  ["- a\n", "1:1", "a grid file must be a map: what is there is a list"],
  ["text\n", "1:1", "a grid file must be a map: what is there is a string"],
  ["~\n", "1:1", "a grid file must be a map: what is there is empty"],
  [`${RUN}grid_axes: {a: [1]}\n---\na: 1\n`, "", "several YAML documents"],
  [`${RUN}grid_axes:\n\ta: [1]\n`, "3:1", "tab"],
  [`${RUN}grid_axes: {a: [1\n`, "3:1", "not YAML"],
  [`${RUN}grid_axes: {a: [1]}\ngrid_axes: {b: [1]}\n`, "3:1", "duplicated mapping key"],
  [`${RUN}grid_axes: {a: [1], a: [2]}\n`, "2:21", "duplicated mapping key"],
  [`${RUN}grid_axes: {a: *b}\n`, "2:17", "unidentified alias"],
  [`${RUN}grid_axes: {a: [!!python/name:os.system x]}\n`, "2:17", "unknown scalar tag"],
  [`${RUN}grid_axes: {[a]: [1]}\n`, "2:13", "a key must be a scalar, not a list or a map"],
  [`version: 2\n${RUN}grid_axes: {a: [1]}\n`, "1:1", "this program reads version 1 of grid files"],
  [`${RUN}grid_task: []\ngrid_axes: {a: [1]}\n`, "2:1", 'a grid file has no "grid_task", did you mean "grid_tasks"?'],
  [`${RUN}grid_axis: {a: [1]}\n`, "2:1", 'did you mean "grid_axes"?'],
  [`${RUN}settings: {a: [1]}\ngrid_axes: {a: [1]}\n`, "2:1", "a grid file has no"],
  [`${RUN}1: 2\ngrid_axes: {a: [1]}\n`, "2:1", 'a grid file has no "1": it may have version, grid_tasks'],
  // Tests
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_tests: {name: a}\n`,
    "3:1",
    "grid_tests must be a list of tests: what is there is a map",
  ],
  [`${RUN}grid_axes: {a: [1]}\ngrid_tests: []\n`, "3:1", "what is there is an empty list"],
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_tests: [noisy]\n`,
    "3:14",
    "a test must be a map with a name: what is there is a string",
  ],
  [`${TESTED}  - {overwrite: {a: 2}}\n`, "4:5", "a test needs a name"],
  [`${TESTED}  - {name: 5}\n`, "4:6", "what is there is a number"],
  [`${TESTED}  - {name: a/b}\n`, "4:6", 'what is there is "a/b"'],
  [`${TESTED}  - {name: ../x}\n`, "4:6", "a test needs a name of at most 40 letters"],
  [`${TESTED}  - {name: b}\n  - {name: b}\n`, "5:6", 'there is another test of the name "b"'],
  [`${TESTED}  - {name: b, overwrit: {a: 2}}\n`, "4:15", 'a test has no "overwrit", did you mean "overwrite"?'],
  [`${TESTED}  - {name: b, command: run}\n`, "4:15", 'a test has no "command"'],
  [`${TESTED}  - {name: b, overwrite: [a]}\n`, "4:15", "an overwrite must be a map: what is there is a list"],
  [`${TESTED}  - {name: b, test_command: 5}\n`, "4:15", '"test_command" must be a string or a list of strings'],
  [`${TESTED}  - {name: b, test_command: "t {nothing}"}\n`, "4:15", "test_command has {nothing}, which is no key"],
  [`${RUN}grid_axes: {a: [1]}\ngrid_tests:\n  - {name: b}\n`, "4:5", 'the test "b" has no test_command'],
  [
    `grid_settings: {command: run, test_command: "t {test_name}"}\ngrid_axes: {a: [1]}\n`,
    "1:31",
    "there are no grid_tests",
  ],
  [`grid_settings: {command: "t {test_name}"}\ngrid_axes: {a: [1]}\n`, "1:17", "it belongs into test_command"],
  // Tasks
  [`${RUN}grid_tasks:\n`, "2:1", "grid_tasks must be a list of tasks: what is there is empty"],
  [`${RUN}grid_tasks: []\n`, "2:1", "grid_tasks has no tasks"],
  [
    `${RUN}grid_tasks: {default_configs: mlp.yaml}\n`,
    "2:1",
    "grid_tasks must be a list of tasks: what is there is a map",
  ],
  [`${RUN}grid_tasks:\n  -\n`, "3:3", "a task must be a map with default_configs: what is there is empty"],
  [`${RUN}grid_tasks: [mlp.yaml]\n`, "2:14", "a task must be a map with default_configs: what is there is a string"],
  [
    "grid_tasks:\n  - overwrite: {a: 1}\n",
    "2:5",
    "the task has no default_configs, which a grid without a command needs",
  ],
  [
    "grid_tasks:\n  - default_config: mlp.yaml\n    default_configs: mlp.yaml\n",
    "2:5",
    'did you mean "default_configs"?',
  ],
  [`${RUN}grid_tasks: [{default_configs: 5}]\n`, "2:15", "what is there is a number"],
  [`${RUN}grid_tasks: [{default_configs: {a: 1}}]\n`, "2:15", "what is there is a map"],
  [`${RUN}grid_tasks: [{default_configs: [mlp.yaml, 5]}]\n`, "2:43", "default_configs must be names of files"],
  [`${RUN}grid_tasks: [{default_configs: mpl.yaml}]\n`, "2:15", "looked for mpl.yaml in /cwd"],
  [`${RUN}grid_tasks: [{name: [a], default_configs: mlp.yaml}]\n`, "2:15", "the name of a task must be a string"],
  [`${RUN}grid_tasks: [{name: '', default_configs: mlp.yaml}]\n`, "2:15", "what is there is empty"],
  [`${RUN}grid_tasks: [{default_configs: mlp.yaml, overwrite: [1]}]\n`, "2:42", "an overwrite must be a map"],
  [`${RUN}grid_tasks: [{default_configs: mlp.yaml, settings: {seed: 1}}]\n`, "2:53", "holds for the whole grid"],
  [`${RUN}grid_tasks: [{default_configs: mlp.yaml, settings: [1]}]\n`, "2:42", "settings must be a map"],
  [`${RUN}${TASK}grid_overwrite: 5\n`, "3:1", "an overwrite must be a map: what is there is a number"],
  // Axes
  [`${RUN}grid_axes: [1]\n`, "2:13", "axes must be a map of keys to lists of values"],
  [`${RUN}grid_axes: []\n`, "2:1", "the list of sub-grids is empty"],
  [`${RUN}grid_axes: a\n`, "2:1", "axes must be a map"],
  [`${RUN}grid_axes: {a: 1}\n`, "2:13", 'cannot expand axis "a" as it must be a list: current value is 1'],
  [`${RUN}grid_axes: {a: }\n`, "2:13", "it must be a list: current value is null"],
  [`${RUN}grid_axes: {a: []}\n`, "2:13", "it has no values"],
  [`${RUN}grid_axes: {a: {b: 1, c: 2}}\n`, "2:13", "it must be a list"],
  [`${RUN}grid_axes: {a: {rnage: [1, 2, 1]}}\n`, "2:13", 'did you mean "range"?'],
  [`${RUN}grid_axes: {a: {range: 5}}\n`, "2:13", "range needs three numbers, [first, last, step]"],
  [`${RUN}grid_axes: {a: {range: [1, 5]}}\n`, "2:13", "range needs three numbers"],
  [`${RUN}grid_axes: {a: {range: [1, 5, 0]}}\n`, "2:13", "a step that is not 0"],
  [`${RUN}grid_axes: {a: {range: [1, 5, -1]}}\n`, "2:13", "never gets from its first to its last number"],
  [`${RUN}grid_axes: {a: {range: [1, .inf, 1]}}\n`, "2:13", "range needs three numbers"],
  [`${RUN}grid_axes: {a: {range: [0, 1, 1e-7]}}\n`, "2:13", "range would make 10000001 values: at most 1000000"],
  [`${RUN}grid_axes: {a: {linspace: [0, 1, 1]}}\n`, "2:13", "cannot reach both ends with one value"],
  [`${RUN}grid_axes: {a: {linspace: [0, 1, 2.5]}}\n`, "2:13", "a whole number of values"],
  [`${RUN}grid_axes: {a: {linspace: [0, 1, 1e9]}}\n`, "2:13", "would make 1000000000 values"],
  [`${RUN}grid_axes: {a: {geomspace: [0, 1, 3]}}\n`, "2:13", "geomspace needs two numbers of the same sign"],
  [`${RUN}grid_axes: {a..b: [1]}\n`, "2:13", '"a..b" is not a key'],
  [`${RUN}grid_axes: {a.~b: [1]}\n`, "2:13", "removals stand in values that are maps, as in a: [{~b: }]"],
  [`${RUN}grid_axes: {a: [1], a.b: [1]}\n`, "2:21", 'axes "a" and "a.b" set the same key'],
  [`${RUN}${TASK}grid_axes: {model.width.x: [1]}\n`, "3:13", '"model.width" is no map: current value is 1'],
  [`${RUN}grid_overwrite: {l: [1]}\ngrid_axes: {l.0: [1]}\n`, "3:13", '"l" is a list: current value is [1]'],
  [`${RUN}grid_tasks: [{name: t, overwrite: {a: 1}}]\ngrid_axes: {a: [1]}\n`, "3:13", "the task's overwrite sets too"],
  [`${RUN}grid_axes: {a: {range: [1, 2000, 1]}, b: {range: [1, 1000, 1]}}\n`, "1:1", "would have 2000000 experiments"],
  [
    "grid_settings: {command: run, experiment_repetitions: 1000001}\ngrid_axes: {a: [1]}\n",
    "1:1",
    "1000001 experiments",
  ],
  // Exclusions
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_exclude: {a: 1}\n`,
    "3:1",
    "exclusions must be a list of maps: what is there is a map",
  ],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [a]\n`, "3:16", "an exclusion must be a map of keys to values"],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{}]\n`, "3:16", "an exclusion must be a map of keys to values"],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{a.: 1}]\n`, "3:17", '"a." is not a key'],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{a: 1}]\n`, "1:1", "the exclusions leave nothing"],
  // Settings and commands
  [`grid_settings: [1]\n${TASK}`, "1:1", "settings must be a map: what is there is a list"],
  [`grid_settings: {comand: run}\n${TASK}`, "1:17", 'there is no setting "comand", did you mean "command"?'],
  ["grid_settings: {command: {config}}\ngrid_axes: {a: [1]}\n", "1:17", 'put it in quotes: "{config}"'],
  ["grid_settings: {command: \"run '{config}'\"}\ngrid_axes: {a: [1]}\n", "1:17", "stands inside ' quotes"],
  ["grid_settings: {command: 'run {confg}'}\ngrid_axes: {a: [1]}\n", "1:17", 'did you mean "config"?'],
  ["grid_settings: {command: 'run {checkpoint}'}\ngrid_axes: {a: [1]}\n", "1:17", "it belongs into test_command"],
  ["grid_settings: {command: 'run {'}\ngrid_axes: {a: [1]}\n", "1:17", "is no placeholder"],
  ["grid_settings: {command: 'run ${HOME}'}\ngrid_axes: {a: [1]}\n", "1:17", "is ${{HOME}} here"],
  ["grid_settings:\n  command: run\n  timeout: soon\ngrid_axes: {a: [1]}\n", "3:3", "what is there is soon"],
  [
    "grid_settings: {command: run, seed: [1, 2], experiment_repetitions: 3}\ngrid_axes: {a: [1]}\n",
    "1:45",
    "take one of them",
  ],
];

Deno.test("each wrong grid file has one error, at its place", () => {
  for (const [text, place, fragment] of TABLE) {
    const { problems, messages } = tryExpand(text, { files: FILES });
    const errors = messages.filter((_, index) => problems[index]!.severity === "error");
    assertEquals(errors.length, 1, `${text}\n${messages.join("\n")}`);
    assertStringIncludes(errors[0]!, fragment, text);
    assert(errors[0]!.startsWith(place === "" ? "grid.yaml: " : `grid.yaml:${place}: `), `${text}\n${errors[0]}`);
  }
});

Deno.test("all errors are told at once", () => {
  const { messages } = tryExpand(
    `version: 2
grid_tasks:
  - default_configs: missing.yaml
    overwrites: {a: 1}
  - 5
grid_axes: {a: 1, b: []}
grid_exclude: 7
grid_settings:
  timeout: soon
  max_failure: 3
`,
  );
  assertEquals(messages.map((message) => message.split(" ")[0]), [
    "grid.yaml:1:1:",
    "grid.yaml:6:13:",
    "grid.yaml:6:19:",
    "grid.yaml:10:3:",
    "grid.yaml:9:3:",
    "grid.yaml:4:5:",
    "grid.yaml:5:5:",
    "grid.yaml:7:1:",
    "grid.yaml:3:5:",
  ]);
});

Deno.test("the same problem of several tasks is told once", () => {
  const { messages } = tryExpand(`${RUN}grid_tasks: [{name: s}, {name: t, overwrite: {x: 1}}]\ngrid_axes: {a: 1}\n`);
  assertEquals(messages.length, 1);
});

Deno.test("a misspelt --set is a warning with a suggestion, and a wrong one an error", () => {
  const told = (key: string, surroundings: Surroundings = {}) =>
    tryExpand(RUN + TASK, { files: FILES, ...surroundings, overrides: { set: [[key, fromJson(1)]] } }).messages;
  assertEquals(told("training.epoch"), [
    '--set training.epoch: warning: "training.epoch" overwrites nothing: no configuration below it has that key, ' +
    'did you mean "training.epochs"?',
  ]);
  assertEquals(told("training.epochs.x"), [
    '--set training.epochs.x: cannot set "training.epochs.x" as "training.epochs" is no map: current value is 1',
  ]);
  assertEquals(told("a..b"), ['--set a..b: "a..b" is not a key: a part between its dots is empty']);
});

Deno.test("overwrites that touch nothing are warnings at their key, and short new keys are none", () => {
  const told = (overwrite: string) =>
    tryExpand(`${RUN}${TASK}grid_overwrite: ${overwrite}\n`, { files: FILES }).messages;
  assertEquals(told("{training: {epoch: 1}}"), [
    'grid.yaml:3:29: warning: "training.epoch" overwrites nothing: no configuration below it has that key, ' +
    'did you mean "training.epochs"?',
  ]);
  assertEquals(told("{trainign: {epochs: 1}}")[0]?.split(", ").at(-1), 'did you mean "training"?');
  assertEquals(told("{lr: 1, model: {n: 1, k: 2}}"), []);
});

Deno.test("an InputError's message has a line for each problem", () => {
  const { problems } = tryExpand("a: 1\nb: 2\n");
  const error = new InputError(problems);
  assertEquals(error.message.split("\n"), problems.map(formatProblem));
  assertEquals(error.name, "InputError");
});

Deno.test("too many experiments are refused before any is made, with their number", () => {
  const axes = Array.from({ length: 30 }, (_, n) => `a${n}: {range: [1, 1000, 1]}`).join(", ");
  const { messages } = tryExpand(`${RUN}grid_axes: {${axes}}\n`);
  assertEquals(messages, [
    `grid.yaml:1:1: the grid would have 1${"0".repeat(90)} experiments: at most 1000000 are possible`,
  ]);
});

Deno.test("thousands of mistakes are told without delay", () => {
  const { messages } = tryExpand(`${RUN}grid_tasks:\n${"  - 1\n".repeat(20_000)}`);
  assertEquals(messages.length, 20_000);
  assertEquals(messages.at(-1)?.split(" ")[0], "grid.yaml:20002:5:");
});

Deno.test("names that JavaScript knows are keys like any other", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const { plan, messages } = tryExpand(`${RUN}grid_overwrite: {${name}: {x: 1}}\ngrid_axes: {${name}.y: [1]}\n`);
    assertEquals(messages, []);
    assertEquals(plan.experiments.length, 1);
    for (const text of [`grid_settings: {${name}: 1}\ngrid_axes: {a: [1]}`, `${RUN}${name}: 1\ngrid_axes: {a: [1]}`]) {
      assert(tryExpand(text).problems.some(({ severity }) => severity === "error"));
    }
  }
});

Deno.test("whatever stands in a grid file, it is expanded or refused, never a crash", () => {
  const anything = arbitraryValue();
  const grid = fc.record({
    version: anything,
    grid_tasks: fc.oneof(
      anything,
      fc.array(
        fc.oneof(
          anything,
          fc.record({
            name: anything,
            default_configs: fc.oneof(anything, fc.constant("mlp.yaml")),
            overwrite: anything,
            axes: anything,
            exclude: anything,
            settings: anything,
          }, { requiredKeys: [] }),
        ),
        { maxLength: 3 },
      ),
    ),
    grid_overwrite: anything,
    grid_axes: fc.oneof(anything, fc.dictionary(fc.string(), fc.oneof(anything, fc.array(anything)), { maxKeys: 3 })),
    grid_exclude: fc.oneof(anything, fc.array(fc.dictionary(fc.string(), anything, { maxKeys: 2 }), { maxLength: 2 })),
    grid_settings: fc.oneof(
      anything,
      fc.record(
        Object.fromEntries(
          "command test_command trainer setup shell workdir checkpoint seed seed_keys not_in_id metric timeout env slurm experiment_repetitions max_failures"
            .split(" ").map((
              key,
            ) => [key, fc.oneof(anything, fc.constantFrom<unknown>("run {a}", ["x", "{args}"], ["a.b"]))]),
        ),
        { requiredKeys: [] },
      ),
    ),
  }, { requiredKeys: [] });
  fc.assert(
    fc.property(grid, (value) => {
      const { messages, problems } = tryExpand(printYaml(toValue(value)), { files: FILES });
      for (const message of messages) assert(!/undefined|\[object/.test(message), message);
      for (const { position } of problems) assert(position === undefined || (position.line > 0 && position.column > 0));
    }),
    { numRuns: 1500 },
  );
});

// Records of the arbitrary become maps; values are values already.
// deno-lint-ignore no-explicit-any
function toValue(value: any): any {
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value !== "object" || value === null || value instanceof Map || "text" in value) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toValue(item)]));
}

Deno.test("a placeholder of the grid's own beside an axis of that name is an error that names the cure", () => {
  const text = 'grid_axes: {seed: [1, 2]}\ngrid_settings: {command: "train --seed {seed}"}\n';
  assertStringIncludes(tryExpand(text).messages.join(), "write {config.seed} for the axis");
  assertEquals(tryExpand(text.replace('{seed}"', '{config.seed}"')).messages, []);
});
