import { assertEquals } from "@std/assert";
import { type GridOverrides, mergeOverrides, NOTHING_GIVEN } from "../../../../lib/grid/grid_overrides.ts";
import { extendPlan } from "../../../../lib/plan/extend.ts";
import { describeFlags } from "../../../../lib/status/notices/describe_resume.ts";
import { expand } from "../../expand/expand_text.ts";

const gridOf = (axis: string) => expand(`grid_axes: {x: ${axis}}\ngrid_settings: {command: 'a {x}'}\n`);

/** Describes the flags of a resume after which the grid has `x=1` of two experiments; those in `started` were started. */
function describe(stored: Partial<GridOverrides>, given: Partial<GridOverrides>, started = [0, 1]): string[] {
  const [before, now] = [{ ...NOTHING_GIVEN, ...stored }, { ...NOTHING_GIVEN, ...given }];
  const old = gridOf("[1, 2]");
  const ids = started.map((index) => old.experiments[index]!.id);
  const wasStarted = (id: string) => ids.includes(id);
  const flags = { stored: before, given: now, merged: mergeOverrides(before, now) };
  return describeFlags(flags, extendPlan(old, gridOf("[1]"), wasStarted), wasStarted);
}

const LEFT = "its results stay in the grid directory, but are left out of analyses " +
  "(without --resume, a new grid directory keeps both)";

Deno.test("describeFlags() says which flags of earlier commands still apply, and which are replaced", () => {
  assertEquals(describe({ set: ["a=1", "b=1"], li: 5 }, { set: ["b=2"] }, []), [
    "--set b=2 replaces --set b=1 of an earlier command",
    "still with --set a=1 --li 5 of an earlier command",
  ]);
  assertEquals(describe({ set: ["b=1"] }, { axis: ["b=[1, 2]"] }, []), [
    "--axis b=[1, 2] replaces --set b=1 of an earlier command",
  ]);
});

Deno.test("describeFlags() says that new flags leave started experiments out", () => {
  assertEquals(describe({}, { set: ["x=1"], setting: ["retries=1"] }), [
    `1 started experiment is not in the grid with --set x=1: ${LEFT}`,
  ]);
  assertEquals(describe({}, { set: ["x=1"] }, [0]), [], "what was not started has no results");
});

Deno.test("describeFlags() says nothing without flags, and about flags that are typed again", () => {
  assertEquals(describe({}, {}), []);
  assertEquals(describe({ set: ["x=1"] }, { set: ["x=1"] }), []);
});
