/** Warnings about what the user wrote and no run gets. */
import { assertEquals } from "@std/assert";
import { type Surroundings, tryExpand, yaml } from "../expand_text.ts";

const messages = (text: string, surroundings: Surroundings = {}) => [...tryExpand(text, surroundings).messages];

/** The messages of a grid with an axis `width` in line 3 and a command in line 5. */
function withAxis(command: string, more = ""): string[] {
  return messages(`grid_axes:\n  lr: [0.1]\n  width: [64, 128]\ngrid_settings:\n  command: ${command}\n${more}`);
}

const NOT_SEEN = 'grid.yaml:3:3: warning: axis "width" reaches no run: the command uses neither {width} nor {args}, ' +
  "{overrides}, {config}";

Deno.test("an axis that no command can see is a warning at the axis", () => {
  assertEquals(withAxis("python train.py --lr {lr} --out {dir} --name {name}"), [NOT_SEEN]);
  assertEquals(withAxis("[python, train.py, '--lr={lr}']"), [NOT_SEEN]);
  assertEquals(withAxis("python train.py --lr {lr}", "  setup: . venv/bin/activate\n  env: {OUT: '{dir}'}\n"), [
    NOT_SEEN,
  ]);
});

Deno.test("an axis reaches a command by its placeholder, by {args}, {overrides} and {config}, and in env", () => {
  for (const command of ["'r {lr} {width}'", "'r {args}'", "'r {overrides}'", "'r {config}'", "[r, '{args}']"]) {
    assertEquals(withAxis(command), [], command);
  }
  assertEquals(withAxis("r {lr}", "  env: {WIDTH: '{width}'}\n"), []);
  assertEquals(withAxis("r {lr}", "  env: {GRID: '{config}'}\n"), []);
  // A test may be the only run that sees an axis by its name.
  assertEquals(withAxis("r {lr}", "  test_command: t {width}\n"), []);
});

Deno.test("a command that names GRID_CONFIG or the file of the configuration sees everything", () => {
  for (
    const command of [
      "python train.py $GRID_CONFIG",
      "sh -c 'python t.py $GRID_CONFIG'",
      "[sh, -c, 'python t.py $GRID_CONFIG']",
      'python train.py "${{GRID_CONFIG}}"',
      "cd {dir} && python /t.py training_configuration.yaml",
    ]
  ) assertEquals(withAxis(command), [], command);
  assertEquals(withAxis("python train.py", "  setup: export CONFIG=$GRID_CONFIG\n"), []);
  assertEquals(withAxis("python train.py", "  env: {CONFIG: '{dir}/training_configuration.yaml'}\n"), []);
});

Deno.test("MI-Prometheus's programs get the whole configuration", () => {
  const grid =
    "grid_tasks: [{default_configs: f, overwrite: {a: 1}}]\ngrid_overwrite: {b: 2}\ngrid_axes: {x.y: [1, 2]}\n" +
    "grid_settings: {experiment_repetitions: 3}\ngrid_tests: [{name: noisy, overwrite: {c: 2}}]\n";
  assertEquals(messages(grid, { files: { f: "c: 1\n" } }), []);
});

Deno.test("an axis of a dotted key is seen by a placeholder of its section or of a part of it", () => {
  const grid = (command: string, axis: string) =>
    messages(`grid_settings: {command: '${command}'}\ngrid_axes:\n  ${axis}\ngrid_overwrite: {training: {}}\n`);
  assertEquals(grid("r {training}", "training.lr: [1, 2]"), []);
  assertEquals(grid("r {layers.0}", "layers: [[1], [2]]"), []);
  assertEquals(grid("r {training.epochs}", "training.lr: [1, 2]").length, 1, "the command has an error");
  assertEquals(grid("r", "training.lr: {linspace: [0, 1, 3]}"), [
    'grid.yaml:3:3: warning: axis "training.lr" reaches no run: the command uses neither {training.lr} nor {args}, ' +
    "{overrides}, {config}",
  ]);
});

Deno.test("an axis with the name of a placeholder is seen as {config.NAME}", () => {
  const grid = (command: string) => messages(`grid_settings: {command: '${command}'}\ngrid_axes: {name: [a, b]}\n`);
  assertEquals(grid("r {config.name}"), []);
  assertEquals(grid("r"), [
    'grid.yaml:2:13: warning: axis "name" reaches no run: the command uses neither {config.name} nor {args}, ' +
    "{overrides}, {config}",
  ]);
});

