import { assert, assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { toJson, toScalar, type Value } from "../../../lib/config/value.ts";
import { type ArgumentStyle, printStyles, styleOf } from "../../../lib/grid/settings/argument_style.ts";
import { argumentProblem, writeArguments } from "../../../lib/launch/arguments.ts";
import { fillTemplate } from "../../../lib/launch/command.ts";
import { parseTemplate } from "../../../lib/grid/template.ts";
import { findPython } from "../../can_run.ts";
import { expand, tryExpand, yaml } from "../expand/expand_text.ts";
import { launch } from "./launch.ts";

const SCRIPT = fromFileUrl(new URL("../../fixtures/arguments/parse_arguments.py", import.meta.url));

function write(value: string, style: Partial<ArgumentStyle> = {}, key = "k"): string[] {
  return writeArguments(key, yaml(value), { ...styleOf({}, key), ...style });
}

Deno.test("booleans are values, flags, or flags with a negation; - and _ stay as the axis has them", () => {
  assertEquals(["true", "no"].map((value) => write(value)), [["--k=true"], ["--k=no"]]);
  assertEquals(["true", "no"].map((value) => write(value, { booleans: "flag" }, "use_bn")), [["--use_bn"], []]);
  assertEquals(["yes", "false"].map((value) => write(value, { booleans: "no-flag" }, "use-bn")), [
    ["--use-bn"],
    ["--no-use-bn"],
  ]);
  assertEquals(write("false", { booleans: "no-flag" }, "model.net.use_bn"), ["--model.net.no-use_bn"]);
  assertEquals(write("'true'", { booleans: "flag" }), ["--k=true"], "a string");
});

Deno.test("lists are JSON, several arguments, several options, or joined by commas", () => {
  const lists = (value: string, form: ArgumentStyle["form"] = "--key=value") =>
    (["json", "spaces", "repeat", "comma"] as const).map((lists) => write(value, { lists, form }));
  assertEquals(lists("[64, 1.0, yes, a b]"), [
    ['--k=[64,1,true,"a b"]'],
    ["--k", "64", "1.0", "yes", "a b"],
    ["--k=64", "--k=1.0", "--k=yes", "--k=a b"],
    ["--k=64,1.0,yes,a b"],
  ]);
  assertEquals(lists("[]"), [["--k=[]"], ["--k"], [], ["--k="]]);
  assertEquals(lists("[-1, -0.5, '-']", "--key value").slice(1), [
    ["--k", "-1", "-0.5", "-"],
    ["--k=-1", "--k=-0.5", "--k=-"],
    ["--k=-1,-0.5,-"],
  ]);
  assertEquals(write("[1, [2, {a: 3}]]"), ['--k=[1,[2,{"a":3}]]']);
});

Deno.test("the next argument is never one that begins with -, which parsers would take for an option", () => {
  const form = "--key value";
  assertEquals(write("a b", { form }), ["--k", "a b"]);
  assertEquals(write("''", { form }), ["--k", ""]);
  assertEquals(["-1", "--x", "'-'"].map((value) => write(value, { form })), [["--k=-1"], ["--k=--x"], ["--k=-"]]);
  assertEquals(write("null", { form, null: "omit" }), []);
  assertEquals(write("~", { form }), ["--k", "~"]);
});

Deno.test("what a style cannot say is an error that names another one", () => {
  const problem = (value: string, lists: ArgumentStyle["lists"]) =>
    argumentProblem(yaml(value), { ...styleOf({}, "k"), lists });
  const nested = (lists: string, what: string) =>
    `lists: ${lists} has no form for a ${what} in a list, use lists: json`;
  assertEquals(problem("[1, [2]]", "spaces"), nested("spaces", "list"));
  assertEquals(problem("[{a: 1}]", "repeat"), nested("repeat", "map"));
  assertEquals(problem("[[]]", "comma"), nested("comma", "list"));
  assertEquals(problem("['a,b']", "comma"), 'lists: comma would split "a,b", use lists: repeat or json');
  assertEquals(problem("['']", "comma"), 'lists: comma writes [""] like [], use lists: repeat or json');
  assertEquals(
    problem("[a, -x]", "spaces"),
    'with lists: spaces, parsers take "-x" for an option, use lists: repeat, comma or json',
  );
  assert(problem("[-1e-3]", "spaces") !== undefined);
  assertEquals(problem("['a,b', '', -x]", "repeat"), undefined);
  assertEquals(problem("[1, [2, -x]]", "json"), undefined);
  assertThrows(() => write("['a,b']", { lists: "comma" }), RangeError, "{args} cannot write k: lists: comma");
});

const STYLED = `
grid_axes: {use_bn: [true, false], layers: [[64, 32]], dims: [[1, 2]], name: [null], model: [{deep: yes, lr: -0.1}]}
grid_settings:
  seed: 1
  args: {booleans: flag, lists: spaces, null: omit, form: --key value, keys: {dims: {lists: comma}, model.deep: {booleans: no-flag}}}
`;

Deno.test("{args} has the style of the settings, in shell lines and in lists, and {overrides} has not", () => {
  const list = expand(`${STYLED}  command: [run, "{args}", end]`);
  const words = ["--layers", "64", "32", "--dims", "1,2", "--model.deep", "--model.lr=-0.1", "end"];
  assertEquals([0, 1].map((index) => launch(list, index).argv), [
    ["run", "--use_bn", ...words],
    ["run", ...words],
  ]);
  const line = expand(`${STYLED}  command: "run {args} : {overrides}"`);
  assertEquals(
    launch(line, 1).line,
    "run --layers 64 32 --dims 1,2 --model.deep --model.lr=-0.1 : " +
      "use_bn=false 'layers=[64,32]' 'dims=[1,2]' name=null model.deep=true model.lr=-0.1",
  );
});

Deno.test("the style of arguments changes neither ids nor configurations, and a task can have its own", () => {
  const ids = (text: string) => expand(text).experiments.map(({ id }) => id);
  const rest = "grid_axes: {bn: [true, false]}\ngrid_settings: {command: 'run {args}', seed: 1";
  assertEquals(ids(`${rest}, args: {booleans: flag}}`), ids(`${rest}}`));
  const tasks = "grid_tasks: [{name: a, settings: {args: {keys: {bn: {booleans: value}}}}}, {name: b}]\n";
  const plan = expand(`${tasks}${rest}, args: {booleans: no-flag}}`);
  assertEquals([1, 3].map((index) => launch(plan, index).line), ["run --bn=false", "run --no-bn"]);
});

Deno.test("values that a style cannot say, and keys that no axis has, are errors before anything starts", () => {
  const { messages } = tryExpand(`
grid_axes:
  layers: [[1], [2, [3]]]
  names: {choice: [[a], ["b,c"]]}
  dims: [[1, [2]]]
grid_sample: {n: 2}
grid_settings:
  command: run {args}
  args:
    lists: comma
    keys:
      dims: {lists: json}
      laysers: {lists: json}
`);
  assertEquals(messages, [
    'grid.yaml:13:7: no axis has the key "laysers", did you mean "layers"?',
    "grid.yaml:3:17: {args} cannot write layers: [2, [3]]: lists: comma has no form for a list in a list, use lists: json",
    'grid.yaml:4:25: {args} cannot write names: [b,c]: lists: comma would split "b,c", use lists: repeat or json',
  ]);
  const set = tryExpand("grid_axes: {lr: [1]}\ngrid_settings: {command: 'run {args}', args: {lists: spaces}}", {
    overrides: { set: [["k", yaml("[-x]")]] },
  });
  assert(set.messages[0]!.startsWith("--set k: {args} cannot write k: [-x]: "), set.messages.join());
});

Deno.test("keys of configurations and of --set can have a style, and without {args} a style has no effect", () => {
  const grid = (command: string) =>
    tryExpand(
      `grid_overwrite: {a: {b: 1}}\ngrid_axes: {lr: [1]}\n` +
        `grid_settings:\n  command: ${command}\n  args: {keys: {a.b: {lists: json}, c: {lists: json}}}\n`,
      { overrides: { set: [["c", yaml("1")]] } },
    ).messages;
  assertEquals(grid("run {args} {config}"), []);
  assertEquals(grid("run {lr} {c} {a.b}"), [
    'grid.yaml:5:9: warning: "args" has no effect: it is for {args}, which no command has',
  ]);
});

Deno.test("printStyles() has what differs from the default, in one order", () => {
  assertEquals(printStyles(), "");
  assertEquals(printStyles({ booleans: "value", keys: new Map([["a", { lists: "json" }], ["b", {}]]) }), "");
  assertEquals(
    printStyles({
      form: "--key value",
      lists: "comma",
      keys: new Map([["b", { lists: "json" as const }], ["a", { null: "omit" as const, lists: "comma" as const }]]),
    }),
    "lists: comma, form: --key value, keys: {a: {null: omit}, b: {lists: json}}",
  );
});

// What parsers read.

interface Option {
  readonly name: string;
  readonly kind: "boolean" | "null" | "list" | "one";
  readonly type?: "int" | "float" | "str";
  readonly value: Value;
  readonly style: ArgumentStyle;
}

type Parser = "argparse" | "click" | "tyro";

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0).filter((n) => !Object.is(n, -0));
const ITEMS: Readonly<Record<"int" | "float" | "str", fc.Arbitrary<Value>>> = {
  int: fc.integer().map((n) => toScalar(n)),
  float: fc.oneof(numbers, fc.integer({ min: -99, max: 99 }).map((n) => n / 8 + 0)).map((n) => toScalar(n, "float")),
  // argparse before Python 3.13 loses "--" in `--k=--`.
  str: fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("-x", "-1e-3", "-1", "--k", "", " ", "a b", "a,b", "it's", "$HOME", "k=v", "-", "@x", "\n", "#"),
  ).filter((text) => !text.includes("\0") && text !== "--"),
};

