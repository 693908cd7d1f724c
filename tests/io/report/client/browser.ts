/** Opens reports in Chromium. */
import { delay } from "@std/async/delay";
import { join, toFileUrl } from "@std/path";
import { type Browser, chromium, type Page } from "playwright-core";
import { makeReport } from "../../../../io/report/make_report.ts";
import type { ReportInput } from "../../../../lib/report/report_input.ts";
import { canRun } from "../../../can_run.ts";

const EXECUTABLE = "/usr/bin/chromium";

/** Whether there is a Chromium. */
export const HAS_CHROMIUM = canRun([EXECUTABLE, "--version"]);

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser. */
interface ReportBrowser extends AsyncDisposable {
  /** Opens a report in a page of its own. */
  open(report: ReportInput | string, options?: OpenOptions): Promise<OpenReport>;
}

/** How to open a report. */
export interface OpenOptions {
  readonly width?: number;
  readonly isDark?: boolean;
  readonly hasScripts?: boolean;
  /** The fragment of the address, without `#`. */
  readonly fragment?: string;
}

/** An open report. */
export interface OpenReport extends AsyncDisposable {
  readonly page: Page;
  /** Requests, errors and warnings: there have to be none. */
  readonly problems: readonly string[];
}

// Milliseconds.
const DEADLINE = 60_000;

/** A browser that runs during the tests of a file. Without Chromium, there is none. */
export function browserOfFile(): Pick<ReportBrowser, "open"> {
  let browser: ReportBrowser | undefined;
  if (HAS_CHROMIUM) {
    Deno.test.beforeAll(async () => {
      browser = await startBrowser();
    });
    Deno.test.afterAll(async () => await browser?.[Symbol.asyncDispose]());
  }
  return { open: (report, options) => browser!.open(report, options) };
}

async function startBrowser(): Promise<ReportBrowser> {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS, timeout: DEADLINE });
  const dir = Deno.makeTempDirSync({ prefix: "grid workers' " });
  let count = 0;
  return {
    async open(report, options = {}) {
      const path = join(dir, `${count++}.html`);
      Deno.writeTextFileSync(path, typeof report === "string" ? report : makeReport(report).html);
      return await openPage(browser, toFileUrl(path), options);
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      Deno.removeSync(dir, { recursive: true });
    },
  };
}

async function openPage(
  browser: Browser,
  url: URL,
  { width = 1280, isDark = false, hasScripts = true, fragment = "" }: OpenOptions,
): Promise<OpenReport> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: isDark ? "dark" : "light",
    javaScriptEnabled: hasScripts,
    permissions: ["clipboard-read", "clipboard-write"],
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(DEADLINE);
  const address = url.href;
  const problems: string[] = [];
  page.on("console", (message) => problems.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) {
      problems.push(`request: ${request.url()}`);
    }
  });
  url.hash = fragment;
  await page.goto(url.href);
  if (hasScripts) await page.waitForSelector("html.scripts");
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/**
 * Waits until an expression is true on a page. Playwright's own waiting evaluates text there, which the policy of the page
 * forbids.
 */
export async function waitFor(page: Page, expression: string): Promise<void> {
  const end = Date.now() + DEADLINE;
  while (await page.evaluate(expression) !== true) {
    if (Date.now() > end) throw new Error(`timed out waiting until ${expression}`);
    await delay(20);
  }
}
