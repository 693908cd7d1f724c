/** Asks a trainer for its command line, and looks at what is beside it. */
import { dirname, join, normalize, relative, resolve } from "@std/path";
import { type Environment, findEnvironment, MARKS, type Surroundings } from "../../lib/init/environments.ts";
import { scanPython } from "../../lib/init/scan_python.ts";
import { readPlainText, statIfExists } from "../system/files.ts";

/** What a trainer printed, or why it did not. */
export type HelpAnswer = { readonly text: string } | { readonly problem: string };

// Programs that import one of these, or use their arguments, only print help with --help. Other programs would start to train.
const PARSERS =
  /argparse|ArgumentParser|\bclick\b|\btyper\b|\btyro\b|\babsl\b|\bfire\b|docopt|simple_parsing|jsonargparse|LightningCLI|\bhydra\b|\bplac\b|--help/i;

// A script whose parser is in another module calls it.
const PARSES = /\b(?:get|parse|read|make|build|create|load)_?\w*(?:arg|opt|parser|flag|config|cli)\w*\(|\.parse\(\)/i;

/** The texts of a script and of the modules beside it that it imports. */
export interface TrainerSource {
  readonly text: string;
  /** Local modules. */
  readonly others: readonly string[];
  /** All modules that the script imports. */
  readonly imports: readonly string[];
}

const MAX_MODULES = 50;

/** Reads a script. */
export function readTrainer(script: string): TrainerSource {
  const text = readPlainText(script) ?? "";
  const { imports } = scanPython(text);
  const directory = dirname(script);
  const others = imports.slice(0, MAX_MODULES).flatMap((module) => {
    const path = module.replace(/^\.+/, "").replaceAll(".", "/");
    if (path === "") return [];
    const found = [`${path}.py`, `${path}/__init__.py`].map((name) => join(directory, name)).find((name) =>
      statIfExists(name)?.isFile
    );
    return found === undefined ? [] : readPlainText(found) ?? [];
  });
  return { text, others, imports };
}

/** Whether `--help` of a script only prints, as far as its text tells. */
export function hasParser({ text, others }: TrainerSource): boolean {
  return PARSERS.test(text) || PARSES.test(text) && others.some((other) => PARSERS.test(other));
}

/** How a trainer is asked. */
export interface HelpRequest {
  readonly python: string;
  readonly script: string;
  /** The command of the trainer: `fit`. */
  readonly command?: string;
  /** Milliseconds after which it is killed. */
  readonly limit: number;
}

/** Runs `python3 SCRIPT --help`. Only for a script that {@link hasParser}: another one would train. */
export function askTrainer({ python, script, command, limit }: HelpRequest): Promise<HelpAnswer> {
  const words = [python, script, ...(command === undefined ? [] : [command]), "--help"];
  return askCommand({ argv: words, line: words.join(" "), limit });
}

/** A command that prints a help. */
export interface HelpCommand {
  readonly argv: readonly string[];
  /** As messages show it. */
  readonly line: string;
  readonly cwd?: string;
  /** Milliseconds after which it is killed. */
  readonly limit: number;
}

/** Runs a command that prints a help. */
export async function askCommand({ argv: [program, ...args], line, cwd, limit }: HelpCommand): Promise<HelpAnswer> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program!, {
      args,
      ...(cwd !== undefined && { cwd }),
      // Wide lines, and no colours.
      env: { COLUMNS: "200", NO_COLOR: "1", TERM: "dumb", PYTHON_COLORS: "0", TERMINAL_WIDTH: "200" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // In a process group of its own, so that its descendants are killed with it.
      detached: true,
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { problem: `${program} is not on PATH` };
    throw error;
  }
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(child.pid);
  }, limit);
  const { code, stdout, stderr } = await child.output();
  clearTimeout(timer);
  if (isLate) return { problem: `${line} took longer than ${limit / 1_000} s` };
  const text = new TextDecoder().decode(stdout);
  // absl ends with 1.
  if (code === 0 || code === 1 && /^ *usage: |^flags:$/im.test(text)) return { text };
  const [last = ""] = new TextDecoder().decode(stderr).trimEnd().split("\n").slice(-1);
  return { problem: `${line} failed with exit code ${code}${last === "" ? "" : `: ${last}`}` };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

const MAX_PARENTS = 3;

/** The environment of a trainer: beside it, in the working directory, or above it within the repository. */
export function lookForEnvironment(script: string): Environment | undefined {
  const cwd = Deno.cwd();
  const start = dirname(resolve(script));
  const directories = [start, cwd];
  let at = start;
  for (let count = 0; count < MAX_PARENTS && at !== "/" && statIfExists(join(at, ".git")) === undefined; count++) {
    at = dirname(at);
    directories.push(at);
  }
  return findEnvironment([...new Set(directories)].map((directory) => surroundingsOf(directory, cwd)));
}

function surroundingsOf(directory: string, cwd: string): Surroundings {
  const names = new Set(MARKS.filter((name) => statIfExists(join(directory, name)) !== undefined));
  const file = ["environment.yml", "environment.yaml"].find((name) => names.has(name));
  const conda = file === undefined ? undefined : readPlainText(join(directory, file));
  const path = normalize(relative(cwd, directory) || ".");
  return { path: path === "." ? "" : path, names, ...(conda !== undefined && { conda }) };
}
