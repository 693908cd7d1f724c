import { parse } from "@std/yaml";
import { assertEquals } from "@std/assert";

Deno.test("the declarations of @std are in force: a wrong argument is a type error", () => {
  // @ts-expect-error a number is not YAML text; without declarations this line would be an unused directive
  const wrong = () => parse(123);
  assertEquals(typeof wrong, "function");
  assertEquals(parse("a: 1"), { a: 1 });
});
