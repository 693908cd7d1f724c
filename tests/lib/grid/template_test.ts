import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { parseTemplate, placeholders } from "../../../lib/grid/template.ts";
import { fillTemplate } from "../../../lib/launch/command.ts";
import { shellQuote } from "../../../lib/messages/text.ts";

function fill(source: string | string[], values: Record<string, string | string[]>, form?: "text"): string[] {
  return fillTemplate(parseTemplate(source, form), (name) => values[name]!);
}

Deno.test("placeholders are quoted in a shell command and not in an argument list", () => {
  const values = { a: "x y", b: "plain" };
  assertEquals(fill("run {a} --b={b}{a}", values), ["run 'x y' --b=plain'x y'"]);
  assertEquals(fill(["run", "{a}", "--b={b}{a}"], values), ["run", "x y", "--b=plainx y"]);
  assertEquals(fill("{a}!", values, "text"), ["x y!"]);
});

Deno.test("{{ and }} are literal braces", () => {
  assertEquals(fill("awk '{{print $1}}' ${{HOME}} {{{{{a}}}}}", { a: "1" }), ["awk '{print $1}' ${HOME} {{1}}"]);
  assertEquals(fill(["{{", "}}", "{{a}}"], {}), ["{", "}", "{a}"]);
});

Deno.test("{args} expands to several arguments, separate items in a list", () => {
  const args = ["--a=x y", "--b=1"];
  assertEquals(fill("run {args}", { args }), ["run '--a=x y' --b=1"]);
  assertEquals(fill(["run", "{args}", "end"], { args }), ["run", "--a=x y", "--b=1", "end"]);
  assertEquals(fill(["run", "{args}"], { args: [] }), ["run"]);
  assertThrows(() => parseTemplate(["run", "x{args}"]), SyntaxError, "{args} stands for several arguments");
});

Deno.test("an invalid command is rejected with a solution", () => {
  const table: [string, string][] = [
    ["run {", '"{" is not a placeholder: write "{{" and "}}" for literal braces'],
    ["run {a", '"{a" is not a placeholder'],
    ["run }", 'unmatched "}": write "}}" for a literal brace'],
    ["run {}", "is not a placeholder"],
    ["run {a b}", "is not a placeholder"],
    ["run {a: 1}", "is not a placeholder"],
    ["run ${a:-1}", "and ${{a:-1}} for the shell variable"],
    ["run ${HOME}", 'placeholder {HOME} follows a "$": write ${{HOME}} for the shell variable'],
    ["run $${a}", 'placeholder {a} follows a "$": write ${{a}} for the shell variable'],
    ["run '{a}'", "placeholder {a} is inside ' quotes"],
    ['run "x {a}"', 'inside " quotes'],
    ["run `cat {a}`", "inside ` quotes"],
    ["run \"it's\" '{a}'", "inside ' quotes"],
    ['run "\\" {a}"', 'inside " quotes'],
    ["run \\{a}", "follows a backslash"],
    ["run # {a}", "is in a comment"],
    ["run\n# it's {a}", "is in a comment"],
    ["run;#{a}", "is in a comment"],
    [" ", "expected a command, got an empty string"],
    ["a\0", "NUL"],
  ];
  for (const [source, fragment] of table) assertThrows(() => parseTemplate(source), SyntaxError, fragment);
  assertThrows(() => parseTemplate([]), SyntaxError, "empty list");
});

Deno.test("quotes, backslashes and comments without placeholders are accepted", () => {
  for (
    const source of [
      "echo 'a' {a} \"b\"",
      "echo \\' {a}",
      "echo \\\\{a}",
      "echo '\\' {a}",
      "echo '$'{a}",
      "echo \\${a}",
      "echo # it's a comment\necho {a}",
      "echo a#b{a}",
      "echo ${{#array}} {a}",
      'echo "$(date)" {a}',
      "echo $# {a}",
    ]
  ) assertEquals(placeholders(parseTemplate(source)), ["a"], source);
});

Deno.test("arguments in lists and plain texts can have quotes around placeholders", () => {
  assertEquals(fill(["'{a}'", "${a}", "\\{a}", "# {a}"], { a: "1" }), ["'1'", "$1", "\\1", "# 1"]);
  assertEquals(fill("'{a}' ${a}", { a: "1" }, "text"), ["'1' $1"]);
});

Deno.test("placeholders() returns each name once, also dotted ones", () => {
  assertEquals(placeholders(parseTemplate("{a} {config.x.y} {a} {~b} {model.hidden-size}")), [
    "a",
    "config.x.y",
    "~b",
    "model.hidden-size",
  ]);
});

Deno.test("fillTemplate() rejects NUL characters", () => {
  assertThrows(() => fill("run {a}", { a: "x\0" }), RangeError, "NUL");
});

Deno.test("shellQuote() only leaves safe words unquoted", () => {
  assertEquals(["a", "-x=1.5,2:/@%+_"].map(shellQuote), ["a", "-x=1.5,2:/@%+_"]);
  assertEquals(shellQuote(""), "''");
  assertEquals(shellQuote("a'; echo foo"), "'a'\\''; echo foo'");
  for (const text of ["~", "*", "a b", "$x", "#", "é", "\n", "!", "[a]", "{a}", "\\"]) {
    assertEquals(shellQuote(text), `'${text}'`);
  }
  // How a POSIX shell reads it: quoted parts and escaped quotes.
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const quoted = shellQuote(text);
    const read = quoted.startsWith("'") ? quoted.slice(1, -1).split("'\\''").join("'") : quoted;
    assertEquals(read, text);
  }));
});

Deno.test("a placeholder in a here-document is rejected; after it or in a here-string it is accepted", () => {
  const rejected = ["cat <<EOF\n{lr}\nEOF\n", "cat <<-'END'\n\tx {lr}\n\tEND\n", "a <<X; b\nX {lr}\nX\n"];
  for (const source of rejected) assertThrows(() => parseTemplate(source), SyntaxError, "here-document");
  for (
    const source of [
      "cat <<EOF\nx\nEOF\ntrain {lr}",
      "cat <<EOF; train {lr}\nx\nEOF\n",
      "cat <<<{lr}",
      "cat <<<x\ntrain {lr}",
    ]
  ) {
    assertEquals(placeholders(parseTemplate(source)), ["lr"]);
  }
});
