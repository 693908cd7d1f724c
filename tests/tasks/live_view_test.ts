/** The live view as a person sees it, on terminals of 80×24 and 40×12. */
import { assert, assertEquals } from "@std/assert";
import { Project, until } from "../project.ts";
import { hasTerminals, Terminal } from "../terminal.ts";

const SIZES = [{ columns: 80, rows: 24 }, { columns: 40, rows: 12 }];

const ignore = !hasTerminals();

// Experiments end when a file with their value exists.
const WAITING = `grid_axes: {model.hidden_size: {range: [1, COUNT, 1]}}
grid_settings:
  max_failures: none
  cpus_per_run: 0.01
  max_concurrent_runs: SLOTS
  command: until [ -e {model.hidden_size}.end ]; do sleep 0.05; done; cat {model.hidden_size}.end; test ! -s {model.hidden_size}.end
`;

function gridOf(count: number, slots: number): string {
  return WAITING.replaceAll("COUNT", `${count}`).replaceAll("SLOTS", `${slots}`);
}

for (const size of SIZES) {
  const { columns, rows } = size;
  Deno.test({
    name: `a failure is one line, with the line of its log that says why, at ${columns}×${rows}`,
    ignore,
    async fn() {
      using project = new Project();
      project.write("digits.yaml", gridOf(3, 1));
      using terminal = new Terminal(project, size);
      terminal.type("task train digits.yaml --on cpu");
      await terminal.shows("1 running, 2 pending");
      project.write("1.end", "Traceback (most recent call last):\nRuntimeError: boom\nthe end\n");
      await terminal.shows("1 failed, 1 running, 1 pending");
      const failures = terminal.everything().filter((line) => line.startsWith("failed"));
      assertEquals(failures.length, 1);
      assert(failures[0]!.length <= columns, failures[0]);
      assert(/^failed .*[0-9a-f]{8}.*: RuntimeError: boom$/.test(failures[0]!), failures[0]);
      for (const id of [2, 3]) project.write(`${id}.end`, "");
      await terminal.shows("exit code 1");
    },
  });
}

// The head, the counts, and a line for each run. A head that is as wide as the window has been drawn since the last change.
function isWhole(lines: readonly string[], columns: number): boolean {
  const [head = "", counts = "", ...runs] = lines.slice(lines.findIndex((line) => /^digits|running|slot/.test(line)));
  return (columns < 60 || head.includes(columns < 80 ? "░".repeat(19) : "░".repeat(20))) && / 0\/6 {2}\d/.test(head) &&
    counts === "0 done, 6 running, 0 pending" && runs.length === 6 &&
    runs.every((line, slot) => new RegExp(`^  slot ${slot}  .*[0-9a-f]{8}  \\d+(\\.\\d)?s$`).test(line));
}

function secondsShown(terminal: Terminal): number {
  return Number(/0\/6 {2}(\d+(?:\.\d)?)s/.exec(terminal.screen().join("\n"))?.[1] ?? NaN);
}

Deno.test({
  name: "a window that becomes smaller and larger again shows the live view once",
  ignore,
  async fn() {
    using project = new Project();
    project.write("digits.yaml", gridOf(6, 6));
    using terminal = new Terminal(project, SIZES[0]!);
    terminal.type("task train digits.yaml --on cpu");
    await terminal.shows("6 running");
    for (const size of [SIZES[1]!, { columns: 61, rows: 20 }, { columns: 34, rows: 20 }, SIZES[0]!]) {
      // tmux tells a program of changes of the size at most every 250 ms; until then no program knows how wide the window is.
      const before = secondsShown(terminal);
      await until("half a second has passed", () => secondsShown(terminal) >= before + 0.5);
      terminal.resize(size);
      try {
        await until("the live view fills the window", () => isWhole(terminal.screen(), size.columns));
      } catch (error) {
        throw new Error(terminal.screen().join("\n"), { cause: error });
      }
    }
    terminal.press("C-c");
    await terminal.shows("exit code 130");
  },
});

Deno.test({
  name: "the runs that are running stay on the screen while many fail",
  ignore,
  async fn() {
    using project = new Project();
    project.write("digits.yaml", gridOf(100, 1));
    using terminal = new Terminal(project, SIZES[1]!);
    for (let i = 1; i < 100; i++) project.write(`${i}.end`, "no\n");
    terminal.type("task train digits.yaml --on cpu");
    await terminal.shows("99 failed, 1 running", 60);
    const screen = terminal.screen();
    assert(screen.at(-1)!.startsWith("  slot 0"), screen.join("\n"));
    assertEquals(screen.filter((line) => line.startsWith("failed")).length, 8);
    terminal.press("C-c");
    await terminal.shows("exit code 130");
  },
});
