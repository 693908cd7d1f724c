import { assertEquals, assertStringIncludes } from "@std/assert";
import { fillGrid, TRIAL_LINE } from "../../../lib/init/fill_grid.ts";
import { writeGrid } from "../../../lib/init/write_grid.ts";
import { DENO_TASK } from "../../../lib/messages/hint.ts";

Deno.test("fillGrid() replaces the line of a new grid file, and nothing else", () => {
  assertEquals(fillGrid(`a:\n${TRIAL_LINE}\n  # b\n`, ["  x: 1", "  y: 2"]), "a:\n  x: 1\n  y: 2\n  # b\n");
  assertEquals(fillGrid(`a:\r\n${TRIAL_LINE}\r\n`, ["  x: 1"]), "a:\r\n  x: 1\r\n", "line ends of Windows");
  assertEquals(fillGrid(TRIAL_LINE, ["  x: 1"]), "  x: 1");
  for (const text of ["", "a: 1\n", `  ${TRIAL_LINE}\n`, `${TRIAL_LINE}\n${TRIAL_LINE}\n`]) {
    assertEquals(fillGrid(text, ["  x: 1"]), undefined, text);
  }
});

Deno.test("where there is a batch system, a snapshot of the code is proposed", () => {
  const grid = { program: DENO_TASK, file: "g.yaml", schema: "s.json" } as const;
  assertStringIncludes(writeGrid({ ...grid, onCluster: true }).text, "  # snapshot: true\n");
  assertEquals(writeGrid({ ...grid, onCluster: false }).text.includes("snapshot"), false);
});
