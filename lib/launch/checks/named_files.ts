/** Finds the files that the commands of a run name, such as `train.py` in `python train.py {args}`. */
import { isAbsolute, join } from "@std/path";
import type { Template } from "../../grid/template.ts";
import type { RunSpec } from "../../plan/plan.ts";
import { commandTemplate } from "../command.ts";

// More words than people write in commands.
const MAX_PATHS = 200;

// Stands for a placeholder. No word of a template contains it.
const FILLED = "\0";

/**
 * The paths that the setup, the command and the environment of a run may name, absolute or relative to its working directory:
 * all words of their literal text, modules of `python -m`, values of `KEY=VALUE`, and the words of a command after `-c`. Most
 * words are not files. A `cd DIR` applies to the words after it; a path that begins with `~/` is in the home directory. Targets
 * of redirections are left out, because runs write them.
 */
export function namedPaths(spec: RunSpec): string[] {
  const { settings } = spec;
  const template = commandTemplate(spec);
  const templates = [settings.prefix, template].filter((template) => template !== undefined);
  const commands = [settings.setup === undefined ? [] : shellWords(settings.setup), ...templates.map(wordsOf)];
  const values = [...settings.env.values()].flatMap((value) => value.words.map(textOf));
  const program = spec.command.kind === "default" ? [settings[spec.stage === "train" ? "trainer" : "tester"]] : [];
  const paths = [...pathsIn(commands.flat()), ...pathsIn(values), ...program.filter((name) => name.includes("/"))];
  return [...new Set(paths)].slice(0, MAX_PATHS);
}

function pathsIn(words: readonly string[]): string[] {
  const paths: string[] = [];
  // `undefined` if it is not known, as after `cd {dir}`.
  let dir: string | undefined = ".";
  const add = (found: readonly string[]) => {
    for (const path of found) {
      if (isAbsolute(path) || path.startsWith("~/")) paths.push(path);
      else if (dir !== undefined) paths.push(join(dir, path));
    }
  };
  for (const [index, word] of words.entries()) {
    const previous = words[index - 1] ?? "";
    if (previous.startsWith(">")) continue;
    if (previous === "cd") {
      const path: string = word.replace(/^\$HOME(?=\/|$)/, "~");
      if (word.includes(FILLED)) dir = undefined;
      else dir = isAbsolute(path) || path.startsWith("~") ? path : dir && join(dir, path);
      continue;
    }
    if (/^-\w*c$/.test(previous) && /\s/.test(word)) add(pathsIn(shellWords(word)));
    if (word.includes(FILLED)) continue;
    if (previous === "-m") add(modulePaths(word));
    add([word, word.slice(word.indexOf("=") + 1)].filter(mayBePath).map((path) => path.replace(/^\$HOME\//, "~/")));
  }
  return paths;
}

function mayBePath(word: string): boolean {
  return /[^.\d]/.test(word) && !word.startsWith("-") && !/[\n*?]/.test(word);
}

function modulePaths(name: string): string[] {
  if (!/^\w+(\.\w+)*$/.test(name)) return [];
  const path = name.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__main__.py`];
}

function wordsOf(template: Template): string[] {
  if (template.form === "argv") return template.words.map(textOf);
  return shellWords(template.words.map(textOf).join(" "));
}

function textOf(parts: Template["words"][number]): string {
  return parts.map((part) => typeof part === "string" ? part : FILLED).join("");
}

// Variables are not expanded, and a word with one does not count as a file. Operators and newlines only separate words.
function shellWords(text: string): string[] {
  const words = text.replaceAll(/(?<=^|\s)#.*$/gm, "")
    .match(/\d?>{1,2}[&|]?|(?:[^\s'"\\;&|()<>]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*")+/g) ?? [];
  return words.map((word) =>
    word.replace(/^\d>/, ">").replaceAll(/'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])/g, "$1$2$3")
  );
}

// Names of programs and scripts. Other files may be written by runs: see `fingerprintedFile`.
const CODE = new Set(
  ("bash c cc cfg cjs clj conf cpp cu cuh cxx f90 fish gin go h hpp ini ipynb java jl js kt lua m mjs mk ml mts nim php pl pyx " +
    "py r rb rkt rs scala sh swift tcl toml ts vim yaml yml zig zsh").split(" "),
);

/** Whether a path looks like a program, a script or a configuration, which runs do not write. */
export function isCode(path: string): boolean {
  const extension = /\.(\w+)$/.exec(path)?.[1];
  return extension !== undefined && CODE.has(extension.toLowerCase());
}

/** Looks up files and programs on this machine. Paths are absolute. */
export interface PathProbe {
  /** What is at a path; a `program` is a file that may be executed. */
  readonly kindOf: (path: string) => "program" | "file" | "directory" | undefined;
  /** Whether a program is on PATH, whose relative entries start at a working directory. */
  readonly isOnPath: (name: string, workdir: string) => boolean;
  /** The names in a directory; none if it cannot be read. */
  readonly namesIn: (dir: string) => readonly string[];
}
