import { assertAlmostEquals } from "@std/assert";
import { createMlp } from "../../../grids/mnist/mlp.ts";
import { createOptimizer, type OptimizerConfiguration } from "../../../grids/mnist/optimizers.ts";

/** Takes one step per gradient, starting with all parameters at 1; returns the parameters after each step. */
function steps(configuration: OptimizerConfiguration, gradients: readonly number[]): number[] {
  const mlp = createMlp({ units: [2, 3], activation: "relu" }, 1);
  mlp.parameters.fill(1);
  const step = createOptimizer(configuration, mlp);
  return gradients.map((gradient) => {
    mlp.gradients.fill(gradient);
    step();
    for (const parameter of mlp.parameters) assertAlmostEquals(parameter, mlp.parameters[0]!, 0);
    return mlp.parameters[0]!;
  });
}

function expectSteps(found: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) assertAlmostEquals(found[i]!, value, 1e-6);
}

Deno.test("SGD moves against the gradient", () => {
  expectSteps(steps({ name: "SGD", lr: 0.1, momentum: 0, weight_decay: 0 }, [2, -1]), [0.8, 0.9]);
});

Deno.test("SGD with momentum keeps a fraction of earlier steps", () => {
  // Velocities 2, 0.5·2 − 1 = 0, 0.5·0 + 1 = 1.
  expectSteps(steps({ name: "SGD", lr: 0.1, momentum: 0.5, weight_decay: 0 }, [2, -1, 1]), [0.8, 0.8, 0.7]);
});

Deno.test("SGD adds the decayed weight to the gradient", () => {
  // 1 − 0.1·(2 + 0.5·1) = 0.75, then 0.75 − 0.1·(0 + 0.5·0.75).
  expectSteps(steps({ name: "SGD", lr: 0.1, momentum: 0, weight_decay: 0.5 }, [2, 0]), [0.75, 0.7125]);
});

Deno.test("Adam takes steps of lr while the gradient stays the same", () => {
  const configuration = { name: "Adam", lr: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 } as const;
  expectSteps(steps(configuration, [3, 3, 3]), [0.9, 0.8, 0.7]);
});

Deno.test("Adam uses bias-corrected means of the gradient and its square", () => {
  const configuration = { name: "Adam", lr: 0.1, beta1: 0.5, beta2: 0.75, eps: 0.5, weight_decay: 0 } as const;
  // Step 1: m = 1, corrected 1 / 0.5 = 2; v = 1, corrected 1 / 0.25 = 4; 1 − 0.1 · 2 / (2 + 0.5) = 0.92.
  // Step 2, gradient −1: m = 0.5·1 − 0.5·1 = 0; nothing moves. v = 0.75·1 + 0.25·1 = 1.
  // Step 3, gradient 2: m = 1, corrected 1 / 0.875; v = 0.75·1 + 0.25·4 = 1.75, corrected 1.75 / 0.578125.
  const third = 0.92 - 0.1 * (1 / 0.875) / (Math.sqrt(1.75 / 0.578125) + 0.5);
  expectSteps(steps(configuration, [2, -1, 2]), [0.92, 0.92, third]);
});

Deno.test("Adam adds the decayed weight to the gradient", () => {
  const configuration = { name: "Adam", lr: 0.1, beta1: 0.5, beta2: 0.75, eps: 0.5, weight_decay: 0.5 } as const;
  // The gradient is 1.5 + 0.5 · 1 = 2, as in the first step above.
  expectSteps(steps(configuration, [1.5]), [0.92]);
});
