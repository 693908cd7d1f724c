/** Messages for mistakes in grid files. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { fromJson } from "../../../lib/config/value.ts";
import { printYaml } from "../../../lib/config/yaml.ts";
import { formatProblem, InputError } from "../../../lib/messages/problem.ts";
import { arbitraryValue } from "../config/arbitrary_value.ts";
import { type Surroundings, tryExpand } from "./expand_text.ts";

const RUN = "grid_settings: {command: 'run {config}'}\n";
const FILES = { "mlp.yaml": "training: {epochs: 1}\nmodel: {width: 1}\n" };
const TESTED = "grid_settings: {command: 'run {config}', test_command: t}\ngrid_axes: {a: [1]}\ngrid_tests:\n";
const TASK = "grid_tasks: [{default_configs: mlp.yaml}]\n";

/** Invalid grid files, each with the position and a part of its only error. */
const TABLE: [text: string, place: string, fragment: string][] = [
  // The file itself
  ["", "1:1", "the grid file is empty: expected grid_tasks or grid_axes"],
  ["# nothing\n", "1:1", "the grid file is empty"],
  ["- a\n", "1:1", "grid file: expected a map, got a list"],
  ["text\n", "1:1", "grid file: expected a map, got a string"],
  ["~\n", "1:1", "grid file: expected a map, got nothing"],
  [`${RUN}grid_axes: {a: [1]}\n---\na: 1\n`, "", "expected one YAML document, got several"],
  [`${RUN}grid_axes:\n\ta: [1]\n`, "3:1", "tab"],
  [`${RUN}grid_axes: {a: [1\n`, "3:1", "invalid YAML: "],
  [`${RUN}grid_axes: {a: [1]}\ngrid_axes: {b: [1]}\n`, "3:1", 'duplicate key "grid_axes"'],
  [`${RUN}grid_axes: {a: [1], a: [2]}\n`, "2:21", 'duplicate key "a"'],
  [`${RUN}grid_axes: {a: [1], "a b": [3], 'a b': [2]}\n`, "2:34", 'duplicate key "a b"'],
  [`${RUN}axes: {a: [1]}\n`, "2:1", 'unknown key "axes" in a grid file, did you mean "grid_axes"?'],
  [`${RUN}timeout: 3\n`, "2:1", 'unknown key "timeout" in a grid file: it is a setting, move it to grid_settings'],
  [
    `${RUN}grid_tasks: [{command: a}]\n`,
    "2:15",
    'unknown key "command" in a task: it is a setting, move it to settings',
  ],
  [
    "grid_axes: {a: [1]}\ngrid_settings: {command: r, repetitions: 2}\n",
    "2:29",
    'unknown setting "repetitions", did you mean "experiment_repetitions"?',
  ],
  [`${RUN}grid_axes: {a: *b}\n`, "2:17", "unidentified alias"],
  [`${RUN}grid_axes: {a: [!!python/name:os.system x]}\n`, "2:17", "unknown scalar tag"],
  [`${RUN}grid_axes: {[a]: [1]}\n`, "2:13", "expected a scalar as the key, got a list or a map"],
  [`version: 2\n${RUN}grid_axes: {a: [1]}\n`, "1:1", "unsupported version of the grid file: expected 1, got 2"],
  [
    `${RUN}grid_task: []\ngrid_axes: {a: [1]}\n`,
    "2:1",
    'unknown key "grid_task" in a grid file, did you mean "grid_tasks"?',
  ],
  [`${RUN}grid_axis: {a: [1]}\n`, "2:1", 'did you mean "grid_axes"?'],
  [`${RUN}settings: {a: [1]}\ngrid_axes: {a: [1]}\n`, "2:1", 'unknown key "settings" in a grid file'],
  [`${RUN}1: 2\ngrid_axes: {a: [1]}\n`, "2:1", 'unknown key "1" in a grid file: expected one of version, grid_tasks'],
  // Tests
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_tests: {name: a}\n`,
    "3:1",
    "grid_tests: expected a list of tests, got a map",
  ],
  [`${RUN}grid_axes: {a: [1]}\ngrid_tests: []\n`, "3:1", "grid_tests: expected a list of tests, got an empty list"],
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_tests: [noisy]\n`,
    "3:14",
    "expected a test, {name: …}, got a string",
  ],
  [`${TESTED}  - {overwrite: {a: 2}}\n`, "4:5", "got nothing"],
  [`${TESTED}  - {name: 5}\n`, "4:6", "got a number"],
  [`${TESTED}  - {name: a/b}\n`, "4:6", 'got "a/b"'],
  [`${TESTED}  - {name: ../x}\n`, "4:6", "test name: expected up to 40 letters"],
  [`${TESTED}  - {name: b}\n  - {name: b}\n`, "5:6", 'duplicate test name "b"'],
  [`${TESTED}  - {name: b, overwrit: {a: 2}}\n`, "4:15", 'unknown key "overwrit" in a test, did you mean "overwrite"?'],
  [`${TESTED}  - {name: b, command: 'run {config}'}\n`, "4:15", 'unknown key "command" in a test'],
  [`${TESTED}  - {name: b, overwrite: [a]}\n`, "4:15", "overwrite: expected a map, got a list"],
  [
    `${TESTED}  - {name: b, test_command: 5}\n`,
    "4:15",
    '"test_command": expected a string or a list of strings, got 5',
  ],
  [`${TESTED}  - {name: b, test_command: "t {nothing}"}\n`, "4:15", "test_command has {nothing}, which is not a key"],
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_tests:\n  - {name: b}\n`,
    "4:5",
    'test "b" has no test_command, and neither do the settings',
  ],
  [
    `grid_settings: {command: run, test_command: "t {test_name}"}\ngrid_axes: {a: [1]}\n`,
    "1:31",
    "test_command has {test_name}, but the grid has no grid_tests",
  ],
  [
    `grid_settings: {command: "t {test_name}"}\ngrid_axes: {a: [1]}\n`,
    "1:17",
    "which is only available in test_command",
  ],
  // Tasks
  [`${RUN}grid_tasks:\n`, "2:1", "grid_tasks: expected a list of tasks, got nothing"],
  [`${RUN}grid_tasks: []\n`, "2:1", "grid_tasks: expected at least one task, got an empty list"],
  [
    `${RUN}grid_tasks: {default_configs: mlp.yaml}\n`,
    "2:1",
    "grid_tasks: expected a list of tasks, got a map",
  ],
  [`${RUN}grid_tasks:\n  -\n`, "3:3", "expected a task, {default_configs: …}, got nothing"],
  [`${RUN}grid_tasks: [mlp.yaml]\n`, "2:14", "expected a task, {default_configs: …}, got a string"],
  [
    "grid_tasks:\n  - overwrite: {a: 1}\n",
    "2:5",
    "the task has no default_configs: they are required without a command",
  ],
  [
    "grid_tasks:\n  - default_config: mlp.yaml\n    default_configs: mlp.yaml\n",
    "2:5",
    'did you mean "default_configs"?',
  ],
  [`${RUN}grid_tasks: [{default_configs: 5}]\n`, "2:15", "file names or a list, got a number"],
  [`${RUN}grid_tasks: [{default_configs: {a: 1}}]\n`, "2:15", "file names or a list, got a map"],
  [
    `${RUN}grid_tasks: [{default_configs: [mlp.yaml, 5]}]\n`,
    "2:43",
    "default_configs: expected file names, got a number",
  ],
  [
    `${RUN}grid_tasks: [{default_configs: mpl.yaml}]\n`,
    "2:15",
    'configuration file "mpl.yaml" not found: looked for mpl.yaml in /cwd',
  ],
  [`${RUN}grid_tasks: [{name: [a], default_configs: mlp.yaml}]\n`, "2:15", "task name: expected a string, got a list"],
  [
    `${RUN}grid_tasks: [{name: '', default_configs: mlp.yaml}]\n`,
    "2:15",
    "task name: expected a string, got an empty string",
  ],
  [
    `${RUN}grid_tasks: [{default_configs: mlp.yaml, overwrite: [1]}]\n`,
    "2:42",
    "overwrite: expected a map, got a list",
  ],
  [
    `${RUN}grid_tasks: [{default_configs: mlp.yaml, settings: {seed: 1}}]\n`,
    "2:53",
    '"seed" applies to the whole grid',
  ],
  [`${RUN}grid_tasks: [{default_configs: mlp.yaml, settings: [1]}]\n`, "2:42", "settings: expected a map, got a list"],
  [`${RUN}${TASK}grid_overwrite: 5\n`, "3:1", "overwrite: expected a map, got a number"],
  // Axes
  [`${RUN}grid_axes: [1]\n`, "2:13", "axes: expected a map of keys to lists of values, got a number"],
  [`${RUN}grid_axes: []\n`, "2:1", "expected at least one sub-grid, got an empty list"],
  [`${RUN}grid_axes: a\n`, "2:1", "axes: expected a map of keys to lists of values, got a string"],
  [`${RUN}grid_axes: {a: 1}\n`, "2:13", 'axis "a": expected a list, got 1, did you mean [1]?'],
  [`${RUN}grid_axes:\n  a: 0.1, 0.01\n`, "3:3", "expected a list, got 0.1, 0.01, did you mean [0.1, 0.01]?"],
  [`${RUN}grid_axes: {a: }\n`, "2:13", "expected a list, got null"],
  [`${RUN}grid_axes: {a: []}\n`, "2:13", "expected at least one value, got []"],
  [`${RUN}grid_axes: {a: {b: 1, c: 2}}\n`, "2:13", "expected a list, got {b: 1, c: 2}"],
  [
    `${RUN}grid_axes: {a: {rnage: [1, 2, 1]}}\n`,
    "2:13",
    '{geomspace: …}, got {rnage: [1, 2, 1]}, did you mean "range"?',
  ],
  [
    `${RUN}grid_axes: {a: {range: 5}}\n`,
    "2:13",
    "expected three numbers, {range: [first, last, step]}, got {range: 5}",
  ],
  [
    `${RUN}grid_axes: {a: {range: [1, 5]}}\n`,
    "2:13",
    "expected three numbers, {range: [first, last, step]}, got {range: [1, 5]}",
  ],
  [`${RUN}grid_axes: {a: {range: [1, 5, 0]}}\n`, "2:13", "expected a step other than 0, got {range: [1, 5, 0]}"],
  [
    `${RUN}grid_axes: {a: {range: [1, 5, -1]}}\n`,
    "2:13",
    "expected a step from the first number towards the last, got {range",
  ],
  [
    `${RUN}grid_axes: {a: {range: [1, .inf, 1]}}\n`,
    "2:13",
    "expected three numbers, {range: [first, last, step]}, got {range: [1, .inf, 1]}",
  ],
  [
    `${RUN}grid_axes: {a: {range: [0, 1, 1e-7]}}\n`,
    "2:13",
    "expected at most 1000000 values, got 10000001 from {range: [",
  ],
  [
    `${RUN}grid_axes: {a: {linspace: [0, 1, 1]}}\n`,
    "2:13",
    "expected at least 2 values to include both ends, got {linspace: [0, 1, 1]}",
  ],
  [
    `${RUN}grid_axes: {a: {linspace: [0, 1, 2.5]}}\n`,
    "2:13",
    "expected a whole number of values ≥ 1 as the third number, got {linspace: [0, 1, 2.5]}",
  ],
  [`${RUN}grid_axes: {a: {linspace: [0, 1, 1e9]}}\n`, "2:13", "expected at most 1000000 values, got 1000000000 from"],
  [
    `${RUN}grid_axes: {a: {geomspace: [0, 1, 3]}}\n`,
    "2:13",
    "expected two numbers of the same sign and not 0, got {geomspace: [0, 1, 3]}",
  ],
  [`${RUN}grid_axes: {a..b: [1]}\n`, "2:13", 'invalid key "a..b": empty part between dots'],
  [`${RUN}grid_axes: {a.~b: [1]}\n`, "2:13", "put the removal into a value that is a map, as in a: [{~b: }]"],
  [`${RUN}grid_axes: {a: [1], a.b: [1]}\n`, "2:21", 'axes "a" and "a.b" set the same key'],
  [`${RUN}${TASK}grid_axes: {model.width.x: [1]}\n`, "3:13", 'expected "model.width" to be a map, got 1'],
  [
    `${RUN}grid_overwrite: {l: [1]}\ngrid_axes: {l.0: [1]}\n`,
    "3:13",
    'cannot set "l.0": expected "l" to be a map, got [1]',
  ],
  [
    `${RUN}grid_tasks: [{name: t, overwrite: {a: 1}}]\ngrid_axes: {a: [1]}\n`,
    "3:13",
    'both the axis and the task\'s overwrite set "a"',
  ],
  [
    `${RUN}grid_axes: {a: {range: [1, 2000, 1]}, b: {range: [1, 1000, 1]}}\n`,
    "1:1",
    "expected at most 1000000 experiments, got 2000000",
  ],
  [
    "grid_settings: {command: 'run {config}', experiment_repetitions: 1000001}\ngrid_axes: {a: [1]}\n",
    "1:1",
    "expected at most 1000000 experiments, got 1000001",
  ],
  // Exclusions
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_exclude: {a: 1}\n`,
    "3:1",
    "exclusions: expected a list of maps, got a map",
  ],
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_exclude: [a]\n`,
    "3:16",
    "exclusion: expected a map of keys to values, got a string",
  ],
  [
    `${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{}]\n`,
    "3:16",
    "exclusion: expected a map of keys to values, got an empty map",
  ],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{a.: 1}]\n`, "3:17", 'invalid key "a."'],
  [`${RUN}grid_axes: {a: [1]}\ngrid_exclude: [{a: 1}]\n`, "1:1", 'task "grid": all combinations are excluded'],
  // Settings and commands
  [`grid_settings: [1]\n${TASK}`, "1:1", "settings: expected a map, got a list"],
  [`grid_settings: {comand: run}\n${TASK}`, "1:17", 'unknown setting "comand", did you mean "command"?'],
  ["grid_settings: {command: {config}}\ngrid_axes: {a: [1]}\n", "1:17", 'put it in quotes, "{config}"'],
  [
    "grid_settings: {command: \"run '{config}'\"}\ngrid_axes: {a: [1]}\n",
    "1:17",
    "placeholder {config} is inside ' quotes",
  ],
  ["grid_settings: {command: 'run {confg}'}\ngrid_axes: {a: [1]}\n", "1:17", 'did you mean "config"?'],
  [
    "grid_settings: {command: 'run {checkpoint}'}\ngrid_axes: {a: [1]}\n",
    "1:17",
    "which is only available in test_command",
  ],
  ["grid_settings: {command: 'run {'}\ngrid_axes: {a: [1]}\n", "1:17", "is not a placeholder"],
  [
    "grid_settings: {command: 'run ${HOME}'}\ngrid_axes: {a: [1]}\n",
    "1:17",
    'placeholder {HOME} follows a "$": write ${{HOME}} for the shell variable',
  ],
  [
    "grid_settings:\n  command: run\n  timeout: soon\ngrid_axes: {a: [1]}\n",
    "3:3",
    "expected a duration (seconds, or 90s, 30m, 2h, 1d, 1h30m), got soon",
  ],
  [
    "grid_settings: {command: 'run {config}', seed: [1, 2], experiment_repetitions: 3}\ngrid_axes: {a: [1]}\n",
    "1:56",
    '"experiment_repetitions": expected 2, one per seed, got 3',
  ],
];

