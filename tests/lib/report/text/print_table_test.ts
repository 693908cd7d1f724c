import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import type { Report } from "../../../../lib/report/model.ts";
import { printTable, type TableFormat } from "../../../../lib/report/text/print_table.ts";
import { labelsOf } from "../../../../lib/report/view/labels.ts";
import { exampleReport, EXPERIMENTS } from "../view/example_report.ts";

function print(report: Report, format: TableFormat, rows = [0, 1]): string {
  const columns = [report.columns.indexOf("validation_accuracy")];
  return printTable({ report, labels: labelsOf(report), rows, columns }, format);
}

Deno.test("Markdown has the digits of the terminal, and numbers on the right", () => {
  assertEquals(
    print(exampleReport(EXPERIMENTS), "markdown"),
    [
      "| lr | width | optimizer.name | n | validation\\_accuracy |",
      "| --- | --- | --- | ---: | ---: |",
      "| 1e-3 | 256 | sgd | 2 | 0.9605 ± 0.0007 |",
      "| 0.1 | 64 | sgd | 2 | 0.9405 ± 0.0007 |",
      "",
    ].join("\n"),
  );
});

Deno.test("LaTeX is a table for booktabs, with the best value of the ranked result in bold", () => {
  assertEquals(
    print(exampleReport(EXPERIMENTS), "latex"),
    [
      "\\begin{tabular}{lllrr}",
      "\\toprule",
      "lr & width & optimizer.name & n & validation\\_accuracy \\\\",
      "\\midrule",
      "1e-3 & 256 & sgd & 2 & \\textbf{0.9605} $\\pm$ 0.0007 \\\\",
      "0.1 & 64 & sgd & 2 & 0.9405 $\\pm$ 0.0007 \\\\",
      "\\bottomrule",
      "\\end{tabular}",
      "",
    ].join("\n"),
  );
});

Deno.test("CSV has all digits, names and keys", () => {
  const [row] = parse(print(exampleReport(EXPERIMENTS), "csv", [0]), { skipFirstRow: true });
  assertEquals(row, {
    experiment_name: "mlp-optimizer.lr=1e-3-width=256-optimizer.name=sgd",
    "param_optimizer.lr": "1e-3",
    param_width: "256",
    "param_optimizer.name": "sgd",
    n: "2",
    failed: "0",
    validation_accuracy_mean: "0.9604999999999999",
    validation_accuracy_std: "0.0007071067811865481",
  });
});

Deno.test("texts that others chose are escaped in each format", () => {
  const hostile = 'a|b`c`<script>&_$%#{}\\~^@org\u001b[2J\n=1,"x"';
  const report = exampleReport([{ params: { x: hostile } }, { params: { x: "=1+1" } }]);
  const markdown = print(report, "markdown");
  assertEquals(markdown.trimEnd().split("\n").length, 4);
  assertStringIncludes(
    markdown,
    '| a\\|b\\`c\\`&lt;script&gt;&amp;\\_\\$%\\#\\{\\}\\\\\\~^&#64;org\ufffd\\[2J?=1,"x" |',
  );
  assertStringIncludes(
    print(report, "latex"),
    "a\\textbar{}b`c`\\textless{}script\\textgreater{}\\&\\_\\$\\%\\#\\{\\}\\textbackslash{}\\textasciitilde{}\\textasciicircum{}@org\ufffd[2J?=1,\\textquotedbl{}x\\textquotedbl{} & ",
  );
  const rows = parse(print(report, "csv"), { skipFirstRow: true });
  assertEquals(rows.map((row) => row.param_x), report.configurations.map(({ params }) => params[0]!));
});
