import { assertEquals } from "@std/assert";
import { renderHelp } from "../../../lib/command_line/render_help.ts";

const COMMAND = {
  name: "grid logs",
  description: "Print what runs print. Without a selector: the newest failed run.",
  parameters: [
    { name: "<dir>", description: "grid directory" },
    { name: "[selector...]", description: "runs, by name or glob, by id, by directory or by the values of their axes" },
  ],
  options: [
    { flags: "-f, --follow", description: "follow the log until the run has ended" },
    { flags: "--tail <lines>", description: "only the last lines", default: 10 },
    { flags: "--set <key>", description: "repeatable", default: [] },
    { flags: "--old", description: "", isHidden: true as const },
  ],
};

Deno.test("renderHelp() aligns arguments and flags, wraps their descriptions, and shows defaults", () => {
  assertEquals(
    renderHelp(COMMAND, 60),
    `Usage: grid logs [options] <dir> [selector...]

Print what runs print. Without a selector: the newest failed
run.

Arguments:
  dir             grid directory
  selector        runs, by name or glob, by id, by directory
                  or by the values of their axes

Options:
  -f, --follow    follow the log until the run has ended
  --tail <lines>  only the last lines (default: 10)
  --set <key>     repeatable
`,
  );
});

Deno.test("renderHelp() has no list of arguments if there are none, and leaves room for words on narrow terminals", () => {
  const text = renderHelp({ ...COMMAND, parameters: [] }, 20);
  assertEquals(text.includes("Arguments:"), false);
  assertEquals(text.split("\n").includes("  -f, --follow    follow the log until the run has ended"), true);
});