Deno.test("each invalid grid file has one error, at its position", () => {
  for (const [text, place, fragment] of TABLE) {
    const { problems, messages } = tryExpand(text, { files: FILES });
    const errors = messages.filter((_, index) => problems[index]!.severity === "error");
    assertEquals(errors.length, 1, `${text}\n${messages.join("\n")}`);
    assertStringIncludes(errors[0]!, fragment, text);
    assert(errors[0]!.startsWith(place === "" ? "grid.yaml: " : `grid.yaml:${place}: `), `${text}\n${errors[0]}`);
  }
});

Deno.test("all errors are reported", () => {
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

Deno.test("a problem that several tasks have is reported once", () => {
  const { messages } = tryExpand(`${RUN}grid_tasks: [{name: s}, {name: t, overwrite: {x: 1}}]\ngrid_axes: {a: 1}\n`);
  assertEquals(messages.length, 1);
});

Deno.test("a misspelled --set is a warning with a suggestion, and an invalid one is an error", () => {
  const messagesFor = (key: string, surroundings: Surroundings = {}) =>
    tryExpand(RUN + TASK, { files: FILES, ...surroundings, overrides: { set: [[key, fromJson(1)]] } }).messages;
  assertEquals(messagesFor("training.epoch"), [
    '--set training.epoch: warning: "training.epoch" overwrites nothing: the configuration has no such key, ' +
    'did you mean "training.epochs"?',
  ]);
  assertEquals(messagesFor("training.epochs.x"), [
    '--set training.epochs.x: cannot set "training.epochs.x": expected "training.epochs" to be a map, got 1',
  ]);
  assertEquals(messagesFor("a..b"), ['--set a..b: invalid key "a..b": empty part between dots']);
});

Deno.test("misspelled keys in an overwrite are warnings, and short new keys are not", () => {
  const messagesFor = (overwrite: string) =>
    tryExpand(`${RUN}${TASK}grid_overwrite: ${overwrite}\n`, { files: FILES }).messages;
  assertEquals(messagesFor("{training: {epoch: 1}}"), [
    'grid.yaml:3:29: warning: "training.epoch" overwrites nothing: the configuration has no such key, ' +
    'did you mean "training.epochs"?',
  ]);
  assertEquals(messagesFor("{trainign: {epochs: 1}}")[0]?.split(", ").at(-1), 'did you mean "training"?');
  assertEquals(messagesFor("{lr: 1, model: {n: 1, k: 2}}"), []);
});

Deno.test("the message of an InputError has one line per problem", () => {
  const { problems } = tryExpand("a: 1\nb: 2\n");
  const error = new InputError(problems);
  assertEquals(error.message.split("\n"), problems.map(formatProblem));
  assertEquals(error.name, "InputError");
});

Deno.test("too many experiments are rejected before any is created", () => {
  const axes = Array.from({ length: 30 }, (_, n) => `a${n}: {range: [1, 1000, 1]}`).join(", ");
  const { messages } = tryExpand(`${RUN}grid_axes: {${axes}}\n`);
  assertEquals(messages, [
    `grid.yaml:1:1: expected at most 1000000 experiments, got 1${"0".repeat(90)}`,
  ]);
});

Deno.test("thousands of mistakes are reported without delay", () => {
  const { messages } = tryExpand(`${RUN}grid_tasks:\n${"  - 1\n".repeat(20_000)}`);
  assertEquals(messages.length, 20_000);
  assertEquals(messages.at(-1)?.split(" ")[0], "grid.yaml:20002:5:");
});

Deno.test("property names of JavaScript objects are ordinary keys", () => {
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    const { plan, messages } = tryExpand(`${RUN}grid_overwrite: {${name}: {x: 1}}\ngrid_axes: {${name}.y: [1]}\n`);
    assertEquals(messages, []);
    assertEquals(plan.experiments.length, 1);
    for (const text of [`grid_settings: {${name}: 1}\ngrid_axes: {a: [1]}`, `${RUN}${name}: 1\ngrid_axes: {a: [1]}`]) {
      assert(tryExpand(text).problems.some(({ severity }) => severity === "error"));
    }
  }
});

Deno.test("any grid file is expanded or rejected without a crash", () => {
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
          "command test_command trainer setup shell workdir checkpoint seed seed_keys not_in_id metric timeout env slurm runs_per_job slots_per_job experiment_repetitions max_failures"
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

// Converts the records of the arbitrary to maps; configuration values stay as they are.
// deno-lint-ignore no-explicit-any
function toValue(value: any): any {
  if (Array.isArray(value)) return value.map(toValue);
  if (typeof value !== "object" || value === null || value instanceof Map || "text" in value) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toValue(item)]));
}

Deno.test("a reserved placeholder with the name of an axis is an error with a solution", () => {
  const text = 'grid_axes: {seed: [1]}\ngrid_settings: {command: "train --seed {seed}"}\n';
  assertStringIncludes(tryExpand(text).messages.join(), "write {config.seed} for the axis");
  assertEquals(tryExpand(text.replace('{seed}"', '{config.seed}"')).messages, []);
});
