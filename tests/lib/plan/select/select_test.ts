import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InputError } from "../../../../lib/messages/problem.ts";
import { modelPlan } from "../../../../lib/plan/model_plan.ts";
import type { Experiment } from "../../../../lib/plan/plan.ts";
import { selectExperiments } from "../../../../lib/plan/select.ts";
import type { RunStateName } from "../../../../lib/run/run_state.ts";
import { experimentDir } from "../../../../lib/store/layout.ts";
import { expand } from "../../expand/expand_text.ts";

// In this order: lr 0.1 and 0.01, each with act relu and tanh; then the second repetition of each.
const PLAN = expand(`
grid_axes: {lr: [0.1, 0.01], model.act: [relu, tanh]}
grid_overwrite: {model: {layers: [3, 4], act: relu, bias: null}, tag: "7", depth: 3}
grid_settings: {command: 'run {config} {seed}', experiment_repetitions: 2}
`);

function select(...selectors: string[]): number[] {
  const states: Record<number, RunStateName> = { 1: "failed", 2: "timed_out" };
  const stateOf = (experiment: Experiment) => states[PLAN.experiments.indexOf(experiment)] ?? "pending";
  const selected = selectExperiments(PLAN, selectors, { stateOf, dirOf: experimentDir });
  return [...selected ?? []].sort((a, b) => a - b);
}

function messageFor(...selectors: string[]): string {
  return assertThrows(() => select(...selectors), InputError).message;
}

const where = (holds: (experiment: Experiment) => boolean) =>
  [...PLAN.experiments.keys()].filter((index) => holds(PLAN.experiments[index]!));

Deno.test("selectExperiments() selects all without a selector", () => {
  assertEquals(selectExperiments(PLAN, [], { stateOf: () => "pending", dirOf: experimentDir }), undefined);
});

Deno.test("selectExperiments() accepts globs for names, which can contain equals signs", () => {
  const [first] = PLAN.experiments;
  assertEquals(select("*"), where(() => true));
  assertEquals(select(first!.name), where(({ name }) => name === first!.name));
  assertEquals(select("*=tanh"), where(({ name }) => name.endsWith("=tanh")));
  assertEquals(select("*lr=0.1-*").length, 4);
  assertEquals(select("*{relu,tanh}").length, 8);
});

Deno.test("selectExperiments() accepts conditions on the configuration, by value and at any depth", () => {
  assertEquals(select("lr=0.1"), select("*lr=0.1-*"));
  assertEquals(select("lr=1e-1"), select("lr=0.10"));
  assertEquals(select("model.act=tanh"), select("*=tanh"));
  assertEquals(select("model.layers=[3, 4]").length, 8);
  assertEquals(select("model.bias=null").length, 8);
  assertEquals(select("depth=3.0").length, 8);
  assertMatch(messageFor("tag=7"), /^--only: tag=7 matches none of the 8 experiments/);
  assertEquals(select('tag="7"').length, 8);
});

Deno.test("selectExperiments() accepts repetitions, states and the first digits of an id", () => {
  assertEquals(select("repetition=1"), where(({ repetition }) => repetition === 1));
  assertEquals(select("state=failed"), [1]);
  assertEquals(select("state=timed_out"), [2]);
  const { hash } = PLAN.experiments[5]!;
  assertEquals(select(hash.slice(0, 8)), [5]);
  assertEquals(select(hash), [5]);
  assertMatch(messageFor(hash.slice(0, 3)), /matches none/, "fewer than four digits are not an id");
});

Deno.test("selectExperiments() selects what matches any of the selectors about the same, and all about different things", () => {
  assertEquals(
    select("lr=0.1", "*=tanh", "repetition=0"),
    where(({ name, repetition }) => /lr=0\.1-.*tanh/.test(name) && repetition === 0),
  );
  assertEquals(select("lr=0.1", "*=tanh", "repetition=0").length, 1);
  assertEquals(select("lr=0.1", "lr=0.01").length, 8);
  assertEquals(select("lr=0.1", "lr=0.01", "act=tanh"), select("*=tanh"));
  assertEquals(select("repetition=0", "repetition=1").length, 8);
  assertEquals(select("state=failed", "state=timed_out"), [1, 2]);
  assertEquals(
    select("state=lost", "state=timed_out"),
    [2],
    "a state that no experiment has at the moment is no mistake",
  );
  const [a, b] = [PLAN.experiments[3]!, PLAN.experiments[5]!];
  assertEquals(select(a.id, b.id), [3, 5]);
  assertEquals(select(a.hash.slice(0, 6), `${b.name} r${b.repetition}`), [3, 5]);
  assertEquals(select("*relu", "*tanh").length, 8);
  assertEquals(select(a.id, b.id, "repetition=1"), where((e) => [a, b].includes(e) && e.repetition === 1));
  assertMatch(messageFor("lr=0.1", "lr=0.1-act=relu", "*lr=0.01*"), /no experiment|matches none/);
  assertEquals(
    messageFor(a.id, "lr=0.1", "lr=0.01", `repetition=${1 - a.repetition}`),
    `--only: no experiment matches all of ${a.id} and (lr=0.1 or lr=0.01) and repetition=${1 - a.repetition}`,
  );
});

