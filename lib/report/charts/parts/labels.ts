/** Texts in charts. */
import { printable } from "../../../messages/printable.ts";
import { shorten } from "../../../messages/text.ts";
import { canBeShort, shortNumber } from "../../view/short_number.ts";
import { FONT_SIZE } from "./frame.ts";

// Of the size of the font: digits and small letters of common sans-serif fonts.
const WIDTH = 0.58;

/** An estimate of the width of a text: pixels. */
export function widthOf(text: string): number {
  return Math.ceil(text.length * FONT_SIZE * WIDTH);
}

/** A text that others chose, fit for an SVG: without control characters, and cut to a width in pixels. */
export function chartText(text: string, width = 240): string {
  return shorten(printable(text), Math.max(5, Math.floor(width / (FONT_SIZE * WIDTH))));
}

/** The texts of the values of an axis. */
export function valueTexts(values: readonly (readonly (string | null)[])[]): string[] {
  const isShort = canBeShort(values.flatMap((texts) => texts.map((text) => text ?? "—")));
  return values.map((texts) => texts.map((text) => isShort ? shortNumber(text ?? "—") : text ?? "—").join(", "));
}

/** The widest of some texts: pixels. */
export function widest(texts: Iterable<string>): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, widthOf(text));
  return most;
}
