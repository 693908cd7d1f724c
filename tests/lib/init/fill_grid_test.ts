import { assertEquals } from "@std/assert";
import { fillGrid, TRIAL_LINE } from "../../../lib/init/fill_grid.ts";

Deno.test("fillGrid() replaces the line of a new grid file, and nothing else", () => {
  assertEquals(fillGrid(`a:\n${TRIAL_LINE}\n  # b\n`, ["  x: 1", "  y: 2"]), "a:\n  x: 1\n  y: 2\n  # b\n");
  assertEquals(fillGrid(`a:\r\n${TRIAL_LINE}\r\n`, ["  x: 1"]), "a:\r\n  x: 1\r\n", "line ends of Windows");
  assertEquals(fillGrid(TRIAL_LINE, ["  x: 1"]), "  x: 1");
  for (const text of ["", "a: 1\n", `  ${TRIAL_LINE}\n`, `${TRIAL_LINE}\n${TRIAL_LINE}\n`]) {
    assertEquals(fillGrid(text, ["  x: 1"]), undefined, text);
  }
});
