import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { isMap, type Value } from "../../../lib/config/value.ts";
import { parseYaml } from "../../../lib/config/yaml.ts";
import { GRID_KEYS, gridSchema, SAMPLE_KEYS, TASK_KEYS, TEST_KEYS } from "../../../lib/grid/grid_schema.ts";
import { parseSettings } from "../../../lib/grid/settings/parse_settings.ts";
import { listSettings } from "../../../lib/grid/settings/setting_table.ts";
import type { Problem } from "../../../lib/messages/problem.ts";
import { assertSchemaAgrees, refusedBySchema } from "../../schema_of_grids.ts";
import { yaml } from "../expand/expand_text.ts";

const ROOT = fromFileUrl(new URL("../../..", import.meta.url));
const PAGE = Deno.readTextFileSync(join(ROOT, "docs/grid-file.md"));

Deno.test("docs/grid.schema.json is what the table of keys gives: deno task grid:schema > docs/grid.schema.json", () => {
  const committed = Deno.readTextFileSync(join(ROOT, "docs/grid.schema.json"));
  assertEquals(committed, `${JSON.stringify(gridSchema(), undefined, 2)}\n`);
});

Deno.test("the schema accepts all grid files of this repository, and those of its pages", () => {
  const files = [...filesBelow("grids"), ...filesBelow("tests/fixtures")].filter((path) => path.endsWith(".yaml"))
    .map((path) => ({ path, text: Deno.readTextFileSync(path) }));
  const pages = [...filesBelow("docs"), join(ROOT, "README.md")].filter((path) => path.endsWith(".md"));
  const blocks = pages.flatMap((path) =>
    Array.from(Deno.readTextFileSync(path).matchAll(/^```yaml\n([^]*?)^```$/gm), ([, text]) => ({ path, text: text! }))
  );
  let grids = 0;
  for (const { path, text } of [...files, ...blocks]) {
    // One page shows errors.
    if (!/^grid_(?:axes|tasks|settings|tests):/m.test(text) || /^ +comand:/m.test(text)) continue;
    const value = parseYaml(text, path).value;
    // A part of a file, in a page.
    if (!isMap(value)) continue;
    assertEquals(refusedBySchema(value), [], `${path}: ${text}`);
    grids++;
  }
  assert(grids > 30, `${grids} grids`);
});

function* filesBelow(dir: string): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, dir))) {
    const path = `${dir}/${entry.name}`;
    if (entry.isDirectory) yield* filesBelow(path);
    else yield join(ROOT, path);
  }
}

// Values that are right for some settings and wrong for others.
const VALUES = [
  ...[
    "~",
    "''",
    "x",
    "a.b",
    "a..b",
    "none",
    "yes",
    "2026-11-30",
    "{a: 1}",
    "{name: x}",
    "{name: loss, goal: minimize}",
  ],
  ...["{name: a, goal: up}", "{name: a, gaol: x}", "{name: ''}", "{A: 1}", "{1A: x}", "{A: [1]}", "{A: }", "{}", "[]"],
  ...["[a]", "[a, 1]", "[a, b, 1.5, yes, ~]", "['']", "[a..b]", "[[a]]", "[{a: b}]", "[0, 1, 2]", "[-1]"],
  ...["0", "1", "-1", "1.5", "0.25", "1.0", "'3'", "'0'", "0.0", ".inf", ".nan", "1e-9", "2147483647", "2147483648"],
  ...[
    "9007199254740993",
    "-9007199254740993",
    "90s",
    "1h30m",
    "30m1h",
    "0s",
    "1.5h",
    "12:30",
    "5 minutes",
    "h",
    "'90'",
  ],
  ...["8GiB", "500 MB", "1.5TB", "8 gigabytes", "0.5KiB", "-1B", "B", "10%", "0%", "0.0%", "100%", "100.0%", "101%"],
  ...[
    "2.5%",
    "007%",
    "/abs/*.pt",
    "models/*.pt",
    "../x",
    "a/./b",
    "a//b",
    "nice -n 10",
    "\"a 'b'\"",
    "'   '",
    "'a\\b'",
  ],
  ...[
    "[{file: a.csv}]",
    "[{file: ../a.csv}]",
    "[{file: a..b/c}]",
    "[{file: /a}]",
    "[{log: a}]",
    "[{log: '(?<a>b)'}]",
    "[{log: '(?<a>b)', file: a}]",
    "[{file: a, format: csv, step: x, rename: {a: b}}]",
    "[{file: a, rename: {a: 1}}]",
    "{booleans: flag, lists: repeat, null: omit, form: --key value}",
    "{booleans: true}",
    "{lists: space}",
    "{keys: {a.b: {lists: json}}}",
    "{keys: {a: {list: json}}}",
    "{keys: {a: json}}",
    "{keys: {a..b: {}}}",
    "{keys: {a: {keys: {}}}}",
    "{null: maybe}",
    "{name: a, at: best}",
    "{name: a, at: first}",
  ],
];

