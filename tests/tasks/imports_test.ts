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

Deno.test("--help loads no packages but @std, and nothing of Node, which would take longer than everything else", () => {
  for (const task of TASKS) {
    const packages = [...loadedBy(task)].filter((path) => !path.startsWith(ROOT));
    assertEquals(packages.filter((name) => !name.startsWith("@std/")), [], task);
  }
});

Deno.test("a command that opens a grid loads nothing of Node, either", async () => {
  using project = new Project();
  project.write("g.yaml", "grid_axes: {x: [1, 2]}\ngrid_settings: {command: 'true {x}'}\n");
  await project.run("train", ["g.yaml"]);
  project.write(
    "status.ts",
    `let loaded = false;
const process = Object.getOwnPropertyDescriptor(globalThis, "process")!;
Object.defineProperty(globalThis, "process", { get() { loaded = true; return process.get!.call(globalThis); } });
const { main } = await import(${JSON.stringify(join(ROOT, "tasks/status.ts"))});
await main([]);
if (loaded) throw new Error("the process of Node is used");`,
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", "--config", join(ROOT, "deno.json"), "status.ts"],
    cwd: project.dir,
    stdout: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("the dispatcher loads little more than the command that it runs would load by itself", () => {
  const status = loadedBy(join(ROOT, "tasks/status.ts"));
  const more = [...loadedBy(join(ROOT, "tasks/grid.ts"))].filter((path) => !status.has(path));
  assertEquals(more.map((path) => path.slice(ROOT.length)), ["/tasks/grid.ts", "/tasks/commands.ts"]);
  // Deno reads modules that are named in a literal at the start, whether they are needed or not.
  const literals = [...Deno.readTextFileSync(join(ROOT, "tasks/commands.ts")).matchAll(/import\("\.\/([^"]+)"\)/g)];
  assertEquals(literals, []);
});

Deno.test("modules that are imported dynamically are not read at the start", async () => {
  using project = new Project();
  project.write("deno.json", JSON.stringify({ unstable: JSON.parse(CONFIG).unstable }));
  // Whoever reads it waits for a writer.
  new Deno.Command("mkfifo", { args: [join(project.dir, "late.ts")] }).outputSync();
  project.write("start.ts", 'console.log("started"); if (Deno.args.length > 0) await import("./late.ts");');
  const { code } = await new Deno.Command("timeout", {
    args: ["20", Deno.execPath(), "run", "--no-check", "start.ts"],
    cwd: project.dir,
    stdout: "null",
    stderr: "null",
  }).output();
  assertEquals(code, 0);
});

Deno.test("loadedBy() finds transitive imports", () => {
  assert(loadedBy(join(ROOT, "io/grid/lock/lock.ts")).has("valibot"));
});
