import { assertEquals } from "@std/assert";
import { describeChanges, describeFileChange } from "../../../lib/messages/fingerprint_changes.ts";
import type { Fingerprint } from "../../../lib/run/journal_record.ts";

function fingerprint(settings: Record<string, string>, files: Record<string, string> = {}): Fingerprint {
  return { hash: "", settings, files };
}

Deno.test("describeChanges() names settings and files that differ", () => {
  const settings = { command: "c", setup: "s", shell: "sh -c", workdir: ".", "env.A": "1" };
  const before = fingerprint(settings, { "a.py": "1", "b.py": "1", "c.py": "1" });
  const now = fingerprint({ ...settings, "env.A": "2", "env.B": "" }, { "a.py": "2", "b.py": "1", "d.py": "1" });
  assertEquals(describeChanges(before, now), [
    'another env.A: "1" → "2"',
    'another env.B: none → ""',
    "another a.py, c.py, d.py",
  ]);
  assertEquals(describeChanges(fingerprint({ seed: "1" }), fingerprint({ seed: "2" })), ["another seed: 1 → 2"]);
  assertEquals(describeFileChange(before, now), "a.py, c.py, d.py changed");
  // Another command names other files.
  assertEquals(describeChanges(before, { ...now, settings: { ...settings, command: "d" } }), [
    'another command: "c" → "d"',
    "another a.py",
  ]);
});

Deno.test("describeChanges() cuts long texts to where they differ, and removes control characters", () => {
  const long = "x".repeat(400);
  assertEquals(describeChanges(fingerprint({ command: `${long}a` }), fingerprint({ command: `${long}b` })), [
    `another command: "…${"x".repeat(20)}a" → "…${"x".repeat(20)}b"`,
  ]);
  assertEquals(describeChanges(fingerprint({ setup: "a\n  b" }), fingerprint({ setup: "a\x1b[2J" })), [
    'another setup: "a b" → "a"',
  ]);
});
