/// <reference lib="dom" />
/** Saves charts as files. */
import { LIGHT } from "../../../lib/report/charts/parts/palette.ts";
import { standalone } from "../../../lib/report/charts/standalone.ts";
import type { AttachedChart, SavedFile } from "../../../lib/report/page/context.ts";

// Pixels of a PNG per pixel of the chart.
const SCALE = 2;

/**
 * As for `Browser`.
 *
 * @param settled resolves when the data that the chart has asked for are there
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