Deno.test("selectExperiments() accepts what tables and directories call an experiment", () => {
  const experiment = PLAN.experiments[5]!;
  const { name, repetition, id } = experiment;
  const dir = experimentDir(experiment);
  for (
    const selector of [
      ...[
        `${name} r${repetition}`,
        `${name} r${repetition} ${id}`,
        dir,
        `${dir}/`,
        `experiments/g_20261125_010203/${dir}/`,
      ],
      ...[` ${id} `, `*${name.slice(3)} r${repetition}`, `*-r${repetition}-${id}`],
    ]
  ) assertEquals(select(selector), [5], selector);
  assertEquals(select(`* r${repetition}`), where((other) => other.repetition === repetition));
  assertEquals(select("all").length, 8);
  assertEquals(
    messageFor(`${dir}~1`),
    `--only: ${dir}~1 matches none of the 8 experiments: it is a former directory of ${dir}`,
  );
  assertEquals(
    messageFor(`${name} r7`),
    `--only: ${name} r7 matches none of the 8 experiments: ${name} has r0 to r1`,
  );
  assertEquals(messageFor(""), "--only: expected a selector, got nothing");
});

Deno.test("selectExperiments() accepts shortened keys as names show them, labels, and lists of values", () => {
  assertEquals(select("act=tanh"), select("model.act=tanh"));
  assertEquals(select("layers=[3, 4]").length, 8);
  assertEquals(select("lr=[0.1, 0.01]").length, 8);
  assertEquals(select("lr=[0.1]"), select("lr=0.1"));
  assertEquals(select("act=[relu, tanh]", "lr=[0.01]"), select("lr=0.01"));
  assertEquals(select("repetition=[0, 1]").length, 8);
  assertEquals(select("state=[failed, timed_out]"), [1, 2]);
  assertEquals(select("state=timed out"), [2]);
  assertEquals(messageFor("lr=[0.1, 7]"), "--only: lr=7 matches none of the 8 experiments: lr is 0.1 or 0.01");
  assertEquals(
    messageFor("lr=0.1,0.01"),
    "--only: lr=0.1,0.01 matches none of the 8 experiments: lr is 0.1 or 0.01; did you mean 'lr=[0.1, 0.01]'?",
  );
});

Deno.test("selectExperiments() resolves shortened keys in each task, and prefers keys as they are written", () => {
  const plan = expand(`
grid_tasks:
  - overwrite: {name: a, training: {lr: 1}, other: {lr: 9}, lr: 5}
  - overwrite: {name: b, opt: {size: [1, 2]}, net: {size: 3, depth: 2}}
grid_axes: {opt.lr: [1, 2], tag: ["7", {name: big, size: 8}]}
grid_settings: {command: run}
`);
  const only = (selector: string) =>
    selectExperiments(plan, [selector], { stateOf: () => "pending", dirOf: experimentDir })!.size;
  const fails = (selector: string) => assertThrows(() => only(selector), InputError).message;
  assertEquals(only("lr=5"), 4, "a key as it is written comes first");
  assertEquals(only("lr=1"), 2, "of the task that has no such key, the axis that ends with it");
  assertEquals(only("depth=2"), 4);
  assertEquals(only("training.lr=1"), 4);
  assertEquals(only("tag=big"), 4, "the label that names show");
  assertEquals(only("tag=7"), 4);
  assertEquals(only('tag="7"'), 4);
  assertMatch(fails("size=3"), /^--only: size is short for .* and .*: write one of them$/);
});

Deno.test("selectExperiments() accepts the directories of models from elsewhere", () => {
  const models = ["maes/20261124_053334", "maes/20261124_053335", "other"].map((path) => ({
    path,
    checkpoint: `/tree/${path}/models/model_best.pt`,
    config: new Map(),
  }));
  const plan = modelPlan("tree", models, "/");
  const only = (
    selector: string,
  ) => [...selectExperiments(plan, [selector], { stateOf: () => "pending", dirOf: experimentDir })!];
  for (
    const selector of [
      "20261124_053335",
      "maes/20261124_053335/",
      "./maes/20261124_053335",
      "/tree/maes/20261124_053335",
    ]
  ) {
    assertEquals(only(selector), [1], selector);
  }
  assertEquals(only("maes"), [0, 1]);
  assertEquals(only("other"), [2]);
});

