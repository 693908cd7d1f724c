import { assertEquals } from "@std/assert";
import { commandName, hint, portableProgram } from "../../../lib/messages/hint.ts";

Deno.test("hint() writes a command as the user calls the program, and quotes its arguments", () => {
  assertEquals(hint("grid", "status", ["my grids/g_1"]), "grid status 'my grids/g_1'");
  assertEquals(hint("npx grid-workers", "run --on slurm", ["g"]), "npx grid-workers run --on slurm g");
  assertEquals(
    hint("deno task", "train:slurm", ["a'b", "--retry-failed"]),
    `deno task grid:train:slurm 'a'\\''b' --retry-failed`,
  );
  assertEquals(
    hint("deno task --config '/a b/deno.json'", "status"),
    "deno task --config '/a b/deno.json' grid:status",
  );
});

Deno.test("commandName() names a command in a sentence", () => {
  assertEquals(commandName("deno task", "run"), "grid:run");
  assertEquals(commandName("npx -y deno task", "run"), "grid:run");
  assertEquals(commandName("deno task --config /x/deno.json", "run"), "grid:run");
  assertEquals(commandName("grid", "run"), "grid run");
});

Deno.test("portableProgram() leaves out paths, which mean nothing elsewhere", () => {
  assertEquals(portableProgram("deno task --config /home/a/deno.json"), "deno task");
  assertEquals(portableProgram("deno run -A /home/a/grid-workers/tasks/grid.ts"), "grid");
  assertEquals(portableProgram("npx grid-workers"), "npx grid-workers");
});
