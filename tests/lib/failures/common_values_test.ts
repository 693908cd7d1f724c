import { assertEquals } from "@std/assert";
import { commonValues } from "../../../lib/failures/group_failures.ts";

Deno.test("commonValues() finds what a group shares, the rarest elsewhere first", () => {
  const width = [1, 1, 0, 0, 0, 0];
  const depth = [3, 3, 3, 3, 0, 1];
  const rate = [0, 1, 0, 1, 0, 1];
  const constant = [7, 7, 7, 7, 7, 7];
  assertEquals(commonValues([depth, width, rate, constant], [0, 1], [0, 1, 2, 3, 4, 5]), [
    { factor: 1, level: 1, elsewhere: 0 },
    { factor: 0, level: 3, elsewhere: 2 },
  ]);
  assertEquals(commonValues([depth], [], [0, 1]), []);
});

Deno.test("commonValues() compares with the others only: without any, nothing tells the group apart", () => {
  const width = [1, 1, 0, 1];
  assertEquals(commonValues([width], [0, 1], [2]), [{ factor: 0, level: 1, elsewhere: 0 }]);
  assertEquals(commonValues([width], [0, 1], [3]), []);
  assertEquals(commonValues([width], [0, 1], [0, 1]), []);
});