function arbitraryOption(styles: { [Key in keyof ArgumentStyle]: readonly ArgumentStyle[Key][] }, hasNull: boolean) {
  const style = fc.record({
    booleans: fc.constantFrom(...styles.booleans),
    lists: fc.constantFrom(...styles.lists),
    null: fc.constantFrom(...styles.null),
    form: fc.constantFrom(...styles.form),
  });
  const type = fc.constantFrom("int", "float", "str");
  const content: fc.Arbitrary<Omit<Option, "name" | "style">> = fc.oneof(
    fc.boolean().map((value) => ({ kind: "boolean" as const, value: toScalar(value) })),
    ...(hasNull ? [fc.constant({ kind: "null" as const, value: toScalar(null) })] : []),
    type.chain((type) => ITEMS[type].map((value) => ({ kind: "one" as const, type, value }))),
    type.chain((type) =>
      fc.array(ITEMS[type], { maxLength: 4 }).map((value) => ({ kind: "list" as const, type, value }))
    ),
  );
  return fc.record({ content, style }).map(({ content, style }) => ({ ...content, style }))
    .filter(({ value, style }) => argumentProblem(value, style) === undefined);
}

const ALL = {
  booleans: ["value", "flag", "no-flag"],
  lists: ["json", "spaces", "repeat", "comma"],
  null: ["value", "omit"],
  form: ["--key=value", "--key value"],
} as const;

