import { assertEquals, assertThrows } from "@std/assert";
import { parse as parseCsv } from "@std/csv";
import { fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const DECLARATIONS = Deno.readTextFileSync(join(ROOT, "types/deno_std.d.ts"));

/** The modules that are declared, each with the text of its declarations. */
function declaredModules(): Map<string, string> {
  const modules = DECLARATIONS.matchAll(/^declare module "([^"]+)" \{\n([^]*?)^\}/gm);
  return new Map(Array.from(modules, ([, name, body]) => [name!, body!]));
}

/** The paths of all TypeScript files below a directory, except those that are not part of the project. */
function sources(dir: string): string[] {
  return Array.from(Deno.readDirSync(dir)).flatMap(({ name, isDirectory }) => {
    if (name.startsWith(".") || ["node_modules", "experiments", "coverage"].includes(name)) return [];
    if (isDirectory) return sources(join(dir, name));
    return name.endsWith(".ts") && !name.endsWith(".d.ts") ? [join(dir, name)] : [];
  });
}

/** The @std modules that a source imports; strings are ignored. */
function stdImports(text: string): string[] {
  const statements = /^(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*"(@std\/[^"]+)"/gm;
  const calls = /\bimport\(\s*"(@std\/[^"]+)"/g;
  return [...text.matchAll(statements), ...text.matchAll(calls)].map(([, specifier]) => specifier!);
}

Deno.test("the declarations of @std are used: a wrong argument is a type error", () => {
  // @ts-expect-error a number is not YAML text; without declarations this line would be an unused directive
  const wrong = () => parse(123);
  assertEquals(typeof wrong, "function");
  assertEquals(parse("a: 1"), { a: 1 });
});

Deno.test("every imported @std module is declared; otherwise it would silently be any", () => {
  const declared = declaredModules();
  const undeclared = sources(ROOT).flatMap((path) =>
    stdImports(Deno.readTextFileSync(path)).filter((specifier) => !declared.has(specifier)).map((specifier) =>
      `${path.slice(ROOT.length)} imports ${specifier}: types/deno_std.d.ts does not declare it`
    )
  );
  assertEquals(undeclared, []);
});

Deno.test("exactly the @std modules in the import map are declared", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  const mapped = Object.keys(imports).filter((name) => name.startsWith("@std/"));
  assertEquals([...declaredModules().keys()].sort(), mapped.sort());
});

Deno.test("every declared function exists", async () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  for (const [name, body] of declaredModules()) {
    const module = await import(imports[name]);
    for (const [, exported] of body.matchAll(/^ {2}export function (\w+)/gm)) {
      assertEquals(typeof module[exported!], "function", `${name} has no ${exported}()`);
    }
  }
});

Deno.test("assertThrows() without a class returns unknown", () => {
  const thrown = assertThrows(() => {
    // deno-lint-ignore no-throw-literal
    throw "no error";
  });
  // @ts-expect-error it need not be an Error
  const message = () => thrown.message;
  assertEquals([thrown, typeof message], ["no error", "function"]);
});

Deno.test("the type of the rows of parse() in @std/csv depends on its options", () => {
  const text = "a,b\n1,2\n";
  const plain: string[][] = parseCsv(text, { separator: "," });
  const named: Record<string, string>[] = parseCsv(text, { skipFirstRow: true });
  const chosen: Record<"x" | "y", string>[] = parseCsv(text, { skipFirstRow: true, columns: ["x", "y"] });
  assertEquals([plain, named, chosen], [[["a", "b"], ["1", "2"]], [{ a: "1", b: "2" }], [{ x: "1", y: "2" }]]);
  const either: boolean = plain.length > 0;
  // @ts-expect-error rows or records: that is known only when it runs
  const rows: string[][] = parseCsv(text, { skipFirstRow: either });
  assertEquals(rows.length, 1);
});
