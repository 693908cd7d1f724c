import { assertEquals } from "@std/assert";
import { parseFilter } from "../../../../lib/report/view/filter.ts";
import { exampleReport, EXPERIMENTS } from "./example_report.ts";

const report = exampleReport(EXPERIMENTS);

/** The widths of the configurations that pass, best first. */
function passing(text: string): (string | null)[] {
  const { passes } = parseFilter(text, report);
  const width = report.params.indexOf("width");
  return report.configurations.flatMap(({ params }, index) => passes(index) ? [params[width]!] : []);
}

Deno.test("an empty filter lets all configurations pass", () => {
  assertEquals(passing(""), ["256", "64", "32", "16"]);
  assertEquals(passing("   "), ["256", "64", "32", "16"]);
});

Deno.test("conditions on parameters compare numbers, however they are written", () => {
  assertEquals(passing("width=256"), ["256"]);
  assertEquals(passing("width=256.0"), ["256"]);
  assertEquals(passing("lr=0.001"), ["256", "32"]);
  assertEquals(passing("lr<0.1"), ["256", "32"]);
  assertEquals(passing("width>=32 width<256"), ["64", "32"]);
  assertEquals(passing("width!=16"), ["256", "64", "32"]);
});

Deno.test("a parameter is found by its key or the end of it, a result by its bare name: validation if there are several", () => {
  assertEquals(passing("optimizer.lr=0.1"), ["64", "16"]);
  assertEquals(passing("accuracy>0.93"), ["256", "64"]);
  assertEquals(passing("test_accuracy>0.93"), ["256"]);
  assertEquals(passing("n=2 seconds<=20"), ["32", "16"]);
});

Deno.test("a bare word is looked for in names and values, in upper and lower case", () => {
  assertEquals(passing("adam"), ["32", "16"]);
  assertEquals(passing("ADAM 0.1"), ["16"]);
  assertEquals(passing("nothing"), []);
});

Deno.test("an unknown key is reported with a suggestion, and the other conditions hold", () => {
  assertEquals(
    parseFilter("widht=16", report).problem,
    'no parameter or result is called "widht", did you mean "width"?',
  );
  assertEquals(passing("widht=16 lr=0.1"), ["64", "16"]);
  assertEquals(parseFilter("width=16", report).problem, undefined);
});

Deno.test("a condition that is still being typed has no effect", () => {
  for (const text of ["width=", "width<", 'width="', "lr<"]) {
    assertEquals([passing(text).length, parseFilter(text, report).problem], [4, undefined], text);
  }
});

Deno.test("quotes keep blanks, and hostile texts are only texts", () => {
  const blanks = exampleReport([{ params: { note: "a b" } }, { params: { note: "a" } }]);
  assertEquals(blanks.configurations.map((_, index) => parseFilter('note="a b"', blanks).passes(index)), [true, false]);
  for (const text of ["(((", "[", "\\", "constructor", "a".repeat(3_000)]) assertEquals(passing(text), [], text);
  const { problem } = parseFilter("__proto__=1", report);
  assertEquals([passing("__proto__=1").length, problem], [4, 'no parameter or result is called "__proto__"']);
});
