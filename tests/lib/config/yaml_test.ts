import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isScalar, scalarOf, type Value, type ValueMap } from "../../../lib/config/value.ts";
import { locate, parseYaml, printYaml, YamlError } from "../../../lib/config/yaml.ts";
import { yaml } from "../expand/expand_text.ts";
import { arbitraryMap, arbitraryValue } from "./arbitrary_value.ts";

Deno.test("any configuration survives printYaml() and parseYaml()", () => {
  fc.assert(
    fc.property(arbitraryMap(), (config) => {
      assertEquals(parseYaml(printYaml(config), "x").value, config as Value);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("any value that is not a map survives printYaml() and parseYaml()", () => {
  fc.assert(
    fc.property(arbitraryValue(), (value) => assertEquals(parseYaml(printYaml([value]), "x").value, [value])),
    { numRuns: 2000 },
  );
});

Deno.test("printYaml() prints its parsed output the same way again", () => {
  fc.assert(
    fc.property(arbitraryMap(), (config) => {
      const once = printYaml(config);
      assertEquals(printYaml(parseYaml(once, "x").value), once);
    }),
    { numRuns: 500 },
  );
});

Deno.test("parseYaml() keeps the text of numbers, booleans, nulls and dates", () => {
  for (const text of "1.0 yes off 010 0x1F 1_000 12:30 .inf 2020-01-01 ~ 9223372036854775809 +5 -0".split(" ")) {
    assertEquals(printYaml(yaml(`a: ${text}`)), `a: ${text}\n`);
  }
});

Deno.test("parseYaml() reads numbers of YAML 1.2, and printYaml() writes them for PyYAML", () => {
  for (
    const [text, printed] of [
      ["1e-4", "1.0e-4"],
      ["1e5", "1.0e+5"],
      ["1E5", "1.0E+5"],
      ["-.5", "-0.5"],
      ["1.5e3", "1.5e+3"],
      ["5.e5", "5.0e+5"],
    ] as const
  ) assertEquals(printYaml(yaml(`a: ${text}`)), `a: ${printed}\n`);
});

Deno.test("parseYaml() keeps strings that only look like numbers", () => {
  for (const text of ["1e", "e5", "+.5", "1.2.3", "1,000", "0o7x", "1-2", "+", "-", ".", "a1"]) {
    assertEquals((yaml(`a: "x"\nb: ${text === "-" ? '"-"' : text}`) as ValueMap).get("b"), text);
  }
});

Deno.test("parseYaml() distinguishes number and boolean keys from strings with the same text", () => {
  const map = yaml("1: a\n'1': b\nyes: c\n'yes': d\n~: e\n'~': f\n") as ValueMap;
  assertEquals(map.size, 6);
  assertEquals(map.get("1"), "b");
  assertEquals(map.get(scalarOf("1")!), "a");
  assertEquals(parseYaml(printYaml(map), "x").value, map as Value);
});

Deno.test("parseYaml() follows explicit tags", () => {
  assertEquals(yaml("!!str 1"), "1");
  assertEquals(yaml("!!float 1"), scalarOf("1.0")!);
  assertEquals(yaml("!!float 1_0"), scalarOf("1_0.0")!);
  assertEquals(yaml('!!int "3"'), scalarOf("3")!);
  assertEquals(yaml("!!bool 'no'"), scalarOf("no")!);
  assertEquals(yaml("!!null ''"), scalarOf("null")!);
  assertEquals(yaml("a: !!python/tuple [1, x]\nb: !!python/tuple\n- 2\n"), yaml("a: [1, x]\nb: [2]"));
  assertThrows(() => yaml("!!int x"), YamlError, "int");
  assertThrows(() => yaml("!!python/object:os.system {}"), YamlError, "tag");
});

Deno.test("parseYaml() merges maps with <<, and keys of the map itself win", () => {
  const value = yaml("x: &x {p: 1, q: 2}\ny:\n  <<: *x\n  q: 3\nz:\n  <<: [*x, {p: 5, r: 1}]\n") as ValueMap;
  assertEquals(printYaml(value.get("y")!), "p: 1\nq: 3\n");
  assertEquals(printYaml(value.get("z")!), "p: 1\nq: 2\nr: 1\n");
});

Deno.test("parseYaml() merges common keys into a thousand tasks", () => {
  const tasks = Array.from({ length: 1000 }, (_, n) => `- {<<: *x, k${n}: 1}`).join("\n");
  const keys = Array.from({ length: 30 }, (_, n) => `c${n}: ${n}`).join(", ");
  const value = yaml(`x: &x {${keys}}\ny:\n${tasks}\n`) as ValueMap;
  assertEquals((value.get("y") as ValueMap[])[999]!.size, 31);
});

Deno.test("printYaml() expands aliases", () => {
  assertEquals(printYaml(yaml("a: &x [1]\nb: *x\n")), "a:\n  - 1\nb:\n  - 1\n");
});

Deno.test("parseYaml() accepts a byte order mark, CRLF and document markers", () => {
  for (const text of ["\ufeffa: 1", "a: 1\r\nb: 2\r\n".slice(0, 6), "---\na: 1\n...\n", "%YAML 1.1\n---\na: 1\n"]) {
    assertEquals(printYaml(yaml(text)), "a: 1\n");
  }
});

Deno.test("parseYaml() reads a file that is empty or has only comments as an empty map", () => {
  for (const text of ["", "\n", "# nothing\n", "\ufeff"]) assertEquals(yaml(text), new Map());
});

Deno.test("parseYaml() rejects invalid YAML with its position", () => {
  const table: [string, number, number, string][] = [
    ["a: [1, 2", 1, 9, "flow collection"],
    ["a: [\n1\n\n", 4, 1, "unexpected end of the stream within a flow collection"],
    ["a: {\nb: [\n1\n}\n", 4, 1, "missed comma between flow collection entries"],
    ["a: 1\n\tb: 2\n", 2, 1, "tab"],
    ["a: 1\na: 2\n", 2, 1, 'duplicate key "a"'],
    ["a: *nowhere\n", 1, 4, 'unidentified alias "nowhere"'],
    ["a: !foo 1\n", 1, 4, "unknown scalar tag"],
    ["a: x: y\n", 1, 5, ""],
    ['a: "x\n', 2, 1, ""],
    ["? [a]\n: 1\n", 1, 1, "expected a scalar as the key"],
  ];
  for (const [text, line, column, fragment] of table) {
    const error = assertThrows(() => yaml(text), YamlError, fragment);
    assertEquals([text, error.position?.line], [text, line]);
    assert(Math.abs(error.position!.column - column) <= 2, `${text}: column ${error.position!.column}`);
  }
});

Deno.test("parseYaml() rejects several documents", () => {
  assertThrows(() => yaml("a: 1\n---\nb: 2\n"), YamlError, "expected one YAML document, got several");
});

Deno.test("parseYaml() rejects a billion laughs immediately", () => {
  const lines = ["a0: &a0 [lol]"];
  for (let n = 1; n < 12; n++) lines.push(`a${n}: &a${n} [${Array(10).fill(`*a${n - 1}`).join(", ")}]`);
  assertThrows(() => yaml(lines.join("\n")), YamlError, "200000 nodes");
});

Deno.test("parseYaml() rejects maps that grow too large by merging before they fill the memory", () => {
  const keys = Array.from({ length: 3000 }, (_, n) => `k${n}: ${n}`).join(", ");
  const copies = Array.from({ length: 3000 }, () => "- {<<: *x}").join("\n");
  assertThrows(() => yaml(`x: &x {${keys}}\ny:\n${copies}\n`), YamlError, "200000");
});

Deno.test("parseYaml() rejects deep nesting and an alias to a node that contains it", () => {
  assertThrows(() => yaml("[".repeat(5000) + "]".repeat(5000)), YamlError, "");
  assertThrows(() => yaml("{a: ".repeat(5000) + "}".repeat(5000)), YamlError, "");
  assertThrows(() => yaml("a: &a [*a]"), YamlError, "");
  assertThrows(() => yaml("&a {b: *a}"), YamlError, "");
  const deep = Array.from({ length: 150 }, (_, n) => `a${n}: &a${n} [${n === 0 ? "" : `*a${n - 1}`}]`).join("\n");
  assertThrows(() => yaml(deep), YamlError, "deeper than 100 levels");
});

Deno.test("locate() finds keys and items, also aliased and merged ones, or the deepest part that exists", () => {
  const text = "x: &x\n  p: 1\nlist:\n  - a: 1\n    b: [5, 6]\n  - <<: *x\n    c: 1\n1: {yes: 2}\nd: *x\n";
  const file = parseYaml(text, "x");
  const at = (...path: (string | number)[]) => {
    const { line, column } = locate(file, path);
    return `${line}:${column}`;
  };
  assertEquals(at(), "1:1");
  assertEquals(at("x", "p"), "2:3");
  assertEquals(at("list"), "3:1");
  assertEquals(at("list", 0), "4:5");
  assertEquals(at("list", 0, "b"), "5:5");
  assertEquals(at("list", 0, "b", 1), "5:12");
  assertEquals(at("list", 1, "c"), "7:5");
  assertEquals(at("list", 1, "p"), "2:3");
  assertEquals(at("1", "yes"), "8:5");
  assertEquals(at("d", "p"), "2:3");
  assertEquals(at("list", 0, "nothing", "here"), "4:5");
  assertEquals(at("nothing"), "1:1");
});

Deno.test("locate() finds the value of a key, and where the text of a block begins", () => {
  const text = "s:\n  a: run x\n  b: 'y'\n  c: [p, q]\n  d: >-\n    run\n  e:\n    - p\n";
  const place = (...path: string[]) => {
    const { line, column } = locate(parseYaml(text, "f"), path, "value");
    return `${line}:${column}`;
  };
  assertEquals(["a", "b", "c", "d", "e"].map((key) => place("s", key)), ["2:6", "3:6", "4:6", "6:5", "8:5"]);
  assertEquals(place("s", "f"), place("s"));
});

Deno.test("locate() is fast for deeply nested merges", () => {
  const lines = ["a0: &a0 {p: 1}"];
  for (let n = 1; n < 30; n++) lines.push(`a${n}: &a${n} {<<: [${Array(8).fill(`*a${n - 1}`).join(", ")}]}`);
  const file = parseYaml(lines.join("\n"), "x");
  assertEquals(locate(file, ["a29", "p"]), { line: 1, column: 10 });
  assertEquals(locate(file, ["a29", "nothing"]), { line: 30, column: 1 });
});

Deno.test("locate() counts lines of CRLF files and columns after a byte order mark like an editor", () => {
  const file = parseYaml("\ufeffa: 1\r\nb:\r\n  c: 1\r\n", "x");
  assertEquals(locate(file, ["a"]), { line: 1, column: 1 });
  assertEquals(locate(file, ["b", "c"]), { line: 3, column: 3 });
});

Deno.test("scalars with the same text are the same object", () => {
  assert(scalarOf("1.0") === scalarOf("1.0"));
  assert(isScalar((yaml("[1.0]") as Value[])[0]) && (yaml("[1.0]") as Value[])[0] === scalarOf("1.0"));
});

Deno.test("parseYaml() accepts flow collections and quoted strings with any indentation, as PyYAML does", () => {
  for (
    const [text, same] of [
      ["a: {\nb: [\n1,\n2\n]\n}\nc: 3\n", "{a: {b: [1, 2]}, c: 3}"],
      ["a:\n  - x: {\n    y: 1\n}\n    z: 2\n", "{a: [{x: {y: 1}, z: 2}]}"],
      ["a: [ # it's [\n'b ]', # }\n]\n", "{a: ['b ]']}"],
      ["a: \"b\n{ c\"\nd: 'e\n\nf'\n", '{a: "b { c", d: "e\\nf"}'],
      ["a: |\n  {\n  [\nb: {\n}\n", '{a: "{\\n[\\n", b: {}}'],
      ["a: b {\n  c [\nd: [\n]\n", '{a: "b { c [", d: []}'],
      ["a: [it's, \"b'\", c\nd]\n", '{a: ["it\'s", "b\'", "c d"]}'],
      ["a: &x {\n}\nb: !!map {\n}\nc: [*x\n]\n", "{a: {}, b: {}, c: [{}]}"],
      ["a: [\r\n1\r\n]\r\nb: 2\r\n", "{a: [1], b: 2}"],
      ["- {\n}\n- - [\n]\n", "[{}, [[]]]"],
    ] as const
  ) assertEquals([text, yaml(text)], [text, yaml(same)]);
});

Deno.test("parseYaml() still rejects what is indented too little outside of flow collections", () => {
  for (const text of ["a:\n  b: 1\n c: 2\n", "a: [\n---\n]\n", "a: {\nb: 1\nc: 2\n", "a: [\n]\n b: 1\n"]) {
    assertThrows(() => yaml(text), YamlError, "");
  }
});

Deno.test("positions in files with such lines are those that an editor shows", () => {
  const file = parseYaml("a: {\nb: [\n 1,\n  xyz\n],\n  c: 1\n}\nd: 1\n", "x");
  const at = (...path: (string | number)[]) => Object.values(locate(file, path)).join(":");
  assertEquals(
    [at("a", "b"), at("a", "b", 0), at("a", "b", 1), at("a", "c"), at("d")],
    ["2:1", "3:2", "4:3", "6:3", "8:1"],
  );
  const error = assertThrows(() => yaml("a: {\nb: [\n]\n}\nc: [\nb: !foo 1\n]\n"), YamlError, "unknown scalar tag");
  assertEquals(error.position, { line: 6, column: 4 });
});
