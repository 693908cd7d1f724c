/** Renders a report as one HTML file. */
import { createHash } from "node:crypto";
import { render } from "preact-render-to-string";
import { encodeReport } from "../report_json.ts";
import type { Report } from "../model.ts";
import type { FigureSource } from "./figure.tsx";
import { Page } from "./page.tsx";
import { STYLE } from "./style.ts";
import { initialView } from "./view.ts";

/** The parts of a file. */
export interface PageParts {
  readonly report: Report;
  readonly charts: FigureSource;
  /** Packed numbers by the id of their element. */
  readonly data: ReadonlyMap<string, string>;
  /** The script of the page; empty for a page without scripts. */
  readonly script: string;
}

/**
 * The text of the file. It makes no requests, and its policy allows none: only the script with the hash that is in the policy
 * runs, whatever the texts of the report contain.
 */
export function renderPage({ report, charts, data, script }: PageParts): string {
  const body = render(<Page report={report} view={initialView(report)} charts={charts} />);
  // `</script` in a string of the script would end its element.
  const code = script.replaceAll("</script", "<\\/script");
  const hash = createHash("sha256").update(code).digest("base64");
  const policy = [
    "default-src 'none'",
    ...(code === "" ? [] : [`script-src 'sha256-${hash}'`]),
    // Plot styles its elements in place.
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    render(<title>{report.grids.join(", ")}</title>),
    `<style>${STYLE}</style>`,
    "</head>",
    "<body>",
    body,
    `<script type="application/json" id="data-report">${encodeReport(report)}</script>`,
    ...Array.from(data, ([id, text]) => `<script type="application/octet-stream" id="${id}">${text}</script>`),
    ...(code === "" ? [] : [`<script>${code}</script>`]),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}
