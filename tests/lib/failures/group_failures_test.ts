import { assertEquals } from "@std/assert";
import { groupFailures } from "../../../lib/failures/group_failures.ts";

const failed = (experiment: number, cause: string, stage: "train" | "test" = "train") => ({ experiment, cause, stage });

const SIZES = ["7", "7", "8", "8", "9", "9"];
const RATES = ["1", "2", "1", "2", "1", "2"];

Deno.test("groupFailures() puts the largest group first, with the values that only some of the others have", () => {
  const runs = [failed(4, "no"), failed(0, "boom"), failed(1, "boom"), failed(0, "boom", "test")];
  const groups = groupFailures(runs, { params: [RATES, SIZES], others: { train: [2, 3, 4, 5], test: [1] } });
  assertEquals(groups, [
    { runs: [runs[1]!, runs[2]!], common: [{ factor: 1, value: "7", elsewhere: 0 }] },
    { runs: [runs[0]!], common: [] },
    { runs: [runs[3]!], common: [] },
  ]);
});

Deno.test("groupFailures() compares with the given experiments only", () => {
  const runs = [failed(0, "boom"), failed(2, "boom")];
  const commonOf = (others: readonly number[]) =>
    groupFailures(runs, { params: [RATES, SIZES], others: { train: others, test: [] } })[0]!.common;
  assertEquals(commonOf([1, 4]), [{ factor: 0, value: "1", elsewhere: 1 }]);
  assertEquals(commonOf([4]), [], "all of the others have it, too");
  assertEquals(commonOf([]), []);
});
