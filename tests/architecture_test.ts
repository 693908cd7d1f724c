/**
 * Checks the import rules in the sources: layers, floors, cycles, the purity of lib, and restricted modules.
 *
 * A line that breaks a rule fails the test of that rule, with the file, what it imports or uses, and the rule.
 */
import { assert, assertEquals, fail } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";

/** Each layer may import the layers before it, but not those after it. */
const LAYERS: readonly string[] = ["lib", "io", "tasks"];

/**
 * The folders of lib and io, and their floors: a file imports its own folder, or a lower floor of its layer. The folders within
 * a folder are parts of it.
 */
const FLOORS: Readonly<Record<string, number>> = {
  "lib/config": 1,
  "lib/run": 1,
  "lib/messages": 2,
  "lib/grid": 3,
  "lib/gpu": 3,
  "lib/results": 3,
  "lib/mi_prometheus": 4,
  "lib/plan": 4,
  "lib/checkpoints": 4,
  "lib/failures": 4,
  "lib/command_line": 3,
  "lib/init": 3,
  "lib/cluster": 4,
  "lib/slurm": 5,
  "lib/gridengine": 5,
  "lib/analysis": 4,
  "lib/launch": 5,
  "lib/store": 5,
  "lib/schedule": 6,
  "lib/expand": 7,
  "lib/status": 7,
  "lib/search": 2,
  "lib/inspect": 8,
  "lib/ci": 9,
  "lib/report": 8,
  "io/system": 1,
  "io/grid": 2,
  "io/gpu": 2,
  "io/results": 2,
  "io/executor": 3,
  "io/mi_prometheus": 3,
  "io/slurm": 4,
  "io/gridengine": 4,
  "io/cluster": 5,
  "io/stage": 6,
  "io/analysis": 4,
  "io/inspect": 7,
  "io/ci": 8,
  "io/report": 7,
};

/** Files outside lib/store that may parse JSON, because other programs write it. */
const PARSES_JSON: Readonly<Record<string, string>> = {
  "lib/checkpoints/safetensors.ts": "the header of a safetensors file",
  "lib/results/metrics.ts": "the strings of a metrics.json, which trainers write",
  "lib/report/model.ts": "the report in a page, which its own script reads",
  "io/analysis/collection.ts": "rows that this process put aside in a temporary file",
};

/** Files of io that may name end states, because they display them. */
const SHOWS_END_STATES: Readonly<Record<string, string>> = {
  "io/stage/show/summary.ts": "the summary of a stage",
};

/** Files that may name tasks of deno.json. */
const NAMES_TASKS: Readonly<Record<string, string>> = {
  "lib/messages/hint.ts": "hints",
  "lib/grid/settings/setting_table.ts": "descriptions in a file, which says so to all",
};

/**
 * Known violations: `file → what it imports or uses`, with the reason. The list only shrinks: a test fails if an entry is no
 * longer needed.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

/** A source file without its comments. */
interface Source {
  readonly path: string;
  readonly code: string;
  /** Paths of files of this repository, and names of packages. */
  readonly imports: readonly string[];
  /** The import statements of files of this repository and of packages, as written. */
  readonly statements: readonly string[];
}

/** A violation of a rule. */
interface Violation {
  readonly file: string;
  /** What it imports or uses. */
  readonly what: string;
  readonly rule: string;
}

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const SOURCES: readonly Source[] = LAYERS.flatMap(listSources);

function listSources(dir: string): Source[] {
  return entriesOf(dir).flatMap((entry): Source[] => {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) return listSources(path);
    return /\.tsx?$/.test(path) ? [parseSource(path, Deno.readTextFileSync(join(ROOT, path)))] : [];
  });
}

function entriesOf(dir: string): Deno.DirEntry[] {
  try {
    return Array.from(Deno.readDirSync(join(ROOT, dir))).sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function parseSource(path: string, text: string): Source {
  const code = withoutComments(text);
  const statements = /^(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*"([^"]+)"/gm;
  const calls = /\bimport\(\s*"([^"]+)"/g;
  const found = [...code.matchAll(statements)];
  const imports = [...found, ...code.matchAll(calls)].map(([, specifier]) =>
    specifier!.startsWith(".") ? join(dirname(path), specifier!) : specifier!
  );
  const imported = found.flatMap(([statement, specifier]) => statement.startsWith("import") ? [specifier!] : []);
  return { path, code, imports, statements: imported };
}

// Sufficient for sources formatted by `deno fmt`: a comment is on separate lines, or follows a space.
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[^]*?\*\//gm, "").replaceAll(/(?:^|\s)\/\/ .*$/gm, "");
}

