/** Logs and trials on a terminal, as a person sees them. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { processesOf, Project, until } from "../project.ts";
import { hasTerminals, Terminal } from "../terminal.ts";

const SIZE = { columns: 80, rows: 24 };

function test(name: string, run: () => Promise<void>): void {
  Deno.test({ name, ignore: !hasTerminals(), fn: run });
}

/** A grid of one run: a progress bar in colour, and sequences that would clear the screen and set the title. */
function writeGrid(project: Project): void {
  project.write(
    "train.sh",
    `[ "$1" != wait ] || trap 'echo saved; exit 0' TERM
printf 'epoch 1\\033[2J\\033]0;title\\007\\n'
for percent in 10 50 100; do printf '\\r\\033[32m%s%%\\033[0m' "$percent"; done
echo; [ "$1" != wait ] || { sleep 600 & wait; }
printf 'no newline'
`,
  );
  project.write("g.yaml", "grid_axes: {x: [go, wait]}\ngrid_settings: {command: 'sh train.sh {x}'}\n");
}

test("a terminal shows lines, colours and the last state of a progress bar, and obeys nothing else of a log", async () => {
  using project = new Project();
  writeGrid(project);
  const grid = (await project.run("train", ["g.yaml", "--only", "x=go"])).stdout.trim();
  using terminal = new Terminal(project, SIZE);
  terminal.type("task logs");
  await terminal.shows("exit code 0");
  const lines = terminal.everything();
  const start = lines.findIndex((line) => line.includes(`(${grid}/`));
  assertEquals(lines.slice(start + 1, start + 5), ["epoch 1", "100%", "no newline", "exit code 0"]);
});

test("Ctrl-C ends what follows a log, and a trial with its run", async () => {
  using project = new Project();
  writeGrid(project);
  using terminal = new Terminal(project, SIZE);
  terminal.type("task try g.yaml --only x=wait");
  await terminal.shows("100%");
  terminal.press("C-c");
  await terminal.shows("exit code 130");
  const lines = terminal.everything();
  assert(lines.some((line) => line.includes("SIGINT: stopping all runs (10 s grace")), lines.join("\n"));
  assertStringIncludes(lines.join("\n"), "\nsaved\n");
  assertEquals([project.exists("experiments"), processesOf(join(project.dir, "experiments"))], [false, []]);
  const train = project.start("train", ["g.yaml", "--only", "x=wait"]);
  await until("the run has started", () => train.hasSaid("started"));
  terminal.clear();
  terminal.type("task logs -f");
  await terminal.shows("100%");
  terminal.press("C-c");
  // The signal ends it, as the shell sees.
  await terminal.shows(/^\$/);
  terminal.type('echo "ended with $?"');
  await terminal.shows("ended with 130");
  train.kill("SIGTERM");
  assertEquals((await train.ended).code, 143);
});
