import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type ActivationName, activations } from "../../../grids/mnist/activations.ts";
import { backward, createMlp, forward, initialize, type Mlp } from "../../../grids/mnist/mlp.ts";
import { createRandom } from "../../../grids/mnist/random.ts";
import { softmaxLoss } from "../../../grids/mnist/softmax_loss.ts";

const labels = Uint8Array.of(0, 2, 1, 2, 0);

function exampleMlp(activation: ActivationName, units = [6, 5, 4, 3]): Mlp {
  const mlp = createMlp({ units, activation }, labels.length);
  const random = createRandom(3, 1);
  initialize(mlp, random);
  for (const { bias } of mlp.layers) for (let i = 0; i < bias.length; i++) bias[i] = 0.1 * random.normal();
  for (let i = 0; i < mlp.input.length; i++) mlp.input[i] = random.uniform() < 0.3 ? 0 : random.normal();
  return mlp;
}

function meanLoss(mlp: Mlp, dropoutRate = 0): number {
  const dropout = { rate: dropoutRate, random: createRandom(5, 1) };
  const { logits, logitGradients } = forward(mlp, labels.length, dropout);
  return softmaxLoss(logits, labels, logitGradients).loss / labels.length;
}

/** Compares each gradient with a central difference. */
function checkGradients(mlp: Mlp, dropoutRate = 0): void {
  meanLoss(mlp, dropoutRate);
  backward(mlp, labels.length);
  const gradients = mlp.gradients.slice();
  assert(gradients.some((gradient) => Math.abs(gradient) > 0.05));
  const distance = 1e-3;
  for (const [i, gradient] of gradients.entries()) {
    const parameter = mlp.parameters[i]!;
    mlp.parameters[i] = parameter + distance;
    const above = meanLoss(mlp, dropoutRate);
    mlp.parameters[i] = parameter - distance;
    const below = meanLoss(mlp, dropoutRate);
    mlp.parameters[i] = parameter;
    // Rounding errors of float32 in the difference of two losses.
    assertAlmostEquals(gradient, (above - below) / (2 * distance), 5e-4, `gradient of parameter ${i}`);
  }
}

for (const activation of Object.keys(activations) as ActivationName[]) {
  Deno.test(`backward() agrees with finite differences under ${activation}`, () => {
    checkGradients(exampleMlp(activation));
  });

  Deno.test(`backward() agrees with finite differences under ${activation} with dropout`, () => {
    checkGradients(exampleMlp(activation), 0.4);
  });
}

Deno.test("backward() agrees with finite differences without a hidden layer", () => {
  checkGradients(exampleMlp("relu", [6, 3]));
});

Deno.test("forward() agrees with a calculation by hand", () => {
  const mlp = createMlp({ units: [2, 2, 1], activation: "relu" }, 1);
  mlp.parameters.set([1, 2, 3, 4, 0.5, -100, 5, 6, 7]);
  mlp.input.set([1, 10]);
  // Hidden: relu(1·1 + 10·3 + 0.5) = 31.5 and relu(1·2 + 10·4 − 100) = 0; out: 31.5·5 + 0·6 + 7.
  assertEquals([...forward(mlp, 1).logits], [164.5]);
});

Deno.test("forward() gives a row the same output alone and in a larger batch", () => {
  const mlp = exampleMlp("tanh");
  const together = forward(mlp, 5).logits.slice(0, 6);
  assertEquals(forward(mlp, 2).logits.slice(), together);
});

Deno.test("dropout drops the given fraction of units and rescales the others", () => {
  const mlp = createMlp({ units: [1, 10_000, 1], activation: "relu" }, 1);
  mlp.parameters.fill(1);
  mlp.input.fill(0);
  const [hidden] = mlp.layers;
  forward(mlp, 1, { rate: 0.25, random: createRandom(1, 1) });
  const on = hidden!.y.filter((value) => value !== 0);
  assertAlmostEquals(on.length, 7_500, 220);
  for (const value of on) assertAlmostEquals(value, 4 / 3, 1e-6);
  forward(mlp, 1);
  assert(hidden!.y.every((value) => value === 1), "nothing is switched off without dropout");
});

Deno.test("initialize() draws weights with variance 2 / inputs, and sets biases to 0", () => {
  const mlp = createMlp({ units: [200, 100, 10], activation: "relu" }, 1);
  mlp.parameters.fill(9);
  initialize(mlp, createRandom(1, 1));
  const [first] = mlp.layers;
  const variance = first!.weight.reduce((sum, weight) => sum + weight ** 2, 0) / first!.weight.length;
  assertAlmostEquals(variance, 2 / 200, 0.0005);
  for (const { bias } of mlp.layers) assert(bias.every((value) => value === 0));
});
