/** Makes a chart a separate file. */
import { printable } from "../../messages/printable.ts";
import { shorten } from "../../messages/text.ts";
import { cssVariables, type Palette } from "./parts/palette.ts";

const MAX_TITLE = 120;

const FONTS = "system-ui, -apple-system, &quot;Segoe UI&quot;, Roboto, &quot;Helvetica Neue&quot;, Arial, sans-serif";

/**
 * A chart as an SVG file: with its namespace, the colours of a scheme in place of variables, a background, and a title.
 *
 * @param svg the serialized element
 */
export function standalone(svg: string, palette: Palette, title: string): string {
  const colours = cssVariables(palette);
  const open = svg.indexOf(">");
  const attributes = svg.slice("<svg".length, open).replace(/ (?:xmlns(?::\w+)?|aria-hidden|font-family)="[^"]*"/g, "");
  const body = svg.slice(open + 1);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg"${attributes} font-family="${FONTS}">`,
    `<title>${escapeXml(shorten(printable(title), MAX_TITLE))}</title>`,
    `<rect width="100%" height="100%" fill="var(--background)"/>`,
    body,
  ].join("").replaceAll(/var\((--[a-z0-9-]+)\)/g, (text, name) => colours.get(name) ?? text)
    .replaceAll("currentColor", palette.text) + "\n";
}

// Removes the control characters that XML does not allow.
function escapeXml(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
