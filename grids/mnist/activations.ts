/** An activation function, and its slope expressed by the function's own value. */
export interface Activation {
  readonly value: (sum: number) => number;
  readonly slope: (value: number) => number;
}

export const activations = {
  relu: { value: (sum) => sum > 0 ? sum : 0, slope: (value) => value > 0 ? 1 : 0 },
  elu: { value: (sum) => sum > 0 ? sum : Math.expm1(sum), slope: (value) => value > 0 ? 1 : value + 1 },
  tanh: { value: Math.tanh, slope: (value) => 1 - value * value },
  sigmoid: { value: (sum) => 1 / (1 + Math.exp(-sum)), slope: (value) => value * (1 - value) },
} as const satisfies Record<string, Activation>;

export type ActivationName = keyof typeof activations;
