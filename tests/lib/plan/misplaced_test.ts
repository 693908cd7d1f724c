import { assertEquals } from "@std/assert";
import { findMisplaced, isWithin, type Surroundings } from "../../../lib/plan/misplaced.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import { expand } from "../expand/expand_text.ts";

const PLAN: Plan = { ...expand("grid_settings: {command: run}\n"), cwd: "/home/p", expdir: "/home/p/experiments" };

/** Directories that exist, those that have the grid file, and those that have a changed one. */
function look(
  gridDir: string,
  cwd: string,
  { dirs = ["/home/p"], files = ["/home/p"], changed = [] as string[], same = [] as string[] } = {},
): Surroundings {
  return {
    gridDir,
    cwd,
    isDirectory: (path) => dirs.includes(path),
    isSame: (a, b) => a === b || same.includes(a) && same.includes(b),
    hasGridFile: (dir, unchanged) => files.includes(dir) || !unchanged && changed.includes(dir),
  };
}

Deno.test("a grid directory in its project is never misplaced, wherever the user is", () => {
  for (const cwd of ["/home/p", "/home/p/sub", "/home", "/", "/other"]) {
    for (const gridDir of ["/home/p/experiments/g", "/home/p/experiments/renamed", "/home/p/moved"]) {
      assertEquals(findMisplaced(PLAN, look(gridDir, cwd)), undefined, `${gridDir} from ${cwd}`);
    }
  }
});

Deno.test("a project that was copied or moved is recognized by its grid file, even a changed one, from any directory", () => {
  for (const cwd of ["/home/q", "/home/q/sub", "/home", "/home/p"]) {
    const copied = look("/home/q/experiments/g", cwd, { files: ["/home/p", "/home/q"] });
    assertEquals(findMisplaced(PLAN, copied), { kind: "elsewhere", project: "/home/q" }, cwd);
    const changed = look("/home/q/experiments/g", cwd, { changed: ["/home/q"] });
    assertEquals(findMisplaced(PLAN, changed), { kind: "elsewhere", project: "/home/q" }, cwd);
    const moved = look("/home/q/experiments/g", cwd, { dirs: [], files: ["/home/q"] });
    assertEquals(findMisplaced(PLAN, moved), { kind: "gone", project: "/home/q" }, cwd);
  }
  const inside = look("/home/p/backup/experiments/g", "/home/p", { files: ["/home/p", "/home/p/backup"] });
  assertEquals(findMisplaced(PLAN, inside), { kind: "elsewhere", project: "/home/p/backup" });
});

Deno.test("without a grid file, a project is recognized by the place of its grid directory if the user is in it", () => {
  const at = (cwd: string, plan = PLAN) => findMisplaced(plan, look("/home/q/experiments/g", cwd));
  assertEquals(at("/home/q"), { kind: "elsewhere", project: "/home/q" });
  assertEquals(at("/home/q/sub"), { kind: "elsewhere", project: "/home/q" });
  assertEquals([at("/home"), at("/home/p"), at("/other")], [undefined, undefined, undefined]);
  // Plans of earlier versions do not record where they were made.
  const { expdir: _, ...old } = PLAN;
  assertEquals(at("/home/q", old), { kind: "elsewhere", project: "/home/q" });
  const flat = { ...PLAN, expdir: "/home/p" };
  assertEquals(findMisplaced(flat, look("/home/q/g", "/home/q")), { kind: "elsewhere", project: "/home/q" });
});

Deno.test("a grid directory outside of all projects belongs to the user's project if that has the same grid file", () => {
  const shared: Plan = { ...PLAN, expdir: "/data" };
  const from = (cwd: string, plan = shared, changed: string[] = []) =>
    findMisplaced(plan, look("/data/g", cwd, { files: ["/home/p", "/home/q"], changed }));
  assertEquals(from("/home/q/sub"), { kind: "elsewhere", project: "/home/q" });
  assertEquals([from("/home/p"), from("/home"), from("/data")], [undefined, undefined, undefined]);
  assertEquals(from("/home/r", shared, ["/home/r"]), undefined, "another file of that name");
  assertEquals(from("/home/q", { ...shared, cwdChosen: true }), undefined, "chosen with --workdir");
});

Deno.test("the same directory by another path is the same project", () => {
  const linked = look("/link/experiments/g", "/home/p", { files: ["/home/p", "/link"], same: ["/link", "/home/p"] });
  assertEquals(findMisplaced(PLAN, linked), undefined);
});

Deno.test("a project that is gone may not be found again", () => {
  assertEquals(findMisplaced(PLAN, look("/data/g", "/home/me", { dirs: [], files: [] })), {
    kind: "gone",
    project: undefined,
  });
});

Deno.test("with an absolute workdir, it does not matter where a grid was made", () => {
  const plan = { ...expand("grid_settings: {command: run, workdir: /code}\n"), cwd: "/gone" };
  assertEquals(findMisplaced(plan, look("/data/g", "/home/me", { dirs: [] })), undefined);
});

Deno.test("isWithin() compares whole names", () => {
  assertEquals([isWithin("/a/b", "/a"), isWithin("/a", "/a"), isWithin("/ab", "/a"), isWithin("/a", "/")], [
    true,
    true,
    false,
    true,
  ]);
});
