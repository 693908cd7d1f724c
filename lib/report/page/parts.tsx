/// <reference lib="dom" />
/** The small components of the page: texts, intervals, choices, the frame of a section. */
import type { ComponentChildren, JSX } from "preact";
import { formatMean } from "../../analysis/statistics.ts";
import { printable } from "../../messages/printable.ts";
import { plural, shorten } from "../../messages/text.ts";
import type { Extent } from "../charts/parts/axis_scale.ts";
import type { Result } from "../model.ts";

// Characters. Longer names are cut where there is little room, and shown completely under the pointer.
const LONG = 40;
// Readers do not need more of a name.
const MAX_NAME = 240;

/**
 * A name from the user's files, cut in the middle if it is very long. It is isolated, so that right-to-left text in it does not
 * affect the text around it.
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

/** A text from the user's files, uncut. */
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

const WIDTH = 120;
const HEIGHT = 16;
const RADIUS = 3.5;

/** The properties of an interval. */
export interface IntervalProps {
  readonly result: Result;
  /** The range of all intervals of the column. */
  readonly range: Extent;
  /** Whether the configuration may be the best. */
  readonly isMarked: boolean;
}

/** A mean ± standard deviation as a small drawing in the table. Values out of range are drawn at the edge. */
export function Interval(
  { result: [, mean, std = 0], range: [low, high], isMarked }: IntervalProps,
): JSX.Element | null {
  if (!Number.isFinite(mean)) return null;
  const room = WIDTH - 2 * RADIUS - 2;
  const x = (value: number) => {
    const part = high > low ? (value - low) / (high - low) : 0.5;
    return (RADIUS + 1 + Math.min(1, Math.max(0, part)) * room).toFixed(1);
  };
  return (
    <svg class={isMarked ? "interval marked" : "interval"} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line x1={x(mean - std)} x2={x(mean + std)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle cx={x(mean)} cy={HEIGHT / 2} r={RADIUS} />
    </svg>
  );
}

/** The properties of a choice. */
export interface ChoiceProps {
  readonly label: string;
  /** Whether the label is hidden, and only read by screen readers. */
  readonly isLabelHidden?: boolean;
  readonly names: readonly string[];
  /** Index of the chosen name. */
  readonly chosen: number;
  choose(index: number): void;
}

// Characters. A menu must not be wider than a page.
const MAX_CHOICE = 60;

/** A menu from which a name is chosen. */
export function Choice({ label, isLabelHidden = false, names, chosen, choose }: ChoiceProps): JSX.Element {
  return (
    <label>
      <span class={isLabelHidden ? "hidden" : undefined}>{label}</span>
      <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {names.map((name, index) => (
          <option key={index} value={index} selected={index === chosen}>{shorten(printable(name), MAX_CHOICE)}</option>
        ))}
      </select>
    </label>
  );
}

/** The properties of a section. */
export interface SectionProps {
  /** Stable, because scripts and links use it. */
  readonly id: string;
  /** Its topic, in one word. */
  readonly topic: string;
  /** Its main statement, in one sentence. */
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Section({ id, topic, title, children }: SectionProps): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <header>
        <p class="topic">{topic}</p>
        <h2 id={`${id}-title`}>{title}</h2>
      </header>
      {children}
    </section>
  );
}
