import { assertEquals } from "@std/assert";
import { describeUnreadable } from "../../../lib/analysis/describe_unreadable.ts";

function unreadable(path: string, reason: string, place?: string) {
  return { path, reason, ...(place !== undefined && { place }) };
}

Deno.test("equal complaints about the same file of several experiments are one line, with a count", () => {
  const bad = Array.from(
    { length: 2_000 },
    (_, n) => unreadable(`g/x${n}/metrics.json`, "invalid JSON", "metrics.json"),
  );
  const other = unreadable("g/x3/log.txt", "invalid JSON", "log.txt");
  assertEquals(describeUnreadable([...bad.slice(0, 3), other, ...bad.slice(3)]), [
    "metrics.json: invalid JSON (in 2,000 experiments, the first: g/x0/metrics.json)",
    "g/x3/log.txt: invalid JSON",
  ]);
});

Deno.test("complaints for different reasons, or about files outside of experiments, have a line each", () => {
  const all = [
    unreadable("g/a/metrics.json", "file is empty", "metrics.json"),
    unreadable("g/b/metrics.json", "invalid JSON", "metrics.json"),
    unreadable("g/journal", "line 3 is corrupt, skipped"),
    unreadable("h/journal", "line 3 is corrupt, skipped"),
  ];
  assertEquals(describeUnreadable(all), all.map(({ path, reason }) => `${path}: ${reason}`));
});

Deno.test("directories of experiments, and of tests at different times, are the same place", () => {
  const reason = "cannot be read: permission denied";
  assertEquals(describeUnreadable([unreadable("g/a", reason, ""), unreadable("g/b", reason, "")]), [
    `${reason} (in 2 experiments, the first: g/a)`,
  ]);
  const tests = ["test_20261124_093000", "test_20261124_093001"].map((dir, n) =>
    unreadable(`g/x${n}/${dir}/metrics.json`, "invalid JSON", `${dir}/metrics.json`)
  );
  assertEquals(describeUnreadable(tests), [
    "test_…/metrics.json: invalid JSON (in 2 experiments, the first: g/x0/test_20261124_093000/metrics.json)",
  ]);
});

Deno.test("complaints that differ in numbers and quoted texts are one, with the first of them", () => {
  const all = ["1", "22", "333"].map((text, n) =>
    unreadable(`g/x${n}/metrics.json`, `line 1, column ${n}: got "${text}\\""`, "metrics.json")
  );
  assertEquals(describeUnreadable(all), [
    'g/x0/metrics.json: line 1, column 0: got "1\\"" (and similarly in 2 other experiments)',
  ]);
  assertEquals(describeUnreadable(all.slice(1))[0]!.endsWith("(and similarly in another experiment)"), true);
});
