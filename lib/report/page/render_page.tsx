/// <reference lib="dom" />
/** Writes the page of a report as one HTML file. */
import { parseHTML } from "linkedom/worker";
import { createHash } from "node:crypto";
import { render } from "preact-render-to-string";
import type { ReportContents } from "../build/build_report.ts";
import { cssVariables, DARK, LIGHT } from "../charts/parts/palette.ts";
import { encodeReport } from "../model.ts";
import { labelsOf } from "../view/labels.ts";
import { initialState } from "../view/page_state.ts";
import { ReportPage } from "./page.tsx";
import baseStyle from "./style/base.css" with { type: "text" };
import chartsStyle from "./style/charts.css" with { type: "text" };
import controlsStyle from "./style/controls.css" with { type: "text" };
import detailsStyle from "./style/details.css" with { type: "text" };
import printStyle from "./style/print.css" with { type: "text" };
import tableStyle from "./style/table.css" with { type: "text" };

/** What the page shows. */
export interface PageInput extends ReportContents {
  /** Packed numbers by the id of their element. */
  readonly packed: ReadonlyMap<string, string>;
  /** The script that makes the page interactive. */
  readonly script: string;
  /** After how many seconds the page reloads itself, while the grid runs. */
  readonly reload?: number;
}

/** The HTML of the page. It needs no other file, and no network. */
export function renderPage({ report, runs, bands, runCurves, packed, script, reload }: PageInput): string {
  const state = initialState(report);
  const { document } = parseHTML("<html></html>");
  const page = {
    report,
    labels: labelsOf(report),
    state,
    rows: Array.from(report.configurations.keys()),
    data: {
      settled: () => Promise.resolve(),
      runs: () => runs,
      bands: (column: number) => bands[column],
      runCurves: (column: number) => runCurves[column],
    },
    surface: { kind: "text", document: document as unknown as Document } as const,
    change: () => {},
  };
  const body = render(<ReportPage page={page} />);
  const css = [colours(), baseStyle, controlsStyle, tableStyle, chartsStyle, detailsStyle, printStyle].join("");
  // The closing tag in a string of the script would end its element.
  const code = script.replaceAll("</script", "<\\/script");
  const policy = [
    "default-src 'none'",
    `script-src '${hash(code)}'`,
    `style-src '${hash(css)}'`,
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!DOCTYPE html>",
    `<html lang="en"${reload === undefined ? "" : ` data-reload="${reload}"`}>`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<meta name="generator" content="grid-workers ${report.generator}">`,
    render(<title>{`${report.grids.join(", ")}: report`}</title>),
    '<link rel="icon" href="data:,">',
    `<style>${css}</style>`,
    "</head>",
    "<body>",
    `<div id="page">${body}</div>`,
    `<script type="application/json" id="data-report">${encodeReport(report)}</script>`,
    ...Array.from(packed, ([id, text]) => `<script type="application/octet-stream" id="${id}">${text}</script>`),
    `<script>${code}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function colours(): string {
  const list = (palette: typeof LIGHT) =>
    Array.from(cssVariables(palette), ([name, colour]) => `${name}:${colour}`).join(";");
  return `:root{${list(LIGHT)}}@media screen and (prefers-color-scheme:dark){:root{${list(DARK)}}}\n`;
}

function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
