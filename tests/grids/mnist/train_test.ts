import { assert, assertEquals, assertGreater, assertMatch, assertNotEquals } from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { headerLength, parseMetadata, PREFIX_BYTES } from "../../../lib/checkpoints/safetensors.ts";
import { change, runScript, temporaryDirectory, tinyConfiguration } from "./run_script.ts";

/** Trains in a directory with this name, laid out as in a grid; returns stdout. */
async function train(directory: string, configuration: string, seed: number): Promise<string> {
  Deno.mkdirSync(directory);
  const config = join(directory, "training_configuration.yaml");
  Deno.writeTextFileSync(config, configuration);
  const { code, stdout, stderr } = await runScript("train.ts", [
    ...["--config", config, "--out", directory, "--seed", `${seed}`],
  ]);
  assertEquals(stderr, "");
  assertEquals(code, 0);
  return stdout;
}

const outputs = [
  "models/model_best.safetensors",
  "metrics.json",
  "training_statistics.csv",
  "validation_statistics.csv",
];

Deno.test("a tiny run is far better than chance, and writes the files of the trainer contract", async () => {
  using root = temporaryDirectory();
  const run = join(root.path, "it's a run; $HOME");
  const testDirectory = join(run, "test_20260101_000000");
  const stdout = await train(run, tinyConfiguration(), 42);
  const checkpoint = join(run, "models/model_best.safetensors");

  assertMatch(stdout, /^training 12730 parameters on 600 images, seed 42\n/);
  assertEquals(stdout.match(/^epoch \d of 3: training loss .*validation loss .*accuracy .*%$/gm)?.length, 3);
  assertMatch(stdout, /done: best validation loss .* model in .*\n$/);

  const { training, validation } = JSON.parse(Deno.readTextFileSync(join(run, "metrics.json")));
  assertGreater(validation.accuracy, 0.6);
  assertEquals(training.epoch, 3);
  assertEquals(training.episode, 3 * 19);

  const steps = parse(Deno.readTextFileSync(join(run, "training_statistics.csv")), { skipFirstRow: true });
  assertEquals(steps.map(({ episode, epoch }) => [episode, epoch]), [
    ["10", "1"],
    ["20", "2"],
    ["30", "2"],
    ["40", "3"],
    ["50", "3"],
  ]);
  const epochs = parse(Deno.readTextFileSync(join(run, "validation_statistics.csv")), { skipFirstRow: true });
  assertEquals(epochs.length, 3);
  const bestAccuracy = Math.max(...epochs.map(({ accuracy }) => Number(accuracy)));
  assertEquals(validation.accuracy, bestAccuracy);
  assertEquals(Number(epochs[validation.epoch - 1]!.loss), validation.loss);

  // As an analysis reads it.
  const bytes = Deno.readFileSync(checkpoint);
  const length = headerLength(bytes, bytes.length);
  assert(length.value !== undefined);
  const { value: metadata } = parseMetadata(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length.value));
  assertEquals(metadata?.get("epoch"), `${validation.epoch}`);
  assertEquals(metadata?.get("validation_accuracy"), `${validation.accuracy}`);
  assertEquals(metadata?.get("seed"), "42");
  assertEquals([...Deno.readDirSync(join(run, "models"))].length, 1, "no temporary file is left");

  const tested = await runScript("test.ts", [
    ...["--config", join(run, "training_configuration.yaml"), "--checkpoint", checkpoint, "--out", testDirectory],
  ]);
  assertEquals(tested.stderr, "");
  assertEquals(tested.code, 0);
  assertMatch(tested.stdout, /done: loss .*, accuracy .* %\n$/);
  const { testing } = JSON.parse(Deno.readTextFileSync(join(testDirectory, "metrics.json")));
  assertGreater(testing.accuracy, 0.6);
  assertEquals(testing.samples, 250);
  const rows = parse(Deno.readTextFileSync(join(testDirectory, "testing_set_agg_statistics.csv")), {
    skipFirstRow: true,
  });
  assertEquals(rows, [
    { loss: `${testing.loss}`, accuracy: `${testing.accuracy}`, samples_aggregated: "250" },
  ]);
});

for (
  const [what, changes] of Object.entries({
    "one hidden layer": {},
    "dropout, weight decay and two hidden layers": {
      "training.optimizer.weight_decay": 0.001,
      "model.dropout": 0.2,
      "model.depth": 2,
    },
  })
) {
  Deno.test(`the same seed gives the same files bit for bit, and another seed different ones, with ${what}`, async () => {
    using root = temporaryDirectory();
    const configuration = change(tinyConfiguration(), changes);
    const runs = ["first", "second", "other"].map((name) => join(root.path, name));
    await Promise.all(runs.map((run, i) => train(run, configuration, i < 2 ? 7 : 8)));
    for (const output of outputs) {
      const [first, second, other] = runs.map((run) => Deno.readFileSync(join(run, output)));
      assertEquals(first, second, output);
      assertNotEquals(first, other, output);
    }
  });
}

Deno.test("the same configuration and seed give these numbers on all machines", async () => {
  using root = temporaryDirectory();
  const run = join(root.path, "run");
  await train(run, change(tinyConfiguration(), { "model.dropout": 0.2 }), 42);
  assertEquals(JSON.parse(Deno.readTextFileSync(join(run, "metrics.json"))), {
    training: { loss: 1.2291714162874794, accuracy: 0.61, epoch: 3, episode: 57 },
    validation: { epoch: 3, loss: 0.9269181821795534, accuracy: 0.7766666666666666 },
  });
  const [, , , , row] = Deno.readTextFileSync(join(run, "training_statistics.csv")).trim().split("\n").slice(1);
  assertEquals(row, "50,3,1.2731870549627797,0.5875");
});

Deno.test("the checkpoint is from the best epoch, not the last", async () => {
  using root = temporaryDirectory();
  // A learning rate at which the accuracy goes up and down.
  const configuration = change(tinyConfiguration(), { "training.optimizer.lr": 0.3, "training.epochs": 8 });
  const run = join(root.path, "run");
  await train(run, configuration, 1);
  const { validation } = JSON.parse(Deno.readTextFileSync(join(run, "metrics.json")));
  assert(validation.epoch < 8, "the example must have its best epoch before the last");

  // With only that many epochs, the last one is the best.
  const shorter = join(root.path, "shorter");
  await train(shorter, change(configuration, { "training.epochs": validation.epoch }), 1);
  assertEquals(
    Deno.readFileSync(join(run, "models/model_best.safetensors")),
    Deno.readFileSync(join(shorter, "models/model_best.safetensors")),
  );
});

Deno.test("a second attempt in the same directory replaces the files of the first", async () => {
  using root = temporaryDirectory();
  const fresh = join(root.path, "fresh");
  const used = join(root.path, "used");
  Deno.mkdirSync(join(root.path, "used"));
  for (const output of ["metrics.json", "training_statistics.csv"]) {
    Deno.writeTextFileSync(join(used, output), "left by a longer attempt\n".repeat(1000));
  }
  Deno.mkdirSync(join(used, "models"));
  Deno.writeTextFileSync(join(used, "models/model_best.safetensors.new"), "left by a kill");
  const config = join(used, "training_configuration.yaml");
  Deno.writeTextFileSync(config, tinyConfiguration());
  const [{ code }] = await Promise.all([
    runScript("train.ts", ["--config", config, "--out", used, "--seed", "1"]),
    train(fresh, tinyConfiguration(), 1),
  ]);
  assertEquals(code, 0);
  for (const output of outputs) {
    assertEquals(Deno.readFileSync(join(used, output)), Deno.readFileSync(join(fresh, output)), output);
  }
});
