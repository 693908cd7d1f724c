import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { describe, type ValueMap } from "../../../lib/config/value.ts";
import { derive, DerivedError, parseExpression } from "../../../lib/grid/expression.ts";
import { configOf } from "../../../lib/plan/experiment.ts";
import { decodePlan, encodePlan } from "../../../lib/store/plan_format.ts";
import { findPython } from "../../can_run.ts";
import { expand, tryExpand, yaml } from "../expand/expand_text.ts";
import { launch } from "../launch/launch.ts";

const SCRIPT = fromFileUrl(new URL("../../fixtures/derived/compute.py", import.meta.url));

function compute(text: string, config = "{}"): string {
  return describe(derive(yaml(config) as ValueMap, ["x"], parseExpression(text)));
}

Deno.test("arithmetic is exact, whole numbers stay whole, and // and % are those of Python", () => {
  const table: [string, string][] = [
    ["64 / 2", "32"],
    ["65 / 2", "32.5"],
    ["64.0 / 2", "32.0"],
    ["0.1 + 0.2", "0.3"],
    ["0.1 * 3", "0.3"],
    ["1e-3 * 5", "0.005"],
    ["-7 // 2", "-4"],
    ["-7 % 3", "2"],
    ["7 % -3", "-2"],
    ["7.5 // 2", "3.0"],
    ["1 - 2 - 3", "-4"],
    ["2 * (3 + 4) - -1", "15"],
    ["9007199254740993 * 3", "27021597764222979"],
    ["1.10 - 1.1", "0.0"],
    [".5 * 4.", "2.0"],
  ];
  for (const [text, result] of table) assertEquals(compute(text), result, text);
});

Deno.test("placeholders are keys of the configuration; one alone copies any value", () => {
  const config = "{model: {width: 64, name: net, h: 0x1E, b: 1_0.5}, l: [1, a], config: 3}";
  const table: [string, string][] = [
    ["{model.width} / 2", "32"],
    ["{model.h} + {config.model.width}", "94"],
    ["{model.b} * 2", "21.0"],
    ["{model.name}", "net"],
    [" {l} ", "[1, a]"],
    ["{config.config}", "3"],
  ];
  for (const [text, result] of table) assertEquals(compute(text, config), result, text);
});

Deno.test("what is no arithmetic, or has no exact result, is an error that says where", () => {
  const syntax: [string, string][] = [
    [
      "runs/{a}",
      'expected a number or a placeholder, got "r" at character 1: it is arithmetic, texts cannot be composed',
    ],
    ["{a} {b}", 'expected an operator, + - * / // %, got "b" at character 5'],
    ["({a} + 1", 'expected ")", got the end'],
    ["{a} +", "expected a number or a placeholder, got the end"],
    ["{a} ** 2", 'expected a number or a placeholder, got "*" at character 6'],
    ["{seed} + 1", "{seed} is not a key of the configuration"],
    ["{a..b} + 1", "{a..b} is not a key of the configuration"],
    ["{a} * 1e999", "expected an exponent of at most 400, got 1e999"],
    [`${"(".repeat(60)}{a}`, "expected at most 50 nested parentheses and signs"],
    [`{a}${" + 1".repeat(300)}`, "expected at most 1000 characters, got 1203"],
  ];
  for (const [text, message] of syntax) assertThrows(() => parseExpression(text), SyntaxError, message, text);
  const values: [string, string][] = [
    ["{a} / 3", "the quotient has no end as a decimal: use //; a is 1"],
    ["1 % ({a} - 1)", "division by zero; a is 1"],
    ["{s} + 1", "expected a number as s, got net"],
    ["{n} + 1", "expected a number as n, got ~"],
    ["{i} * 2", "expected a number as i, got .inf"],
    ["{m} * 2", "expected a number as m, got {b: 1}"],
    ["{z} * 2", 'the configuration has no key "z"'],
    ["{z}", 'the configuration has no key "z"'],
    ["{e} * {e}", "the result has too many digits; e is 1.0e+300"],
  ];
  const config = "{a: 1, s: net, n: ~, i: .inf, m: {b: 1}, e: 1e300}";
  for (const [text, message] of values) assertThrows(() => compute(text, config), DerivedError, message, text);
  const huge = `{e}${" * {e}".repeat(100)}`;
  assertThrows(() => compute(huge, config), DerivedError, "the numbers are too large");
});

const number = fc.oneof(
  fc.nat({ max: 50 }).map(String),
  fc.nat({ max: 5000 }).map((n) => (n / 100).toFixed(2)),
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
);

const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    number,
    fc.tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "//", "%"), tie("expression"))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc.tuple(number, fc.constantFrom("+", "-", "*", "/", "//", "%"), number, fc.constantFrom("+", "*", "-"), number)
      .map((parts) => `(${parts.join(" ")})`),
    tie("expression").map((inner) => `-${inner}`),
  ),
}));

const python = findPython();

