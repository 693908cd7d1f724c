import { assertEquals } from "@std/assert";
import { describeDeleted } from "../../../../lib/status/notices/describe_deleted.ts";

Deno.test("describeDeleted() has one line for experiments and one for tests, and names the first directories", () => {
  assertEquals(describeDeleted({ runs: [], tests: [] }), []);
  assertEquals(describeDeleted({ runs: ["a"], tests: ["b/test_1"] }), [
    "1 run directory was deleted: its experiment is pending again (a)",
    "1 test directory was deleted: its test is pending again (b/test_1)",
  ]);
  assertEquals(describeDeleted({ runs: ["a", "b", "c", "d", "e"], tests: [] }), [
    "5 run directories were deleted: their experiments are pending again (a, b, c and 2 more)",
  ]);
});
