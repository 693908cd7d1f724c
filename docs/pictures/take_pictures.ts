/// <reference lib="dom" />
/**
 * Takes the pictures of the README: the top of a report, light and dark.
 *
 * `deno run -A docs/pictures/take_pictures.ts REPORT.html`, on a machine with Chromium and the font Inter (`fonts-inter`).
 */
import { resolve, toFileUrl } from "@std/path";
import { chromium } from "playwright-core";

const SIZE = { width: 1128, height: 1480 };

const [report] = Deno.args;
if (report === undefined) throw new Error("expected the path of a report");
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
for (const colorScheme of ["light", "dark"] as const) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await page.goto(toFileUrl(resolve(report)).href);
  await page.waitForSelector("html.scripts");
  const webp = await compress(await page.screenshot());
  await Deno.writeFile(new URL(`report-${colorScheme}.webp`, import.meta.url), webp);
}
await browser.close();

// Half the size of PNG, without visible loss.
async function compress(png: Uint8Array): Promise<Uint8Array> {
  const page = await browser.newPage();
  const base64 = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d")!.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.9).split(",")[1]!;
  }, png.toBase64());
  return Uint8Array.fromBase64(base64);
}
