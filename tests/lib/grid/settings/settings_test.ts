import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Value } from "../../../../lib/config/value.ts";
import { DEFAULT_SETTINGS, parseSettings } from "../../../../lib/grid/settings/parse_settings.ts";
import type { Settings } from "../../../../lib/grid/settings/settings.ts";
import { placeholders } from "../../../../lib/grid/template.ts";
import type { Problem } from "../../../../lib/messages/problem.ts";
import { formatDuration, parseDuration, parseSize } from "../../../../lib/messages/quantity.ts";
import { trainingSpec } from "../../../../lib/plan/plan.ts";
import { assertSchemaAgrees } from "../../../schema_of_grids.ts";
import { names, tryExpand, yaml } from "../../expand/expand_text.ts";

function read(text: string, scope: "grid" | "task" = "grid"): { settings: Settings; messages: string[] } {
  const messages: string[] = [];
  const value = yaml(text);
  const problems: Problem[] = [];
  const settings = parseSettings(value, scope, (path, message) => {
    messages.push(`${path.join(".")}: ${message}`);
    problems.push({ severity: "error", source: "grid.yaml", message });
  });
  const place = scope === "grid"
    ? new Map<string, Value>([["grid_settings", value]])
    : new Map<string, Value>([["grid_tasks", [new Map([["settings", value]])]]]);
  assertSchemaAgrees(place, problems);
  return { settings, messages };
}

function readValid(text: string): Settings {
  const { settings, messages } = read(text);
  assertEquals(messages, [], text);
  return settings;
}