async function checkParser(
  python: string,
  parser: Parser,
  options: fc.Arbitrary<Omit<Option, "name">>,
  nameOf: (index: number) => string,
): Promise<void> {
  // tyro takes 30 ms for each.
  const cases = fc.sample(fc.array(options, { maxLength: 6 }), parser === "tyro" ? 80 : 400).map((list) => {
    const named = list.map((option, index): Option => ({ ...option, name: nameOf(index) }));
    const words = named.flatMap(({ name, value, style }) => writeArguments(name, value, style));
    const [line] = fillTemplate(parseTemplate("{args}"), () => words);
    return { parser, options: named, words, line };
  });
  const input = cases.map((one) => ({
    ...one,
    options: one.options.map(({ name, kind, type, style }) => ({ name, kind, type: type ?? null, style })),
  }));
  const child = new Deno.Command(python, { args: [SCRIPT], stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(input)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  assert(success, new TextDecoder().decode(stderr));
  const answers = JSON.parse(new TextDecoder().decode(stdout));
  for (const [index, { options, words }] of cases.entries()) {
    const values = options.map(({ value }) => JSON.parse(JSON.stringify(toJson(value))));
    assertEquals(answers[index], { values }, JSON.stringify(words));
  }
}

function testParser(parser: Parser, options: fc.Arbitrary<Omit<Option, "name">>, nameOf: (index: number) => string) {
  const probe = `import argparse, ${parser}; argparse.BooleanOptionalAction`;
  const python = findPython(probe);
  const missing = python === undefined ? ` (left out: no python3 in which this works: ${probe})` : "";
  Deno.test({
    name: `what ${parser} reads from the arguments are the values, in every style that it has${missing}`,
    ignore: python === undefined,
    fn: () => checkParser(python!, parser, options, nameOf),
  });
}

const SEPARATORS = ["-", "_", ""];

testParser("argparse", arbitraryOption(ALL, true), (index) => `use${SEPARATORS[index % 3]}k${index}`);

testParser(
  "click",
  arbitraryOption({ ...ALL, lists: ["json", "repeat", "comma"] }, true),
  (index) => `use${SEPARATORS[index % 3]}k${index}`,
);

testParser(
  "tyro",
  arbitraryOption({ booleans: ["no-flag"], lists: ["spaces"], null: ["value"], form: ALL.form }, false),
  (index) => `model.use${SEPARATORS[index % 3]}k${index}`,
);
