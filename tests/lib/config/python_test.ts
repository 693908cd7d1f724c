/** Checks that PyYAML, if it is installed, reads configurations as intended. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { isList, isMap, isScalar, type Value } from "../../../lib/config/value.ts";
import { parseYaml, printYaml, YamlError } from "../../../lib/config/yaml.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { findPython } from "../../can_run.ts";
import { expandMaes } from "../expand/maes_grid.ts";
import { arbitraryDocument } from "./arbitrary_document.ts";
import { arbitraryMap, arbitraryString } from "./arbitrary_value.ts";

const FIXTURES = fromFileUrl(new URL("../../fixtures/grid/", import.meta.url));

const python = findPython("import yaml");

function test(name: string, run: () => Promise<void>): void {
  const missing = python === undefined ? " (left out: no python3 with PyYAML, or no permission to run it)" : "";
  Deno.test({ name: name + missing, ignore: python === undefined, fn: run });
}

async function runPython(script: string, input: unknown): Promise<unknown> {
  const child = new Deno.Command(python!, {
    args: [FIXTURES + script],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(input)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A value in the form from which load_yaml.py builds it, with YAML only for single scalars. */
function tree(value: Value): unknown {
  if (typeof value === "string") return { string: value };
  if (isScalar(value)) return { scalar: value.text };
  if (isList(value)) return value.map(tree);
  assert(isMap(value));
  return { map: Array.from(value, ([key, item]) => [tree(key), tree(item)]) };
}

const SCALARS =
  "1.0 0.0 -0.0 -0 +5 0x1F 0b101 -0b1 010 08 09 0o7 1_000 1__0 1_ _1 0_7 12:30 -12:30 1:30.5 1:2:3.5 12:60 0:30 60:00 190:20:30.15 .inf -.inf +.inf .INF .nan .NaN -.nan yes Yes no off On oN TRUE tRUE y n N null Null nUll ~ 9223372036854775809 -9223372036854775809 2020-01-01 2020-1-1 2020-13-45 2001-12-14t21:59:43.10-05:00 2020-01-01T00:00:00 1.0e-5 1.e+3 1.5e+3 5. .5 +.5 +.5e+3 1.0e+400 0.1.2 1,000 1-2 1e e5 . .. ab =a <<a 0. 0x 0b_ 0x_ 0xffffffffffffffffffff"
    .split(" ");

const DOCUMENTS = [
  "a: 2001-12-14 21:59:43.1 Z",
  "a:",
  "a: |\n  x\n  y\n",
  "a: |+\n  x\n\n",
  "a: |-\n  x\n",
  "a: |2\n    x\n  y\n",
  "a: >\n  x\n  y\n\n  z\n",
  "a: >-\n  x\n    y\n  z\n",
  "a: foo\n  bar\n\n  baz",
  ...["1.0", "yes", "null", "", "~", "=", "<<", " - x", "it''s", "1e5", "2020-01-01", "0x1F"].map((s) => `a: '${s}'`),
  "'<<': 1",
  "'=': 1",
  "1: a\n'1': b",
  "yes: a",
  "~: a",
  "12:30: x",
  "? a\n: b",
  "a: [[1, [2.0]], {}, []]",
  "[]",
  "a: !!str 1",
  "a: !!str",
  "a: !!float 1",
  "a: !!float 1_0",
  "a: !!float .inf",
  'a: !!int "3"',
  "a: !!int '0x1F'",
  "a: !!bool yes",
  "a: !!null ''",
  "a: &x 1\nb: *x",
  "a: &x {p: 1, q: 2.0}\nb:\n  <<: *x\n  q: 3\nc:\n  <<: [*x, {p: 4, r: 1}]",
  'a: "\\x85 \\u2028 \\U0001F600 \\0\\a\\e\\x7f\\t"',
  "a: 😀 é 模型",
  "a: x#y",
  "a: foo bar   # comment",
  "- - 1\n  - 2\n- 3",
  "\ufeffa: 1",
  "a: 1\r\nb: 2\r\n",
  "--- # c\na: 1\n...\n",
];

test("PyYAML reads what printYaml() wrote as it would read the original", async () => {
  const originals = [...SCALARS.map((text) => `a: ${text}`), ...SCALARS, ...DOCUMENTS];
  const pairs = originals.map((original) => [{ original }, printYaml(parseYaml(original, "x").value)]);
  assertEquals(await runPython("load_yaml.py", pairs), []);
});

test("PyYAML reads a number in what only YAML 1.2 takes for one", async () => {
  const pairs = [
    ["1e-4", "1.0e-4"],
    ["1E5", "1.0e+5"],
    ["-.5", "-0.5"],
    ["1.5e3", "1500.0"],
    ["-1e-4", "-0.0001"],
    ["1e+5", "100000.0"],
  ].map(([text, number]) => [{ scalar: number! }, printYaml(parseYaml(text!, "x").value)]);
  assertEquals(await runPython("load_yaml.py", pairs), []);
});

test("parseYaml() reads random documents with flow collections in any indentation as PyYAML does", async () => {
  const seeds = Array.from({ length: 4000 }, (_, seed) => seed);
  const read = seeds.map(arbitraryDocument).map((text) => [text, printed(text)]);
  const { accepted, wrong } = await runPython("read_yaml.py", read) as { accepted: number; wrong: unknown[] };
  assertEquals(wrong, []);
  assert(accepted > 2500, `PyYAML reads only ${accepted} of the documents`);
});

function printed(text: string): string | null {
  try {
    return printYaml(parseYaml(text, "x").value);
  } catch (error) {
    if (error instanceof YamlError) return null;
    throw error;
  }
}

test("PyYAML reads random configurations as what they are", async () => {
  const values: Value[] = [
    ...fc.sample(arbitraryMap(), 500),
    ...fc.sample(arbitraryString(), 300).map((text) => [text]),
    ...fc.sample(arbitraryString(), 300).map((text) => new Map([[text, [text]]])),
  ];
  const wrong = await runPython("load_yaml.py", values.map((value) => [tree(value), printYaml(value)]));
  assertEquals(wrong, []);
});

test("the merged configurations of MI-Prometheus's own grid are those that Python computes from its files", async () => {
  const plan = expandMaes();
  const merged = await runPython("merge_configurations.py", {
    root: FIXTURES + "mi-prometheus",
    grid: "configs/maes_baselines/maes_grid_training.yaml",
    configurations: plan.experiments.map((experiment) => printYaml(configOf(plan, experiment))),
  });
  assertEquals(merged, { count: 18, differences: [] });
});
