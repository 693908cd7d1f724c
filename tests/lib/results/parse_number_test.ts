import { assertEquals } from "@std/assert";
import { parseNumber } from "../../../lib/results/parse_number.ts";

Deno.test("parseNumber() reads numbers as Python, JSON and MI-Prometheus write them", () => {
  for (
    const [text, number] of [
      ["0.6953568526", 0.6953568526],
      ["000049", 49],
      ["1e-05", 1e-5],
      ["-1.", -1],
      [".5", 0.5],
      ["+3", 3],
      ["NaN", NaN],
      ["nan", NaN],
      ["inf", Infinity],
      ["-Infinity", -Infinity],
    ] as const
  ) assertEquals(parseNumber(text), number);
});

Deno.test("parseNumber() rejects words, dates and sizes", () => {
  for (
    const text of [
      "",
      " ",
      "true",
      "0x10",
      "1_000",
      "20261124_093000",
      "1.2.3",
      "1e",
      "e5",
      "-",
      "12:30",
      "1 2",
      "tensor(0.5)",
    ]
  ) {
    assertEquals(parseNumber(text), undefined, text);
  }
});
