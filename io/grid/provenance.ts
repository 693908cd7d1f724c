/** What a grid was made from: versions, the command line, the state of the code. */
import config from "../../deno.json" with { type: "json" };
import type { GridOverrides } from "../../lib/grid/read_overrides.ts";
import type { Provenance } from "../../lib/store/provenance_format.ts";

// A diff is for reading; a repository full of changed data would only fill the disk.
const MAX_DIFF = 1 << 20;

/** The version of this program. */
export const VERSION: string = config.version;

/** What a grid is made from. */
export interface GridOrigin {
  /** Absolute. */
  readonly gridFile: string;
  /** Where the user typed the command; its git repository, if there is one, is recorded. */
  readonly cwd: string;
  readonly savetag: string | undefined;
  readonly overrides: GridOverrides;
  readonly now: Date;
}

/** What a grid is made from, and by which versions of the programs and of the user's code. */
export function recordProvenance(given: GridOrigin): Provenance {
  return {
    version: 1,
    created: given.now.toISOString(),
    grid_workers: VERSION,
    deno: Deno.version.deno,
    host: Deno.hostname(),
    user: Deno.env.get("USER") ?? Deno.env.get("LOGNAME") ?? null,
    grid_file: given.gridFile,
    cwd: given.cwd,
    savetag: given.savetag ?? null,
    command_line: Deno.args,
    overrides: given.overrides,
    git: readGit(given.cwd),
  };
}

function readGit(cwd: string): Provenance["git"] {
  const commit = git(cwd, "rev-parse", "--verify", "--quiet", "HEAD")?.trim();
  if (commit === undefined || commit === "") return null;
  const diff = git(cwd, "diff", "--no-color", "--no-ext-diff", "HEAD") ?? "";
  return {
    commit,
    dirty: diff !== "",
    diff: diff.length > MAX_DIFF ? `${diff.slice(0, MAX_DIFF)}\n… cut at 1 MiB\n` : diff,
  };
}

function git(cwd: string, ...args: string[]): string | undefined {
  try {
    const { success, stdout } = new Deno.Command("git", { args, cwd, stdin: "null", stdout: "piped", stderr: "null" })
      .outputSync();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    // No git.
    return undefined;
  }
}
