/// <reference lib="dom" />
/** What the page does beside its charts: menus, copies of texts, charts as files, and reloading while its grid runs. */
import { LIGHT } from "../../../lib/report/charts/parts/palette.ts";
import { standalone } from "../../../lib/report/charts/standalone.ts";
import type { AttachedChart, SavedFile } from "../../../lib/report/page/context.ts";

const OPEN = "details.menu[open]";

/** Closes open menus when the reader presses somewhere else, or Escape. */
export function closeMenus(): void {
  addEventListener("pointerdown", ({ target }) => {
    for (const menu of document.querySelectorAll(OPEN)) {
      if (!menu.contains(target as Node)) menu.removeAttribute("open");
    }
  });
  addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const menu of document.querySelectorAll(OPEN)) {
      menu.removeAttribute("open");
      menu.querySelector("summary")?.focus();
    }
  });
}

/**
 * Copies a text.
 *
 * @throws if the browser does not permit it
 */
export async function copyText(text: string): Promise<void> {
  // Absent on pages from other hosts without HTTPS.
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden";
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  if (!isCopied) throw new Error("not permitted");
}

/**
 * Reloads the page at intervals, but not while the reader is typing.
 *
 * @param seconds the interval; nothing happens if it is not a positive number
 * @param prepare called before each reload
 */
export function reloadEvery(seconds: number, prepare: () => void): void {
  if (!(seconds > 0)) return;
  setInterval(() => {
    if (document.hidden || document.activeElement instanceof HTMLInputElement) return;
    prepare();
    location.reload();
  }, seconds * 1000);
}

// Pixels of a PNG per pixel of the chart.
const SCALE = 2;

/**
 * See `Browser`.
 *
 * @param settled resolves when the data that the chart has asked for are ready
 */
export async function saveChart(
  chart: AttachedChart,
  { name, format, title }: SavedFile,
  settled: () => Promise<void>,
): Promise<void> {
  const frame = { document, width: chart.width, isLive: false };
  chart.draw(frame);
  await settled();
  const svg = chart.draw(frame);
  if (svg === undefined) return;
  const text = standalone(new XMLSerializer().serializeToString(svg), LIGHT, title);
  const file = new Blob([text], { type: "image/svg+xml" });
  download(format === "svg" ? file : await rasterize(text, svg), `${name}.${format}`);
}

async function rasterize(text: string, svg: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * Number(svg.getAttribute("width"));
  canvas.height = SCALE * Number(svg.getAttribute("height"));
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return await new Promise((resolve, reject) =>
    canvas.toBlob((blob) => blob === null ? reject(new Error("the image is too large")) : resolve(blob), "image/png")
  );
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
