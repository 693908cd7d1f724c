import { assertEquals } from "@std/assert";
import { configurationsOf } from "../../../lib/plan/repetitions.ts";

// Name, repetition, group, values.
function configurations(...experiments: [name: string, repetition: number, group: number, at: number][]): string[] {
  const plan = experiments.map(([name, repetition, group, at], index) => ({
    id: `${index}`,
    hash: `${index}`,
    name,
    repetition,
    group,
    at: [at],
    seed: undefined,
  }));
  return [...configurationsOf(plan).values()];
}

Deno.test("configurationsOf() finds repetitions by name, also those of a task that is listed twice", () => {
  assertEquals(
    configurations(["a", 0, 0, 0], ["b", 0, 0, 1], ["a", 1, 1, 0], ["a", 2, 0, 0], ["b", 2, 0, 1]),
    ["a", "b", "a", "a", "b"],
  );
});

Deno.test("configurationsOf() finds repetitions by their values if some kept an older name", () => {
  assertEquals(
    configurations(
      ...[["a", 0, 0, 0], ["a-x=2", 0, 0, 1], ["a-x=1", 1, 0, 0], ["a-x=2", 1, 0, 1]] as [
        string,
        number,
        number,
        number,
      ][],
      ["a-x=1", 2, 1, 0],
    ),
    ["a", "a-x=2", "a", "a-x=2", "a"],
  );
});

Deno.test("configurationsOf() distinguishes configurations that swapped names", () => {
  assertEquals(
    configurations(["a", 0, 0, 0], ["a_2", 0, 0, 1], ["a_2", 1, 0, 0], ["a", 1, 0, 1]),
    ["a", "a_2", "a", "a_2"],
  );
});
