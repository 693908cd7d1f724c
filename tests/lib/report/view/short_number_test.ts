import { assertEquals } from "@std/assert";
import { canBeShort, shortNumber } from "../../../../lib/report/view/labels.ts";

Deno.test("shortNumber() shortens only fractions with many digits", () => {
  const texts = [
    "0.0038729182736",
    "-12.3456789",
    "1.23456789e-7",
    "0.00001",
    "123456789",
    "20240131",
    "1e-4",
    "v1.23456789",
    "",
  ];
  assertEquals(texts.map(shortNumber), [
    "0.003873",
    "-12.35",
    "1.235e-7",
    "0.00001",
    "123456789",
    "20240131",
    "1e-4",
    "v1.23456789",
    "",
  ]);
});

Deno.test("canBeShort() says whether values stay different, which does not matter if there are many", () => {
  assertEquals(canBeShort(["0.12345678", "0.2345678"]), true);
  assertEquals(canBeShort(["0.12345678", "0.12345679"]), false);
  assertEquals(canBeShort(Array.from({ length: 20 }, (_, index) => `0.123456${index + 10}`)), true);
});
