/** A multilayer perceptron: forward pass, backward pass and initialization. */
import { type ActivationName, activations } from "./activations.ts";
import { createKernels, type Kernels } from "./kernels.ts";
import type { Random } from "./random.ts";

/** The architecture of a multilayer perceptron. */
export interface Architecture {
  /** The sizes of the input, the hidden layers and the output. */
  readonly units: readonly number[];
  /** Activation of the hidden layers. */
  readonly activation: ActivationName;
}

/** The output of the last layer before the softmax, and an array for the gradient of the loss by it. One row per sample. */
export interface Output {
  readonly logits: Float32Array;
  readonly logitGradients: Float32Array;
}

/** A multilayer perceptron with arrays for one batch. Matrices are row-major. */
export interface Mlp {
  readonly architecture: Architecture;
  /** Maximum number of samples in a batch. */
  readonly batchSize: number;
  readonly kernels: Kernels;
  readonly layers: readonly Layer[];
  /** Input of forward(), one row per sample. */
  readonly input: Float32Array;
  /** All weights and biases, and the gradients of the loss by them. The layers have views of these arrays. */
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
}

/** y = activation(x · weight + bias) · mask, and the gradients of the loss. */
interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly weightGradient: Float32Array;
  readonly biasGradient: Float32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly dx: Float32Array;
  readonly dy: Float32Array;
  /** Dropout: 0 for dropped units, 1 / (1 − rate) for the others. */
  readonly mask: Float32Array;
}

/**
 * Creates a model with all parameters zero.
 *
 * @param batchSize maximum number of samples in a batch
 * @throws {UserError} if it needs more than 2 GiB
 */
export function createMlp(architecture: Architecture, batchSize: number): Mlp {
  const { units } = architecture;
  const valueCount = units.reduce((sum, size) => sum + batchSize * size, 0);
  const parameterCount = units.slice(1).reduce((sum, outputs, i) => sum + (units[i]! + 1) * outputs, 0);
  // Parameters, gradients and two arrays for an optimizer; values, gradients and mask per layer.
  const kernels = createKernels(
    4 * parameterCount + 3 * valueCount,
    4 + 3 * units.length,
    Math.max(batchSize, ...units),
  );
  const parameters = kernels.allocate(parameterCount);
  const gradients = kernels.allocate(parameterCount);
  const values = units.map((size) => kernels.allocate(batchSize * size));
  const valueGradients = units.map((size) => kernels.allocate(batchSize * size));

  let end = 0;
  const layers = units.slice(1).map((outputs, i): Layer => {
    const inputs = units[i]!;
    const start = end;
    const middle = start + inputs * outputs;
    end = middle + outputs;
    return {
      inputs,
      outputs,
      weight: parameters.subarray(start, middle),
      bias: parameters.subarray(middle, end),
      weightGradient: gradients.subarray(start, middle),
      biasGradient: gradients.subarray(middle, end),
      x: values[i]!,
      y: values[i + 1]!,
      dx: valueGradients[i]!,
      dy: valueGradients[i + 1]!,
      mask: kernels.allocate(batchSize * outputs),
    };
  });
  return {
    architecture,
    batchSize,
    kernels,
    layers,
    input: values[0]!,
    parameters,
    gradients,
  };
}

/** Initializes weights as He et al. (https://arxiv.org/abs/1502.01852): normal, with variance 2 / inputs. Biases are 0. */
export function initialize(mlp: Mlp, random: Random): void {
  for (const { inputs, weight, bias } of mlp.layers) {
    const deviation = Math.sqrt(2 / inputs);
    for (let i = 0; i < weight.length; i++) weight[i] = deviation * random.normal();
    bias.fill(0);
  }
}

/** Computes the output for the first `rows` rows of the input. `dropout` drops hidden units, for training. */
export function forward(mlp: Mlp, rows: number, dropout?: { readonly rate: number; readonly random: Random }): Output {
  const { value } = activations[mlp.architecture.activation];
  const last = mlp.layers.at(-1)!;
  for (const layer of mlp.layers) {
    const { inputs, outputs, x, weight, bias, y, mask } = layer;
    mlp.kernels.dense(x, weight, bias, y, { rows, inputs, outputs });
    if (layer === last) break;
    const length = rows * outputs;
    for (let i = 0; i < length; i++) y[i] = value(y[i]!);
    if (dropout && dropout.rate > 0) drop(y, mask, length, dropout.rate, dropout.random);
    else mask.fill(1);
  }
  const length = rows * last.outputs;
  return { logits: last.y.subarray(0, length), logitGradients: last.dy.subarray(0, length) };
}

/** Computes the gradients by the parameters from those by the logits, for the batch last passed to forward(). */
export function backward(mlp: Mlp, rows: number): void {
  const { kernels } = mlp;
  const last = mlp.layers.at(-1);
  const { derivative } = activations[mlp.architecture.activation];
  for (const layer of mlp.layers.toReversed()) {
    const { inputs, outputs, x, y, weight, weightGradient, biasGradient, dx, dy, mask } = layer;
    const size = { rows, inputs, outputs };
    if (layer !== last) {
      const length = rows * outputs;
      for (let i = 0; i < length; i++) {
        const kept = mask[i]!;
        dy[i] = kept === 0 ? 0 : dy[i]! * kept * derivative(y[i]! / kept);
      }
    }
    kernels.weightGradient(x, dy, weightGradient, size);
    sumRows(dy, biasGradient, rows);
    if (layer !== mlp.layers[0]) kernels.inputGradient(dy, weight, dx, size);
  }
}

function drop(y: Float32Array, mask: Float32Array, length: number, rate: number, random: Random): void {
  const kept = 1 / (1 - rate);
  for (let i = 0; i < length; i++) {
    mask[i] = random.uniform() < rate ? 0 : kept;
    y[i] = y[i]! * mask[i]!;
  }
}

function sumRows(matrix: Float32Array, sums: Float32Array, rows: number): void {
  const columns = sums.length;
  sums.fill(0);
  for (let i = 0; i < rows * columns; i++) {
    const column = i % columns;
    sums[column] = sums[column]! + matrix[i]!;
  }
}