Deno.test({
  name: "the results are those of Python's fractions",
  ignore: python === undefined,
  fn: async () => {
    const texts = fc.sample(expression, 1000);
    const child = new Deno.Command(python!, { args: [SCRIPT], stdin: "piped", stdout: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(JSON.stringify(texts)));
    await writer.close();
    const { success, stdout } = await child.output();
    assert(success);
    const answers = JSON.parse(new TextDecoder().decode(stdout)) as ([string, boolean] | null)[];
    for (const [index, text] of texts.entries()) {
      const answer = answers[index]!;
      let result: string;
      try {
        result = compute(text);
      } catch (error) {
        assert(error instanceof DerivedError, text);
        if (answer === null) assertEquals(error.message, "division by zero", text);
        else {assertEquals([error.message, isDecimal(answer[0])], [
            "the quotient has no end as a decimal: use //",
            false,
          ]);}
        continue;
      }
      const [whole, fraction = ""] = result.split(".");
      const [numerator, denominator] = answer![0].split("/").map(BigInt) as [bigint, bigint];
      assertEquals(BigInt(whole! + fraction) * denominator, numerator * 10n ** BigInt(fraction.length), text);
      assertEquals(result.includes("."), answer![1], text);
    }
  },
});

function isDecimal(fraction: string): boolean {
  let rest = BigInt(fraction.split("/")[1]!);
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  return rest === 1n;
}

// In grid files.

const GRID = `
grid_overwrite: {model: {half: {from: "{model.width} // 2"}, depth: 2}, copy: {from: "{opt}"}, plain: {from: here}}
grid_axes: {model.width: [64, 32], opt: [{lr: 0.1}]}
grid_settings: {command: "run {model.half} {copy.lr} {config}", seed: 1}
`;

Deno.test("a derived value follows from the axes of each experiment, and the plan file keeps it", () => {
  const plan = expand(GRID);
  const again = decodePlan([...encodePlan(plan)]);
  for (const one of [plan, again]) {
    assertEquals(one.experiments.map((experiment) => describe(configOf(one, experiment))), [
      "{model: {half: 32, depth: 2, width: 64}, copy: {lr: 0.1}, plain: {from: here}, opt: {lr: 0.1}}",
      "{model: {half: 16, depth: 2, width: 32}, copy: {lr: 0.1}, plain: {from: here}, opt: {lr: 0.1}}",
    ]);
  }
  assertEquals(launch(again, 1).line, "run 16 0.1 /grid/run/training_configuration.yaml");
  assert(![...encodePlan(expand("grid_axes: {a: [1]}\ngrid_settings: {command: 'r {a}'}"))].join().includes("derived"));
});

Deno.test("the id is that of the value, however it is written", () => {
  const id = (overwrite: string) =>
    expand(`grid_overwrite: ${overwrite}\ngrid_axes: {w: [64]}\ngrid_settings: {command: "r {config}", seed: 1}`)
      .experiments[0]!.id;
  assertEquals(id('{x: {from: "{w} / 2"}}'), id("{x: 32}"));
  assertEquals(id('{x: {from: "{w} * 0.5"}}'), id("{x: 32.0}"));
});

Deno.test("an axis or --set of a derived key replaces it, --set of what it refers to changes it, exclusions see it", () => {
  const configs = (rest: string, set: [string, string][] = []) => {
    const plan = expand(
      `grid_overwrite: {x: {from: "{w} / 2"}}\n${rest}\ngrid_settings: {command: "r {config}"}`,
      { overrides: { set: set.map(([key, text]) => [key, yaml(text)]) } },
    );
    return plan.experiments.map((experiment) => describe(configOf(plan, experiment)));
  };
  assertEquals(configs("grid_axes: {w: [2], x: [7, 8]}"), ["{x: 7, w: 2}", "{x: 8, w: 2}"]);
  assertEquals(configs("grid_axes: {w: [2]}", [["x", "9"]]), ["{x: 9, w: 2}"]);
  assertEquals(configs("grid_axes: {w: [2]}", [["~x", "~"]]), ["{w: 2}"]);
  assertEquals(configs("grid_axes: {w: [2]}", [["w", "4"]]), ["{x: 2, w: 4}"]);
  assertEquals(configs("grid_axes: {w: [2, 4]}\ngrid_exclude: [{x: 2}]"), ["{x: 1, w: 2}"]);
  assertEquals(configs("grid_axes: {w: [2]}\ngrid_tasks: [{overwrite: {x: 3}}]"), ["{x: 3, w: 2}"]);
  assertEquals(configs('grid_axes: {w: [2]}\ngrid_tasks: [{overwrite: {x: {from: "{w} * 3"}}}]'), ["{x: 6, w: 2}"]);
});

Deno.test("an axis reaches the run through what is derived from it", () => {
  const grid = (command: string) =>
    tryExpand(`grid_overwrite: {x: {from: "{w} / 2"}}\ngrid_axes: {w: [2]}\ngrid_settings: {command: "${command}"}`)
      .messages;
  assertEquals(grid("run {x}"), []);
  assertEquals(grid("run").length, 2);
});

Deno.test("derived values that cannot be computed are errors at their positions", () => {
  const { messages } = tryExpand(`
grid_overwrite:
  a: {from: "{widht} / 2"}
  b: {from: "{width} +"}
  c: {from: "{d} + 1"}
  d: {from: "{width} / 2"}
  e: {from: "{seed.torch} + 1"}
  m: {n: {from: "{width}"}}
grid_axes: {width: [64], m: [{n: 3}]}
grid_settings: {command: "run {config}", seed_keys: [seed.torch]}
`);
  assertEquals(messages, [
    "grid.yaml:4:7: from: expected a number or a placeholder, got the end",
    'grid.yaml:3:7: {widht} is not a key of the configuration, did you mean "width"?',
    "grid.yaml:5:7: {d} is computed itself: write its expression here, too",
    "grid.yaml:7:7: {seed.torch} is in seed_keys, which are set last",
    'grid.yaml:8:11: axis "m" sets "m.n", too: remove one of them',
  ]);
  const combined = tryExpand(
    'grid_overwrite: {x: {from: "{w} / 3"}}\ngrid_axes: {w: [3, 4, 5]}\ngrid_settings: {command: "run {config}"}',
  );
  assertEquals(combined.messages, [
    "grid.yaml:1:22: from: the quotient has no end as a decimal: use //; w is 4",
  ]);
});
