import { assertEquals } from "@std/assert";
import { programsOf } from "../../../lib/launch/programs.ts";
import { trainingSpec } from "../../../lib/plan/run_specs.ts";
import { expand } from "../expand/expand_text.ts";

const programs = (settings: string) =>
  programsOf(trainingSpec(expand(`grid_axes: {x: [1]}\ngrid_settings: {${settings}}\n`).groups[0]!));

Deno.test("programsOf() returns the shell and the first word of a command", () => {
  assertEquals(programs("command: 'python train.py --x {x}'"), ["sh", "python"]);
  assertEquals(programs("command: './train --x {x}'"), ["sh", "./train"]);
  assertEquals(programs("command: [python, train.py, '{x}']"), ["python"]);
});

Deno.test("programsOf() returns no program if the command does not start with one", () => {
  assertEquals(programs("command: 'if true; then :; fi {x}'"), ["sh"]);
  assertEquals(programs("command: 'A=1 python {x}'"), ["sh"]);
  assertEquals(programs("command: '{x} 1'"), ["sh"]);
});

Deno.test("programsOf() returns no program if setup or env may change PATH", () => {
  assertEquals(programs("command: 'python {x}', setup: '. venv/bin/activate'"), ["sh"]);
  assertEquals(programs("command: [python, '{x}'], env: {PATH: /opt/bin}"), []);
});
