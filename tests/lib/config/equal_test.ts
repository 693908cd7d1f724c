import { assertEquals } from "@std/assert";
import { equalValues } from "../../../lib/config/canonical.ts";
import { parseYaml } from "../../../lib/config/yaml.ts";

function equal(a: string, b: string): boolean {
  const [first, second] = [a, b].map((text) => parseYaml(text, "").value) as [never, never];
  const result = equalValues(first, second);
  assertEquals(equalValues(second, first), result, "equality is symmetric");
  return result;
}

Deno.test("numbers are equal by value, however they are written", () => {
  assertEquals(equal("1", "1.0"), true);
  assertEquals(equal("1e-4", "0.0001"), true);
  assertEquals(equal(".nan", ".NaN"), true);
  assertEquals(equal("12345678901234567890", "12345678901234567891"), false);
});

Deno.test("a string does not equal a number or a boolean", () => {
  assertEquals(equal("'1'", "1"), false);
  assertEquals(equal("'yes'", "yes"), false);
  assertEquals(equal("yes", "true"), true);
  assertEquals(equal("null", "~"), true);
});

Deno.test("lists are equal item by item, and maps key by key in any order", () => {
  assertEquals(equal("[1, 2.0]", "[1.0, 2]"), true);
  assertEquals(equal("[1, 2]", "[2, 1]"), false);
  assertEquals(equal("[1]", "[1, 2]"), false);
  assertEquals(equal("{a: 1, b: [2]}", "{b: [2.0], a: 1.0}"), true);
  assertEquals(equal("{a: 1}", "{a: 1, b: 2}"), false);
  assertEquals(equal("{a: 1}", "{b: 1}"), false);
  assertEquals(equal("{}", "[]"), false);
  assertEquals(equal("[1]", "1"), false);
});
