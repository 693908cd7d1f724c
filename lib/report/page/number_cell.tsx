/** A cell of a table with a number. */
import type { JSX } from "preact";

/** The cell; `data-value` has all digits. */
export function NumberCell(
  { value, children }: { readonly value: number | undefined; readonly children?: string },
): JSX.Element {
  return <td class="number" data-value={value === undefined ? "" : String(value)}>{children ?? value ?? ""}</td>;
}