Deno.test("every setting accepts valid values", () => {
  assertEquals(readValid("{}"), DEFAULT_SETTINGS);
  assertEquals(readValid("{command: , seed: null, env: ~}"), DEFAULT_SETTINGS);
  assertEquals(readValid("{trainer: my-trainer, tester: my-tester}").trainer, "my-trainer");
  assertEquals(readValid("{prefix: ' nice  -n 10 '}").prefix?.words, [["nice"], ["-n"], ["10"]]);
  assertEquals(readValid("{prefix: [taskset, -c, '0', 'a b']}").prefix?.words, [["taskset"], ["-c"], ["0"], ["a b"]]);
  assertEquals(read(`{prefix: "sh -c 'nice'"}`).messages, [
    `prefix: "prefix": no shell reads it, so quotes have no effect: write a list of words`,
  ]);
  assertEquals(readValid("{shell: [bash, -c]}").shell, ["bash", "-c"]);
  assertEquals(readValid("{experiment_repetitions: 3}").repetitions, 3);
  assertEquals(readValid("{max_concurrent_runs: -1}").maxConcurrentRuns, Infinity);
  assertEquals(readValid("{max_concurrent_runs: 0}").maxConcurrentRuns, Infinity);
  assertEquals(readValid("{max_concurrent_runs: 7}").maxConcurrentRuns, 7);
  assertEquals(readValid("{seed: 2147483647}").seed, 2 ** 31 - 1);
  assertEquals(readValid("{seed: [0, 1, 2]}").seed, [0, 1, 2]);
  assertEquals(readValid("{seed_keys: [a.b]}").seedKeys, ["a.b"]);
  assertEquals(readValid("{not_in_id: [a.b]}").notInId, ["a.b"]);
  assertEquals(readValid("{metric: {name: loss, goal: minimize}}").metric, { name: "loss", goal: "minimize" });
  assertEquals(readValid("{metric: accuracy}").metric, { name: "accuracy", goal: "maximize" });
  assertEquals(readValid("{metric: validation_loss}").metric, { name: "validation_loss", goal: "minimize" });
  assertEquals(readValid("{metric: {name: mse}}").metric, { name: "mse", goal: "minimize" });
  assertEquals(readValid("{metric: {name: mse, at: last}}").metric, { name: "mse", goal: "minimize" });
  assertEquals(readValid("{metric: {name: a, at: best}}").metric, { name: "a", goal: "maximize", at: "best" });
  assertEquals(
    readValid("{args: {booleans: flag, null: omit, form: --key value, keys: {a.b: {lists: comma}, c: {}}}}").args,
    {
      booleans: "flag",
      null: "omit",
      form: "--key value",
      keys: new Map([["a.b", { lists: "comma" as const }], ["c", {}]]),
    },
  );
  assertEquals(readValid("{results: }").results, undefined);
  assertEquals(readValid("{results: []}").results, []);
  assertEquals(
    readValid(
      "{results: [{log: '(?P<acc>.+)', rename: {acc: validation_accuracy}}, {file: ./runs/*/a.tsv}," +
        " {file: mlruns/, format: mlflow, step: epoch, rename: {1: a..b}}]}",
    ).results,
    [
      { log: "(?P<acc>.+)", rename: new Map([["acc", "validation_accuracy"]]) },
      { file: "./runs/*/a.tsv" },
      { file: "mlruns/", format: "mlflow", step: "epoch", rename: new Map([["1", "a..b"]]) },
    ],
  );
  assertEquals(readValid("{timeout: 1h30m}").timeout, 5400);
  assertEquals(readValid("{timeout: 90}").timeout, 90);
  assertEquals(readValid("{timeout: 0.5}").timeout, 0.5);
  assertEquals(readValid("{retries: 0}").retries, 0);
  assertEquals(readValid("{max_failures: 10}").maxFailures, { kind: "count", count: 10 });
  assertEquals(readValid("{max_failures: 2.5%}").maxFailures, { kind: "percent", percent: 2.5 });
  assertEquals(readValid("{max_failures: none}").maxFailures, { kind: "none" });
  assertEquals(readValid("{cpus_per_run: 2, gpus_per_run: 3, runs_per_gpu: 4}").runsPerGpu, 4);
  assertEquals(["0.25", "0.01", "2.5", "3", "5e-1"].map((cpus) => readValid(`{cpus_per_run: ${cpus}}`).cpusPerRun), [
    ...[0.25, 0.01, 2.5, 3, 0.5],
  ]);
  assertEquals(readValid("{memory_per_run: 8GiB}").memoryPerRun, 2 ** 33);
  assertEquals(readValid("{gpu_memory_free: 500MB}").gpuMemoryFree, 5e8);
  const { slurm } = readValid(
    "{slurm: {partition: gpu, time: 2h, nodes: 1, deadline: 0:30, exclusive: , hold: yes, x: no, y: 'true'}}",
  );
  assertEquals(Object.fromEntries(slurm), {
    partition: "gpu",
    time: "2h",
    nodes: "1",
    deadline: "0:30",
    exclusive: "",
    hold: true,
    x: false,
    y: "true",
  });
  assertEquals(readValid("{gpus_per_run: }").gpusPerRun, undefined);
  assertEquals(readValid("{runs_per_job: 50, slots_per_job: 2}").slotsPerJob, 2);
  const { env } = readValid("{env: {A: '{name}', B: 1.0, C: yes, D: }}");
  assertEquals([...env.keys()], ["A", "B", "C", "D"]);
  assertEquals([env.get("A")!.words, env.get("B")!.words, env.get("C")!.words], [
    [[{ placeholder: "name" }]],
    [["1.0"]],
    [["yes"]],
  ]);
  assertEquals(placeholders(readValid("{command: [python, '{config}', '--x={x.y}']}").command!), ["config", "x.y"]);
});

