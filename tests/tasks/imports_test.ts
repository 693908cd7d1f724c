import { assert, assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, resolve } from "@std/path";
import { Project } from "../project.ts";

const ROOT = resolve(dirname(fromFileUrl(import.meta.url)), "../..");

const CONFIG = Deno.readTextFileSync(join(ROOT, "deno.json"));

/** The modules that a module loads statically, without type imports. */
function loadedBy(path: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  if (!path.startsWith(ROOT)) return seen;
  const text = Deno.readTextFileSync(path);
  for (const [statement, specifier] of text.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"|^import "([^"]+)"/gm)) {
    if (/^(?:import|export) type\b/.test(statement) || isTypesOnly(statement)) continue;
    loadedBy(specifier!.startsWith(".") ? resolve(dirname(path), specifier!) : specifier!, seen);
  }
  return seen;
}

function isTypesOnly(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1]?.split(",").map((name) => name.trim()).filter((name) => name !== "");
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith("type "));
}

const TASKS = Array.from(Deno.readDirSync(join(ROOT, "tasks"))).filter(({ isFile }) => isFile)
  .map(({ name }) => join(ROOT, "tasks", name))
  .filter((path) => Deno.readTextFileSync(path).includes("import.meta.main"));

Deno.test("--help loads commander, but no schemas", () => {
  for (const task of TASKS) {
    const packages = [...loadedBy(task)].filter((path) => !path.startsWith(ROOT)).sort();
    // commander itself loads node:fs.
    assertEquals(packages.filter((name) => !name.startsWith("@std/")), ["commander", "node:fs"], task);
  }
});

Deno.test("the dispatcher loads little more than the command that it runs would load by itself", () => {
  const status = loadedBy(join(ROOT, "tasks/status.ts"));
  const more = [...loadedBy(join(ROOT, "tasks/grid.ts"))].filter((path) => !status.has(path));
  assertEquals(more.map((path) => path.slice(ROOT.length)), ["/tasks/grid.ts", "/tasks/commands.ts"]);
  // Deno reads modules that are named in a literal at the start, whether they are needed or not.
  const literals = [...Deno.readTextFileSync(join(ROOT, "tasks/grid.ts")).matchAll(/import\("\.\/([^"]+)"\)/g)];
  assertEquals(literals, []);
});

Deno.test("modules that are imported dynamically are not read at the start", () => {
  using project = new Project();
  project.write("deno.json", JSON.stringify({ unstable: JSON.parse(CONFIG).unstable }));
  project.write("late.ts", "this is no module");
  project.write("start.ts", 'console.log("started"); if (Deno.args.length > 0) await import("./late.ts");');
  const run = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), { args: ["run", "--no-check", "start.ts", ...args], cwd: project.dir })
      .outputSync();
  const { success, stderr } = run();
  assert(success, new TextDecoder().decode(stderr));
  assert(!run("late").success);
});

Deno.test("loadedBy() finds transitive imports", () => {
  assert(loadedBy(join(ROOT, "io/grid/lock.ts")).has("valibot"));
});
