/**
 * Trains a multilayer perceptron on MNIST.
 *
 * Writes to DIR: models/model_best.safetensors (from the epoch with the best validation accuracy), metrics.json,
 * training_statistics.csv and validation_statistics.csv. The same configuration and seed give the same bytes.
 */
import { join } from "@std/path";
import { readArguments, readSeed } from "./arguments.ts";
import { saveCheckpoint } from "./checkpoint.ts";
import { architecture, readConfiguration } from "./configuration.ts";
import { createCsvFile } from "./csv_file.ts";
import { evaluate } from "./evaluate.ts";
import { loadBatch } from "./load_batch.ts";
import { backward, createMlp, forward, initialize } from "./mlp.ts";
import { readMnist, slice } from "./mnist.ts";
import { createOptimizer } from "./optimizers.ts";
import { print } from "./print.ts";
import { createRandom, shuffle } from "./random.ts";
import { runScript } from "./run_script.ts";
import { addScores, meanScore, NO_SCORE, type Score } from "./score.ts";
import { softmaxLoss } from "./softmax_loss.ts";
import { UserError } from "./user_error.ts";
import { makeDirectory, writeFile } from "./write_file.ts";

function main(): void {
  const flags = readArguments(["config", "out", "seed"], "deno run -A train.ts --config FILE --out DIR --seed N");
  const seed = readSeed(flags.seed);
  const configuration = readConfiguration(flags.config);
  const { model, training, validation } = configuration;

  const mlp = createMlp(architecture(configuration), training.batchSize);
  const optimize = createOptimizer(training.optimizer, mlp);
  // One stream of random numbers per purpose, so that dropout, for example, does not affect shuffling.
  initialize(mlp, createRandom(seed, 1));
  const shuffling = createRandom(seed, 2);
  const dropout = { rate: model.dropout, random: createRandom(seed, 3) };

  const images = readMnist("train");
  const trainingSet = slice(images, 0, training.size);
  const validationSet = slice(images, images.length - validation.size, images.length);

  const checkpoint = join(flags.out, "models", "model_best.safetensors");
  makeDirectory(join(flags.out, "models"));
  const columns = ["episode", "epoch", "loss", "accuracy"];
  const trainingStatistics = createCsvFile(join(flags.out, "training_statistics.csv"), columns);
  const validationStatistics = createCsvFile(join(flags.out, "validation_statistics.csv"), columns);

  print(
    `training ${mlp.architecture.units.join("-")} (${mlp.parameters.length} parameters) on ${trainingSet.length} ` +
      `images with ${training.optimizer.name}, lr ${training.optimizer.lr}, seed ${seed}`,
  );
  const order = Uint32Array.from({ length: trainingSet.length }, (_, i) => i);
  let episode = 0;
  let latest = { loss: Infinity, accuracy: -1 };
  let best = { epoch: 0, loss: Infinity, accuracy: -1 };

  for (let epoch = 1; epoch <= training.epochs; epoch++) {
    shuffle(order, shuffling);
    let sinceEpoch = NO_SCORE;
    let sinceRow = NO_SCORE;
    for (let start = 0; start < order.length; start += training.batchSize) {
      const labels = loadBatch(mlp, trainingSet, order.subarray(start, start + training.batchSize));
      const { logits, logitGradients } = forward(mlp, labels.length, dropout);
      const score = softmaxLoss(logits, labels, logitGradients);
      checkDivergence(score, epoch);
      backward(mlp, labels.length);
      optimize();

      episode++;
      sinceEpoch = addScores(sinceEpoch, score);
      sinceRow = addScores(sinceRow, score);
      if (episode % training.loggingInterval === 0) {
        const { loss, accuracy } = meanScore(sinceRow);
        trainingStatistics.append([episode, epoch, loss, accuracy]);
        sinceRow = NO_SCORE;
      }
    }
    latest = meanScore(sinceEpoch);

    const validationScore = evaluate(mlp, validationSet);
    checkDivergence(validationScore, epoch);
    const { loss, accuracy } = meanScore(validationScore);
    validationStatistics.append([episode, epoch, loss, accuracy]);
    print(
      `epoch ${epoch} of ${training.epochs}: training loss ${latest.loss.toFixed(4)}, accuracy ` +
        `${percent(latest.accuracy)}; validation loss ${loss.toFixed(4)}, accuracy ${percent(accuracy)}`,
    );
    if (accuracy > best.accuracy) {
      best = { epoch, loss, accuracy };
      saveCheckpoint(checkpoint, mlp, {
        model: model.name,
        problem: "MNIST",
        seed: `${seed}`,
        epoch: `${epoch}`,
        episode: `${episode}`,
        validation_loss: `${loss}`,
        validation_accuracy: `${accuracy}`,
      });
    }
  }
  trainingStatistics.close();
  validationStatistics.close();

  // Training results are those of the last epoch, validation results those of the saved epoch.
  const metrics = { training: { ...latest, epoch: training.epochs, episode }, validation: best };
  writeFile(join(flags.out, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  print(`done: best validation accuracy ${percent(best.accuracy)}, from epoch ${best.epoch}; model in ${checkpoint}`);
}

function checkDivergence({ loss }: Score, epoch: number): void {
  if (Number.isFinite(loss)) return;
  throw new UserError(`training diverged in epoch ${epoch}: the loss is ${loss}; a smaller learning rate may help`);
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}

if (import.meta.main) runScript(main);
