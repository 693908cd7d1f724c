import { assertEquals } from "@std/assert";
import { alignColumns } from "../../../../lib/messages/text.ts";

Deno.test("alignColumns() aligns columns by the width of their texts on a terminal, without spaces at the end", () => {
  assertEquals(alignColumns([["grid", "size"], ["表", "1 KiB", "newest"], ["mnist", ""]]), [
    "grid   size",
    "表     1 KiB  newest",
    "mnist",
  ]);
  assertEquals(alignColumns([]), []);
});
