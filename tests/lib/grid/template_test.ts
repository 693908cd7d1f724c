import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { placeholders } from "../../../lib/grid/placeholders.ts";
import { parseTemplate } from "../../../lib/grid/template.ts";
import { fillTemplate } from "../../../lib/launch/fill.ts";
import { shellQuote } from "../../../lib/launch/shell_quote.ts";

function fill(source: string | string[], values: Record<string, string | string[]>, form?: "text"): string[] {
  return fillTemplate(parseTemplate(source, form), (name) => values[name]!);
}

Deno.test("placeholders are filled with quoted values in a shell command, and bare ones in an argument list", () => {
  const values = { a: "x y", b: "plain" };
  assertEquals(fill("run {a} --b={b}{a}", values), ["run 'x y' --b=plain'x y'"]);
  assertEquals(fill(["run", "{a}", "--b={b}{a}"], values), ["run", "x y", "--b=plainx y"]);
  assertEquals(fill("{a}!", values, "text"), ["x y!"]);
});

Deno.test("{{ and }} are braces", () => {
  assertEquals(fill("awk '{{print $1}}' ${{HOME}} {{{{{a}}}}}", { a: "1" }), ["awk '{print $1}' ${HOME} {{1}}"]);
  assertEquals(fill(["{{", "}}", "{{a}}"], {}), ["{", "}", "{a}"]);
});

Deno.test("{args} becomes several arguments, in a list each an argument of its own", () => {
  const args = ["--a=x y", "--b=1"];
  assertEquals(fill("run {args}", { args }), ["run '--a=x y' --b=1"]);
  assertEquals(fill(["run", "{args}", "end"], { args }), ["run", "--a=x y", "--b=1", "end"]);
  assertEquals(fill(["run", "{args}"], { args: [] }), ["run"]);
  assertThrows(() => parseTemplate(["run", "x{args}"]), SyntaxError, "{args} must be an argument of its own");
});

Deno.test("a command that cannot be used is refused, with what to do about it", () => {
  const table: [string, string][] = [
    ["run {", '"{" is no placeholder: write "{{" and "}}" for braces'],
    ["run {a", '"{a" is no placeholder'],
    ["run }", 'it has a lone "}": write "}}" for a brace'],
    ["run {}", "is no placeholder"],
    ["run {a b}", "is no placeholder"],
    ["run {a: 1}", "is no placeholder"],
    ["run ${a:-1}", "the shell's ${a:-1} is ${{a:-1}} here"],
    ["run ${HOME}", "the shell's ${HOME} is ${{HOME}} here"],
    ["run $${a}", 'behind a "$"'],
    ["run '{a}'", "the placeholder {a} stands inside ' quotes"],
    ['run "x {a}"', 'inside " quotes'],
    ["run `cat {a}`", "inside ` quotes"],
    ["run \"it's\" '{a}'", "inside ' quotes"],
    ['run "\\" {a}"', 'inside " quotes'],
    ["run \\{a}", "stands behind a backslash"],
    ["run # {a}", "stands in a comment"],
    ["run\n# it's {a}", "stands in a comment"],
    ["run;#{a}", "stands in a comment"],
    [" ", "it is empty"],
    ["a\0", "NUL"],
  ];
  for (const [source, fragment] of table) assertThrows(() => parseTemplate(source), SyntaxError, fragment);
  assertThrows(() => parseTemplate([]), SyntaxError, "empty list");
});

Deno.test("quotes, backslashes and comments around no placeholder are the user's own business", () => {
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

Deno.test("a list's arguments and plain texts are never seen by a shell, so that quotes in them are no problem", () => {
  assertEquals(fill(["'{a}'", "${a}", "\\{a}", "# {a}"], { a: "1" }), ["'1'", "$1", "\\1", "# 1"]);
  assertEquals(fill("'{a}' ${a}", { a: "1" }, "text"), ["'1' $1"]);
});

Deno.test("placeholders() names each once, also dotted ones", () => {
  assertEquals(placeholders(parseTemplate("{a} {config.x.y} {a} {~b} {model.hidden-size}")), [
    "a",
    "config.x.y",
    "~b",
    "model.hidden-size",
  ]);
});

Deno.test("fillTemplate() refuses a NUL character, which no process can be given", () => {
  assertThrows(() => fill("run {a}", { a: "x\0" }), RangeError, "NUL");
});

Deno.test("shellQuote() leaves safe words bare and nothing else", () => {
  assertEquals(["a", "-x=1.5,2:/@%+_"].map(shellQuote), ["a", "-x=1.5,2:/@%+_"]);
  assertEquals(shellQuote(""), "''");
  assertEquals(shellQuote("a'; echo foo"), "'a'\\''; echo foo'");
  for (const text of ["~", "*", "a b", "$x", "#", "é", "\n", "!", "[a]", "{a}", "\\"]) {
    assertEquals(shellQuote(text), `'${text}'`);
  }
  // What a POSIX shell makes of it: quoted stretches and escaped quotes.
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const quoted = shellQuote(text);
    const read = quoted.startsWith("'") ? quoted.slice(1, -1).split("'\\''").join("'") : quoted;
    assertEquals(read, text);
  }));
});

Deno.test("a placeholder in a here-document is refused, one behind it or in a here-string is not", () => {
  const refused = ["cat <<EOF\n{lr}\nEOF\n", "cat <<-'END'\n\tx {lr}\n\tEND\n", "a <<X; b\nX {lr}\nX\n"];
  for (const source of refused) assertThrows(() => parseTemplate(source), SyntaxError, "here-document");
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
