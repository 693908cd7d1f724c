import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DEFAULT_SETTINGS, parseSettings } from "../../../lib/grid/parse_settings.ts";
import { placeholders } from "../../../lib/grid/placeholders.ts";
import type { Settings } from "../../../lib/grid/settings.ts";
import { trainingSpec } from "../../../lib/plan/run_specs.ts";
import { formatDuration, parseDuration, parseSize } from "../../../lib/messages/quantity.ts";
import { names, tryExpand, yaml } from "../expand/expand_text.ts";

function read(text: string, scope: "grid" | "task" = "grid"): { settings: Settings; complaints: string[] } {
  const complaints: string[] = [];
  const settings = parseSettings(
    yaml(text),
    scope,
    (path, message) => complaints.push(`${path.join(".")}: ${message}`),
  );
  return { settings, complaints };
}

function good(text: string): Settings {
  const { settings, complaints } = read(text);
  assertEquals(complaints, [], text);
  return settings;
}

Deno.test("every setting takes what it should", () => {
  assertEquals(good("{}"), DEFAULT_SETTINGS);
  assertEquals(good("{command: , seed: null, env: ~}"), DEFAULT_SETTINGS);
  assertEquals(good("{trainer: my-trainer, tester: my-tester}").trainer, "my-trainer");
  assertEquals(good("{shell: [bash, -c]}").shell, ["bash", "-c"]);
  assertEquals(good("{experiment_repetitions: 3}").repetitions, 3);
  assertEquals(good("{max_concurrent_runs: -1}").maxConcurrentRuns, 0);
  assertEquals(good("{max_concurrent_runs: 0}").maxConcurrentRuns, 0);
  assertEquals(good("{max_concurrent_runs: 7}").maxConcurrentRuns, 7);
  assertEquals(good("{seed: 2147483647}").seed, 2 ** 31 - 1);
  assertEquals(good("{seed: [0, 1, 2]}").seed, [0, 1, 2]);
  assertEquals(good("{seed_keys: [a.b]}").seedKeys, ["a.b"]);
  assertEquals(good("{not_in_id: [a.b]}").notInId, ["a.b"]);
  assertEquals(good("{metric: {name: loss, goal: minimize}}").metric, { name: "loss", goal: "minimize" });
  assertEquals(good("{metric: accuracy}").metric, { name: "accuracy", goal: "maximize" });
  assertEquals(good("{metric: validation_loss}").metric, { name: "validation_loss", goal: "minimize" });
  assertEquals(good("{metric: {name: mse}}").metric, { name: "mse", goal: "minimize" });
  assertEquals(good("{timeout: 1h30m}").timeout, 5400);
  assertEquals(good("{timeout: 90}").timeout, 90);
  assertEquals(good("{timeout: 0.5}").timeout, 0.5);
  assertEquals(good("{retries: 0}").retries, 0);
  assertEquals(good("{max_failures: 10}").maxFailures, { kind: "count", count: 10 });
  assertEquals(good("{max_failures: 2.5%}").maxFailures, { kind: "percent", percent: 2.5 });
  assertEquals(good("{max_failures: none}").maxFailures, { kind: "none" });
  assertEquals(good("{cpus_per_run: 2, gpus_per_run: 3, runs_per_gpu: 4}").runsPerGpu, 4);
  assertEquals(good("{memory_per_run: 8GiB}").memoryPerRun, 2 ** 33);
  assertEquals(good("{gpu_memory_free: 500MB}").gpuMemoryFree, 5e8);
  assertEquals([...good("{slurm: {partition: gpu, time: 2h, nodes: 1}}").slurm], [
    ["partition", "gpu"],
    ["time", "2h"],
    ["nodes", "1"],
  ]);
  const { env } = good("{env: {A: '{name}', B: 1.0, C: yes, D: }}");
  assertEquals([...env.keys()], ["A", "B", "C", "D"]);
  assertEquals([env.get("A")!.words, env.get("B")!.words, env.get("C")!.words], [
    [[{ placeholder: "name" }]],
    [["1.0"]],
    [["yes"]],
  ]);
  assertEquals(placeholders(good("{command: [python, '{config}', '--x={x.y}']}").command!), ["config", "x.y"]);
});

