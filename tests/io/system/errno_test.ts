import { assertEquals } from "@std/assert";
import { errnoOf } from "../../../io/system/file_errors.ts";

Deno.test("errnoOf() names errors of the operating system, also those to which Deno gives no code", () => {
  const coded = Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
  assertEquals(errnoOf(coded), "ENOSPC");
  assertEquals(errnoOf(new Error("Function of another day (os error 9999): open 'x'")), "errno 9999");
  for (const other of [new Error("a bug"), new RangeError("x"), null, undefined, "text"]) {
    assertEquals(errnoOf(other), undefined);
  }
  if (Deno.build.os !== "linux") return;
  assertEquals(errnoOf(new Error("Disk quota exceeded (os error 122): open 'x'")), "EDQUOT");
  assertEquals(errnoOf(new Error("No locks available (os error 37)")), "ENOLCK");
});
