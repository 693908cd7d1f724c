/** Finds the modules that a Python file imports, in its text: nothing is run. */

/** A statement that imports. */
export interface PythonImport {
  /** The number of dots before a relative name; 0 for an absolute one. */
  readonly level: number;
  /** The dotted name; empty in `from . import x`. */
  readonly module: readonly string[];
  /** What is imported from it: variables, or modules in it. */
  readonly names: readonly string[];
}

// Longer lists in parentheses are cut: the search stays linear.
const STATEMENT =
  /^[ \t]*(?:from[ \t]+(\.{0,20})[ \t]*([\w.]{0,300})[ \t]+import[ \t]+(\([^)]{0,4000}|[^\n#;]{0,4000})|import[ \t]+([^\n#;]{1,4000}))/gm;

const MAX_IMPORTS = 1_000;

/** The imports of a file. Those in texts, and those that never run, count, too. */
export function pythonImports(text: string): PythonImport[] {
  const imports: PythonImport[] = [];
  for (const [, dots = "", from, names = "", plain] of text.matchAll(STATEMENT)) {
    if (imports.length >= MAX_IMPORTS) break;
    if (plain !== undefined) {
      for (const module of namesIn(plain)) imports.push({ level: 0, module: module.split("."), names: [] });
      continue;
    }
    const module = (from ?? "").split(".").filter((part) => part !== "");
    if (dots.length + module.length > 0) imports.push({ level: dots.length, module, names: namesIn(names) });
  }
  return imports;
}

// `a.b as c, d` and `(a, # why\n b)`.
function namesIn(list: string): string[] {
  return list.replaceAll(/#.*$/gm, "").replaceAll(/[(\\]/g, " ").split(",").flatMap((part) => {
    const [name] = part.trim().split(/\s/);
    return name !== undefined && /^[A-Za-z_][\w.]*$/.test(name) ? [name] : [];
  });
}

/**
 * The paths at which the modules of an import can be, relative to the directory from which it counts: for each module the file
 * and the package, with the packages that hold it.
 */
export function modulePathsOf({ module, names }: PythonImport): string[] {
  const dotted = [
    ...module.map((_, index) => module.slice(0, index + 1)),
    ...names.map((name) => [...module, ...name.split(".")]),
  ];
  return dotted.map((parts) => parts.join("/")).flatMap((path) => [`${path}.py`, `${path}/__init__.py`]);
}