Deno.test("every setting refuses what it should, and says what is there", () => {
  const table: [string, string][] = [
    ["{comand: x}", 'comand: there is no setting "comand", did you mean "command"?'],
    ["{toString: x}", 'toString: there is no setting "toString"'],
    ["{trainer: ''}", 'trainer: "trainer" must be a non-empty string: what is there is '],
    ["{trainer: 3}", "what is there is 3"],
    ["{setup: [a]}", "must be a non-empty string: what is there is [a]"],
    ["{shell: bash}", "must be a list of strings"],
    ["{shell: []}", "must name a program, [bash, -c]"],
    ["{workdir: {a: 1}}", "what is there is {a: 1}"],
    ["{checkpoint: 1}", "must be a non-empty string"],
    ["{experiment_repetitions: 0}", "must be a whole number, at least 1: what is there is 0"],
    ["{experiment_repetitions: '3'}", "must be a whole number"],
    ["{experiment_repetitions: 1.5}", "what is there is 1.5"],
    ["{experiment_repetitions: 9007199254740993}", "what is there is 9007199254740993"],
    ["{max_concurrent_runs: many}", "must be a whole number"],
    ["{seed: -1}", "must be a whole number from 0 to 2147483647: what is there is -1"],
    ["{seed: 2147483648}", "what is there is 2147483648"],
    ["{seed: []}", "a list with a seed for each repetition"],
    ["{seed: [1, x]}", "must be a list of seeds from 0 to 2147483647"],
    ["{seed_keys: a.b}", "must be a list of keys"],
    ["{seed_keys: [a..b]}", '"a..b" is not a key'],
    ["{not_in_id: [1]}", "must be a list of keys"],
    ["{metric: {goal: maximize}}", "its name is missing"],
    ["{metric: {name: a, goal: up}}", "its goal is maximize or minimize, not up"],
    ["{metric: {name: a, gaol: minimize}}", 'it has "gaol"'],
    ["{timeout: 12:30}", "must be a duration: seconds, or 90s, 30m, 2h, 1d, 1h30m: what is there is 12:30"],
    ["{timeout: 0}", "must be a duration"],
    ["{timeout: -5s}", "must be a duration"],
    ["{timeout: 5 minutes}", "must be a duration"],
    ["{timeout: .inf}", "must be a duration"],
    ["{retries: -1}", "at least 0"],
    ["{max_failures: 0}", "must be a number, a percentage (10%) or none: what is there is 0"],
    ["{max_failures: 101%}", "must be a number, a percentage"],
    ["{max_failures: 0%}", "must be a number, a percentage"],
    ["{cpus_per_run: 0}", "at least 1"],
    ["{gpus_per_run: all}", "at least 1"],
    ["{runs_per_gpu: 0.5}", "at least 1"],
    ["{memory_per_run: 8 gigabytes}", "must be a size: bytes, or 500MB, 8GiB"],
    ["{memory_per_run: 0}", "must be a size"],
    ["{gpu_memory_free: -1}", "must be a size"],
    ["{env: [A=1]}", "must be a map of variables"],
    ["{env: {1A: x}}", '"1A" cannot be a variable\'s name'],
    ["{env: {A: [1]}}", "A is a list"],
    ["{env: {A: {name}}}", 'YAML read {name} as a map, put it in quotes: "{name}"'],
    ["{env: {A: '{'}}", 'A: "{" is no placeholder'],
    ["{slurm: gpu}", "must be a map of sbatch options"],
    ["{slurm: {a: [1]}}", "a is a list"],
    ["{command: {config}}", 'YAML read {config} as a map, put it in quotes: "{config}"'],
    ["{command: [python, {config}]}", 'YAML read {config} as a map, put it in quotes: "{config}"'],
    ["{command: 3}", "must be a string or a list of strings"],
    ["{command: ''}", "it is empty: expected a command"],
    ["{command: []}", "it is an empty list"],
    ["{command: [a, [b]]}", "must be a list of strings"],
    ['{command: "a\\0b"}', "NUL character"],
    ['{workdir: "a\\0b"}', "NUL character"],
    ["{test_command: '}'}", 'it has a lone "}"'],
    ["[command]", ": settings must be a map: what is there is a list"],
  ];
  for (const [text, fragment] of table) {
    const { complaints } = read(text);
    assertEquals(complaints.length, 1, `${text}: ${complaints.join(" | ")}`);
    assertStringIncludes(complaints[0]!, fragment);
  }
});

Deno.test("what holds for the whole grid cannot stand in a task", () => {
  for (const [key, value] of [["seed", "1"], ["experiment_repetitions", "2"], ["max_concurrent_runs", "3"]]) {
    assertEquals(read(`{${key}: ${value}}`, "task").complaints, [
      `${key}: "${key}" holds for the whole grid: move it to grid_settings`,
    ]);
  }
  assertEquals(read("{gpus_per_run: 2, timeout: 12h, command: x}", "task").complaints, []);
});

Deno.test("a task's settings lie over the grid's, maps key by key, and --setting over both", () => {
  const { plan, messages } = tryExpand(
    `
grid_settings: {command: run, retries: 1, env: {A: '1', B: '1'}}
grid_tasks:
  - {name: s, overwrite: {x: 1}, settings: {command: [other], retries: 2, env: {B: '2'}}}
  - {name: t, overwrite: {x: 2}}
`,
    { overrides: { setting: [["timeout", yaml("5s")], ["retries", yaml("7")]] } },
  );
  assertEquals(messages, []);
  assertEquals(names(plan), ["s", "t"]);
  const [s, t] = plan.groups.map((group) => trainingSpec(group).settings);
  assertEquals([s!.command!.words, s!.retries, s!.timeout], [[["other"]], 7, 5]);
  assertEquals([...s!.env].map(([key, text]) => `${key}=${text.words.flat()}`), ["A=1", "B=2"]);
  assertEquals([t!.command!.words, t!.retries, t!.timeout], [[["run"]], 7, 5]);
});

Deno.test("a list of seeds makes as many repetitions, and another number beside it is an error", () => {
  const seeds = (settings: string) => tryExpand(`grid_settings: {command: run, ${settings}}\ngrid_axes: {a: [1]}`);
  assertEquals(seeds("seed: [5, 6]").plan.experiments.map(({ seed }) => seed), [5, 6]);
  assertEquals(seeds("seed: [5, 6], experiment_repetitions: 2").messages, []);
  assertEquals(seeds("seed: [5, 6], experiment_repetitions: 3").messages, [
    'grid.yaml:1:45: "seed" lists 2 seeds, one for each repetition, and "experiment_repetitions" is 3: ' +
    "take one of them away",
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
