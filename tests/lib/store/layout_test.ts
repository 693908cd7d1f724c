import { assertEquals } from "@std/assert";
import { formerDir, parseFormerDir } from "../../../lib/store/layout.ts";

Deno.test("parseFormerDir() reads the names that formerDir() gives, and no others", () => {
  for (const dir of ["g-lr=0.1-r0-1a2b3c4d", "a~b", "x~1"]) {
    for (const number of [1, 2, 10]) assertEquals(parseFormerDir(formerDir(dir, number)), { dir, number });
  }
  for (const name of ["g-lr=0.1-r0-1a2b3c4d", "x~", "~1", "x~0", "x~01", "x~-1", "x~1a", "x~1e3", "x~9999999999"]) {
    assertEquals(parseFormerDir(name), undefined, name);
  }
});
