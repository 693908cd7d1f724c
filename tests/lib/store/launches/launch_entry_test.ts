import { assertEquals } from "@std/assert";
import { isLaunchEntry } from "../../../../lib/store/launch_format.ts";
import { CONFIGURATION, launchLog, launchPaths, testDirName, TRAIN_LOG } from "../../../../lib/store/layout.ts";

Deno.test("isLaunchEntry() knows what is made for launches, and nothing that commands write", () => {
  const made = [
    ...Object.values(launchPaths("", "train", 2)),
    ...Object.values(launchPaths("", "test", 1)),
    ...Object.values(CONFIGURATION),
    ...[TRAIN_LOG, launchLog("train", { number: 1 }), testDirName("20261130_090000", undefined)],
    ...[testDirName("20261130_090000-2", "noisy"), "leases"],
  ];
  assertEquals(made.filter((name) => !isLaunchEntry(name)), []);
  const written = ["train_loss.csv", "test_results.json", "train.pt", "metrics.json", "models", "test.1"];
  assertEquals(written.filter(isLaunchEntry), []);
});