Deno.test("a key of a section that is not seen is a warning, unless it is the name of the section", () => {
  const grid = (command: string) =>
    messages(`grid_settings: {command: '${command}'}\ngrid_axes: {m: [{name: a, w: 1}, {name: b, w: 2, d: 3}]}\n`);
  assertEquals(grid("r {m.w}"), [
    'grid.yaml:2:13: warning: axis "m": "m.d" reaches no run: the command uses neither {m.d} nor {args}, {overrides}, {config}',
  ]);
  assertEquals(grid("r {m}"), []);
  assertEquals(grid("r"), [
    'grid.yaml:2:13: warning: axis "m" reaches no run: the command uses neither {m} nor {args}, {overrides}, {config}',
  ]);
});

Deno.test("the warning names the task if only its command does not see the axis", () => {
  const grid = (other: string) =>
    messages(`grid_tasks:
  - {name: s, settings: {command: "s {width}"}, overwrite: {t: 1}}
  - {name: t, settings: {command: "${other}"}, overwrite: {t: 2}}
grid_axes: {width: [1, 2]}
`);
  assertEquals(grid("t {args}"), []);
  assertEquals(grid("t"), [
    'grid.yaml:4:13: warning: axis "width" reaches no run of task "t": the command uses neither {width} nor {args}, ' +
    "{overrides}, {config}",
  ]);
});

Deno.test("an axis that only tests can see as a part of everything is a warning, unless it is in the section testing", () => {
  const grid = (key: string, test: string) =>
    messages(`grid_settings: {command: r, test_command: '${test}'}\ngrid_axes: {${key}: [1, 2]}\n`);
  assertEquals(grid("width", "t {config}"), [
    'grid.yaml:2:13: warning: axis "width" reaches only tests: the command uses neither {width} nor {args}, {overrides}, ' +
    "{config}, so trainings that differ only in it are the same",
  ]);
  assertEquals(grid("width", "t {width}"), []);
  assertEquals(grid("testing.noise", "t {config}"), []);
});

Deno.test("repetitions of a command that takes no seed are a warning", () => {
  const grid = (settings: string, rest = "") =>
    messages(`grid_axes: {lr: [1]}\ngrid_settings:\n  experiment_repetitions: 3\n  ${settings}\n${rest}`);
  const warning = "grid.yaml:3:3: warning: 3 repetitions, but the command takes no {seed}: they would be the same run";
  assertEquals(grid("command: r {args}"), [warning]);
  assertEquals(grid("command: r {args}\n  seed: 1\n  test_command: t {seed}"), [warning]);
  assertEquals(grid("command: r {args}\n  seed_keys: [seed]"), [warning]);
  for (
    const settings of [
      "command: r {args} {seed}",
      "command: r {args} $GRID_SEED",
      "command: r {args} --rank {repetition}",
      "command: r {args} --seed $RANDOM",
      "command: r {args}\n  env: {SEED: '{seed}'}",
      "command: r {args}\n  setup: export SEED=$GRID_SEED",
      "command: r {config}\n  seed_keys: [seed]",
      "command: r {args} {s.seed}\n  seed_keys: [s.seed]",
    ]
  ) assertEquals(grid(settings), [], settings);
  // A trainer that reads -1 draws its own seed. Other fixed seeds have a warning of their own.
  assertEquals(grid("command: r {config}", "grid_overwrite: {seed: -1}"), []);
  assertEquals(grid("command: r {config}", "grid_overwrite: {seed: 5}").map((message) => message.slice(0, 47)), [
    'grid.yaml:5:18: warning: "seed" is fixed to 5, ',
  ]);
});