Deno.test("every setting rejects invalid values and says what was expected", () => {
  const table: [string, string][] = [
    ["{comand: x}", 'comand: unknown setting "comand", did you mean "command"?'],
    ["{toString: x}", 'toString: unknown setting "toString"'],
    ["{trainer: ''}", 'trainer: "trainer": expected a non-empty string, got an empty string'],
    ["{trainer: 3}", "expected a non-empty string, got 3"],
    ["{setup: [a]}", "expected a non-empty string, got [a]"],
    ["{shell: bash}", "expected a list of strings, got bash"],
    ["{shell: []}", "expected a program and its options, such as [bash, -c], got []"],
    ["{workdir: {a: 1}}", "got {a: 1}"],
    ["{checkpoint: 1}", "expected a non-empty string, got 1"],
    ["{experiment_repetitions: 0}", "expected a whole number ≥ 1, got 0"],
    ["{experiment_repetitions: '3'}", "expected a whole number"],
    ["{experiment_repetitions: 1.5}", "expected a whole number ≥ 1, got 1.5"],
    ["{experiment_repetitions: 9007199254740993}", "got 9007199254740993"],
    ["{max_concurrent_runs: many}", "expected a whole number, got many"],
    ["{seed: -1}", "expected a whole number from 0 to 2147483647, got -1"],
    ["{seed: 2147483648}", "got 2147483648"],
    ["{seed: []}", "expected a number, or a list with one seed per repetition, got []"],
    ["{seed: [1, x]}", "expected a list of seeds from 0 to 2147483647, got [1, x]"],
    ["{seed_keys: a.b}", "expected a list of keys such as training.seed_torch, got a.b"],
    ["{seed_keys: [a..b]}", '"seed_keys": invalid key "a..b"'],
    ["{not_in_id: [1]}", "expected a list of keys such as training.seed_torch, got [1]"],
    ["{metric: {goal: maximize}}", "expected a name or {name: …, goal: …, at: …}, got {goal: maximize}"],
    ["{metric: {name: a, goal: up}}", "expected maximize or minimize as the goal, got up"],
    ["{metric: {name: a, gaol: minimize}}", 'unknown key "gaol": expected {name: …, goal: …, at: …}'],
    ["{metric: {name: a, at: first}}", "expected last or best as at, got first"],
    ["{results: scores.csv}", '"results": expected a list such as [{file: out/scores.csv}], got scores.csv'],
    ["{results: {file: scores.csv}}", 'results: "results": expected a list such as [{file: out/scores.csv}]'],
    ["{results: [scores.csv]}", 'results.0: "results": expected {file: …} or {log: …}, got scores.csv'],
    ["{results: [{}]}", 'results.0: "results": expected {file: …} or {log: …}, got {}'],
    ["{results: [{step: epoch}]}", 'results.0: "results": expected {file: …} or {log: …}, got {step: epoch}'],
    ["{results: [{fiel: a.csv}]}", 'results.0.fiel: "results": unknown key "fiel", did you mean "file"?'],
    ["{results: [{file: a.csv}, {file: ''}]}", 'results.1.file: "results": file: expected a non-empty string'],
    ["{results: [{file: /a.csv}]}", "file: expected a path or a pattern below the directory of the run, such as"],
    ["{results: [{file: a/../../b.csv}]}", "file: expected a path or a pattern below the directory of the run"],
    ["{results: [{file: ..}]}", "file: expected a path or a pattern below the directory of the run"],
    ["{results: [{file: a, format: xml}]}", "format: expected tensorboard, csv, json_lines, hugging_face or mlflow"],
    ["{results: [{file: a.csv, step: 1}]}", "results.0.step: "],
    ["{results: [{file: a.csv, rename: [a]}]}", "rename: expected a map of names, such as {val_acc: valid"],
    ["{results: [{file: a.csv, rename: {a: 1}}]}", "results.0.rename.a: "],
    ["{results: [{log: 'loss (.*)'}]}", "log: expected a regular expression with a named group, such as"],
    ["{results: [{log: '(?<a>.)', file: a.csv}]}", '"file" and "log" exclude each other: make two items of them'],
    ["{results: [{log: '(?<a>.)', step: epoch}]}", 'what is counted is a group in log, such as "(?<epoch>[0-9]+)"'],
    ["{results: [{log: '(?<a>.)', rname: {}}]}", 'unknown key "rname", did you mean "rename"?'],
    ["{args: flag}", '"args": expected a map such as {booleans: flag, lists: spaces}, got flag'],
    ["{args: {booleans: yes}}", 'args.booleans: "args": booleans: expected value, flag or no-flag, got yes'],
    ["{args: {lists: space}}", 'args.lists: "args": lists: expected json, spaces, repeat or comma, got space'],
    ["{args: {null: skip}}", "null: expected value or omit, got skip"],
    ["{args: {form: '-k v'}}", "form: expected --key=value or --key value, got -k v"],
    ["{args: {list: json}}", 'args.list: "args": unknown key "list", did you mean "lists"?'],
    ["{args: {keys: [k]}}", "keys: expected a map of keys, such as {layers: {lists: spaces}}, got [k]"],
    ["{args: {keys: {a..b: {}}}}", 'args.keys.a..b: "args": keys: invalid key "a..b": empty part between dots'],
    ["{args: {keys: {k: spaces}}}", "keys: k: expected a map of styles, such as {lists: spaces}, got spaces"],
    ["{args: {keys: {k: {keys: {}}}}}", 'args.keys.k.keys: "args": keys: k: unknown key "keys"'],
    ["{timeout: 12:30}", "expected a duration (seconds, or 90s, 30m, 2h, 1d, 1h30m), got 12:30"],
    ["{timeout: 0}", "expected a duration"],
    ["{timeout: -5s}", "expected a duration"],
    ["{timeout: 5 minutes}", "expected a duration"],
    ["{timeout: .inf}", "expected a duration"],
    ["{retries: -1}", "expected a whole number ≥ 0, got -1"],
    ["{max_failures: 0}", "expected a whole number ≥ 1, a percentage (10%) or none, got 0"],
    ["{max_failures: 101%}", "expected a whole number ≥ 1, a percentage"],
    ["{max_failures: 0%}", "expected a whole number ≥ 1, a percentage"],
    ["{cpus_per_run: 0}", "expected a number ≥ 0.01, got 0"],
    ["{cpus_per_run: -1}", "expected a number ≥ 0.01, got -1"],
    ["{cpus_per_run: 1e-9}", "expected a number ≥ 0.01, got 1.0e-9"],
    ["{cpus_per_run: .nan}", "expected a number ≥ 0.01, got .nan"],
    ["{cpus_per_run: .inf}", "expected a number ≥ 0.01, got .inf"],
    ["{cpus_per_run: 1.0e+300}", "expected a number ≥ 0.01, got 1.0e+300"],
    ["{cpus_per_run: '0.25'}", 'expected a number ≥ 0.01, got "0.25"'],
    ["{cpus_per_run: half}", "expected a number ≥ 0.01, got half"],
    ["{gpus_per_run: all}", "expected a whole number ≥ 1"],
    ["{runs_per_gpu: 0.5}", "expected a whole number ≥ 1"],
    ["{memory_per_run: 8 gigabytes}", "expected a size (bytes, or 500MB, 8GiB), got 8 gigabytes"],
    ["{memory_per_run: 0}", "expected a size"],
    ["{gpu_memory_free: -1}", "expected a size"],
    ["{env: [A=1]}", "expected a map of variables, got [A=1]"],
    ["{env: {1A: x}}", '"env": invalid variable name "1A"'],
    ["{env: {A: [1]}}", "expected a string or a number for A, got a list"],
    ["{env: {A: {name}}}", '"env": YAML reads {name} as a map: put it in quotes, "{name}"'],
    ["{env: {A: '{'}}", 'A: "{" is not a placeholder'],
    ["{runs_per_job: 0}", "expected a whole number ≥ 1, got 0"],
    ["{slots_per_job: 1.5}", "expected a whole number ≥ 1, got 1.5"],
    ["{slurm: gpu}", "expected a map of sbatch options, got gpu"],
    ["{slurm: {a: [1]}}", "expected a string or a number for a, got a list"],
    ["{command: {config}}", '"command": YAML reads {config} as a map: put it in quotes, "{config}"'],
    ["{command: [python, {config}]}", '"command": YAML reads {config} as a map: put it in quotes, "{config}"'],
    ["{command: 3}", "expected a string or a list of strings, got 3"],
    ["{command: ''}", "expected a command, got an empty string"],
    ["{command: []}", "expected a program and its arguments, got an empty list"],
    ["{command: [a, [b]]}", "expected a list of strings, got [a, [b]]"],
    ['{command: "a\\0b"}', "NUL character"],
    ['{workdir: "a\\0b"}', "expected a non-empty string, got one with a NUL character"],
    ["{test_command: '}'}", '"test_command": unmatched "}"'],
    ["[command]", ": settings: expected a map, got a list"],
  ];
  for (const [text, fragment] of table) {
    const { messages } = read(text);
    assertEquals(messages.length, 1, `${text}: ${messages.join(" | ")}`);
    assertStringIncludes(messages[0]!, fragment);
  }
});