Deno.test("the schema agrees with the parser about every setting and any value, in the grid and in a task", () => {
  for (const [name] of listSettings()) {
    for (const text of VALUES) {
      const value = yaml(text);
      for (const scope of ["grid", "task"] as const) {
        const settings = new Map<string, Value>([[name, value]]);
        const problems: Problem[] = [];
        parseSettings(settings, scope, (_, message) => problems.push({ severity: "error", source: "g", message }));
        const task = new Map<string, Value>([["settings", settings]]);
        const grid = new Map<string, Value>(
          scope === "grid" ? [["grid_settings", settings]] : [["grid_tasks", [task]]],
        );
        try {
          assertSchemaAgrees(grid, problems);
        } catch (error) {
          throw new Error(`${scope}: ${name}: ${text}: ${(error as Error).message}`, { cause: error });
        }
      }
    }
  }
});

/** The rows of the tables under a heading, as text without markup: the first cell, and the last. */
function tablesOf(heading: string): [string, string][][] {
  const section = PAGE.slice(PAGE.indexOf(`\n${heading}\n`) + heading.length + 2).split(/^#{1,3} /m)[0]!;
  const text = (cell: string) => cell.trim().replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "");
  return Array.from(
    section.matchAll(/(?:^\|.*\n)+/gm),
    ([table]) =>
      table.split("\n").filter((line) => line.startsWith("| `")).map((line) => {
        const cells = line.split(/(?<!\\)\|/).slice(1, -1);
        return [text(cells[0]!), text(cells.at(-1)!)];
      }),
  );
}

Deno.test("the descriptions in the schema are those of docs/grid-file.md", () => {
  const documented = (heading: string, keys: Readonly<Record<string, { readonly description?: string }>>) => {
    const isKey = ([key]: readonly [string, string]) => Object.hasOwn(keys, key);
    const rows = tablesOf(heading).find((table) => table.some(isKey))?.filter(isKey);
    assert(rows !== undefined, heading);
    for (const [key, meaning] of rows) assertEquals(keys[key]!.description, meaning, `${heading}: ${key}`);
    return rows.map(([key]) => key);
  };
  const settings = Object.fromEntries(listSettings());
  const headings = ["### How runs are started", "### Repetitions, seeds and results", "### Limits", "### For clusters"];
  const found = new Set(headings.flatMap((heading) => documented(heading, settings)));
  const missing = Object.keys(settings).filter((name) => !found.has(name));
  assertEquals(missing, ["gpus_per_run", "runs_per_gpu", "gpu_memory_free"], "those in docs/gpus.md");
  assertEquals(documented("## Keys of the file", GRID_KEYS.keys), Object.keys(GRID_KEYS.keys));
  assertEquals(documented("## Tasks", TASK_KEYS.keys), Object.keys(TASK_KEYS.keys));
  assertEquals(documented("## Several tests", TEST_KEYS.keys), Object.keys(TEST_KEYS.keys));
  assertEquals(documented("### Drawn values", SAMPLE_KEYS.keys), Object.keys(SAMPLE_KEYS.keys));
});
