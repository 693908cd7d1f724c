import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ExperimentResult } from "../../../lib/results/experiment_result.ts";
import { exampleResult, exampleRun } from "./example_result.ts";
import { summarize } from "./summarize.ts";

/** A trained experiment with the parameters as its name, and a loss. */
function trained(params: Readonly<Record<string, string>>, loss: string, repetition = 0): ExperimentResult {
  const name = Object.entries(params).map(([key, value]) => `${key}=${value}`).join();
  return exampleResult({
    name,
    repetition,
    params: new Map(Object.entries(params)),
    training: exampleRun({ loss }, { seconds: Math.random() }),
  });
}

function idleOf(experiments: readonly ExperimentResult[]) {
  return summarize(experiments).idle;
}

Deno.test("a parameter that changes no number of any run is found, with its values", () => {
  const experiments = ["1", "2"].flatMap((lr) => ["true", "false"].map((bn) => trained({ lr, bn }, lr)));
  assertEquals(idleOf(experiments), [{ key: "bn", values: ["true", "false"], compared: 2 }]);
});

Deno.test("one difference suffices for a parameter to have an effect", () => {
  const experiments = ["1", "2", "3"].flatMap((lr) =>
    ["true", "false"].map((bn) => trained({ lr, bn }, lr === "3" ? lr + bn.length : lr))
  );
  assertEquals(idleOf(experiments), []);
});

Deno.test("only runs with the same values of all others, and of the same repetition, are compared", () => {
  assertEquals(idleOf([trained({ lr: "1", bn: "true" }, "1"), trained({ lr: "2", bn: "false" }, "1")]), []);
  assertEquals(idleOf([trained({ bn: "true" }, "1", 0), trained({ bn: "false" }, "1", 1)]), []);
  const seeds = [0, 1].flatMap((seed) => ["true", "false"].map((bn) => trained({ bn }, `${seed}`, seed)));
  assertEquals(idleOf(seeds).map(({ compared }) => compared), [2]);
});

Deno.test("of a value that could not be compared nothing is known", () => {
  const pairs = ["a", "b"].map((x) => trained({ x, lr: "1" }, "1"));
  assertEquals(idleOf(pairs).map(({ key }) => key), ["x"]);
  assertEquals(idleOf([...pairs, trained({ x: "c", lr: "2" }, "1")]), []);
});

Deno.test("runs without numbers are not compared, and neither are durations and failed runs", () => {
  const failed = { state: "failed", trained: false } as const;
  assertEquals(idleOf(["a", "b"].map((x) => trained({ x }, "high"))), []);
  assertEquals(idleOf([trained({ x: "a" }, "1"), { ...trained({ x: "b" }, "1"), ...failed }]), []);
});

Deno.test("a result that only one of the runs has is a difference", () => {
  const [one, other] = ["a", "b"].map((x) => trained({ x }, "1"));
  assertEquals(idleOf([one!, { ...other!, validation: new Map([["loss", "1"]]) }]), []);
  // The same numbers under other names.
  const [loss, error] = ["loss", "error"].map((name) => new Map([[name, "1"]]));
  assertEquals(idleOf([{ ...one!, validation: loss! }, { ...other!, validation: error! }]), []);
});

Deno.test("what is found is what a comparison of all pairs finds", () => {
  const value = fc.integer({ min: 0, max: 2 });
  const run = fc.record({ x: value, y: value, repetition: fc.integer({ min: 0, max: 1 }) });
  const runs = fc.uniqueArray(run, { selector: ({ x, y, repetition }) => `${x} ${y} ${repetition}`, maxLength: 12 });
  fc.assert(
    fc.property(runs, fc.array(fc.nat(2), { minLength: 18, maxLength: 18 }), (all, losses) => {
      const lossOf = ({ x, y, repetition }: typeof all[number]) => losses[(x * 3 + y) * 2 + repetition]! > 0 ? 1 : 0;
      const expected = (["x", "y"] as const).filter((key) => {
        const other = key === "x" ? "y" : "x";
        const pairs = all.flatMap((a) =>
          all.filter((b) => a[key] !== b[key] && a[other] === b[other] && a.repetition === b.repetition)
            .map((b) => [a, b] as const)
        );
        const compared = new Set(pairs.flatMap(([a, b]) => [a[key], b[key]]));
        return compared.size > 0 && compared.size === new Set(all.map((one) => one[key])).size &&
          pairs.every(([a, b]) => lossOf(a) === lossOf(b));
      });
      const found = idleOf(
        all.map((one) => trained({ x: `${one.x}`, y: `${one.y}` }, `${lossOf(one)}`, one.repetition)),
      );
      assertEquals(found.map(({ key }) => key).sort(), expected);
    }),
  );
});
