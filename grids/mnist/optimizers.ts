import type { Mlp } from "./mlp.ts";

/** Same algorithms as PyTorch's optimizers of these names: weight_decay · weight is added to the gradient. */
export type OptimizerConfiguration =
  | { readonly name: "SGD"; readonly lr: number; readonly momentum: number; readonly weight_decay: number }
  | {
    readonly name: "Adam";
    readonly lr: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly eps: number;
    readonly weight_decay: number;
  };

/** Updates the parameters with the current gradients. */
export type Step = () => void;

/** Creates an optimizer for a model's parameters. */
export function createOptimizer(configuration: OptimizerConfiguration, mlp: Mlp): Step {
  const { kernels, parameters: w, gradients: g } = mlp;
  const m = kernels.allocate(w.length);
  switch (configuration.name) {
    case "SGD": {
      const { lr, momentum, weight_decay: decay } = configuration;
      return () => kernels.sgd(w, g, m, lr, momentum, decay);
    }
    case "Adam": {
      const { lr, beta1, beta2, eps, weight_decay: decay } = configuration;
      const v = kernels.allocate(w.length);
      let steps = 0;
      // Bias correction is done outside of the loop over the parameters (Kingma and Ba, https://arxiv.org/abs/1412.6980,
      // end of section 2).
      return () => {
        steps++;
        const correction = Math.sqrt(1 - beta2 ** steps);
        const rate = lr * correction / (1 - beta1 ** steps);
        kernels.adam({ w, g, m, v }, { rate, beta1, beta2, eps: eps * correction, decay });
      };
    }
  }
}
