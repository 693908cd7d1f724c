/// <reference lib="dom" />
/** A choice between names. */
import type { JSX } from "preact";
import { printable } from "../../messages/printable.ts";
import { shorten } from "../../messages/text.ts";

/** The properties of a choice. */
export interface ChoiceProps {
  readonly label: string;
  /** Whether the label is only read out. */
  readonly isLabelHidden?: boolean;
  readonly names: readonly string[];
  /** Index of the chosen name. */
  readonly chosen: number;
  choose(index: number): void;
}

// Characters. A menu cannot be wider than a page.
const MAX_NAME = 60;

/** A menu of names. */
export function Choice({ label, isLabelHidden = false, names, chosen, choose }: ChoiceProps): JSX.Element {
  return (
    <label>
      <span class={isLabelHidden ? "hidden" : undefined}>{label}</span>
      <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {names.map((name, index) => (
          <option key={index} value={index} selected={index === chosen}>{shorten(printable(name), MAX_NAME)}</option>
        ))}
      </select>
    </label>
  );
}
