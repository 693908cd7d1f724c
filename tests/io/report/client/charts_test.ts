/** The charts of a report in a browser. */
import { assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { makeReport } from "../../../../io/report/make_report.ts";
import { exampleStudy } from "../../../lib/report/example_study.ts";
import { browserOfFile, HAS_CHROMIUM, waitFor } from "./browser.ts";

const HTML = HAS_CHROMIUM ? makeReport(exampleStudy({ axes: [3, 3, 2], repetitions: 2, rows: 300 })).html : "";
const CHARTS = [
  ...["forest", "shares", "heat-map", "parameter-1", "parameter-2", "parameter-3", "parameter-4"],
  ...["parallel", "curve-chart", "cost-chart"],
];
const ignore = !HAS_CHROMIUM;
const browser = browserOfFile();

/** The text of a chart. */
async function textOf(page: Page, id: string): Promise<string> {
  return await page.evaluate(`document.querySelector("#${id} svg").textContent`) as string;
}

Deno.test({ name: "all charts are drawn without scripts, and stay as they are when scripts run", ignore }, async () => {
  await using without = await browser.open(HTML, { hasScripts: false });
  await using open = await browser.open(HTML);
  for (const id of CHARTS) {
    const drawn = await without.page.locator(`#${id} svg`).innerHTML();
    await open.page.locator(`#${id}`).scrollIntoViewIfNeeded();
    assertEquals(await open.page.locator(`#${id} svg`).innerHTML(), drawn, id);
  }
  assertEquals(await without.page.isVisible("#filter"), false);
  assertEquals([...open.problems, ...without.problems], []);
});

Deno.test({ name: "charts show the values under the pointer, and those that arrow keys reach", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  for (const id of CHARTS.filter((id) => id !== "shares")) {
    const plot = page.locator(`#${id} .plot`);
    const before = await textOf(page, id);
    await plot.scrollIntoViewIfNeeded();
    await plot.hover({ position: { x: 150, y: 120 } });
    await waitFor(page, `document.querySelector("#${id} svg").textContent.length > ${before.length}`);
    if (id === "parallel") assertEquals(await page.locator("#parallel path[stroke-width='4']").count(), 1);
    await page.mouse.move(0, 0);
    await waitFor(page, `document.querySelector("#${id} svg").textContent.length === ${before.length}`);
    await plot.focus();
    await page.keyboard.press("ArrowLeft");
    await waitFor(page, `document.querySelector("#${id} svg").textContent.length > ${before.length}`);
    const texts = new Set<string>();
    for (let step = 0; step < 40 && texts.size < 2; step++) {
      await page.keyboard.press(step % 2 === 0 ? "ArrowRight" : "ArrowDown");
      texts.add(await textOf(page, id));
    }
    assertGreater(texts.size, 1, id);
    await page.keyboard.press("Escape");
    await waitFor(page, `document.querySelector("#${id} svg").textContent.length === ${before.length}`);
  }
  assertEquals(open.problems, []);
});

Deno.test({ name: "each chart is saved as valid SVG, and as a PNG of twice its size", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  for (const id of CHARTS) {
    const svg = await save(page, id, "SVG");
    const text = new TextDecoder().decode(svg);
    for (const part of ["var(", "currentColor", "aria-"]) assertEquals(text.includes(part), false, `${id}: ${part}`);
    const parsed = await page.evaluate(
      `(() => { const { documentElement: root } = new DOMParser().parseFromString(${
        JSON.stringify(text)
      }, "image/svg+xml");
        return [root.namespaceURI, root.localName, root.getElementsByTagName("parsererror").length, root.getAttribute("width"), root.getAttribute("height")] })()`,
    ) as [string, string, number, string, string];
    assertEquals(parsed.slice(0, 3), ["http://www.w3.org/2000/svg", "svg", 0], id);
    // Large and small ones.
    if (!["curve-chart", "parameter-1"].includes(id)) continue;
    const png = await save(page, id, "PNG");
    const size = new DataView(png.buffer, png.byteOffset);
    assertEquals([size.getUint32(16), size.getUint32(20)], [2 * Number(parsed[3]), 2 * Number(parsed[4])], id);
  }
  assertEquals(open.problems, []);
});

// Browsers only save several files if the reader asks for each, and Chromium now and then leaves out one.
async function save(page: Page, id: string, format: string): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 1; attempt <= 10; attempt++) {
    await page.locator(`#${id} .exports button`, { hasText: format }).focus();
    const arrival = page.waitForEvent("download", { timeout: 5_000 }).catch(() => undefined);
    await page.keyboard.press("Enter");
    const download = await arrival;
    if (download === undefined) continue;
    assertEquals(download.suggestedFilename(), `${id}.${format.toLowerCase()}`);
    return Deno.readFileSync(await download.path());
  }
  throw new Error(`${id} was not saved as ${format}`);
}

