/** Expressions that are proposed for what trainers print, and what is read by them. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { proposeLog } from "../../../lib/inspect/propose_log.ts";
import { createLogParser, logProblem } from "../../../lib/results/formats/log_lines.ts";
import { createSeriesCollector } from "../../../lib/results/series.ts";

/** What the proposals read: `loss[epoch]=0.3,0.2`. */
function read(text: string): string[] {
  return proposeLog(text).flatMap(({ pattern }) => {
    assertEquals(logProblem(pattern), undefined, pattern);
    const collector = createSeriesCollector();
    const parser = createLogParser(collector, pattern);
    parser.push(new TextEncoder().encode(text));
    parser.end();
    return collector.finish(parser.axis).map(({ key, axis, values }) => `${key}[${axis ?? ""}]=${values.join(",")}`);
  });
}

const TABLE: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  [
    "words",
    "2000 parameters, 13 batches\nepoch 1 loss 0.69 acc 50.1\nepoch 2 loss nan acc 88.1\n",
    ["loss[epoch]=0.69,NaN", "acc[epoch]=50.1,88.1"],
  ],
  [
    "Keras",
    "Epoch 1/2\n4/4 - 1s - 250ms/step - accuracy: 0.7 - loss: 0.6 - val_loss: 0.5\n" +
    "Epoch 2/2\n4/4 - 0s - 25ms/step - accuracy: 0.8 - loss: 0.5 - val_loss: 0.4\n",
    ["accuracy[]=0.7,0.8", "loss[]=0.6,0.5", "val_loss[]=0.5,0.4"],
  ],
  [
    "fractions",
    "Epoch 1/2 - loss: 0.3 - val_acc: 0.8\nEpoch 2/2 - loss: 0.2 - val_acc: 0.85\n",
    ["loss[epoch]=0.3,0.2", "val_acc[epoch]=0.8,0.85"],
  ],
  [
    "times",
    "[2024-01-01 10:00:00] step=10 loss=0.3\n[2024-01-01 10:00:05] step=20 loss=2e-1\n",
    ["loss[step]=0.3,0.2"],
  ],
  [
    "tqdm",
    "Epoch 0:   0%|          | 0/10 [00:00<?, ?it/s]\rEpoch 0:  10%|█         | 1/10 [00:00<00:01, 9.50it/s, loss=0.9, acc=0.1]" +
    "\rEpoch 0: 90%|█████████ | 9/10 [00:00<00:01, 9.5it/s, loss=0.8, acc=0.2]" +
    "\rEpoch 1:  50%|█████     | 5/10 [00:00<00:01, 10.1it/s, loss=0.5, acc=0.4]\n",
    ["loss[epoch]=0.8,0.5", "acc[epoch]=0.2,0.4"],
  ],
  [
    "scikit-learn",
    "train_accuracy: 0.99\ntest_accuracy: 0.94\ntest_log_loss: 0.17\n",
    ["test_accuracy[]=0.94", "test_log_loss[]=0.17", "train_accuracy[]=0.99"],
  ],
  [
    "MNIST of PyTorch",
    "Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.28\nTrain Epoch: 1 [640/60000 (1%)]\tLoss: 1.38\n\n" +
    "Test set: Average loss: 0.0509, Accuracy: 9823/10000 (98%)\n\nTrain Epoch: 2 [0/60000 (0%)]\tLoss: 0.28\n" +
    "Test set: Average loss: 0.0409, Accuracy: 9853/10000 (99%)\n",
    ["test_loss[]=0.0509,0.0409", "test_accuracy[]=9823,9853", "train_loss[epoch]=1.38,0.28"],
  ],
  [
    "DETR, whose ranges are no results",
    "Epoch: [0]  [ 0/16]  lr: 0.4  loss: 1.2 (1.2)\n Precision @[ IoU=0.50:0.95 | area= all ] = 0.31\n" +
    "Epoch: [1]  [ 0/16]  lr: 0.4  loss: 0.9 (1.0)\n Precision @[ IoU=0.50:0.95 | area= all ] = 0.32\n",
    ["loss[epoch]=1.2,0.9"],
  ],
  [
    "maps of Python",
    "{'loss': 0.69, 'learning_rate': 4e-05, 'epoch': 1.0}\n{'eval_loss': 0.68, 'epoch': 1.0}\n" +
    "{'loss': 0.59, 'learning_rate': 2e-05, 'epoch': 2.0}\n{'eval_loss': 0.58, 'epoch': 2.0}\n",
    ["eval_loss[epoch]=0.68,0.58", "loss[epoch]=0.69,0.59"],
  ],
  ["colours", "\x1b[32mepoch 1 loss 0.5\x1b[0m\nepoch 2 loss \x1b[1;31m0.4\x1b[0m\n", ["loss[epoch]=0.5,0.4"]],
  [
    "thousands",
    "epoch 1 loss 1,234,567.5, reward 12,345\nepoch 2 loss 999.25, reward 1,000\nepoch 3 loss 2,000.5, reward 10\n",
    ["loss[epoch]=1234567.5,999.25,2000.5", "reward[epoch]=12345,1000,10"],
  ],
  [
    "other languages, and numbers in names",
    "epoch 1 | Genauigkeit: 51% | précision: 0.1 | mAP@0.5: 0.2 | loss (total): 0.3 | θ: 0.4\n" +
    "epoch 2 | Genauigkeit: 52% | précision: 0.2 | mAP@0.5: 0.3 | loss (total): 0.2 | θ: 0.5\n" +
    "epoch 3 | Genauigkeit: 53% | précision: 0.3 | mAP@0.5: 0.4 | loss (total): 0.1 | θ: 0.6\n",
    [
      "genauigkeit[epoch]=51,52,53",
      "precision[epoch]=0.1,0.2,0.3",
      "map_0_5[epoch]=0.2,0.3,0.4",
      "loss[epoch]=0.3,0.2,0.1",
    ],
  ],
  [
    "results at the end",
    "acc: 0.1\nepoch 1 loss 0.5\nepoch 2 loss 0.4\nTest accuracy: 93.21%\n",
    ["loss[epoch]=0.5,0.4", "test_accuracy[]=93.21"],
  ],
  ["nothing", "Python 3.11.7\nLoading data from 2 files\nlr: 0.1\nDone in 3.5 s\ntime: 3.2\n", []],
];

for (const [name, text, expected] of TABLE) {
  Deno.test(`proposeLog() reads lines as of ${name}`, () => assertEquals(read(text), expected));
}

Deno.test("proposeLog() proposes valid expressions for any text, and ends", () => {
  const piece = fc.constantFrom(
    ..."epoch |loss |acc=|: |0.5|1|\n|\r|(|[|)|]|*|?|'|\\|{|}| +|.|$|^|val |é|\u0001|\t".split("|"),
    "|",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      for (const { pattern } of proposeLog(pieces.join(""))) assertEquals(logProblem(pattern), undefined, pattern);
    }),
    { numRuns: 1_000 },
  );
  const started = performance.now();
  for (const text of ["loss 1 ", "loss: 1\n", "|", "a b c ", "1", "[====", "2024-01-01T10:00:00"]) {
    proposeLog(text.repeat(2 ** 21 / text.length));
  }
  assert(performance.now() - started < 20_000);
});