Deno.test("tasks cannot have settings of the whole grid", () => {
  for (const [key, value] of [["seed", "1"], ["experiment_repetitions", "2"], ["max_concurrent_runs", "3"]]) {
    assertEquals(read(`{${key}: ${value}}`, "task").messages, [
      `${key}: "${key}" applies to the whole grid: move it to grid_settings`,
    ]);
  }
  assertEquals(read("{gpus_per_run: 2, timeout: 12h, command: x}", "task").messages, []);
});

Deno.test("a task's settings are merged over the grid's, and --setting over both", () => {
  const { plan, messages } = tryExpand(
    `
grid_settings: {command: 'run {config}', retries: 1, env: {A: '1', B: '1'}}
grid_tasks:
  - {name: s, overwrite: {x: 1}, settings: {command: [other, '{x}'], retries: 2, env: {B: '2'}}}
  - {name: t, overwrite: {x: 2}}
`,
    { overrides: { setting: [["timeout", yaml("5s")], ["retries", yaml("7")]] } },
  );
  assertEquals(messages, []);
  assertEquals(names(plan), ["s", "t"]);
  const [s, t] = plan.groups.map((group) => trainingSpec(group).settings);
  assertEquals([s!.command!.words, s!.retries, s!.timeout], [[["other"], [{ placeholder: "x" }]], 7, 5]);
  assertEquals([...s!.env].map(([key, text]) => `${key}=${text.words.flat()}`), ["A=1", "B=2"]);
  assertEquals([t!.command!.words.length, t!.retries, t!.timeout], [1, 7, 5]);
});