Deno.test("the warning about repetitions is where they come from", () => {
  const grid = "grid_axes: {lr: [1]}\ngrid_settings: {command: 'r {args}', seed: [1, 2]}\n";
  const warning = "2 repetitions, but the command takes no {seed}: they would be the same run";
  assertEquals(messages(grid), [`grid.yaml:2:38: warning: ${warning}`]);
  assertEquals(
    messages("grid_axes: {lr: [1]}\ngrid_settings: {command: 'r {args}'}\n", {
      overrides: { setting: [["experiment_repetitions", yaml("2")]] },
    }),
    [`--setting experiment_repetitions: warning: ${warning}`],
  );
  assertEquals(
    messages("grid_settings: {command: 'r {args}'}\ngrid_axes: {x: [1]}\ngrid_tasks: [{name: t}, {name: t}]\n"),
    [`grid.yaml:3:25: warning: ${warning}`],
  );
  assertEquals(
    messages(`grid_axes: {x: [1]}
grid_settings: {experiment_repetitions: 2}
grid_tasks:
  - {name: s, overwrite: {t: 1}, settings: {command: "s {x} {seed}"}}
  - {name: t, overwrite: {t: 2}, settings: {command: "t {x}"}}
`),
    ['grid.yaml:2:17: warning: 2 repetitions, but the command of task "t" takes no {seed}: they would be the same run'],
  );
});

Deno.test("--set that no command sees is a warning", () => {
  const set = (command: string, ...pairs: [string, string][]) =>
    messages(`grid_settings: {command: '${command}'}\ngrid_axes: {lr: [1]}\n`, {
      overrides: { set: pairs.map(([key, text]) => [key, yaml(text)]) },
    });
  assertEquals(set("r {lr}", ["epochs", "2"]), [
    '--set epochs: warning: "epochs" reaches no run: the command uses neither {epochs} nor {args}, {overrides}, {config}',
  ]);
  for (const command of ["r {lr} {epochs}", "r {args}", "r {overrides}", "r {config}"]) {
    assertEquals(set(command, ["epochs", "2"]), [], command);
  }
  // An axis that becomes a single value is reported once.
  assertEquals(set("r", ["lr", "2"]), [
    '--set lr: warning: "lr" reaches no run: the command uses neither {lr} nor {args}, {overrides}, {config}',
  ]);
  const remove = (command: string) =>
    messages(`grid_settings: {command: '${command}'}\ngrid_overwrite: {m: {a: 1, b: 2}}\n`, {
      overrides: { set: [["m.~b", yaml("null")]] },
    });
  assertEquals(remove("r {m}"), []);
  assertEquals(
    remove("r {m.a} {args}").at(-2),
    "--set m.~b: warning: the removal reaches no run: the command uses neither {m} nor {config}",
  );
});

Deno.test("keys of an overwrite that no command sees are warnings, a whole section one", () => {
  const grid = (command: string, overwrite: string) =>
    messages(`grid_settings: {command: '${command}'}\ngrid_axes: {lr: [1]}\ngrid_overwrite: ${overwrite}\n`);
  assertEquals(grid("r {args}", "{epochs: 2}"), [
    'grid.yaml:3:18: warning: "epochs" in grid_overwrite reaches no run: the command uses neither {epochs} nor {config}; ' +
    "{args} has only the values of axes and of --set",
  ]);
  assertEquals(grid("r {overrides}", "{epochs: 2}").map((message) => message.split("; ")[1]), [
    "{overrides} has only the values of axes and of --set",
  ]);
  assertEquals(grid("r {lr} {s.a}", "{s: {a: 1, b: 2}}"), [
    'grid.yaml:3:28: warning: "s.b" in grid_overwrite reaches no run: the command uses neither {s.b} nor {config}',
  ]);
  assertEquals(grid("r {lr}", "{s: {a: 1, t: {b: 2, c: 3}}}"), [
    'grid.yaml:3:18: warning: "s" in grid_overwrite reaches no run: the command uses neither {config} nor a key of this section',
  ]);
  assertEquals(grid("r {lr} {s}", "{s: {a: 1, ~b: }}"), []);
  assertEquals(grid("r {args}", "{lr: 5}"), [], "the axis sets it");
  const task = messages(
    "grid_settings: {command: 'r {args}'}\ngrid_tasks:\n  - name: t\n    overwrite:\n      epochs: 2\ngrid_axes: {lr: [1]}\n",
  );
  assertEquals(task.map((message) => message.split(":", 3).join(":")), ["grid.yaml:5:7"]);
});

