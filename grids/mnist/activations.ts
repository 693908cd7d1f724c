/** An activation function, and its derivative as a function of its value. */
export interface Activation {
  readonly value: (sum: number) => number;
  readonly derivative: (value: number) => number;
}

export const activations = {
  relu: { value: (sum) => sum > 0 ? sum : 0, derivative: (value) => value > 0 ? 1 : 0 },
  elu: { value: (sum) => sum > 0 ? sum : Math.expm1(sum), derivative: (value) => value > 0 ? 1 : value + 1 },
  tanh: { value: Math.tanh, derivative: (value) => 1 - value * value },
  sigmoid: { value: (sum) => 1 / (1 + Math.exp(-sum)), derivative: (value) => value * (1 - value) },
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;
