/** The colours of a report, for light and dark pages. Charts refer to them as `var(--name)`. */
import type { Metric } from "../../../grid/settings/settings.ts";
import type { Extent } from "./axis_scale.ts";

/** The colours of one scheme. */
export interface Palette {
  readonly background: string;
  /** Behind controls, code and the row under the pointer. */
  readonly surface: string;
  readonly text: string;
  /** Labels and secondary text: at least 4.5:1 on background and surface. */
  readonly muted: string;
  /** Lines that separate. */
  readonly line: string;
  /** The outlines of controls: at least 3:1. */
  readonly outline: string;
  readonly accent: string;
  /** Text on the accent. */
  readonly onAccent: string;
  readonly bad: string;
  /**
   * Colours of series: a contrast of at least 3:1 on the background, and a difference (CIEDE2000) of at least 15 between any
   * two, also for people who cannot see red, green or blue. Found by a random search.
   */
  readonly series: readonly string[];
  /** Colours of values, worst first: a part of cividis, so that the best have the highest contrast. */
  readonly values: readonly string[];
  /** Texts on them: at least 4.5:1. */
  readonly onValues: readonly string[];
}

// J. R. Nuñez, C. R. Anderton, R. S. Renslow, Optimizing colormaps with consideration for color vision deficiency, 2018. In 16
// equal steps.
const CIVIDIS = [
  ...["#002051", "#012b65", "#11366c", "#26426e", "#3c4d6e", "#51586e", "#62646f", "#727071"],
  ...["#7f7c75", "#8c8877", "#9a9478", "#a9a177", "#bbaf71", "#cebd68", "#e2cb5c", "#f3da4f", "#fdea45"],
];

/** On a white background. */
export const LIGHT: Palette = {
  background: "#ffffff",
  surface: "#f5f6f7",
  text: "#1b1e23",
  muted: "#5b636e",
  line: "#e3e6ea",
  outline: "#8a929c",
  accent: "#1d56d8",
  onAccent: "#ffffff",
  bad: "#b3261e",
  series: ["#0e5ff7", "#d9780f", "#137d55", "#66238a", "#7a4807", "#1ca0b5", "#626c75", "#383d45"],
  values: CIVIDIS.slice(0, 14).reverse(),
  onValues: onValues(CIVIDIS.slice(0, 14).reverse()),
};

/** On an almost black background. */
export const DARK: Palette = {
  background: "#15171c",
  surface: "#1e2127",
  text: "#e8eaee",
  muted: "#a2aab5",
  line: "#2d3139",
  outline: "#6d7683",
  accent: "#8ab1ff",
  onAccent: "#10131a",
  bad: "#ff8f85",
  series: ["#71a6f9", "#f4ac46", "#1cecac", "#7962e3", "#8e612f", "#b8d4d6", "#a18f70", "#d36195"],
  values: CIVIDIS.slice(3),
  onValues: onValues(CIVIDIS.slice(3)),
};

/** The number of colours of values. */
const VALUE_COLOURS = LIGHT.values.length;

/** The colours by the names of their CSS variables: `--text`, `--series-1`, … */
export function cssVariables({ series, values, onValues, ...named }: Palette): Map<string, string> {
  return new Map([
    ...Object.entries(named).map(([name, colour]): [string, string] => [
      `--${name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`,
      colour,
    ]),
    ...series.map((colour, index): [string, string] => [`--series-${index + 1}`, colour]),
    ...values.map((colour, index): [string, string] => [`--value-${index + 1}`, colour]),
    ...onValues.map((colour, index): [string, string] => [`--on-value-${index + 1}`, colour]),
  ]);
}

function onValues(colours: readonly string[]): string[] {
  return colours.map((colour) => luminance(colour) > 0.18 ? "#0b0d12" : "#ffffff");
}

/** The relative luminance of a colour (WCAG 2): 0 … 1. */
export function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** The number of the colour of a value: 1 for the worst … {@link VALUE_COLOURS} for the best of a range; 0 for NaN. */
export function valueStep(value: number, [low, high]: Extent, goal: Metric["goal"]): number {
  if (Number.isNaN(value)) return 0;
  const part = Math.min(1, Math.max(0, high > low ? (value - low) / (high - low) : 1));
  const good = goal === "maximize" ? part : 1 - part;
  return Math.min(VALUE_COLOURS, 1 + Math.floor(good * VALUE_COLOURS));
}

export function valueColour(step: number): string {
  return step === 0 ? "var(--outline)" : `var(--value-${step})`;
}

const COLOURS = 8;
const DASHES = ["none", "7 3", "2 3", "9 3 2 3", "12 4", "4 2", "9 3 2 3 2 3", "1 2"];

/** The colour of a series by its place in the selection. */
export function seriesColour(place: number): string {
  return `var(--series-${place % COLOURS + 1})`;
}

/** The dashes of a series: colours and dashes repeat together only after 64 series. */
export function seriesDash(place: number): string {
  return DASHES[(place + Math.floor(place / COLOURS)) % DASHES.length]!;
}