Deno.test("a list of seeds sets the number of repetitions, and a different number is an error", () => {
  const seeds = (settings: string) =>
    tryExpand(`grid_settings: {command: 'run {config} {seed}', ${settings}}\ngrid_axes: {a: [1]}`);
  assertEquals(seeds("seed: [5, 6]").plan.experiments.map(({ seed }) => seed), [5, 6]);
  assertEquals(seeds("seed: [5, 6], experiment_repetitions: 2").messages, []);
  assertEquals(seeds("seed: [5, 6], experiment_repetitions: 3").messages, [
    'grid.yaml:1:63: "experiment_repetitions": expected 2, one per seed, got 3: remove it or change "seed"',
  ]);
});

Deno.test("durations have units from large to small", () => {
  assertEquals(["90", "90s", "30m", "2h", "1d", "1h30m", "1d2h3m4s", "1.5h"].map(parseDuration), [
    90,
    90,
    1800,
    7200,
    86400,
    5400,
    93784,
    5400,
  ]);
  for (const text of ["", "0", "0s", "-1", "1m1h", "1w", "s", "1 h", "1e3", "1h30"]) {
    assertEquals(parseDuration(text), undefined, text);
  }
  assertEquals([0, 7.25, 59.6, 125, 5400, 90_000].map(formatDuration), [
    "0.0s",
    "7.3s",
    "1m00s",
    "2m05s",
    "1h30m",
    "1d01h",
  ]);
});

Deno.test("sizes have decimal and binary units", () => {
  assertEquals(["1", "1B", "1kB", "1KB", "1 MB", "1.5GiB", "2TiB"].map(parseSize), [
    1,
    1,
    1e3,
    1e3,
    1e6,
    1610612736,
    2 ** 41,
  ]);
  for (const text of ["", "0", "GiB", "8G", "-1", "1 EiB", "1e9", "1..5MB"]) {
    assertEquals(parseSize(text), undefined, text);
  }
  assert(parseSize("0.1B") === undefined);
});

Deno.test("parseSettings() rejects a checkpoint that is not below the directory of the run", () => {
  for (const pattern of ["../best.pt", "/models/best.pt", "./best.pt", "models/../best.pt", "a//b"]) {
    assertEquals(read(`checkpoint: ${pattern}`).messages.length, 1, pattern);
  }
  for (const pattern of ["models/*.pt", "best.pt", ".hidden/best.pt", "a..b/best"]) {
    assertEquals(read(`checkpoint: ${pattern}`).messages, [], pattern);
  }
});

Deno.test("parseSettings() says how to set a part of a map on the command line", () => {
  assertEquals(read("env.NAME: 1").messages, [`env.NAME: unknown setting "env.NAME", did you mean 'env={NAME: …}'?`]);
});

Deno.test("parseSettings() shows the quotes of a string where a number is expected", () => {
  assertEquals(read('seed: "3"').messages, [
    'seed: "seed": expected a whole number from 0 to 2147483647, got "3"',
  ]);
});