Deno.test(
  { name: "curves follow the selection, the column, the scale and the choice of single runs", ignore },
  async () => {
    await using open = await browser.open(HTML);
    const { page } = open;
    // The pointer stays away from the chart, which would show values.
    const toggle = async (row: number) => {
      await page.locator("tbody input").nth(row).focus();
      await page.keyboard.press("Space");
      await page.locator("#curve-chart").scrollIntoViewIfNeeded();
    };
    const lines = () => page.evaluate(`document.querySelectorAll("#curve-chart svg path").length`);
    const initial = await textOf(page, "curve-chart");
    await toggle(0);
    await waitFor(page, `document.querySelector("#curve-chart svg").textContent.length < ${initial.length}`);
    assertStringIncludes(await page.locator("#curves-title").textContent() ?? "", "4 configurations");
    await toggle(0);
    await waitFor(page, `document.querySelector("#curve-chart svg").textContent === ${JSON.stringify(initial)}`);
    const before = await lines() as number;
    await page.locator("label", { hasText: "single runs" }).locator("input").check();
    await waitFor(page, `document.querySelectorAll("#curve-chart svg path").length > ${before}`);
    await page.locator("label", { hasText: "log scale" }).locator("input").check();
    await waitFor(page, `document.querySelector("#curve-chart svg").textContent !== ${JSON.stringify(initial)}`);
    await page.locator("#curves select").selectOption({ label: "validation_loss" });
    await waitFor(page, `document.querySelector("#curve-chart svg").textContent.includes("validation_loss")`);
    for (const row of [0, 1, 2, 3, 4]) await toggle(row);
    await waitFor(page, `document.querySelectorAll("#curve-chart svg [stroke^='var(--series']").length === 0`);
    assertEquals(open.problems, []);
  },
);

Deno.test({ name: "heat map, parallel coordinates and cost follow their choices and the filter", ignore }, async () => {
  await using open = await browser.open(HTML);
  const { page } = open;
  const isOther = (id: string, text: string) =>
    waitFor(page, `document.querySelector("#${id} svg").innerHTML.length !== ${text.length}`);
  const markup = async (id: string) => {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    return await page.locator(`#${id} svg`).innerHTML();
  };
  const map = await markup("heat-map");
  await page.locator("#heat-map select").nth(0).selectOption({ label: "dropout" });
  await isOther("heat-map", map);
  assertStringIncludes(await textOf(page, "heat-map"), "dropout");
  const cost = await markup("cost-chart");
  await page.locator("#cost select").nth(0).selectOption({ label: "test_loss" });
  await isOther("cost-chart", cost);
  assertStringIncludes(await textOf(page, "cost-chart"), "test_loss");
  const parallel = await markup("parallel");
  await page.fill("#filter", "adam");
  await page.locator("#parallel").scrollIntoViewIfNeeded();
  await isOther("parallel", parallel);
  assertEquals(open.problems, []);
});

Deno.test({ name: "narrow pages draw narrow charts, and never scroll sideways", ignore }, async () => {
  for (const width of [400, 1280]) {
    await using open = await browser.open(HTML, { width });
    const { page } = open;
    for (const id of CHARTS) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await waitFor(
        page,
        `(() => { const plot = document.querySelector("#${id} .plot"); return plot.scrollWidth <= plot.clientWidth + 1 && Math.abs(plot.clientWidth - Number(plot.querySelector("svg").getAttribute("width"))) <= Math.max(20, plot.clientWidth - ${
          id === "forest" ? 1040 : 0
        }) })()`,
      );
    }
    assertEquals(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, `${width}`);
    assertEquals(open.problems, []);
  }
});

Deno.test({ name: "dark pages have dark charts, paper is always light", ignore }, async () => {
  await using open = await browser.open(HTML, { isDark: true });
  const { page } = open;
  const colours = () =>
    page.evaluate(
      `[getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(document.querySelector("#parameter-1 [fill='var(--accent)']")).fill]`,
    );
  assertEquals(await colours(), ["rgb(21, 23, 28)", "rgb(138, 177, 255)"]);
  await page.emulateMedia({ media: "print" });
  assertEquals(await colours(), ["rgb(255, 255, 255)", "rgb(29, 86, 216)"]);
  assertEquals(await page.isVisible("nav"), false);
  assertEquals(new TextDecoder().decode((await page.pdf({ format: "A4" })).subarray(0, 5)), "%PDF-");
  assertEquals(open.problems, []);
});
