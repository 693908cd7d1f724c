/** Runs the commands of documentation pages in a scratch project, and compares what they print with the page. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { dirname, fromFileUrl, join } from "@std/path";
import { type Block, consoleBlocks, isSameOutput, normalize, type Stamps, withStamps } from "../console.ts";
import { shellQuote } from "../../lib/launch/shell_quote.ts";
import { stampOf } from "../../lib/store/layout.ts";
import { isRunning, processesOf, Project, taskEnvironment, until } from "../project.ts";

const REPOSITORY = dirname(dirname(dirname(fromFileUrl(import.meta.url))));

// Commands that only look may come too early: a scheduler in the background takes its time.
const LOOKS = /^(deno task grid:status|tail|ls|cat) /;
const SECONDS = 20;

// The scratch project, as the pages have it.
const HOME = "/home/alice/project";

/** Where `deno task` is that of a checkout of grid-workers, as users have it. */
function writeDeno(project: Project): string {
  const deno = project.write(
    ".bin/deno",
    `#!/bin/sh
if [ "$1" = task ]; then shift; exec "${Deno.execPath()}" task --quiet --config "${REPOSITORY}/deno.json" "$@"; fi
exec "${Deno.execPath()}" "$@"
`,
  );
  Deno.chmodSync(deno, 0o755);
  return dirname(deno);
}

async function outputOf(project: Project, command: string, path: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `{ ${command}\n} 2>&1`],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment({ PATH: `${path}:${Deno.env.get("PATH")}` }),
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout).replaceAll(shellQuote(project.dir), HOME).replaceAll(project.dir, HOME);
  return normalize(text, Deno.hostname());
}

async function check(
  project: Project,
  { command, output }: Extract<Block, { kind: "command" }>,
  stamps: Stamps,
  path: string,
) {
  const expected = normalize(output, "lab");
  const end = Date.now() + SECONDS * 1_000;
  for (;;) {
    const actual = await outputOf(project, withStamps(command, stamps), path);
    if (isSameOutput(actual, expected, stamps)) return;
    if (!LOOKS.test(`${command} `) || Date.now() > end) {
      assertEquals(actual, withStamps(expected, stamps), `$ ${command}`);
      throw new Error(`$ ${command}: time stamps differ from those of earlier commands`);
    }
    await delay(100);
  }
}

for (const page of ["running.md"]) {
  Deno.test(`the commands in docs/${page} print what the page shows`, async () => {
    using project = new Project();
    const path = writeDeno(project);
    const stamps: Stamps = new Map();
    const blocks = consoleBlocks(Deno.readTextFileSync(join(REPOSITORY, "docs", page)));
    assert(blocks.some(({ kind }) => kind === "command"));
    try {
      for (const block of blocks) {
        // Two grids of one second would get other names.
        await until("the second is over", () => !Array.from(stamps.values()).includes(stampOf(new Date())));
        if (block.kind === "file") project.write(block.path, block.text);
        else await check(project, block, stamps, path);
      }
    } finally {
      for (const pid of processesOf(project.dir).filter(isRunning)) Deno.kill(pid, "SIGKILL");
    }
  });
}

Deno.test("consoleBlocks() finds files and commands with their output", () => {
  const page =
    "This is `a.sh`:\n\n```sh\necho a\n```\n\nRun:\n\n```console\n$ sh a.sh\na\n\n$ true\n```\n\n```yaml\nx: 1\n```\n";
  assertEquals(consoleBlocks(page), [
    { kind: "file", path: "a.sh", text: "echo a\n" },
    { kind: "command", command: "sh a.sh", output: "a" },
    { kind: "command", command: "true", output: "" },
  ]);
});

Deno.test("isSameOutput() takes time stamps for the same if they always are", () => {
  const stamps: Stamps = new Map();
  assert(isSameOutput("x_20261125_093000", "x_20260101_010101", stamps));
  assert(!isSameOutput("x_20261125_093001", "x_20260101_010101", stamps));
  assert(!isSameOutput("y_20261125_093000", "x_20260101_010101", stamps));
  assertEquals(withStamps("cat x_20260101_010101", stamps), "cat x_20261125_093000");
});
