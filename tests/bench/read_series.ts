/** Reads the series of all runs in a directory: `read_series.ts DIRECTORY OUTPUT [EXPRESSION]`. */
import { join } from "@std/path";
import { SILENT } from "../../io/results/read_part.ts";
import { readSeries } from "../../io/results/read_series.ts";
import { loadFormats } from "../../io/results/series_formats.ts";

const [root, output, log] = Deno.args;
const specs = log === undefined ? undefined : [{ log }];
await loadFormats(specs);
const runs = [...Deno.readDirSync(root!)].filter((entry) => entry.isDirectory).map(({ name }) => name).sort();
const begun = performance.now();
const results = Object.fromEntries(runs.map((run) => {
  const all = readSeries(join(root!, run), specs, SILENT);
  return [run, Object.fromEntries(all.map(({ series }) => [series.key, series.values.at(-1)]))] as const;
}));
const seconds = (performance.now() - begun) / 1_000;
Deno.writeTextFileSync(output!, JSON.stringify({ seconds, results }));