function layerOf(path: string): string {
  return path.split("/")[0]!;
}

/** The first two levels of a path. */
function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

/** Matches of a pattern in the given sources. */
function uses(sources: readonly Source[], pattern: RegExp, rule: string): Violation[] {
  return sources.flatMap(({ path, code }) => {
    const found = new Set(Array.from(code.matchAll(pattern), ([text]) => text.trim()));
    return Array.from(found, (what): Violation => ({ file: path, what, rule }));
  });
}

/** Imports of the given sources that a predicate forbids. */
function importsThat(
  sources: readonly Source[],
  isForbidden: (target: string, file: string) => boolean,
  rule: string,
): Violation[] {
  return sources.flatMap(({ path, imports }) =>
    [...new Set(imports)].filter((target) => isForbidden(target, path)).map((what) => ({ file: path, what, rule }))
  );
}

/** Import cycles, each once, as a file and the path back to it. */
function findCircles(sources: readonly Source[]): Violation[] {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const circles: Violation[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) {
      const circle = [...way.slice(start), path];
      circles.push({ file: path, what: circle.slice(1).join(" → "), rule: "there are no circles of imports" });
    }
    if (start >= 0 || done.has(path)) return;
    for (const target of graph.get(path) ?? []) if (graph.has(target)) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return circles;
}

/** Whether an import may stand after another one. */
function isAfter(first: string, second: string): boolean {
  if (!second.startsWith(".")) return !first.startsWith(".");
  return !first.startsWith(".") || first <= second;
}

/** A rule, and its violations in the sources. */
interface Rule {
  readonly name: string;
  violations(): readonly Violation[];
}

const inLayer = (layer: string) => SOURCES.filter(({ path }) => layerOf(path) === layer);
const except = (sources: readonly Source[], allowed: Readonly<Record<string, string>>) =>
  sources.filter(({ path }) => allowed[path] === undefined);

