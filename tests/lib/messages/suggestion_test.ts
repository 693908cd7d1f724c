import { assertEquals } from "@std/assert";
import { closest, suggestion } from "../../../lib/messages/suggestion.ts";

const COLUMNS = ["training_loss", "validation_loss", "validation_accuracy", "validation_accuracy_top5"];

Deno.test("suggestion() prefers a name that the word is the beginning of, the shortest one", () => {
  assertEquals(suggestion("validation_acc", COLUMNS), ', did you mean "validation_accuracy"?');
  assertEquals(suggestion("Validation_Acc", COLUMNS), ', did you mean "validation_accuracy"?');
});

Deno.test("suggestion() names no other result of the same section", () => {
  assertEquals(suggestion("validation_acc", ["training_loss", "validation_loss"]), "");
  assertEquals(suggestion("validation_los", COLUMNS), ', did you mean "validation_loss"?');
  assertEquals(suggestion("validation_acuracy", COLUMNS), ', did you mean "validation_accuracy"?');
  assertEquals(suggestion("model.rl", ["model.lr"]), ', did you mean "model.lr"?');
});

Deno.test("suggestion() does not complete a word that says too little", () => {
  assertEquals(suggestion("va", COLUMNS), "");
  assertEquals(suggestion("validation", ["validation_mean_average_precision"]), "");
});

Deno.test("closest(), by which checks decide whether a name is misspelled, completes nothing", () => {
  assertEquals(closest("optimizer", ["optimizer_args"]), undefined);
  assertEquals(closest("optimzer", ["optimizer_args", "optimizer"]), "optimizer");
});
