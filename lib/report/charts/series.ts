/** Colours and dashes of series. */

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
