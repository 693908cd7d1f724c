import { assertEquals } from "@std/assert";
import { firstOf } from "../../../lib/messages/text.ts";

Deno.test("firstOf() names the first few texts, and says how many more there are", () => {
  assertEquals(firstOf(["a", "b"], 2), "a, b");
  assertEquals(firstOf(["a", "b", "c", "d"], 2), "a, b and 2 more");
});
