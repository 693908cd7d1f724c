import { assertEquals } from "@std/assert";
import { compareRuns } from "../../../lib/results/finished_runs.ts";
import { parseParameters } from "../../../lib/results/run_parameters.ts";

function compare(...all: readonly Readonly<Record<string, string>>[]) {
  return compareRuns(all.map((params) => ({
    grid: "/runs",
    name: "run",
    ownNames: ["run"],
    params: new Map(Object.entries(params)),
  })));
}

Deno.test("compareRuns() counts a parameter that some runs lack as different", () => {
  const runs = compare({ lr: "1", momentum: "0.9" }, { lr: "1" }, { lr: "1", momentum: "0.9" });
  assertEquals(runs.map(({ params }) => Object.fromEntries(params)), [{ momentum: "0.9" }, {}, { momentum: "0.9" }]);
  assertEquals(runs.map(({ repetition }) => repetition), [0, 0, 1]);
});

Deno.test("compareRuns() takes runs without parameters for different ones, even with the same name", () => {
  assertEquals(compare({}, {}).map(({ repetition }) => repetition), [0, 0]);
});

Deno.test("parseParameters() shortens long texts, and keeps them different", () => {
  const [a, b] = ["a", "b"].map((end) =>
    parseParameters("args.json", `{"x": "${"x".repeat(500)}${end}"}`).value!.get("x")!
  );
  assertEquals([a!.length < 150, a!.slice(0, 100) === b!.slice(0, 100), a === b], [true, true, false]);
});
