import { assertEquals } from "@std/assert";
import { labelsOf, shortKeys } from "../../../../lib/report/view/labels.ts";
import { exampleReport, EXPERIMENTS } from "./example_report.ts";

Deno.test("shortKeys() takes the shortest ends that differ, but none that say nothing alone", () => {
  assertEquals(shortKeys(["training.optimizer.lr", "model.width"]), ["lr", "width"]);
  assertEquals(shortKeys(["encoder.width", "decoder.width"]), ["encoder.width", "decoder.width"]);
  assertEquals(shortKeys(["optimizer.name", "a.b"]), ["optimizer.name", "b"]);
  assertEquals(shortKeys(["name", "", "a..", "__proto__.constructor"]), ["name", "", ".", "constructor"]);
});

Deno.test("labels name the parameters that vary, or the configuration if that is not unique", () => {
  const { configurations, needNames } = labelsOf(exampleReport(EXPERIMENTS));
  assertEquals([configurations[0], needNames], [
    "lr\u00a01e-3\u00a0· width\u00a0256\u00a0· optimizer.name\u00a0sgd",
    false,
  ]);
  const single = labelsOf(exampleReport([{ params: { x: "1" } }]));
  assertEquals([single.configurations, single.needNames], [["mlp-x=1"], true]);
});
