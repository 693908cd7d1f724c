import { assertEquals, assertNotEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { hydraText } from "../../../lib/config/hydra_text.ts";
import { plainText, type Value, type ValueMap } from "../../../lib/config/value.ts";
import { commandTemplate } from "../../../lib/launch/command.ts";
import { shellQuote } from "../../../lib/messages/text.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { createRunSpecReader } from "../../../lib/plan/plan.ts";
import type { Stage } from "../../../lib/run/stage.ts";
import { arbitraryString } from "../config/arbitrary_value.ts";
import { expand, tryExpand, yaml } from "../expand/expand_text.ts";
import { launch } from "./launch.ts";

const FILES = { f: "training: {x: 1}\n" };

function lineOf(command: string, rest = ""): string {
  return launch(expand(`grid_settings: {command: ${command}}\n${rest}`)).line;
}

Deno.test("without a command, runs start MI-Prometheus's trainer and tester", () => {
  const plan = expand("grid_tasks: [{default_configs: f}]", { files: FILES });
  const train = "mip-offline-trainer --c /grid/run/training_configuration.yaml --expdir /grid/run --li 100 --ll INFO";
  assertEquals(launch(plan).argv, train.split(" "));
  assertEquals(
    launch(plan, 0, { gpu: true, li: 5, ll: "DEBUG", tensorboard: 1 }).line,
    train.replace("100", "5").replace("INFO", "DEBUG") + " --t 1 --gpu",
  );
  const test = "mip-tester --model /grid/run/models/model_best.pt --li 100 --ll INFO";
  assertEquals(launch(plan, 0, { stage: "test" }).line, test);
  assertEquals(launch(plan, 0, { stage: "test", gpu: true }).line, `${test} --gpu`);
});

Deno.test("trainer and tester replace the programs", () => {
  const grid = "grid_settings: {trainer: my trainer, tester: t}\ngrid_tasks: [{default_configs: f}]";
  assertEquals(launch(expand(grid, { files: FILES })).argv[0], "my trainer");
  assertEquals(launch(expand(grid, { files: FILES }), 0, { stage: "test" }).argv[0], "t");
});

const SETUP_CHECK =
  'gw_setup=$?; [ $gw_setup -eq 0 ] || { echo "setup failed with exit code $gw_setup" >&2; exit $gw_setup; }';

Deno.test("a prefix comes before the trainer and the tester, and before the shell of a command that has one", () => {
  const grid = (settings: string) =>
    expand(`grid_settings: {prefix: nice -n 10, ${settings}}\ngrid_tasks: [{default_configs: f}]`, { files: FILES });
  const train =
    "nice -n 10 mip-offline-trainer --c /grid/run/training_configuration.yaml --expdir /grid/run --li 100 --ll INFO";
  const plan = grid("");
  assertEquals([launch(plan).line, launch(plan).argv.join(" ")], [train, train]);
  assertEquals(
    configOf(plan, plan.experiments[0]!),
    yaml(
      "training: {x: 1, seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}\n" +
        "validation: {dataloader: {num_workers: 0}}\n" +
        "testing: {seed_numpy: -1, seed_torch: -1, dataloader: {num_workers: 0}}\n",
    ),
  );
  assertEquals(launch(plan, 0, { stage: "test" }).argv.slice(0, 4), ["nice", "-n", "10", "mip-tester"]);

  const shell = launch(grid("command: 'cd /x && ./train {dir}'"));
  assertEquals(shell.argv, ["nice", "-n", "10", "sh", "-c", "cd /x && ./train /grid/run"]);
  assertEquals(shell.line, "nice -n 10 sh -c 'cd /x && ./train /grid/run'");
  const list = launch(grid("command: [./train, '{dir}'], setup: . ./env"));
  assertEquals(list.argv, ["nice", "-n", "10", "sh", "-c", `. ./env\n${SETUP_CHECK}\nexec ./train /grid/run`]);
  assertEquals(list.line, "nice -n 10 ./train /grid/run");
  const both = launch(grid("command: ./train, setup: . ./env, shell: [bash, -c]"));
  assertEquals(both.argv, ["nice", "-n", "10", "bash", "-c", `. ./env\n${SETUP_CHECK}\n./train`]);
});

Deno.test("a prefix can have placeholders, and a task its own or none", () => {
  const plan = expand(`
grid_settings: {command: run, test_command: t, prefix: [log, "{dir}/{x}"]}
grid_tasks: [{name: a}, {name: b, settings: {prefix: nice}, overwrite: {b: 1}}, {name: c, settings: {prefix: }, overwrite: {c: 1}}]
grid_axes: {x: [7]}
`);
  assertEquals(launch(plan).argv.slice(0, 3), ["log", "/grid/run/7", "sh"]);
  assertEquals(launch(plan, 0, { stage: "test" }).argv[0], "log");
  assertEquals([1, 2].map((index) => launch(plan, index).argv.slice(0, 2)), [["nice", "sh"], ["sh", "-c"]]);
  const { messages } = tryExpand("grid_axes: {x: [7]}\ngrid_settings: {command: 'run {x}', prefix: 'log {y}'}");
  assertEquals(messages, ["grid.yaml:2:37: prefix has {y}, which is not a key of the configuration"]);
});

Deno.test("with a command and without a test_command, there is nothing to test", () => {
  const template = (settings: string, stage: Stage) => {
    const specs = createRunSpecReader([])(yaml(settings) as ValueMap);
    return commandTemplate(specs.find((spec) => spec.stage === stage)!);
  };
  assertEquals(template("{command: 'run {config}'}", "test"), undefined);
  assertEquals(template("{command: 'run {config}', test_command: t}", "test")?.words, [["t"]]);
  assertEquals(template("{test_command: t}", "test")?.words, [["t"]]);
  assertEquals(template("{test_command: t}", "train")?.words[0], [{ placeholder: "trainer" }]);
  assertEquals(template("{}", "test")?.words[0], [{ placeholder: "tester" }]);
});

Deno.test("every placeholder is filled", () => {
  const reserved =
    "config dir test_dir test_name checkpoint id name repetition seed attempt grid_dir grid_name cpus_per_run gpus_per_run trainer tester li ll tensorboard"
      .split(" ");
  const plan = expand(
    `
grid_settings: {command: 'run {config}', test_command: [${reserved.map((name) => `"${name}={${name}}"`)}], seed: [5]}
grid_axes: {a: [1]}
grid_tests: [{name: noisy}]
`,
    { overrides: { tensorboard: 2 } },
  );
  const { id } = plan.experiments[0]!;
  const { argv } = launch(plan, 0, { stage: "test", gpu: true, tensorboard: 2, attempt: 3 });
  assertEquals(argv, [
    "config=/grid/run/training_configuration.yaml",
    "dir=/grid/run",
    "test_dir=/grid/run/test_1",
    "test_name=noisy",
    "checkpoint=/grid/run/models/model_best.pt",
    `id=${id}`,
    "name=grid-a=1",
    "repetition=0",
    "seed=5",
    "attempt=3",
    "grid_dir=/grid",
    "grid_name=grid",
    "cpus_per_run=2",
    "gpus_per_run=1",
    "trainer=mip-offline-trainer",
    "tester=mip-tester",
    "li=100",
    "ll=INFO",
    "tensorboard=2",
  ]);
});

Deno.test("{config.KEY} and {KEY} are values of the configuration: strings unquoted, lists and maps as JSON", () => {
  const rest = "grid_overwrite: {name: inner, m: {lr: 1.0, l: [1, 2.5, x], s: a b, n: null, b: yes, 1: one}}";
  assertEquals(
    lineOf("'{config.name} {m.lr} {m.l} {m.s} {m.n} {m.b} {config.m.1}'", rest),
    "inner 1.0 '[1,2.5,\"x\"]' 'a b' null yes one",
  );
  assertEquals(lineOf("'{m.l.1} {m}'", "grid_overwrite: {m: {l: [1, 2]}}"), "2 '{\"l\":[1,2]}'");
});

Deno.test("{args} are all axis values as --key=value with full dotted keys", () => {
  const rest = "grid_axes: {model.width: [64], opt: [{name: Adam, ~momentum: , betas: [0.9, 1.0]}], s: [it's]}";
  const expected = ["--model.width=64", "--opt.name=Adam", "--opt.betas=[0.9,1]", "--s=it's"];
  assertEquals(launch(expand(`grid_settings: {command: [run, '{args}', end]}\n${rest}`)).argv, [
    "run",
    ...expected,
    "end",
  ]);
  assertEquals(
    lineOf("'run {args}'", rest),
    "run --model.width=64 --opt.name=Adam '--opt.betas=[0.9,1]' '--s=it'\\''s'",
  );
  assertEquals(launch(expand("grid_settings: {command: [run, '{args}']}\ngrid_tasks: [{name: t}]")).argv, ["run"]);
});

Deno.test("{args} and {overrides} include every key set by --set, which the id covers, too", () => {
  const plan = (...set: [string, string][]) =>
    expand("grid_settings: {command: 'run {args} : {overrides}'}\ngrid_axes: {lr: [0.1], m: [{n: 1}]}", {
      overrides: { set: set.map(([key, text]) => [key, yaml(text)]) },
    });
  assertEquals(launch(plan(["epochs", "2"])).line, "run --lr=0.1 --m.n=1 --epochs=2 : lr=0.1 m.n=1 epochs=2");
  assertNotEquals(plan(["epochs", "2"]).experiments[0]!.id, plan().experiments[0]!.id);
  const args = (...set: [string, string][]) => launch(plan(...set)).line.split(" :")[0];
  assertEquals(args(["lr", "0.5"], ["s", "{a: 1, b: {c: x y}}"]), "run --lr=0.5 --m.n=1 --s.a=1 '--s.b.c=x y'");
  assertEquals(args(["e", "1"], ["e", "2"], ["s.a", "1"], ["s", "{b: 2, ~a: }"]), "run --lr=0.1 --m.n=1 --e=2 --s.b=2");
});

Deno.test("{overrides} are all axis values in Hydra's quoting", () => {
  const rest = "grid_axes: {a.b: [1e-4], c: ['x y'], d: [[1, yes]], e: [null]}";
  assertEquals(launch(expand(`grid_settings: {command: [run, '{overrides}']}\n${rest}`)).argv, [
    "run",
    "a.b=1.0e-4",
    "c='x y'",
    "d=[1,true]",
    "e=null",
  ]);
});

Deno.test("a directory is quoted for Hydra where it is the whole value of an override, as its name has a =", () => {
  const line = (command: string) =>
    launch(expand(`grid_settings: {command: ${JSON.stringify(command)}}\ngrid_axes: {s: [1]}`)).line;
  assertEquals(
    line("run {overrides} hydra.run.dir={dir} ++s={s} --out={dir} out={dir}/x {dir}"),
    `run s=1 hydra.run.dir=${shellQuote("'/grid/run'")} ++s=1 --out=/grid/run out=/grid/run/x /grid/run`,
  );
  assertEquals(line("run x={dir}"), "run x=/grid/run");
  assertEquals(
    launch(expand("grid_settings: {command: [run, '{overrides}', 'a/b.dir={dir}']}\ngrid_axes: {s: [1]}")).argv,
    [
      "run",
      "s=1",
      "a/b.dir='/grid/run'",
    ],
  );
});

Deno.test("hydraText() writes text that Hydra parses to the same value", () => {
  const table: [string, string][] = [
    ["1", "1"],
    ["-5", "-5"],
    ["+5", "5"],
    ["0x1F", "31"],
    ["010", "8"],
    ["12:30", "750"],
    ["1:30.5", "90.5"],
    ["1_000", "1000"],
    ["1_000.5", "1000.5"],
    ["01.5", "1.5"],
    ["9223372036854775809", "9223372036854775809"],
    ["1.0", "1.0"],
    ["1e-4", "1.0e-4"],
    [".5", "0.5"],
    ["-0.0", "-0.0"],
    [".inf", "inf"],
    ["-.inf", "-inf"],
    [".nan", "nan"],
    ["yes", "true"],
    ["off", "false"],
    ["~", "null"],
    ["2020-01-01", "'2020-01-01'"],
    ["abc", "abc"],
    ["a/b-c.d", "a/b-c.d"],
    ["'a b'", "'a b'"],
    ["''", "''"],
    ["'1'", "'1'"],
    ["'true'", "'true'"],
    ["'NULL'", "'NULL'"],
    ["'nan'", "'nan'"],
    ["'a@b'", "'a@b'"],
    ["'a,b'", "'a,b'"],
    ["'a=b'", "'a=b'"],
    ["'x(1)'", "'x(1)'"],
    ["'-a'", "'-a'"],
    ["é", "'é'"],
    ['"it\'s"', "'it\\'s'"],
    ["'a\\b'", "'a\\b'"],
    ["'a\\'", "'a\\\\'"],
    ['"a\\\\\'b"', "'a\\\\\\'b'"],
    ["[1, 'a b', [x]]", "[1,'a b',[x]]"],
    ["[]", "[]"],
    ["[{a: 1, b c: [x]}]", "[{a:1,b\\ c:[x]}]"],
    ["{}", "{}"],
  ];
  for (const [text, expected] of table) assertEquals(hydraText(yaml(text)), expected, text);
});

// Hydra's lexer for a quoted value, '(\\'|.)*?' up to the value's end, and its visitor's _unescape_quoted_string.
function unquoteHydra(quoted: string): string {
  const body = /^'((?:\\'|[^'])*)'$/s.exec(quoted)?.[1];
  if (body === undefined) throw new SyntaxError(quoted);
  return `${body}'`.replaceAll(/(\\+)'/g, (_, slashes: string) => {
    const kept = slashes.slice(0, Math.floor(slashes.length / 2));
    return slashes.length % 2 === 1 ? `${kept}'` : `${kept}\0`;
  }).replace(/\0$|'$/, "");
}

Deno.test("hydraText() quotes any string so that Hydra parses it back", () => {
  fc.assert(
    fc.property(
      fc.oneof(arbitraryString(), fc.array(fc.constantFrom("'", "\\", "a")).map((s) => s.join(""))),
      (text) => {
        fc.pre(!text.includes("\0"));
        const written = hydraText(text);
        if (written.startsWith("'")) assertEquals(unquoteHydra(written), text);
        else assertEquals(written, text);
      },
    ),
    { numRuns: 1000 },
  );
});

Deno.test("plainText() returns scalars as written", () => {
  const written = (yaml("[1.0, yes, 010, ~, a b, [x, 1.0], {a: .inf}]") as Value[]).map(plainText);
  assertEquals(written, ["1.0", "yes", "010", "~", "a b", '["x",1]', '{"a":"Infinity"}']);
});

Deno.test("setup runs before each command, in the same shell, also before a list", () => {
  const setup = "grid_settings: {setup: . ./env, command: 'run {config.a}'}\ngrid_overwrite: {a: g}";
  assertEquals(launch(expand(setup)).argv, ["sh", "-c", `. ./env\n${SETUP_CHECK}\nrun g`]);
  const list = "grid_settings: {setup: . ./env, shell: [bash, -c], command: [run, a b]}\ngrid_tasks: [{name: t}]";
  assertEquals(launch(expand(list)).argv, ["bash", "-c", `. ./env\n${SETUP_CHECK}\nexec run 'a b'`]);
  const fish = "grid_settings: {setup: . ./env, shell: [fish, -c], command: run a}\ngrid_tasks: [{name: t}]";
  assertEquals(launch(expand(fish)).argv, ["fish", "-c", ". ./env\nrun a"]);
});

Deno.test("placeholders without a value are errors at their position", () => {
  const messages = (text: string) => tryExpand(text).messages;
  assertEquals(messages("grid_settings:\n  command: run {widht}\ngrid_axes: {width: [1]}"), [
    'grid.yaml:2:3: command has {widht}, which is not a key of the configuration, did you mean "width"?',
  ]);
  assertEquals(
    messages("grid_settings:\n  command: run {chekpoint}\ngrid_axes: {width: [1]}")[0]?.split(", ")[2],
    'did you mean "checkpoint"?',
  );
  for (const name of ["checkpoint", "test_dir"]) {
    assertStringIncludes(
      messages(`grid_settings: {command: 'run {${name}}'}\ngrid_axes: {a: [1]}`)[0]!,
      "which is only available in test_command",
    );
  }
  assertStringIncludes(
    messages("grid_settings: {command: 'run {tensorboard}'}\ngrid_axes: {a: [1]}")[0]!,
    "--tensorboard",
  );
  assertEquals(messages("grid_settings: {command: 'run {config}', env: {A: x, B: '{b}'}}\ngrid_axes: {a: [1]}"), [
    "grid.yaml:1:54: env.B has {b}, which is not a key of the configuration",
  ]);
  assertEquals(
    messages(
      "grid_settings: {command: 'run {config}'}\ngrid_tasks:\n- name: t\n  overwrite: {a: 1}\n  settings: {command: 'x {b}'}",
    ),
    [
      "grid.yaml:5:14: command has {b}, which is not a key of the configuration",
    ],
  );
  assertEquals(messages("grid_settings: {command: 'x {config.}'}\ngrid_axes: {a: [1]}").length, 1);
});

Deno.test("a placeholder for a key that an axis removes is an error, and so is a NUL character", () => {
  const { messages } = tryExpand(
    "grid_settings: {command: 'run {m.a} {m}'}\ngrid_overwrite: {m: {a: 3}}\ngrid_axes: {m: [{a: 1}, {~a: , other: 1}]}",
  );
  assertEquals(messages, [
    "grid.yaml:1:17: command has {m.a}, which is not a key of the configuration of grid-m=_a,other=1",
  ]);
  assertStringIncludes(
    tryExpand(`grid_settings: {command: 'run {a}'}\ngrid_axes: {a: ["\\0"]}`).messages.join(),
    "NUL",
  );
  assertStringIncludes(
    tryExpand(`grid_settings: {command: 'run {args}'}\ngrid_axes: {a: ["\\0"]}`).messages.join(),
    "NUL",
  );
});

Deno.test("placeholders can get their values only from axes, --set and seed_keys", () => {
  const plan = expand(
    "grid_settings: {command: 'run {a} {o.n} {s} {k}', seed: [4], seed_keys: [k]}\ngrid_axes: {a: [1], o: [{n: 2}]}",
    {
      overrides: { set: [["s", yaml("3")]] },
    },
  );
  assertEquals(launch(plan).line, "run 1 2 3 4");
});

Deno.test("unused flags are errors, and errors in --setting show the flag", () => {
  const grid = "grid_settings: {command: 'run {config}'}\ngrid_axes: {a: [1]}";
  assertEquals(
    tryExpand(grid, { overrides: { li: 5, ll: "DEBUG", tensorboard: 1, setting: [["trainer", "x"]] } }).messages,
    [
      "--li: unused: no command has {li}",
      "--ll: unused: no command has {ll}",
      "--tensorboard: unused: no command has {tensorboard}",
      "--trainer: unused: no command has {trainer}",
    ],
  );
  assertEquals(tryExpand(grid, { overrides: { setting: [["command", "run {b}"]] } }).messages, [
    "--setting command: command has {b}, which is not a key of the configuration",
  ]);
  assertEquals(tryExpand("grid_tasks: [{default_configs: f}]", { files: FILES, overrides: { li: 5 } }).messages, []);
});

Deno.test("fillCommand() throws for a placeholder without a value", () => {
  const plan = expand("grid_settings: {command: 'run {a}'}\ngrid_axes: {a: [1]}");
  const other = {
    ...plan,
    groups: plan.groups.map((group) => ({ ...group, axes: [], config: new Map() as ValueMap })),
  };
  assertThrows(() => launch(other), RangeError, "{a} is not a key");
});

Deno.test("with GPUs that a cluster chooses, MI-Prometheus's programs get --gpu, and the script names no device", () => {
  const plan = expand("grid_tasks: [{default_configs: f}]", { files: FILES });
  const { line, script } = launch(plan, 0, { gpu: "cluster" });
  assertEquals([line.endsWith(" --gpu"), script.includes("CUDA_VISIBLE_DEVICES")], [true, false]);
  assertEquals(launch(plan, 0, { gpu: true }).script.includes("CUDA_VISIBLE_DEVICES"), true);
});
