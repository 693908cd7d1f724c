import { assert, assertEquals } from "@std/assert";
import { printReport } from "../../../io/report/print_report.ts";
import { exampleInput } from "../../lib/report/example_input.ts";

Deno.test("printReport() prints the best configurations first, and those without a value last", () => {
  const input = exampleInput([
    { params: { lr: "1" }, validation: { accuracy: "0.5" } },
    { params: { lr: "2" }, validation: { accuracy: "0.7" } },
    { params: { lr: "3" }, state: "failed" },
  ]);
  const { text, shown, total, unranked } = printReport(input, "markdown", { best: 10, withFresh: false });
  assertEquals([shown, total, unranked.map(({ failed }) => failed)], [3, 3, [1]]);
  assertEquals(text.trimEnd().split("\n").slice(2).map((line) => line.split(" | ")[0]), ["| 2", "| 1", "| 3"]);
});

Deno.test("printReport() prints fewer configurations if they would not fit into 1 MiB", () => {
  const experiments = Array.from({ length: 600 }, (_, at) => ({
    params: { text: `${at}${"<".repeat(3_000)}` },
    validation: { accuracy: "0.5" },
  }));
  const { text, shown, total } = printReport(exampleInput(experiments), "markdown", { best: 600, withFresh: false });
  assert(new TextEncoder().encode(text).length <= 2 ** 20);
  assert(shown >= 20 && shown < 600, `${shown} shown`);
  assertEquals(total, 600);
});
