import { assertEquals } from "@std/assert";
import { NOTHING, read, type Reading, unreadable } from "../../../lib/messages/reading.ts";
import {
  firstResults,
  mayHoldTrainings,
  mergeTestResults,
  newestPath,
  resultsOfTest,
  type ResultSource,
  sourceOf,
  statisticsFile,
} from "../../../lib/results/choose_results.ts";
import type { Fields } from "../../../lib/results/experiment_result.ts";

const fields = (entries: Record<string, string>): Fields => new Map(Object.entries(entries));

/** The results chosen from these files, and the files that were read. */
function choose(readings: Record<string, Reading<Fields>>): { results: Record<string, string>; opened: string[] } {
  const opened: string[] = [];
  const sources = Object.entries(readings).map(([name, reading]) => (): ResultSource => {
    opened.push(name);
    return sourceOf(reading, (value) => value);
  });
  return { results: Object.fromEntries(firstResults(sources)), opened };
}

Deno.test("results come from the first file that has any, and later files are not read", () => {
  const metrics = read(fields({ loss: "1" }));
  const checkpoint = read(fields({ loss: "2", accuracy: "0.5" }));
  assertEquals(choose({ metrics, checkpoint }), { results: { loss: "1" }, opened: ["metrics"] });
});

Deno.test("a missing file, or one without results of the group, is skipped", () => {
  const csv = read(fields({ loss: "3" }));
  assertEquals(choose({ metrics: NOTHING, checkpoint: read(fields({})), csv }).results, { loss: "3" });
});

Deno.test("an unusable file leaves cells blank, because other files describe other epochs", () => {
  const csv = read(fields({ loss: "3" }));
  assertEquals(choose({ metrics: unreadable("file is empty"), csv }), { results: {}, opened: ["metrics"] });
});

Deno.test("the readable part of a damaged file counts", () => {
  const damaged = { value: fields({ loss: "1" }), problems: ["truncated"] };
  assertEquals(choose({ damaged, csv: read(fields({ loss: "3" })) }).results, { loss: "1" });
});

Deno.test("without any file there are no results", () => {
  assertEquals(choose({ metrics: NOTHING }).results, {});
  assertEquals(choose({}).results, {});
});

Deno.test("aggregated statistics take precedence over those of the steps", () => {
  const files = (...names: string[]) => (name: string) => names.includes(name);
  const [aggregated, steps] = ["validation_set_agg_statistics.csv", "validation_statistics.csv"];
  assertEquals(statisticsFile("validation", files(steps!, aggregated!)), aggregated);
  assertEquals(statisticsFile("validation", files(steps!)), steps);
  assertEquals(statisticsFile("training", files(steps!)), undefined);
});

Deno.test("a test's metrics.json takes precedence over its statistics, per result", () => {
  const merged = mergeTestResults(fields({ loss: "1", episode: "9" }), fields({ loss: "2" }));
  assertEquals(Object.fromEntries(merged), { loss: "2", episode: "9" });
  assertEquals(mergeTestResults(undefined, undefined).size, 0);
});

Deno.test("the newest file is the last written one; ties are broken by name", () => {
  assertEquals(newestPath([{ path: "b", time: 2 }, { path: "a", time: 3 }]), "a");
  assertEquals(newestPath([{ path: "b", time: 2 }, { path: "a", time: 2 }]), "b");
  assertEquals(newestPath([{ path: "a", time: 2 }, { path: "b", time: 2 }]), "b");
  assertEquals(newestPath([]), undefined);
});

Deno.test("directories of models and tests do not hold nested trainings", () => {
  assertEquals(mayHoldTrainings([]), false);
  assertEquals(mayHoldTrainings(["models", "test_20261124_093000"]), false);
  assertEquals(mayHoldTrainings(["models", "MNIST"]), true);
});

Deno.test("a test without results counts without any, unless they are next to a nested training", () => {
  const left = fields({ loss: "1" });
  assertEquals(resultsOfTest(left, false), left);
  assertEquals(resultsOfTest(left, true), left);
  assertEquals(resultsOfTest(undefined, false)?.size, 0);
  assertEquals(resultsOfTest(undefined, true), undefined);
});
