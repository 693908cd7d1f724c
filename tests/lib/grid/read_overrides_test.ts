import { assertEquals } from "@std/assert";
import { describe } from "../../../lib/config/value.ts";
import {
  checkContradictions,
  type GridOverrides,
  listOverrides,
  mergeOverrides,
} from "../../../lib/grid/grid_overrides.ts";
import { checkSavetag, readOverrides } from "../../../lib/grid/overrides.ts";
import { formatProblem } from "../../../lib/messages/problem.ts";

const NONE: GridOverrides = { set: [], axis: [], setting: [] };

Deno.test("readOverrides() parses keys and YAML values in order", () => {
  const { overrides, problems } = readOverrides({
    ...NONE,
    set: ["lr = 0.10", "name=a=b", "empty="],
    axis: ["depth=[2, 3]"],
    setting: ["retries=1"],
    trainer: "mip-x",
    tester: "mip-y",
    li: 5,
    tensorboard: 2,
  });
  const texts = (["set", "axis", "setting"] as const).map((name) =>
    overrides[name].map(([key, value]) => `${key}: ${describe(value)}`)
  );
  assertEquals(texts, [
    ["lr: 0.10", "name: a=b", "empty: null"],
    ["depth: [2, 3]"],
    ["retries: 1", "trainer: mip-x", "tester: mip-y"],
  ]);
  assertEquals([overrides.li, overrides.ll, overrides.tensorboard], [5, undefined, 2]);
  assertEquals(problems, []);
});

Deno.test("readOverrides() returns all problems and the valid overrides", () => {
  const { overrides, problems } = readOverrides({
    ...NONE,
    set: ["lr", "=1", "ok=1"],
    axis: ["depth=[1"],
    tensorboard: 3,
  });
  assertEquals(overrides.set.map(([key]) => key), ["ok"]);
  assertEquals(problems.map(({ source }) => source), ["--tensorboard 3", "--set lr", "--set =1", "--axis depth=[1"]);
});

Deno.test("--set with a list as in Hydra is a warning with the flag for an axis, unless the text is in quotes", () => {
  const warningsFor = (text: string) => readOverrides({ ...NONE, set: [text] }).problems.map(formatProblem);
  assertEquals(warningsFor("lr=0.1,0.01"), [
    `--set lr=0.1,0.01: warning: the value is the text "0.1,0.01": did you mean --axis 'lr=[0.1, 0.01]'? ` +
    `For the text, quote it: --set 'lr="0.1,0.01"'`,
  ]);
  assertEquals(
    warningsFor("m.act=relu, tanh")[0]?.split(": ")[3]?.split("? ")[0],
    "did you mean --axis 'm.act=[relu, tanh]'",
  );
  assertEquals(warningsFor("lr=choice(1e-3,1)")[0]?.includes("--axis 'lr=[1e-3, 1]'"), true);
  for (
    const text of ['lr="0.1,0.01"', "lr=[0.1, 0.01]", "lr=0.1", "note=see a, b and c", "default_configs=a.yaml,b.yaml"]
  ) {
    assertEquals(warningsFor(text), [], text);
  }
});

Deno.test("mergeOverrides() puts new flags last, in the place of those for the same key", () => {
  const merged = mergeOverrides({ ...NONE, set: ["a=1", "b=1"], li: 5, ll: "INFO" }, { ...NONE, set: ["a=2"], li: 7 });
  assertEquals([merged.set, merged.li, merged.ll], [["b=1", "a=2"], 7, "INFO"]);
});

Deno.test("checkSavetag() rejects tags that cannot be part of a directory name", () => {
  assertEquals(checkSavetag(undefined), []);
  assertEquals(checkSavetag("lr=0.1,v2"), []);
  for (const tag of ["", "a/b", "a b", "x".repeat(101)]) assertEquals(checkSavetag(tag).length, 1, tag);
});

Deno.test("mergeOverrides() replaces stored flags for the same key", () => {
  const stored = {
    ...NONE,
    set: ["a=1", "b.c=1", "d=1"],
    axis: ["a=[1]", "e=[1]"],
    setting: ["retries=1", "timeout=1s"],
    trainer: "t",
  };
  const merged = mergeOverrides(stored, {
    set: ["b.~c="],
    axis: ["d = [1, 2]", "~e="],
    setting: ["retries=2", "trainer=u"],
  });
  assertEquals(merged, {
    set: ["a=1", "b.~c="],
    axis: ["a=[1]", "d = [1, 2]", "~e="],
    setting: ["timeout=1s", "retries=2", "trainer=u"],
    ...{
      samples: undefined,
      trainer: undefined,
      tester: undefined,
      prefix: undefined,
      li: undefined,
      ll: undefined,
      tensorboard: undefined,
    },
  });
  assertEquals(
    mergeOverrides(stored, { ...NONE, set: ["e=2"] }).axis,
    stored.axis,
    "an axis that --set makes one value",
  );
  assertEquals(mergeOverrides(stored, { ...NONE, set: ["b={c: 1}"] }).set, [...stored.set, "b={c: 1}"]);
});

Deno.test("listOverrides() returns the flags as on a command line", () => {
  assertEquals(listOverrides({ set: ["a=1"], axis: ["b=[1]"], setting: ["retries=1"], trainer: "t", li: 0 }), [
    ...[["--set", "a=1"], ["--axis", "b=[1]"], ["--setting", "retries=1"], ["--trainer", "t"], ["--li", "0"]] as const,
  ]);
});

Deno.test("a flag that a later one of the same command replaces is a warning", () => {
  const warningsFor = (given: Partial<GridOverrides>) =>
    readOverrides({ ...NONE, ...given }).problems.map(formatProblem);
  assertEquals(warningsFor({ set: ["lr=1", "m.lr=2", "lr=3"], axis: ["x=[1]", "x=[2]"] }), [
    "--set lr=1: warning: replaced by --set lr=3: give --set of lr once",
    "--axis x=[1]: warning: replaced by --axis x=[2]: give --axis of x once",
  ]);
  assertEquals(warningsFor({ setting: ["prefix=env", "retries=2"], prefix: "nice" }), [
    "--setting prefix=env: warning: replaced by --prefix nice: give --setting of prefix once",
  ]);
  assertEquals(warningsFor({ set: ["lr=1", "lr=1"], setting: ["retries=1"] }), []);
});

Deno.test("checkContradictions() refuses --set and --axis of one key", () => {
  assertEquals(checkContradictions({ set: ["m.lr=5"], axis: ["m.lr=[7, 8]", "lr=[1]"] }).map(formatProblem), [
    "--axis m.lr=[7, 8]: --set m.lr=5 would leave the axis only that value: give one of them",
  ]);
  assertEquals(checkContradictions({ set: ["m.lr=5"], axis: ["lr=[1]"] }), []);
});
