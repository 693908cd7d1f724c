/** Finds the files of a project that a Python script imports, directly or through others. */
import { dirname, join } from "@std/path";
import { modulePathsOf, pythonImports } from "../../lib/launch/python_imports.ts";
import { readUserFile } from "../system/files.ts";

/** A module of the project. */
export interface LocalModule {
  /** Its path, in the way in which that of the script is given. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
  /** Whether the script itself imports it. */
  readonly isDirect: boolean;
}

// More than trainers have. Larger files are not code that somebody writes.
const MAX_MODULES = 300;
const MAX_BYTES = 2 ** 20;
const MAX_TOTAL = 16 * 2 ** 20;

// What is installed, and no part of the project, even if it is below the directory of the script.
const INSTALLED = /\/(?:site-packages|dist-packages)\//;

/** A directory from which imports count, and the path that names it. */
interface Base {
  readonly dir: string;
  readonly path: string;
}

/**
 * The modules beside a script, or in the working directory, that it imports: files and packages.
 *
 * @param script its path as the command names it, and where that leads: absolute
 */
export function findLocalModules(
  script: { readonly path: string; readonly target: string },
  workdir: string,
): LocalModule[] {
  if (!script.path.endsWith(".py")) return [];
  let real = script.target;
  try {
    // As Python does.
    real = Deno.realPathSync(script.target);
  } catch {
    return [];
  }
  if (INSTALLED.test(real)) return [];
  const bases: readonly Base[] = [{ dir: dirname(real), path: dirname(script.path) }, { dir: workdir, path: "." }];
  const found = new Map<string, LocalModule>();
  const waiting: LocalModule[] = [{ path: script.path, target: real, isDirect: true }];
  let total = 0;
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const text = readCode(file.target);
    if (text === undefined || (total += text.length) > MAX_TOTAL) continue;
    for (const statement of pythonImports(text)) {
      const from = statement.level === 0 ? bases : [above(file, statement.level)];
      for (const path of modulePathsOf(statement)) {
        const module = locate(path, from, file.target === real);
        if (module === undefined || module.target === real || found.has(module.target)) continue;
        if (found.size >= MAX_MODULES) return [...found.values()];
        found.set(module.target, module);
        waiting.push(module);
      }
    }
  }
  return [...found.values()];
}

function above({ path, target }: LocalModule, level: number): Base {
  let base: Base = { dir: dirname(target), path: dirname(path) };
  for (let step = 1; step < level; step++) base = { dir: dirname(base.dir), path: join(base.path, "..") };
  return base;
}

function locate(path: string, bases: readonly Base[], isDirect: boolean): LocalModule | undefined {
  for (const base of bases) {
    const target = join(base.dir, path);
    if (!INSTALLED.test(target) && isFile(target)) return { path: join(base.path, path), target, isDirect };
  }
  return undefined;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function readCode(path: string): string | undefined {
  try {
    return new TextDecoder().decode(readUserFile(path, MAX_BYTES));
  } catch {
    // It cannot be read, or is too large.
    return undefined;
  }
}
