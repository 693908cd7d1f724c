import { assertEquals, assertMatch } from "@std/assert";
import { buildReport } from "../../../../lib/report/build/build_report.ts";
import { drawFigures } from "../../../../lib/report/charts/draw_figures.ts";
import type { ReportInput } from "../../../../lib/report/report_input.ts";
import { exampleInput } from "../example_input.ts";
import { exampleStudy } from "../example_study.ts";
import { EXPERIMENTS } from "../view/example_report.ts";

function draw(input: ReportInput): ReturnType<typeof drawFigures> {
  return drawFigures(buildReport(input, { parts: 100, withRuns: true }));
}

Deno.test("there is a figure for each chart of the page, and for the curves of each column", () => {
  const figures = draw(exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 20 }));
  assertEquals(figures.map(({ name }) => name), [
    ...["forest", "shares", "parameter-1", "parameter-2", "parameter-3", "heat-map", "parallel"],
    ...["curves-1", "curves-2", "cost"],
  ]);
  assertEquals(draw(exampleInput(EXPERIMENTS.slice(0, 2))).map(({ name }) => name), []);
});

Deno.test("figures stand alone: a size, colours instead of variables, fonts as text, no scripts or styles", () => {
  for (const { name, svg } of draw(exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 20 }))) {
    assertMatch(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*><title>/, name);
    for (const attribute of ["width", "height", "viewBox"]) {
      assertMatch(svg, new RegExp(`^<svg [^>]* ${attribute}="\\d`), name);
    }
    assertEquals(svg.match(/var\(|currentColor|<style|<script|class=|aria-| id=|NaN/g), null, name);
    assertMatch(svg, /<text/, name);
  }
});

Deno.test("figures are the same each time", () => {
  const input = () => exampleStudy({ axes: [3, 2, 1], repetitions: 2, rows: 20 });
  assertEquals(draw(input()), draw(input()));
});

Deno.test("names in figures cannot end elements, have no control characters, and are short", () => {
  const text = `</text><script>${"x".repeat(3_000)}\u202e\u0007`;
  const experiments = ["1", "2", "3"].map((value) => ({
    params: { [text]: value + text, lr: value },
    validation: { accuracy: value },
    seconds: Number(value),
  }));
  for (const { name, svg } of draw(exampleInput(experiments))) {
    // deno-lint-ignore no-control-regex
    assertEquals(svg.match(/<script|[\u0000-\u0008\u202e]|x{200}/g), null, name);
  }
});
