import { assertEquals } from "@std/assert";
import type { Report } from "../../../../lib/report/model.ts";
import { sortConfigurations } from "../../../../lib/report/view/order.ts";
import type { SortKey } from "../../../../lib/report/view/page_state.ts";
import { exampleReport, EXPERIMENTS } from "./example_report.ts";

function sorted(report: Report, by: SortKey, descending: boolean): (string | null | undefined)[] {
  const indices = Array.from(report.configurations.keys());
  return sortConfigurations(indices, { by, descending }, report).map((index) =>
    report.configurations[index]!.params.at(-1)
  );
}

Deno.test("numbers are sorted by their values, not by their digits", () => {
  const report = exampleReport([{ params: { x: "9" } }, { params: { x: "10" } }, { params: { x: "1e1.5" } }, {
    params: { x: "-1" },
  }]);
  assertEquals(sorted(report, { kind: "param", index: 0 }, false), ["-1", "9", "10", "1e1.5"]);
  assertEquals(sorted(report, { kind: "param", index: 0 }, true), ["10", "9", "-1", "1e1.5"]);
});

Deno.test("what has no value, and NaN, comes last in either direction", () => {
  const report = exampleReport([
    { params: { x: "a" }, validation: { accuracy: "NaN" } },
    { params: { x: "b" } },
    { params: { x: "c" }, validation: { accuracy: "0.5" } },
    { params: { x: "d" }, validation: { accuracy: "0.9" } },
  ]);
  const column = report.columns.indexOf("validation_accuracy");
  assertEquals(sorted(report, { kind: "result", index: column }, true), ["d", "c", "a", "b"]);
  assertEquals(sorted(report, { kind: "result", index: column }, false), ["c", "d", "a", "b"]);
});

Deno.test("equal ones keep the order of the ranking, in either direction", () => {
  const report = exampleReport(EXPERIMENTS);
  const ranked = report.configurations.map(({ params }) => params.at(-1));
  assertEquals(sorted(report, { kind: "n" }, true), ranked);
  assertEquals(sorted(report, { kind: "failed" }, false), ranked);
});
