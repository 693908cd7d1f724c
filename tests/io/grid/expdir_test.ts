import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { withExpdir } from "../../../io/grid/expdir.ts";
import { findGrid } from "../../../io/grid/find_grid.ts";
import { createGridDir, readProvenance } from "../../../io/grid/grid_dir.ts";
import { makeGrid } from "../../../io/grid/make_grid.ts";
import { openGrid } from "../../../io/grid/session.ts";
import { Project } from "../../project.ts";

const GRID = "grid_axes: {x: [1]}\ngrid_settings: {command: run}\n";

Deno.test("makeGrid() removes what a killed maker left, nothing else, and leaves nothing but the grid", () => {
  using project = new Project();
  const file = project.write("g.yaml", GRID);
  const expdir = join(project.dir, "experiments");
  for (const name of ["grid.yaml", "provenance.json", "plan.ndjson.tmp", "plan.ndjson"]) {
    project.write(`experiments/.making-0123abcd/${name}`, "");
  }
  project.write("experiments/.making-0123abcd/code/.1.tmp/train.py", "");
  project.write("data/set", "precious");
  Deno.symlinkSync(join(project.dir, "data"), join(project.dir, "experiments/.making-0123abcd/code/.1.tmp/data"));
  project.write("experiments/.making-4567cdef/results.csv", "precious");
  project.write("experiments/.making-mine/grid.yaml", "precious");
  const root = makeGrid({ file }, { expdir });
  assertEquals(project.list("experiments").filter((name) => name.startsWith(".")), [
    ".making-4567cdef",
    ".making-mine",
  ]);
  assertEquals(project.list("experiments/.making-4567cdef"), ["results.csv"]);
  assertEquals([...Deno.readDirSync(root)].map(({ name }) => name).sort(), [
    ...["grid.yaml", "plan.ndjson", "provenance.json"],
  ]);
  assertEquals(project.read("data/set"), "precious");
  assertEquals(findGrid(undefined, expdir), root);
});

Deno.test("makeGrid() leaves nothing when it cannot write, and takes no directory that is there", () => {
  using project = new Project();
  const file = project.write("g.yaml", GRID);
  const expdir = join(project.dir, "experiments");
  const first = makeGrid({ file }, { expdir });
  const second = makeGrid({ file }, { expdir });
  assertEquals(new Set([first, second]).size, 2);
  const provenance = readProvenance(first)!;
  const content = {
    plan: openGrid(first).plan,
    gridText: GRID,
    provenance: { ...provenance, savetag: "x".repeat(300) },
  };
  assertThrows(() => createGridDir(expdir, content, new Date()), Error, "File name too long");
  assertEquals(project.list("experiments").length, 2);
});

Deno.test("withExpdir() keeps what another process is making", () => {
  using project = new Project();
  const expdir = join(project.dir, "experiments");
  withExpdir(expdir, () => {
    project.write("experiments/.making-0123abcd/grid.yaml", "");
    const dir = Deno.openSync(expdir);
    assertEquals(dir.tryLockSync(true), false);
    dir.close();
  });
  withExpdir(expdir, () => assertEquals(project.list("experiments"), []));
});
