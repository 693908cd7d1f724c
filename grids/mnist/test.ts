/**
 * Tests a model saved by train.ts on MNIST's test set.
 *
 * Writes to TEST_DIR: metrics.json and testing_set_agg_statistics.csv.
 */
import { join } from "@std/path";
import { readArguments } from "./arguments.ts";
import { loadCheckpoint } from "./checkpoint.ts";
import { architecture, readConfiguration } from "./configuration.ts";
import { createCsvFile } from "./csv_file.ts";
import { evaluate } from "./evaluate.ts";
import { readMnist, slice } from "./mnist.ts";
import { print } from "./print.ts";
import { runScript } from "./run_script.ts";
import { meanScore } from "./score.ts";
import { makeDirectory, writeFile } from "./write_file.ts";

function main(): void {
  const flags = readArguments(
    ["config", "checkpoint", "out"],
    "deno run -A test.ts --config FILE --checkpoint FILE --out TEST_DIR",
  );
  const configuration = readConfiguration(flags.config);
  const mlp = loadCheckpoint(flags.checkpoint, architecture(configuration), configuration.training.batchSize);
  const testSet = slice(readMnist("t10k"), 0, configuration.testing.size);
  print(`testing ${flags.checkpoint} on ${testSet.length} images`);

  const { loss, accuracy } = meanScore(evaluate(mlp, testSet));
  makeDirectory(flags.out);
  const columns = ["loss", "accuracy", "samples_aggregated"];
  const statistics = createCsvFile(join(flags.out, "testing_set_agg_statistics.csv"), columns);
  statistics.append([loss, accuracy, testSet.length]);
  statistics.close();
  const metrics = { testing: { loss, accuracy, samples: testSet.length } };
  writeFile(join(flags.out, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  print(`done: loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} %`);
}

if (import.meta.main) runScript(main);
