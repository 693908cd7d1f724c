import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { parseHTML } from "linkedom";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { renderPage } from "../../../../lib/report/page/render_page.tsx";
import type { ReportInput } from "../../../../lib/report/report_input.ts";
import { type ExampleExperiment, exampleInput } from "../example_input.ts";
import { exampleStudy } from "../example_study.ts";
import { normals } from "../statistics/random.ts";
import { EXPERIMENTS } from "../view/example_report.ts";

const SCRIPT = 'console.log("</script>");\n';

function render(input: ReportInput, packed = new Map<string, string>()): string {
  return renderPage({ ...buildReport(input, { parts: 100, withRuns: true }), packed, script: SCRIPT });
}

/** The text of an element, with single blanks. */
function textOf(html: string, selector: string): string {
  const { document } = parseHTML(html);
  return (document.querySelector(selector)?.textContent ?? "").replaceAll(/\s+/g, " ").trim();
}

Deno.test("the policy permits the script and the style sheet of the page by their hashes, and nothing else", () => {
  const html = render(exampleInput(EXPERIMENTS));
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const script = /<script>([^]*?)<\/script>/.exec(html)![1]!;
  const style = /<style>([^]*?)<\/style>/.exec(html)![1]!;
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1];
  assertEquals(
    policy,
    `default-src 'none'; script-src ${hash(script)}; style-src ${
      hash(style)
    }; img-src data: blob:; base-uri 'none'; form-action 'none'`,
  );
  const body = html.slice(html.indexOf("<body>"), html.indexOf('<script type="application/json"'));
  assertEquals(body.match(/\sstyle=|\son[a-z]+=|<style|<script|https?:/g), null);
});

Deno.test("a page is the same each time", () => {
  const input = () => exampleStudy({ axes: [3, 2, 2], repetitions: 2, rows: 20 });
  assertEquals(render(input()), render(input()));
});

Deno.test("no text of a report can end an element or begin another one", () => {
  const text = "</script></style></title><script>alert(1)</script><!--";
  const html = render(
    exampleInput([{ params: { [text]: text }, validation: { [text]: "1" } }, {
      params: { [text]: "x" },
      state: "failed",
      failure: { lines: [text], log: `${text}/a.log` },
    }], { warnings: [text] }),
    new Map([["data-runs", "AAAA"]]),
  );
  assertEquals(html.match(/<script/g)!.length, 3);
  assertEquals(html.match(/<\/script/g)!.length, 3);
  assertEquals(html.match(/<!--/g), null);
  assertEquals(html.includes("<script>alert"), false);
});

Deno.test("the page has the first 200 configurations, and says how many there are", () => {
  const html = render(exampleStudy({ axes: [15, 10, 1], repetitions: 1, rows: 0 }));
  assertEquals(html.match(/<tr data-name=/g)!.length, 200);
  assertStringIncludes(textOf(html, ".more"), "200 of 300 configurations are shown.");
});

Deno.test("the verdict says how certain it is", () => {
  const study = (values: readonly (readonly number[])[], more: Partial<ExampleExperiment> = {}): ExampleExperiment[] =>
    values.flatMap((list, at) =>
      list.map((accuracy, repetition) => ({
        params: { lr: String(at) },
        repetition,
        validation: { accuracy: String(accuracy) },
        ...more,
      }))
    );
  const verdict = (experiments: readonly ExampleExperiment[], changes: Partial<ReportInput> = {}) => {
    const html = render(exampleInput(experiments, changes));
    return `${textOf(html, "h1")}. ${textOf(html, ".lead")}`;
  };
  const lead = "It has the highest validation_accuracy of 3 configurations";
  assertEquals(
    verdict(study([[0.9, 0.91], [0.5, 0.51], [0.4, 0.41]])),
    `lr 0 is best. ${lead}, and no other of the 3 compared is likely to be the best (95 % confidence).`,
  );
  assertEquals(
    verdict(study([[0.9, 0.91], [0.9, 0.905], [0.4, 0.41]])),
    `lr 0 leads. ${lead}. 1 other may as well be the best (95 % confidence): the difference may be chance.`,
  );
  assertEquals(
    verdict(study([[0.9], [0.8], [0.7]])),
    `lr 0 leads. ${lead}, but a single result: without repetitions, nothing shows whether that is more than chance.`,
  );
  assertEquals(
    verdict(study([[0.9, 0.91]])),
    "mlp-lr=0 is the only configuration. Ranked by validation_accuracy.",
  );
  assertEquals(
    verdict(study([[0.9, 0.91], [0.5, 0.51]]), { ranking: undefined }),
    "2 configurations, 4 experiments. There is no metric to rank by: choose one with --metric.",
  );
  assertEquals(
    verdict(study([[0.9, 0.91], [0.5]])),
    "lr 0 leads. It has the highest validation_accuracy of 2 configurations. " +
      "There is no other configuration with repetitions to compare it with.",
  );
});

