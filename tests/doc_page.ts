/** Runs the commands of a documentation page in a scratch project, and compares what they print with the page. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { dirname, fromFileUrl, join } from "@std/path";
import { shellQuote } from "../lib/messages/text.ts";
import { stampOf } from "../lib/store/layout.ts";
import { type Block, consoleBlocks, isSameOutput, normalize, type Stamps, withStamps } from "./console.ts";
import { type Environment, Project, taskEnvironment, until } from "./project.ts";

const REPOSITORY = dirname(dirname(fromFileUrl(import.meta.url)));
const CONFIG = join(REPOSITORY, "deno.json");

// Commands that only look may come too early: a scheduler in the background takes its time.
const LOOKS = /^(deno task grid:(status|logs|show)|tail|ls|cat) /;
const SECONDS = 20;

// The scratch project, as the pages have it.
const HOME = "/home/alice/project";

/** How a page is checked. */
export interface PageOptions {
  /** For the commands. */
  readonly env?: Environment;
  /** The part of the page that is checked; all by default. */
  readonly part?: (page: string) => string;
  /** Replaces more of what differs between two runs of a command. */
  readonly normalize?: (output: string) => string;
}

/**
 * Checks a page.
 *
 * @param page its name in `docs`
 */
export async function checkPage(page: string, options: PageOptions = {}): Promise<void> {
  using project = new Project();
  const path = writeDeno(project);
  const stamps: Stamps = new Map();
  const { part = (text) => text } = options;
  const blocks = consoleBlocks(part(Deno.readTextFileSync(join(REPOSITORY, "docs", page))));
  assert(blocks.some(({ kind }) => kind === "command"));
  for (const block of blocks) {
    // Two grids of one second would get other names.
    await until("the second is over", () => !Array.from(stamps.values()).includes(stampOf(new Date())));
    if (block.kind === "file") project.write(block.path, block.text);
    else await check({ project, path, stamps, ...options }, block);
  }
}

/** A page that is being checked. */
interface CheckedPage extends PageOptions {
  readonly project: Project;
  /** The directory of `deno`. */
  readonly path: string;
  readonly stamps: Stamps;
}

/** Where `deno task` is that of a checkout of grid-workers, as users have it. */
function writeDeno(project: Project): string {
  const deno = project.write(
    ".bin/deno",
    `#!/bin/sh
if [ "$1" = task ]; then shift; exec "${Deno.execPath()}" task --quiet --config "${CONFIG}" "$@"; fi
exec "${Deno.execPath()}" "$@"
`,
  );
  Deno.chmodSync(deno, 0o755);
  return dirname(deno);
}

async function check(page: CheckedPage, { command, output }: Extract<Block, { kind: "command" }>): Promise<void> {
  const { stamps, normalize: more = (text) => text } = page;
  const expected = more(normalize(output, "lab"));
  const end = Date.now() + SECONDS * 1_000;
  for (;;) {
    const actual = more(await outputOf(page, withStamps(command, stamps)));
    if (isSameOutput(actual, expected, stamps)) return;
    if (!LOOKS.test(`${command} `) || Date.now() > end) {
      assertEquals(actual, withStamps(expected, stamps), `$ ${command}`);
      throw new Error(`$ ${command}: time stamps differ from those of earlier commands`);
    }
    await delay(100);
  }
}

async function outputOf({ project, path, env }: CheckedPage, command: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", `{ ${command}\n} 2>&1`],
    cwd: project.dir,
    clearEnv: true,
    env: taskEnvironment({ ...env, PATH: `${path}:${Deno.env.get("PATH")}` }),
    stdin: "null",
  }).output();
  // The page leaves out which checkout it is, as its program `deno` does.
  const typed = new TextDecoder().decode(stdout).replaceAll(`task --config ${shellQuote(CONFIG)}`, "task");
  const text = withHome(typed, project.dir);
  return normalize(text, Deno.hostname());
}

// The scratch project has a path that shells need quotes for; that of the page needs none.
function withHome(text: string, dir: string): string {
  const quoted = shellQuote(dir).slice(0, -1);
  return text.split(quoted).map((part, index) => index === 0 ? part : `${HOME}${part.replace("'", "")}`).join("")
    .replaceAll(dir, HOME);
}