const RULES: readonly Rule[] = [
  {
    name: "tasks import io, io imports lib, and never the other way",
    violations: () =>
      importsThat(
        SOURCES,
        (target, file) => LAYERS.indexOf(layerOf(target)) > LAYERS.indexOf(layerOf(file)),
        "a layer imports itself and the layers below: tasks → io → lib",
      ),
  },
  {
    name: "every file of lib and io lies in a folder of the layout",
    violations: () =>
      [...inLayer("lib"), ...inLayer("io")]
        .filter(({ path }) => path.split("/").length < 3 || FLOORS[folderOf(path)] === undefined)
        .map(({ path }) => ({
          file: path,
          what: dirname(path),
          rule: "a file of lib or io lies in a folder of the layout",
        })),
  },
  {
    name: "a file imports its own folder, or a lower floor of its layer",
    violations: () =>
      importsThat(
        SOURCES,
        (target, file) => {
          const [from, to] = [folderOf(file), folderOf(target)];
          if (layerOf(from) !== layerOf(to) || from === to) return false;
          const [floor, below] = [FLOORS[from], FLOORS[to]];
          return floor !== undefined && below !== undefined && below >= floor;
        },
        "a file imports its own folder, or a lower floor of its layer",
      ),
  },
  {
    name: "packages are imported first, then files, in the order of their paths",
    violations: () =>
      SOURCES.flatMap(({ path: file, statements }) =>
        statements.slice(1).filter((specifier, index) => !isAfter(statements[index]!, specifier)).map((what) => ({
          file,
          what,
          rule: "packages are imported first, then files, in the order of their paths",
        }))
      ),
  },
  { name: "there are no import cycles, including type imports", violations: () => findCircles(SOURCES) },
  {
    name: "lib is pure: no Deno, clock, random numbers or timers",
    violations: () =>
      uses(
        inLayer("lib"),
        /\bDeno\.\w+|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bcrypto\.(?:randomUUID|getRandomValues)\b|\b(?:set(?:Timeout|Interval)|performance\.now)\b|\bprocess\.\w+/g,
        "lib gets time, random numbers and the machine as arguments",
      ),
  },
  {
    name: "lib imports no file, process or timer",
    violations: () =>
      importsThat(
        inLayer("lib"),
        (target) => /^@std\/(?:async|fs|cli)\b|^node:(?!crypto$|zlib$)/.test(target),
        "lib imports only pure modules of Node",
      ),
  },
  {
    name: "valibot is imported in lib/store only",
    violations: () =>
      importsThat(
        SOURCES,
        (target, file) => /^(?:npm:)?valibot\b/.test(target) && folderOf(file) !== "lib/store",
        "only lib/store has schemas of files",
      ),
  },
  {
    name: "JSON files of this program are parsed in lib/store only",
    violations: () =>
      uses(
        except(SOURCES, PARSES_JSON).filter(({ path }) => folderOf(path) !== "lib/store"),
        /\bJSON\.parse\b/g,
        "only lib/store decodes files of this program, through schemas",
      ),
  },
  {
    name: "lib/mi_prometheus is imported only by lib/launch and lib/expand",
    violations: () =>
      importsThat(
        SOURCES,
        (target, file) =>
          folderOf(target) === "lib/mi_prometheus" &&
          !["lib/mi_prometheus", "lib/launch", "lib/expand"].includes(folderOf(file)),
        "only lib/launch and lib/expand use MI-Prometheus's commands",
      ),
  },
  {
    name: "files of io name end states only to display them",
    violations: () =>
      uses(
        except(inLayer("io"), SHOWS_END_STATES),
        // Kinds of outcomes and of GPU obstacles are not end states.
        /(?<!\bkind(?:: | === | !== ))"(?:succeeded|failed|timed_out|interrupted|lost)"/g,
        "only lib/run classifies how runs end",
      ),
  },
  {
    name: "commands in messages are made by hint() and commandName(), which know how the user calls this program",
    violations: () =>
      uses(
        except(SOURCES, NAMES_TASKS),
        /["'`](?:[^"'`\n]*[^"'`\n\w-])?(?:deno task\b|grid:[a-z]\w*)/g,
        "a message names a command through lib/messages/hint.ts",
      ),
  },
];

const keyOf = ({ file, what }: Violation) => `${file} → ${what}`;

for (const { name, violations } of RULES) {
  Deno.test(name, () => {
    const broken = violations().filter((violation) => EXCEPTIONS[keyOf(violation)] === undefined);
    if (broken.length > 0) fail(broken.map((violation) => `${keyOf(violation)}: ${violation.rule}`).join("\n"));
  });
}

Deno.test("every exception is still needed", () => {
  const needed = new Set(RULES.flatMap(({ violations }) => violations()).map(keyOf));
  assertEquals(Object.keys(EXCEPTIONS).filter((key) => !needed.has(key)), [], "remove these from EXCEPTIONS");
});

Deno.test("every file with a special permission exists and uses it", () => {
  for (const path of [...Object.keys(PARSES_JSON), ...Object.keys(SHOWS_END_STATES)]) {
    const code = SOURCES.find((source) => source.path === path)?.code ?? "";
    const pattern = PARSES_JSON[path] === undefined ? /"(?:succeeded|failed)"/ : /\bJSON\.parse\b/;
    assertEquals(pattern.test(code), true, `${path} is listed without need`);
  }
});

Deno.test("parseSource() finds all kinds of imports, and removes comments", () => {
  const { imports, code } = parseSource(
    "lib/plan/a.ts",
    [
      '/** import "./comment.ts"; Deno.exit */',
      'import { a } from "./a.ts";',
      "import {",
      "  type B,",
      '} from "../config/b.ts";',
      'import type { C } from "@std/c";',
      'export { d } from "./d.ts";',
      'export * from "./e.ts"; // Deno.exit',
      'import "./f.ts";',
      'export const text = "from";',
      'const g = await import("./g.ts");',
      'type H = import("./h.ts").H;',
    ].join("\n"),
  );
  assertEquals(imports, [
    ...["lib/plan/a.ts", "lib/config/b.ts", "@std/c", "lib/plan/d.ts", "lib/plan/e.ts", "lib/plan/f.ts"],
    ...["lib/plan/g.ts", "lib/plan/h.ts"],
  ]);
  assertEquals(code.includes("Deno"), false);
});

Deno.test("findCircles() finds cycles through other files and self-imports", () => {
  const source = (path: string, ...imports: string[]): Source => ({
    path,
    code: "",
    imports,
    statements: [],
  });
  const circles = findCircles([
    source("a", "b"),
    source("b", "c", "d"),
    source("c", "a"),
    source("d"),
    source("e", "e"),
  ]);
  assertEquals(circles.map(({ file, what }) => `${file} → ${what}`), ["a → b → c → a", "e → e"]);
});

Deno.test("the files that the documentation names exist", () => {
  for (const page of ["CONTRIBUTING.md", "docs/internals.md"]) {
    const text = Deno.readTextFileSync(join(ROOT, page));
    const named = text.matchAll(/`((?:lib|io|tasks|tests)\/[a-z0-9_/.]+\.(?:tsx?|sh))`/g);
    for (const [, path] of named) assert(statOf(path!)?.isFile, `${page} names ${path}`);
  }
});

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(join(ROOT, path));
  } catch {
    return undefined;
  }
}