Deno.test("selectExperiments() takes experiments that the grid file no longer has for what they are", () => {
  const plan = { ...PLAN, experiments: PLAN.experiments.map((e, i) => i === 0 ? { ...e, dropped: true as const } : e) };
  const only = (selector: string) =>
    selectExperiments(plan, [selector], { stateOf: () => "pending", dirOf: experimentDir });
  assertEquals(only("*")?.size, 7);
  const { id } = PLAN.experiments[0]!;
  assertEquals(selectExperiments(plan, ["state=lost"], { dirOf: experimentDir })?.size, 7, "states are not known yet");
  assertThrows(() => selectExperiments(plan, ["state=lots"], { dirOf: experimentDir }), InputError, "unknown state");
  assertEquals(
    assertThrows(() => only(id), InputError).message,
    `--only: ${id} matches only experiments that the grid file no longer has`,
  );
});

Deno.test("selectExperiments() speaks of one experiment as one", () => {
  const plan = expand("grid_axes: {lr: [0.1]}\ngrid_settings: {command: a}\n");
  const message = (selector: string) =>
    assertThrows(() => selectExperiments(plan, [selector], { dirOf: experimentDir }), InputError).message;
  assertEquals(message("lr=2"), "--only: lr=2 does not match the only experiment: lr is 0.1");
  assertEquals(message("zz"), "--only: zz does not match the only experiment: its name is grid-lr=0.1");
});

Deno.test("selectExperiments() names the selector that matches nothing and suggests another", () => {
  assertMatch(
    messageFor("lr=0.1", "nothing*"),
    /^--only: nothing\* matches none of the 8 experiments: names are grid-lr=0\.1-act=relu, .*, …$/,
  );
  assertEquals(messageFor("modle.act=relu"), '--only: unknown key "modle.act", did you mean "model.act"?');
  assertEquals(messageFor("acct=relu"), '--only: unknown key "acct", did you mean "act"?');
  assertEquals(messageFor("stat=failed"), '--only: unknown key "stat", did you mean "state"?');
  assertMatch(messageFor("wide=3"), /^--only: unknown key "wide": expected lr, model\.act, .*state, repetition$/);
  assertEquals(messageFor("lr=7"), "--only: lr=7 matches none of the 8 experiments: lr is 0.1 or 0.01");
  const { name } = PLAN.experiments[0]!;
  assertMatch(messageFor(name.replace("lr", "rl")), new RegExp(`matches none.*, did you mean "${name}"\\?$`));
  assertMatch(messageFor("repetition=2"), /repetition=2 matches none of the 8 experiments: repetitions are 0 to 1$/);
  assertMatch(messageFor("repetition=x"), /matches none/);
  assertMatch(
    messageFor("state=lost"),
    /state=lost matches none of the 8 experiments: 6 pending, 1 failed, 1 timed out$/,
  );
  assertMatch(messageFor("state=faild"), /unknown state "faild", did you mean "failed"\?$/);
  assertMatch(messageFor("state=xyz"), /unknown state "xyz": expected one of pending, running, succeeded/);
  for (
    const [selector, hint] of [
      ["failed", ', did you mean "state=failed"?'],
      ["timed out", ', did you mean "state=timed_out"?'],
      ["r1", ', did you mean "repetition=1"?'],
      ["lr", ": expected lr=VALUE"],
      ["lr>0.01", ": expected KEY=VALUE or KEY=[VALUE, …]"],
      [PLAN.experiments[0]!.id.slice(0, 3), ": expected at least four digits of an id"],
      ["deadbeef", `: ids are ${PLAN.experiments.slice(0, 3).map(({ id }) => id).join(", ")}, …`],
    ]
  ) assertEquals(messageFor(selector!), `--only: ${selector} matches none of the 8 experiments${hint}`);
  const { id } = PLAN.experiments[0]!;
  const mistyped = `${id.slice(0, -1)}${id.endsWith("0") ? 1 : 0}`;
  assertEquals(messageFor(mistyped), `--only: ${mistyped} matches none of the 8 experiments, did you mean "${id}"?`);
  assertEquals(messageFor(`id=${id}`), `--only: unknown key "id", did you mean "${id}"?`);
  assertEquals(messageFor("lr!=0.1"), '--only: unknown key "lr!": expected KEY=VALUE or KEY=[VALUE, …]');
  assertMatch(messageFor("test=clean"), /unknown key "test": selectors choose experiments, with all of their tests$/);
  assertMatch(messageFor("name=grid"), new RegExp(`unknown key "name", did you mean "${name}"\\?$`));
  assertMatch(messageFor("lr=[1"), /matches none/, "a value that is not valid YAML is a string");
});
