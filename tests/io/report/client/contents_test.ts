/** Reports of all kinds in a browser: what they show, and that they are safe and accessible. */
import { assertEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import type { ReportInput } from "../../../../lib/report/report_input.ts";
import { type ExampleExperiment, exampleGrid, exampleInput } from "../../../lib/report/example_input.ts";
import { exampleStudy } from "../../../lib/report/example_study.ts";
import { EXPERIMENTS } from "../../../lib/report/view/example_report.ts";
import { browserOfFile, HAS_CHROMIUM } from "./browser.ts";

const ignore = !HAS_CHROMIUM;
const browser = browserOfFile();

const FAILURE = { lines: ["Traceback (most recent call last):", "ValueError: expected 3 channels, got 1"] };
const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "__proto__",
  "constructor",
  "\u202egnp.exe",
  "\u001b[31mred\u001b[0m",
  "javascript:alert(1)",
  "a".repeat(3_000),
  "'\"`&${alert(1)}",
  "]]>--><!--",
];
const NO_RANKING = { ranking: undefined };
const hostileExperiments = HOSTILE.flatMap((text, at): ExampleExperiment[] => [
  {
    params: { [`${text}.x`]: text, "__proto__": String(at), [text]: "1" },
    validation: { accuracy: String(at / 10), [text]: String(at) },
    seconds: at,
  },
  {
    params: { [`${text}.x`]: text, "__proto__": String(at), [text]: "2" },
    state: "failed",
    failure: { lines: [text] },
  },
]);

/** The ids of the sections that each report has. */
const REPORTS: readonly (readonly [name: string, input: () => ReportInput, sections: string])[] = [
  [
    "a small study",
    () => exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 10 }),
    "verdict configurations parameters curves cost provenance",
  ],
  [
    "2,000 experiments, some of which failed",
    () => exampleStudy({ axes: [10, 10, 2], repetitions: 5, rows: 300, hasFailures: true }),
    "verdict configurations parameters curves cost failures provenance",
  ],
  [
    "hostile texts",
    () => exampleInput(hostileExperiments),
    "verdict configurations parameters cost failures provenance",
  ],
  [
    "all failed",
    () =>
      exampleInput(
        [0, 1].map((repetition) => ({ params: { lr: "1" }, repetition, state: "failed", failure: FAILURE })),
      ),
    "verdict failures configurations provenance",
  ],
  ["one configuration", () => exampleInput(EXPERIMENTS.slice(0, 2)), "verdict configurations provenance"],
  [
    "single values",
    () => exampleInput(EXPERIMENTS.filter(({ repetition }) => repetition === 0)),
    "verdict configurations parameters cost provenance",
  ],
  ["no metric", () => exampleInput(EXPERIMENTS, NO_RANKING), "verdict configurations parameters cost provenance"],
  [
    "no results at all",
    () => exampleInput([{ params: { lr: "1" } }, { params: { lr: "2" } }], NO_RANKING),
    "verdict configurations provenance",
  ],
  [
    "running",
    () => exampleInput([...EXPERIMENTS.slice(0, 3), { params: { width: "1" }, state: "running" }], { pending: 5 }),
    "verdict configurations parameters cost provenance",
  ],
  ["nothing has started", () => exampleInput([], { ...NO_RANKING, pending: 5 }), "verdict provenance"],
  [
    "warnings",
    () => exampleInput(EXPERIMENTS, { warnings: ["one <b>", "two", "three", "four"] }),
    "verdict configurations parameters cost provenance",
  ],
  [
    "two grids",
    () =>
      exampleInput(
        ["/grids/a", "/grids/b"].flatMap((grid) => EXPERIMENTS.map((experiment) => ({ ...experiment, grid }))),
        { grids: ["a", "b"].map((name) => exampleGrid({ root: `/grids/${name}`, name, path: name })) },
      ),
    "verdict configurations parameters cost provenance",
  ],
  [
    "a tree of MI-Prometheus",
    () =>
      exampleInput(EXPERIMENTS.map((experiment) => ({ ...experiment, seconds: NaN })), {
        grids: [exampleGrid({ isGrid: false })],
      }),
    "verdict configurations parameters",
  ],
];

for (const [name, input, sections] of REPORTS) {
  Deno.test({ name: `${name}: sections, no requests, no errors, nothing that axe finds serious`, ignore }, async () => {
    await using open = await browser.open(input());
    const { page } = open;
    assertEquals(
      await page.evaluate("[...document.querySelectorAll('main > section')].map(({ id }) => id).join(' ')"),
      sections,
    );
    await showAll(page);
    assertEquals(await violations(page), []);
    assertEquals(open.problems, []);
  });
}

Deno.test(
  { name: "axe finds nothing serious in dark pages, in narrow ones, and while values are shown", ignore },
  async () => {
    const input = exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 10, hasFailures: true });
    await using open = await browser.open(input, { isDark: true });
    for (const id of ["curve-chart", "heat-map"]) {
      await open.page.hover(`#${id} .plot`);
      assertEquals(await violations(open.page), []);
    }
    await using narrow = await browser.open(input, { width: 400 });
    assertEquals(await violations(narrow.page), []);
    assertEquals([...open.problems, ...narrow.problems], []);
  },
);

/** What axe finds serious or critical. Rows of a table are alike. */
async function violations(page: Page): Promise<string[]> {
  // The policy of the page does not hold for evaluated code.
  await page.evaluate(axe.source);
  return await page.evaluate(
    `axe.run({ exclude: ["tbody tr:nth-child(n + 5)"] }, { resultTypes: ["violations"] }).then(({ violations }) => violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(" | ")))`,
  ) as string[];
}

/** Scrolls through the page, so that all of its charts are drawn. */
async function showAll(page: Page): Promise<void> {
  for (const chart of await page.locator(".chart").all()) await chart.scrollIntoViewIfNeeded();
}

Deno.test({ name: "hostile texts run nothing, name nothing and point nowhere", ignore }, async () => {
  await using open = await browser.open(exampleInput(hostileExperiments));
  const { page } = open;
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  assertEquals(await page.evaluate("[...document.links].filter(({ protocol }) => protocol !== 'file:').length"), 0);
  assertEquals(await page.evaluate("document.querySelectorAll('main img, main script, main iframe').length"), 0);
  assertEquals(await page.evaluate("({}).polluted ?? Object.keys(Object.prototype).length"), 0);
  assertEquals(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
  for (const text of HOSTILE.slice(0, 6)) await page.fill("#filter", text);
  await showAll(page);
  assertEquals([dialogs, open.problems], [[], []]);
});

Deno.test({ name: "the keyboard reaches all controls, in the order of the page", ignore }, async () => {
  await using open = await browser.open(exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 10 }));
  const { page } = open;
  const controls = await page.evaluate(
    "[...document.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')].filter((element) => element.checkVisibility()).length",
  ) as number;
  const reached = new Set<number>();
  const order: number[] = [];
  for (let step = 0; step < controls + 2; step++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(
      "[...document.querySelectorAll('a, button, input, select, summary, [tabindex=\"0\"]')].filter((element) => element.checkVisibility()).indexOf(document.activeElement)",
    ) as number;
    if (at !== -1 && !reached.has(at)) order.push(at);
    if (at !== -1) reached.add(at);
  }
  assertEquals(reached.size, controls);
  assertEquals(order, order.toSorted((a, b) => a - b));
  assertEquals(open.problems, []);
});
