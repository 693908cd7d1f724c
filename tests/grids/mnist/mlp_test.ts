import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Configuration } from "../../../grids/mnist/configuration.ts";
import {
  backward,
  createMlp,
  createOptimizer,
  evaluate,
  forward,
  initialize,
  type Mlp,
} from "../../../grids/mnist/mlp.ts";
import { type Dataset, PIXELS } from "../../../grids/mnist/mnist.ts";
import { exampleConfiguration } from "./run_script.ts";

// Numbers in [0, 1) by a small generator.
function createNumbers(seed = 1): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const SAMPLES = 5;
const batch = Uint32Array.of(4, 2, 0, 1, 3);

// Images of which most pixels are black.
function exampleImages(): Dataset {
  const random = createNumbers();
  const images = Uint8Array.from({ length: SAMPLES * PIXELS }, () => random() < 0.8 ? 0 : 256 * random());
  return { images, labels: Uint8Array.of(0, 2, 9, 2, 5), length: SAMPLES };
}

function exampleMlp(configuration: Partial<Configuration>): Mlp {
  const mlp = createMlp(exampleConfiguration({ "training.batch_size": SAMPLES, "model.width": 6, ...configuration }));
  const random = createNumbers(3);
  initialize(mlp, random);
  for (const { bias } of mlp.layers) for (let i = 0; i < bias.length; i++) bias[i] = 0.4 * random() - 0.2;
  return mlp;
}

for (
  const configuration of [
    { "model.depth": 0 },
    { "model.activation": "relu" },
    { "model.activation": "elu" },
    { "model.activation": "tanh", "model.depth": 2 },
    { "model.activation": "sigmoid" },
    { "model.activation": "relu", "model.depth": 2, "model.dropout": 0.4 },
  ] as const satisfies Partial<Configuration>[]
) {
  Deno.test(`backward() agrees with finite differences for ${JSON.stringify(configuration)}`, () => {
    const mlp = exampleMlp(configuration);
    const dataset = exampleImages();
    const rate = "model.dropout" in configuration ? configuration["model.dropout"] : 0;
    const meanLoss = () => forward(mlp, dataset, batch, { rate, random: createNumbers(5) }).loss / SAMPLES;
    for (const _ of ["an earlier batch", "this batch"]) {
      meanLoss();
      backward(mlp, SAMPLES);
    }
    assert(mlp.gradients.some((gradient) => Math.abs(gradient) > 0.05));
    // All parameters of the last layers, and some of the others.
    const checked = mlp.gradients.entries().filter(([i]) => i % 23 === 0 || i >= mlp.gradients.length - 150);
    for (const [i, gradient] of [...checked]) {
      const parameter = mlp.parameters[i]!;
      const distance = 1e-3;
      mlp.parameters[i] = parameter + distance;
      const above = meanLoss();
      mlp.parameters[i] = parameter - distance;
      const below = meanLoss();
      mlp.parameters[i] = parameter;
      // Rounding errors of float32 in the difference of two losses.
      assertAlmostEquals(gradient, (above - below) / (2 * distance), 1e-3, `gradient of parameter ${i}`);
    }
  });
}

Deno.test("forward() scores equal outputs by the logarithm of the number of classes", () => {
  const mlp = createMlp(exampleConfiguration({ "training.batch_size": SAMPLES }));
  const { loss, images } = forward(mlp, exampleImages(), batch);
  assertAlmostEquals(loss / images, Math.log(10), 1e-6);
});

Deno.test("forward() does not overflow", () => {
  const mlp = createMlp(exampleConfiguration({ "training.batch_size": SAMPLES }));
  mlp.layers.at(-1)!.bias.set([1e4, -1e4]);
  assertEquals(forward(mlp, exampleImages(), Uint32Array.of(1)), { loss: 1e4, correct: 0, images: 1 });
  assertEquals(forward(mlp, exampleImages(), Uint32Array.of(0)), { loss: 0, correct: 1, images: 1 });
});

Deno.test("evaluate() gives the same result for any size of a batch", () => {
  const dataset = exampleImages();
  const [one, two, five] = [1, 2, 5].map((size) => evaluate(exampleMlp({ "training.batch_size": size }), dataset));
  assertEquals(one, five);
  assertEquals(two, five);
});

Deno.test("dropout drops the given fraction of units and rescales the others", () => {
  const mlp = createMlp(exampleConfiguration({ "training.batch_size": 1, "model.width": 10_000 }));
  const [hidden] = mlp.layers;
  hidden!.bias.fill(1);
  forward(mlp, exampleImages(), Uint32Array.of(0), { rate: 0.25, random: createNumbers() });
  const kept = hidden!.y[0]!.filter((value) => value !== 0);
  assertAlmostEquals(kept.length, 7_500, 220);
  for (const value of kept) assertAlmostEquals(value, 4 / 3, 1e-6);
  forward(mlp, exampleImages(), Uint32Array.of(0));
  assert(hidden!.y[0]!.every((value) => value === 1), "nothing is dropped outside of training");
});

for (
  const [what, momentum, decay, gradients, expected] of [
    ["moves against the gradient", 0, 0, [2, -1], [0.8, 0.9]],
    // Velocities 2, 0.5 · 2 − 1 = 0, 0.5 · 0 + 1 = 1.
    ["keeps a fraction of earlier steps as momentum", 0.5, 0, [2, -1, 1], [0.8, 0.8, 0.7]],
    // 1 − 0.1 · (2 + 0.5 · 1) = 0.75, then 0.75 − 0.1 · (0 + 0.5 · 0.75).
    ["adds the decayed parameter to the gradient", 0, 0.5, [2, 0], [0.75, 0.7125]],
  ] as const
) {
  Deno.test(`the optimizer ${what}`, () => {
    const configuration = exampleConfiguration({
      "training.optimizer.lr": 0.1,
      "training.optimizer.momentum": momentum,
      "training.optimizer.weight_decay": decay,
    });
    const mlp = createMlp(configuration);
    mlp.parameters.fill(1);
    const optimize = createOptimizer(configuration, mlp);
    for (const [i, gradient] of gradients.entries()) {
      mlp.gradients.fill(gradient);
      optimize();
      for (const parameter of mlp.parameters) assertAlmostEquals(parameter, expected[i]!, 1e-6);
    }
  });
}
