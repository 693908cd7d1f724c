/** Series that the real libraries wrote: `tests/fixtures/trainers`. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { SILENT } from "../../../io/results/read_part.ts";
import { readSeries } from "../../../io/results/read_series.ts";
import { resultsOfSeries } from "../../../lib/results/series.ts";

const TRAINERS = fromFileUrl(new URL("../../fixtures/trainers", import.meta.url));

Deno.test("readSeries() reads the newest version of Lightning's CSVLogger, of each column its last value", () => {
  const series = readSeries(`${TRAINERS}/lightning-2.6-csv/out`, undefined, SILENT);
  assertEquals(Object.fromEntries(resultsOfSeries(series, "validation", { at: "last" })), {
    loss: "0.225616872310638",
    mae: "0.387327909469604",
  });
  assertEquals(new Set(series.map(({ file }) => file)), new Set(["lightning_logs/version_1/metrics.csv"]));
});
