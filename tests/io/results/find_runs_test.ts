import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { findRuns } from "../../../io/results/find_runs.ts";
import { SILENT } from "../../../io/results/read_part.ts";

/** The paths of the runs in a directory with empty files. */
function pathsIn(...files: readonly string[]): string[] {
  const root = Deno.makeTempDirSync();
  try {
    for (const file of files) {
      Deno.mkdirSync(dirname(join(root, file)), { recursive: true });
      Deno.writeTextFileSync(join(root, file), "");
    }
    return findRuns(root, SILENT).map(({ path, apart }) => apart.length === 0 ? path : `${path} without ${apart}`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const EVENTS = "events.out.tfevents.1";

Deno.test("parameters beside several runs that have their own are those of none", () => {
  assertEquals(pathsIn("hparams.yaml", "a/hparams.yaml", "b/hparams.yaml"), ["a", "b"]);
  assertEquals(pathsIn("p/config.yaml", "p/a/args.json", "p/a/log.txt", "p/b/args.json", "p/b/log.txt"), [
    "p/a",
    "p/b",
  ]);
  assertEquals(pathsIn("results.csv", "a/args.json", "a/log.txt"), ["a"]);
});

Deno.test("a run may have its results in directories of its own", () => {
  assertEquals(pathsIn("a/config.yaml", "a/tb/events.out.tfevents.1"), ["a"]);
  assertEquals(pathsIn("a/config.yaml", "a/tb/events.out.tfevents.1", "a/csv/results.csv"), ["a"]);
  assertEquals(pathsIn("a/results.csv", "a/tb/events.out.tfevents.1"), ["a"]);
  assertEquals(pathsIn("a/.hydra/config.yaml", "a/csv/version_0/hparams.yaml"), ["a"]);
});

Deno.test("configurations beside a collection of runs make no run of it", () => {
  assertEquals(pathsIn("config.yaml", `runs/a/${EVENTS}`, `runs/b/${EVENTS}`), ["runs/a", "runs/b"]);
  assertEquals(pathsIn("conf/config.yaml", "data/config.json"), []);
});

Deno.test("a run that is called test is no part of another one", () => {
  assertEquals(pathsIn(`test/${EVENTS}`, `base/${EVENTS}`), ["base", "test"]);
  assertEquals(pathsIn(`a/train/${EVENTS}`, `a/validation/${EVENTS}`, `b/train/${EVENTS}`), ["a", "b"]);
});

Deno.test("files of a run do not include those of other runs below it", () => {
  assertEquals(pathsIn(EVENTS, "a/hparams.yaml", `a/${EVENTS}`), [" without a", "a"]);
});
