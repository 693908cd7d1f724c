import { assertAlmostEquals, assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  DARK,
  LIGHT,
  luminance,
  type Palette,
  seriesColour,
  seriesDash,
} from "../../../../../lib/report/charts/parts/palette.ts";
import { contrastOf, differenceOf, VISIONS } from "../colour_difference.ts";

const PALETTES: Readonly<Record<string, Palette>> = { light: LIGHT, dark: DARK };

Deno.test("differenceOf() and contrastOf() agree with published values", () => {
  assertAlmostEquals(contrastOf("#000000", "#ffffff"), 21, 1e-9);
  assertAlmostEquals(contrastOf("#777777", "#ffffff"), 4.48, 0.005);
  assertAlmostEquals(differenceOf("#000000", "#ffffff", "normal"), 100, 1e-3);
  // Red and green, as computed by colour-science.
  assertAlmostEquals(differenceOf("#ff0000", "#00ff00", "normal"), 86.61, 0.01);
});

for (const [scheme, palette] of Object.entries(PALETTES)) {
  Deno.test(`any two of the eight series colours differ by at least 15 on ${scheme} pages, however they are seen`, () => {
    assertEquals(palette.series.length, 8);
    for (const vision of VISIONS) {
      for (const [at, one] of palette.series.entries()) {
        for (const other of palette.series.slice(at + 1)) {
          assertGreaterOrEqual(differenceOf(one, other, vision), 15, `${one} and ${other} with ${vision}`);
        }
      }
    }
  });

  Deno.test(`what is drawn or written on ${scheme} pages has the contrast that WCAG asks for`, () => {
    const { background, surface, text, muted, outline, accent, onAccent, bad, series, values, onValues } = palette;
    for (const colour of series) assertGreaterOrEqual(contrastOf(colour, background), 3, colour);
    for (const colour of [outline, accent, bad]) assertGreaterOrEqual(contrastOf(colour, background), 3, colour);
    for (const ground of [background, surface]) {
      for (const colour of [text, muted, accent, bad]) assertGreaterOrEqual(contrastOf(colour, ground), 4.5, colour);
    }
    assertGreaterOrEqual(contrastOf(onAccent, accent), 4.5);
    for (const [at, colour] of values.entries()) assertGreaterOrEqual(contrastOf(onValues[at]!, colour), 4.5, colour);
  });

  Deno.test(`the colours of values are in the order of their luminance on ${scheme} pages, the best farthest from the background`, () => {
    const distances = palette.values.map((colour) => Math.abs(luminance(colour) - luminance(palette.background)));
    assertEquals(distances, distances.toSorted((a, b) => a - b));
  });
}

Deno.test("a place has the same colour in both schemes, and colour and dash repeat together only after 64 places", () => {
  assertEquals(LIGHT.values.length, DARK.values.length);
  const looks = Array.from({ length: 64 }, (_, place) => `${seriesColour(place)} ${seriesDash(place)}`);
  assertEquals(new Set(looks).size, 64);
  assertEquals(new Set(looks.slice(0, 8).map((look) => look.split(" ")[0])).size, 8);
});