Deno.test("all runs failed only if none can succeed any more, and the verdict names the cause, with or without a metric", () => {
  const failed: ExampleExperiment = { params: { lr: "1" }, state: "failed", failure: { lines: ["ValueError: no"] } };
  const verdict = (states: readonly NonNullable<ExampleExperiment["state"]>[], changes: Partial<ReportInput> = {}) => {
    const others = states.map((state, at): ExampleExperiment => ({ params: { lr: String(2 + at) }, state }));
    const html = render(exampleInput([failed, ...others], { ranking: undefined, ...changes }));
    const [, second] = html.match(/<section id="[a-z]+"/g)!;
    return [textOf(html, "h1"), textOf(html, "#verdict .lead"), second!.includes("failures")];
  };
  const rest = ["The most frequent cause: ValueError: no", true];
  const allFailed = ["All runs failed", ...rest];
  assertEquals(verdict([]), allFailed);
  assertEquals(verdict(["timed_out", "lost"], { unranked: "there are no results yet" }), allFailed);
  for (const state of ["running", "interrupted", "blocked", "unknown"] as const) {
    assertEquals(verdict([state]), ["There is no trained model yet", ...rest]);
  }
  assertEquals(verdict([], { pending: 1 }), ["There is no trained model yet", ...rest]);
  const html = render(exampleInput([{}], { ranking: undefined }));
  assertEquals(textOf(html, "#verdict .lead"), "There are no results to rank by.");
});

Deno.test("a configuration that leads because its other repetitions failed stays first, and the best complete one is named", () => {
  const experiments: ExampleExperiment[] = [
    { params: { lr: "1" }, repetition: 0, validation: { accuracy: "0.99" } },
    { params: { lr: "1" }, repetition: 1, state: "failed", failure: {} },
    ...[0, 1].map((repetition) => ({ params: { lr: "2" }, repetition, validation: { accuracy: `0.9${repetition}` } })),
    ...[0, 1].map((repetition) => ({ params: { lr: "3" }, repetition, validation: { accuracy: `0.8${repetition}` } })),
  ];
  const html = render(exampleInput(experiments));
  assertEquals(textOf(html, "h1"), "lr 1 leads");
  assertStringIncludes(
    textOf(html, "#verdict"),
    "It has the highest validation_accuracy of 3 configurations, but a single result, because its other repetitions " +
      "failed: it may be luck.The best configuration without failures is lr 2.",
  );
  const [first, second] = html.match(/<tr data-name="[^"]*"(?: data-candidate(?:="")?)?/g)!;
  assert(!first!.includes("data-candidate") && second!.includes("data-candidate"));
});

Deno.test("diverged models are counted at the edge of the charts of parameters, and do not set their scale", () => {
  const experiments = Array.from({ length: 12 }, (_, at): ExampleExperiment => ({
    params: { lr: String(1 + at % 3) },
    repetition: Math.floor(at / 3),
    validation: { accuracy: at === 11 ? "-1000" : String(0.9 + at / 1_000) },
  }));
  const html = render(exampleInput(experiments));
  assertStringIncludes(textOf(html, "#parameters"), "1 model diverged");
  assertStringIncludes(textOf(html, "#parameter-1 svg"), "▾ 1");
  assertEquals(/[-−]\d/.test(textOf(html, "#parameter-1 svg")), false);
});

Deno.test("beside a winner that early stopping has selected are its fresh seeds, in the table, too", () => {
  const seed = (lr: string, repetition: number, accuracy: string): ExampleExperiment => ({
    params: { lr },
    repetition,
    validation: { accuracy },
    ...(repetition === 0 && { judged: true }),
  });
  const others = [seed("2", 0, "0.4"), seed("2", 1, "0.3")];
  const html = render(exampleInput([seed("1", 0, "0.9"), seed("1", 1, "0.5"), seed("1", 2, "0.7"), ...others]));
  assertStringIncludes(
    textOf(html, "#verdict"),
    "Its mean includes the seed that early stopping selected, and is likely too good; its fresh seeds were not selected.",
  );
  assertStringIncludes(textOf(html, "#verdict .figures"), "validation_accuracy, fresh seeds0.6000 ± 0.1414n = 2");
  assertStringIncludes(textOf(html, "#configurations thead"), "fresh seeds");
  assertStringIncludes(textOf(html, "#configurations tbody tr"), "0.7000 ± 0.20000.6000 ± 0.1414");
  const single = render(exampleInput([seed("1", 0, "0.9"), seed("2", 0, "0.4")]));
  assertStringIncludes(textOf(single, "#verdict"), "Its result is of the seed that early stopping selected");
  assertEquals(textOf(single, "#configurations thead").includes("fresh"), false);
  const plain = render(exampleInput([seed("1", 1, "0.9"), seed("1", 2, "0.8"), seed("2", 1, "0.4")]));
  assertEquals(textOf(plain, "main").includes("fresh"), false);
});

Deno.test("the heading of the parameters names what explains most, an estimate with its interval, and nothing that may be chance", () => {
  const headingOf = (effect: number, isDrawn: boolean) => {
    const normal = normals(5);
    const experiments = Array.from({ length: 48 }, (_, at): ExampleExperiment => {
      const [lr, width] = isDrawn ? [normal(), normal()] : [at % 4, Math.floor(at / 4) % 4];
      return {
        params: { lr: String(lr), width: String(width) },
        repetition: isDrawn ? 0 : Math.floor(at / 16),
        validation: { accuracy: String(0.9 + effect * lr! + 0.01 * normal()) },
      };
    });
    return textOf(render(exampleInput(experiments)), "#parameters h2");
  };
  assertMatch(headingOf(0.02, false), /^lr explains \d\d % of the variance of validation_accuracy$/);
  assertMatch(
    headingOf(0.02, true),
    /^lr explains about \d\d % \(\d\d–\d\d %\) of the variance of validation_accuracy$/,
  );
  for (const isDrawn of [false, true]) {
    assertEquals(headingOf(0, isDrawn), "No parameter explains more of validation_accuracy than chance does");
  }
});
