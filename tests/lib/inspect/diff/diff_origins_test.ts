import { assertEquals } from "@std/assert";
import { diffOrigins } from "../../../../lib/inspect/diff.ts";

const CLEAN = { grid_workers: "0.1.0", git: { commit: "abc", dirty: false, diff: "" } };
const DIRTY = { grid_workers: "0.1.0", git: { commit: "abc", dirty: true, diff: "-lr\n+rate\n" } };

Deno.test("grids that were made with the same commit and version do not differ", () => {
  assertEquals(diffOrigins(CLEAN, CLEAN), []);
  assertEquals(diffOrigins(DIRTY, DIRTY), []);
  assertEquals(diffOrigins(undefined, undefined), []);
});

Deno.test("uncommitted changes differ by their text, and are shown by their size", () => {
  const other = { ...DIRTY, git: { ...DIRTY.git, diff: "+x\n" } };
  assertEquals(diffOrigins(CLEAN, DIRTY), [
    { kind: "grid", key: "commit", a: "abc", b: "abc with uncommitted changes" },
    { kind: "grid", key: "uncommitted changes", a: "none", b: "a diff of 2 lines" },
  ]);
  assertEquals(diffOrigins(DIRTY, other), [
    { kind: "grid", key: "uncommitted changes", a: "a diff of 2 lines", b: "a diff of 1 line" },
  ]);
});

Deno.test("what a grid has no record of is absent", () => {
  assertEquals(diffOrigins({ grid_workers: "0.2.0", git: null }, CLEAN), [
    { kind: "grid", key: "grid-workers", a: "0.2.0", b: "0.1.0" },
    { kind: "grid", key: "commit", a: null, b: "abc" },
  ]);
  assertEquals(diffOrigins(undefined, CLEAN), [
    { kind: "grid", key: "commit", a: null, b: "abc" },
    { kind: "grid", key: "grid-workers", a: null, b: "0.1.0" },
  ]);
});
