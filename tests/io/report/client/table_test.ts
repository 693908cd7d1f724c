/** The table of configurations in a browser. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/csv";
import { makeReport } from "../../../../io/report/make_report.ts";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { exampleStudy } from "../../../lib/report/example_study.ts";
import { browserOfFile, HAS_CHROMIUM, waitFor } from "./browser.ts";

const INPUT = exampleStudy({ axes: [3, 3, 2], repetitions: 2, rows: 20, hasFailures: true });
const { report } = buildReport(INPUT, { parts: 100, withRuns: true });
const ignore = !HAS_CHROMIUM;
const HTML = HAS_CHROMIUM ? makeReport(INPUT).html : "";
const browser = browserOfFile();

/** The names of the rows. */
const NAMES = "[...document.querySelectorAll('#configurations tbody tr')].map((row) => row.dataset.name)";
const SELECTED =
  "[...document.querySelectorAll('#configurations tbody input')].flatMap((box, at) => box.checked ? [at] : [])";

Deno.test({ name: "rows have stable names, values with all digits, and marks", ignore }, async () => {
  await using open = await browser.open(HTML);
  const rows = await open.page.evaluate(
    "[...document.querySelectorAll('tbody tr')].map((row) => [row.dataset.name, row.dataset.candidate, row.querySelector('.result').dataset.value])",
  );
  assertEquals(
    rows,
    report.configurations.map(({ name, candidate, results }) => [
      name,
      candidate ? "" : undefined,
      results[0] === null ? undefined : String(results[0]![1]),
    ]),
  );
  assertEquals(open.problems, []);
});

Deno.test(
  { name: "a click on a heading sorts, another one reverses, a third one restores the ranking", ignore },
  async () => {
    await using open = await browser.open(HTML);
    const { page } = open;
    const ranked = await page.evaluate(NAMES);
    const heading = page.locator("thead th", { hasText: "time" });
    const seconds = () =>
      page.evaluate(
        "[...document.querySelectorAll('tbody tr')].map((row) => Number(row.cells[row.cells.length - 2].dataset.value ?? -1))",
      ) as Promise<number[]>;
    await heading.locator("button").click();
    assertEquals(await heading.getAttribute("aria-sort"), "descending");
    const descending = await seconds();
    assertEquals(descending, descending.toSorted((a, b) => b - a));
    await heading.locator("button").click();
    assertEquals(await heading.getAttribute("aria-sort"), "ascending");
    const ascending = (await seconds()).filter((value) => value >= 0);
    assertEquals(ascending, ascending.toSorted((a, b) => a - b));
    await heading.locator("button").click();
    assertEquals(await heading.getAttribute("aria-sort"), "none");
    assertEquals(await page.evaluate(NAMES), ranked);
    assertEquals(open.problems, []);
  },
);

Deno.test({ name: "the filter shows what passes, how many, and what it does not know", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  await page.fill("#filter", "width=32 lr<0.1 adam");
  const names = await page.evaluate(NAMES) as string[];
  assertEquals(names.length, 4);
  for (const name of names) assertStringIncludes(name, "model.width=32");
  assertEquals(await page.textContent("#filter-result"), "4 of 36 configurations");
  await page.fill("#filter", "widht=32");
  assertStringIncludes(await page.textContent("#filter-result") ?? "", 'did you mean "width"?');
  await page.fill("#filter", "no such thing");
  assertEquals(await page.isVisible("text=No configuration passes the filter."), true);
  assertEquals(open.problems, []);
});

Deno.test(
  { name: "the address holds the state, and opens it again; a link to a section keeps it", ignore },
  async () => {
    await using open = await browser.open(HTML);
    const { page } = open;
    await page.fill("#filter", "sgd");
    await page.locator("thead th", { hasText: "test_accuracy" }).locator("button").click();
    await page.locator("tbody input").nth(7).check();
    await waitFor(page, "location.hash.includes('pick')");
    await page.click("nav a[href='#cost']");
    await waitFor(page, "location.hash.startsWith('#cost?')");
    const fragment = new URL(page.url()).hash.slice(1);
    const [names, selected] = [await page.evaluate(NAMES), await page.evaluate(SELECTED)];
    await using again = await browser.open(HTML, { fragment });
    await waitFor(again.page, "document.querySelector('#filter').value === 'sgd'");
    assertEquals(await again.page.evaluate(NAMES), names);
    assertEquals(await again.page.evaluate(SELECTED), selected);
    assertEquals(
      await again.page.evaluate("document.querySelector('#cost').getBoundingClientRect().top < innerHeight"),
      true,
    );
    assertEquals([...open.problems, ...again.problems], []);
  },
);

