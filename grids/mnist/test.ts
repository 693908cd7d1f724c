/**
 * Tests a model saved by train.ts on MNIST's test set: `deno run -A test.ts --config FILE --checkpoint FILE --out DIR`.
 *
 * Writes to DIR: metrics.json and testing_set_agg_statistics.csv.
 */
// deno-lint-ignore-file no-console
import { join } from "@std/path";
import { loadModel, replaceFile } from "./checkpoint.ts";
import { readConfiguration, readFlags, runScript } from "./configuration.ts";
import { createMlp, evaluate } from "./mlp.ts";
import { readMnist, slice } from "./mnist.ts";

function main(): void {
  const flags = readFlags("config", "checkpoint", "out");
  const configuration = readConfiguration(flags.config);
  const samples = configuration["testing.problem.size"];
  const mlp = createMlp(configuration);
  loadModel(flags.checkpoint, mlp);
  console.log(`testing ${flags.checkpoint} on ${samples} images`);

  const { loss, accuracy } = evaluate(mlp, slice(readMnist("t10k"), 0, samples));
  Deno.mkdirSync(flags.out, { recursive: true });
  const csv = `loss,accuracy,samples_aggregated\n${loss},${accuracy},${samples}\n`;
  replaceFile(join(flags.out, "testing_set_agg_statistics.csv"), csv);
  const metrics = { testing: { loss, accuracy, samples } };
  replaceFile(join(flags.out, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  console.log(`done: loss ${loss.toFixed(4)}, accuracy ${(100 * accuracy).toFixed(2)} %`);
}

if (import.meta.main) runScript(main);
