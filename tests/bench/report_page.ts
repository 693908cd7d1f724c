/** Measures pages of reports in Chromium. */
import { toFileUrl } from "@std/path";
import { type Browser, chromium } from "playwright-core";
import { median } from "./measure.ts";

/** How fast a page is: milliseconds. */
export interface PageSpeed {
  /** From the request to the end of the script that brings the page to life. */
  readonly interactive: number;
  /** From a key in the filter, which changes most rows, to the frame that shows the result. */
  readonly key: number;
}

/** The medians of several rounds, in which the pages take turns. */
export async function measurePages(paths: readonly string[], rounds: number): Promise<PageSpeed[]> {
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const speeds: PageSpeed[][] = paths.map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [at, path] of paths.entries()) speeds[at]!.push(await measurePage(browser, path));
    }
    return speeds.map((all) => ({
      interactive: median(all.map(({ interactive }) => interactive)),
      key: median(all.map(({ key }) => key)),
    }));
  } finally {
    await browser.close();
  }
}

async function measurePage(browser: Browser, path: string): Promise<PageSpeed> {
  const page = await browser.newPage();
  await page.goto(toFileUrl(path).href);
  const interactive = await page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd");
  const key = await page.evaluate(`(async () => {
    const filter = document.querySelector("#filter");
    // The first key also compiles what it runs.
    let time;
    for (const text of ["sgd", "", "sgd"]) {
      const start = performance.now();
      filter.value = text;
      filter.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      time = performance.now() - start;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return time;
  })()`);
  await page.close();
  return { interactive: interactive as number, key: key as number };
}
