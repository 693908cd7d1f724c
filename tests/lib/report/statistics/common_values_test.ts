import { assertEquals } from "@std/assert";
import { commonValues } from "../../../../lib/report/statistics/common_values.ts";

Deno.test("commonValues() finds what a group shares, the rarest elsewhere first", () => {
  const width = [1, 1, 0, 0, 0, 0];
  const depth = [3, 3, 3, 3, 0, 1];
  const rate = [0, 1, 0, 1, 0, 1];
  const constant = [7, 7, 7, 7, 7, 7];
  assertEquals(commonValues([depth, width, rate, constant], [0, 1]), [
    { factor: 1, level: 1, elsewhere: 0 },
    { factor: 0, level: 3, elsewhere: 2 },
  ]);
  assertEquals(commonValues([depth], []), []);
});
