/**
 * Trains a multilayer perceptron on MNIST: `deno run -A train.ts --config mlp.yaml --out DIR --seed N`.
 *
 * Writes to DIR: models/model_best.safetensors (from the epoch with the best validation accuracy), metrics.json,
 * training_statistics.csv and validation_statistics.csv. The same configuration and seed give the same bytes. A further
 * attempt starts from scratch, and replaces these files.
 */
// deno-lint-ignore-file no-console
import { join } from "@std/path";
import { replaceFile, saveModel } from "./checkpoint.ts";
import { readConfiguration, readFlags, runScript, UserError } from "./configuration.ts";
import {
  backward,
  batches,
  createMlp,
  createOptimizer,
  evaluate,
  forward,
  initialize,
  meanScore,
  type Random,
  type Result,
  type Score,
} from "./mlp.ts";
import { readMnist, slice } from "./mnist.ts";

function main(): void {
  const flags = readFlags("config", "out", "seed");
  const seed = Number(flags.seed);
  if (!/^\d+$/.test(flags.seed) || seed >= 2 ** 31) {
    throw new UserError(`--seed: expected an integer from 0 to ${2 ** 31 - 1}, got "${flags.seed}"`);
  }
  const configuration = readConfiguration(flags.config);
  const epochs = configuration["training.epochs"];

  const dataset = readMnist("train");
  const trainingSize = configuration["training.problem.size"];
  const validationStart = dataset.length - configuration["validation.problem.size"];
  if (trainingSize > validationStart) {
    throw new UserError(`training.problem.size: expected at most ${validationStart}, the others are for validation`);
  }
  const trainingSet = slice(dataset, 0, trainingSize);
  const validationSet = slice(dataset, validationStart, dataset.length);

  const mlp = createMlp(configuration);
  const optimize = createOptimizer(configuration, mlp);
  // One stream of random numbers per purpose, so that dropout, for example, does not affect shuffling.
  initialize(mlp, createRandom(seed, 1));
  const shuffling = createRandom(seed, 2);
  const dropout = { rate: configuration["model.dropout"], random: createRandom(seed, 3) };

  const checkpoint = join(flags.out, "models", "model_best.safetensors");
  const trainingCsv = join(flags.out, "training_statistics.csv");
  const validationCsv = join(flags.out, "validation_statistics.csv");
  Deno.mkdirSync(join(flags.out, "models"), { recursive: true });
  for (const path of [trainingCsv, validationCsv]) Deno.writeTextFileSync(path, "episode,epoch,loss,accuracy\n");

  console.log(`training ${mlp.parameters.length} parameters on ${trainingSet.length} images, seed ${seed}`);
  const order = Uint32Array.from({ length: trainingSet.length }, (_, i) => i);
  let episode = 0;
  let training = { loss: Infinity, accuracy: 0 };
  let best = { epoch: 0, loss: Infinity, accuracy: -1 };
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, shuffling);
    const scores: Score[] = [];
    let logged = 0;
    for (const batch of batches(mlp, order)) {
      scores.push(forward(mlp, trainingSet, batch, dropout));
      backward(mlp, batch.length);
      optimize();
      episode++;
      if (episode % configuration["training.logging_interval"] > 0) continue;
      appendRow(trainingCsv, episode, epoch, meanScore(scores.slice(logged)));
      logged = scores.length;
    }
    training = meanScore(scores);
    const validation = evaluate(mlp, validationSet);
    appendRow(validationCsv, episode, epoch, validation);
    console.log(`epoch ${epoch} of ${epochs}: training ${show(training)}; validation ${show(validation)}`);
    if (validation.accuracy <= best.accuracy) continue;
    best = { epoch, ...validation };
    const results = { seed, epoch, episode, validation_loss: best.loss, validation_accuracy: best.accuracy };
    saveModel(checkpoint, mlp, { model: configuration["model.name"], problem: "MNIST", ...results });
  }

  // Training results are those of the last epoch, validation results those of the saved epoch.
  const metrics = { training: { ...training, epoch: epochs, episode }, validation: best };
  replaceFile(join(flags.out, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  console.log(`done: best validation ${show(best)}, from epoch ${best.epoch}; model in ${checkpoint}`);
}

// Reports and early stopping read these files while the training is running.
function appendRow(path: string, episode: number, epoch: number, { loss, accuracy }: Result): void {
  Deno.writeTextFileSync(path, `${episode},${epoch},${loss},${accuracy}\n`, { append: true });
}

function show({ loss, accuracy }: Result): string {
  return `loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} %`;
}

// Chris Doty-Humphrey's sfc32, seeded as in his PractRand: many streams, and the same numbers on all machines.
function createRandom(seed: number, stream: number): Random {
  let [a, b, c, counter] = [0, seed, stream, 1];
  function random(): number {
    const bits = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + bits | 0;
    return (bits >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 12; i++) random();
  return random;
}

// Fisher-Yates.
function shuffle(items: Uint32Array, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
}

if (import.meta.main) runScript(main);
