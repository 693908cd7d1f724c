import { assertEquals } from "@std/assert";
import { chooseColumns } from "../../../../lib/analysis/tables/summary_table.ts";

const KNOWN = [
  ...["experiment_id", "param_lr", "param_width", "training_loss", "training_epoch", "test_loss", "test_acc"],
  ...["test_top5_n", "test_top5_mean", "test_top5_ci95"],
];

function choose(...texts: string[]) {
  const chosen = chooseColumns(texts, KNOWN);
  return "problem" in chosen ? chosen.problem : chosen.columns;
}

Deno.test("columns are chosen by name, bare name, pattern and result, in the order of the texts", () => {
  assertEquals(choose("test_acc", "experiment_id"), ["test_acc", "experiment_id"]);
  assertEquals(choose("epoch", "acc"), ["training_epoch", "test_acc"]);
  assertEquals(choose("test_acc", "*_loss", "param_*", "t*_loss"), [
    ...["test_acc", "training_loss", "test_loss", "param_lr", "param_width"],
  ]);
  assertEquals(choose("test_top5"), ["test_top5_n", "test_top5_mean", "test_top5_ci95"]);
  assertEquals(choose(), []);
});

Deno.test("a text that names no column is a problem, with a suggestion", () => {
  assertEquals(choose("test_acc", "param_l"), 'unknown column "param_l", did you mean "param_lr"?');
  assertEquals(choose("loss"), '"loss" is ambiguous: use training_loss or test_loss');
  assertEquals(choose("val_*"), 'no column matches "val_*"');
  assertEquals(
    choose("zzzzzzzz").toString().startsWith('unknown column "zzzzzzzz", expected one of experiment_id, '),
    true,
  );
  assertEquals(choose("").toString().startsWith('unknown column ""'), true);
});
