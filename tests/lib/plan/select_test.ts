import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InputError } from "../../../lib/messages/problem.ts";
import type { Experiment } from "../../../lib/plan/plan.ts";
import { selectExperiments } from "../../../lib/plan/select.ts";
import type { RunStateName } from "../../../lib/run/run_state.ts";
import { expand } from "../expand/expand_text.ts";

// In this order: lr 0.1 and 0.01, each with act relu and tanh; then the second repetition of each.
const PLAN = expand(`
grid_axes: {lr: [0.1, 0.01], model.act: [relu, tanh]}
grid_overwrite: {model: {layers: [3, 4], act: relu, bias: null}, tag: "7", depth: 3}
grid_settings: {command: 'run {config} {seed}', experiment_repetitions: 2}
`);

function select(...selectors: string[]): number[] {
  const states: Record<number, RunStateName> = { 1: "failed", 2: "timed_out" };
  const stateOf = (experiment: Experiment) => states[PLAN.experiments.indexOf(experiment)] ?? "pending";
  const selected = selectExperiments(PLAN, selectors, stateOf);
  return [...selected ?? []].sort((a, b) => a - b);
}

function messageFor(...selectors: string[]): string {
  return assertThrows(() => select(...selectors), InputError).message;
}

const where = (holds: (experiment: Experiment) => boolean) =>
  [...PLAN.experiments.keys()].filter((index) => holds(PLAN.experiments[index]!));

Deno.test("selectExperiments() selects all without a selector", () => {
  assertEquals(selectExperiments(PLAN, [], () => "pending"), undefined);
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

Deno.test("selectExperiments() selects experiments that match all selectors", () => {
  assertEquals(
    select("lr=0.1", "*=tanh", "repetition=0"),
    where(({ name, repetition }) => /lr=0\.1-.*tanh/.test(name) && repetition === 0),
  );
  assertEquals(select("lr=0.1", "*=tanh", "repetition=0").length, 1);
  assertMatch(messageFor("lr=0.1", "lr=0.01"), /no experiment matches all of lr=0\.1 and lr=0\.01/);
});

Deno.test("selectExperiments() names the selector that matches nothing and suggests another", () => {
  assertMatch(messageFor("lr=0.1", "nothing*"), /^--only: nothing\* matches none of the 8 experiments$/);
  assertMatch(messageFor("modle.act=relu"), /did you mean "model\.act"\?/);
  assertMatch(messageFor("repetition=2"), /matches none/);
  assertMatch(messageFor("repetition=x"), /matches none/);
  assertMatch(messageFor("state=lost"), /matches none/);
  assertMatch(messageFor("state=faild"), /unknown state "faild", did you mean "failed"\?$/);
  assertMatch(messageFor("state=xyz"), /unknown state "xyz": expected one of pending, running, succeeded/);
  assertMatch(messageFor("lr=[1"), /matches none/, "a value that is not valid YAML is a string");
});
