/** Texts that others chose, and numbers, in HTML. */
import type { JSX } from "preact";
import { formatMean } from "../../analysis/statistics.ts";
import { printable } from "../../messages/printable.ts";
import { plural, shorten } from "../../messages/text.ts";
import type { Result } from "../model.ts";

// Characters. Longer names are cut where there is little room, and shown as a whole under the pointer.
const LONG = 40;
// Nobody reads more of a name.
const MAX_NAME = 240;

/**
 * A name that others chose, cut in the middle if it is very long: its direction does not affect what follows.
 *
 * @param title what is shown under the pointer; by default the whole name, if it is long
 */
export function Name({ text, title }: { readonly text: string; readonly title?: string | undefined }): JSX.Element {
  return (
    <bdi
      class={text.length > LONG ? "name long" : "name"}
      title={title ?? (text.length > LONG ? printable(text) : undefined)}
    >
      {shorten(printable(text), MAX_NAME)}
    </bdi>
  );
}

/** A text that others wrote, as a whole. */
export function Text({ text }: { readonly text: string }): JSX.Element {
  return <bdi>{printable(text)}</bdi>;
}

/** A time in UTC, to the minute. */
export function Time({ iso }: { readonly iso: string }): JSX.Element {
  return <time dateTime={iso}>{iso.slice(0, 16).replace("T", " ")} UTC</time>;
}

/** A mean and its standard deviation, as in the terminal. */
export function Mean({ result: [, mean, std] }: { readonly result: Result }): JSX.Element {
  const text = formatMean({ mean, std });
  return (
    <span class="mean">
      {text.mean}
      {text.std === "" ? null : <span class="std">{text.std}</span>}
    </span>
  );
}

/** `1 configuration`, `2,000 configurations`. */
export function counted(count: number, one: string, many?: string): string {
  return `${count.toLocaleString("en-US")} ${plural(count, one, many)}`;
}