Deno.test("keys of an overwrite that do something else are no warnings", () => {
  assertEquals(
    messages("grid_settings: {command: 'r {args}'}\ngrid_axes: {lr: [1]}\ngrid_overwrite: {model: {name: M}}\n"),
    [],
  );
  assertEquals(
    messages(
      "grid_settings: {command: 'r {args}'}\ngrid_axes: {lr: [1, 2]}\ngrid_overwrite: {kind: a}\ngrid_exclude: [{kind: a, lr: 1}]\n",
    ),
    [],
  );
  // Equal configurations with different commands would be an error.
  assertEquals(
    messages(`grid_axes: {lr: [1]}
grid_tasks:
  - {name: s, overwrite: {kind: a}, settings: {command: "s {args}"}}
  - {name: t, overwrite: {kind: b}, settings: {command: "t {args}"}}
`),
    [],
  );
});

Deno.test("keys of a test's overwrite that its command does not see are warnings", () => {
  const grid = (test: string) =>
    messages(`grid_settings: {command: 'r {args}', test_command: '${test}'}
grid_axes: {lr: [1]}
grid_tests:
  - name: clean
  - name: noisy
    overwrite:
      noise: 1
`);
  assertEquals(grid("t {config}"), []);
  assertEquals(grid("t {args}").map((message) => message.replace(/;.*/, "")), [
    'grid.yaml:7:7: warning: "noise" does not reach the test: its command uses neither {noise} nor {config}',
  ]);
});

Deno.test("a placeholder in setup is a warning, as setup is not filled in", () => {
  const grid = (setup: string) => withAxis("r {args}", `  setup: "${setup}"\n`);
  assertEquals(grid("export LR={lr}"), [
    "grid.yaml:6:10: warning: setup has {lr}, which stays as it is: placeholders are filled in command, test_command and env",
  ]);
  assertEquals(grid("cd {dir}").length, 1);
  for (const setup of ["export LR=${rate}", "awk '{print}'", "{ cd src; }", "touch {a,b}"]) {
    assertEquals(grid(setup), []);
  }
  // A variable that is named like an axis is another warning.
  assertEquals(grid("export LR=${lr}").filter((message) => message.includes("placeholders are filled in")), []);
});

Deno.test("a command with an error gives no warnings about what it does not see", () => {
  assertEquals(withAxis("r {lr} {widht}"), [
    'grid.yaml:5:3: command has {widht}, which is not a key of the configuration, did you mean "width"?',
  ]);
});

Deno.test("strict makes warnings errors, and leaves notices", () => {
  const grid = "grid_axes:\n- {x: [1]}\n- {x: [1]}\ngrid_settings: {command: r}\n";
  assertEquals(messages(grid, { strict: true }).map((message) => message.split(" ", 3).join(" ")), [
    'grid.yaml:2:4: axis "x"',
    'grid.yaml:3:4: axis "x"',
    "grid.yaml:1:1: notice: task",
    "--strict: 2 warnings",
  ]);
  assertEquals(messages(grid.replace("r}", "'r {x}'}"), { strict: true }).length, 1);
});

Deno.test("a variable of the shell that stands for a placeholder or another variable is a warning", () => {
  const variables = (command: string, more = "") =>
    messages(`grid_axes: {lr: [0.1], model.width: [2]}\ngrid_settings:\n  command: ${command} # {args}\n${more}`)
      .filter((message) => message.includes("variable"));
  const warning = (
    name: string,
    meant: string,
  ) => [`grid.yaml:3:12: warning: $${name} is no variable of runs, did you mean ${meant}?`];
  assertEquals(variables("run {args} $GRID_lr"), warning("GRID_lr", "{lr}"));
  assertEquals(variables('run {args} --lr "$GRID_LR"'), warning("GRID_LR", "{lr}"));
  assertEquals(variables("run {args} ${{lr}}"), warning("lr", "{lr}"));
  assertEquals(variables("run {args} $GRID_SEDE"), warning("GRID_SEDE", "$GRID_SEED"));
  assertEquals(variables("run {args} $GRID_DIR"), warning("GRID_DIR", "{dir}"));
  for (
    const command of [
      "run {args} $GRID_SEED $GRID_FOO $HOME $width",
      "lr=1; run {args} $lr",
      "for lr in 1 2; do run {args} $lr; done",
      "run {args} $GRID_WORKERS_RUN",
    ]
  ) assertEquals(variables(command), [], command);
  assertEquals(variables("run {args} $GRID_lr", "  env: {GRID_lr: '{lr}'}\n"), []);
  assertEquals(variables("run {args} $lr", "  setup: export lr=2\n"), []);
});