Deno.test({ name: "a damaged link is no error", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  const expected = await page.evaluate(NAMES);
  for (
    const fragment of ["curves?sort=%E0%A4%A&columns=x&map=,&rows=1e99&curve=y", "?%", "nowhere?pick=zz,,&against=%00"]
  ) {
    await page.evaluate(`location.hash = ${JSON.stringify(fragment)}`);
    assertEquals(await page.evaluate(NAMES), expected, fragment);
  }
  await using again = await browser.open(HTML, { fragment: "curves?sort=%E0%A4%A&columns=x&pick=a,b&filter=%" });
  assertEquals(await again.page.evaluate(SELECTED), []);
  assertEquals([...open.problems, ...again.problems], []);
});

Deno.test({ name: "the table is copied as CSV, Markdown and LaTeX, as it is filtered", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  await page.fill("#filter", "width=16 dropout=0");
  const texts: string[] = [];
  for (const [format, name] of [["csv", "CSV"], ["markdown", "Markdown"], ["latex", "LaTeX"]]) {
    await page.click(`[data-format=${format}]`);
    await waitFor(page, `document.querySelector('.copy [role=status]').textContent === "Copied 6 rows as ${name}"`);
    texts.push(await page.evaluate("navigator.clipboard.readText()") as string);
  }
  const rows = parse(texts[0]!, { skipFirstRow: true });
  assertEquals(rows.map((row) => row.experiment_name), await page.evaluate(NAMES));
  assertEquals(texts[1]!.trimEnd().split("\n").length, 8);
  assertStringIncludes(texts[2]!, "\\toprule");
  assertEquals(open.problems, []);
});

Deno.test({ name: "columns are chosen, and further rows are shown on request", ignore }, async () => {
  await using open = await browser.open(exampleStudy({ axes: [11, 5, 2], repetitions: 1, rows: 0 }));
  const { page } = open;
  const count = () => page.evaluate("document.querySelectorAll('tbody tr').length");
  assertEquals(await count(), 200);
  await page.click("text=Show 20 more");
  assertEquals(await count(), 220);
  await page.fill("#filter", "adam");
  await waitFor(page, "document.querySelectorAll('tbody tr').length === 110");
  await page.fill("#filter", "");
  await waitFor(page, "document.querySelectorAll('tbody tr').length === 220");
  const headings = () =>
    page.evaluate("[...document.querySelectorAll('thead th.number')].map((th) => th.textContent.trim())") as Promise<
      string[]
    >;
  assertEquals((await headings()).includes("validation_parameters"), false);
  await page.click("summary:has-text('Columns')");
  await page.locator(".menu label", { hasText: "validation_parameters" }).locator("input").check();
  assertEquals((await headings()).includes("validation_parameters"), true);
  await page.keyboard.press("Escape");
  assertEquals(await page.isVisible(".menu fieldset"), false);
  await page.click("summary:has-text('Columns')");
  await page.click("h1");
  assertEquals(await page.isVisible(".menu fieldset"), false);
  assertEquals(open.problems, []);
});

Deno.test(
  { name: "a page that loads itself again keeps its state, and waits while the reader types", ignore },
  async () => {
    await using open = await browser.open(makeReport(INPUT, { reload: 1 }).html);
    const { page } = open;
    // In one step: the page could be loaded again before it has the focus.
    await page.evaluate("document.querySelector('#filter').focus(); globalThis.isFirst = performance.now()");
    await page.fill("#filter", "adam");
    const names = await page.evaluate(NAMES);
    await waitFor(page, "performance.now() > globalThis.isFirst + 1500 && location.hash.includes('adam')");
    const reload = page.waitForEvent("load");
    await page.locator("#filter").blur();
    await reload;
    assertEquals(await page.evaluate("globalThis.isFirst"), undefined);
    await waitFor(page, "document.querySelector('#filter').value === 'adam'");
    assertEquals(await page.evaluate(NAMES), names);
  },
);
