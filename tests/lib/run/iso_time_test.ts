import { assertEquals } from "@std/assert";
import { isoTime } from "../../../lib/run/journal_record.ts";

Deno.test("isoTime() is ISO 8601, and null for what no date can have", () => {
  assertEquals(isoTime(1_700_000_000_123), "2023-11-14T22:13:20.123Z");
  for (const time of [undefined, 8.7e15, -8.7e15, Infinity, NaN]) assertEquals(isoTime(time), null);
});
