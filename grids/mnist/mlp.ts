/** A multilayer perceptron: forward pass, loss, backward pass and optimizer. */
import { type Configuration, UserError } from "./configuration.ts";
import { CLASSES, type Dataset, PIXELS } from "./mnist.ts";

/** Returns random numbers, uniform in [0, 1). */
export type Random = () => number;

/** A matrix, as its rows. */
type Matrix = readonly Float32Array[];

/** A layer: y = activation(x · weight + bias). x, slope, y and dy have one row per image of a batch. */
interface Layer {
  readonly weight: Matrix;
  readonly bias: Float32Array;
  readonly x: Matrix;
  readonly y: Matrix;
  /** The derivative of the activation. */
  readonly slope: Matrix;
  /** Gradients of the loss. */
  readonly dWeight: Matrix;
  readonly dBias: Float32Array;
  readonly dy: Matrix;
}

/** A multilayer perceptron with room for one batch. */
export interface Mlp {
  readonly activation: keyof typeof activations;
  readonly layers: readonly Layer[];
  /** All weights and biases, and the gradients of the loss by them. The layers have views of these arrays. */
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
}

/** Cross-entropy in nats, and number of images whose largest output is that of their label, summed over images. */
export interface Score {
  readonly loss: number;
  readonly correct: number;
  readonly images: number;
}

/** The mean over images; accuracy is 0 … 1. */
export interface Result {
  readonly loss: number;
  readonly accuracy: number;
}

// Each with its derivative as a function of its value.
const activations = {
  relu: { value: (x: number) => x > 0 ? x : 0, derivative: (y: number) => y > 0 ? 1 : 0 },
  elu: { value: (x: number) => x > 0 ? x : Math.expm1(x), derivative: (y: number) => y > 0 ? 1 : y + 1 },
  tanh: { value: Math.tanh, derivative: (y: number) => 1 - y * y },
  sigmoid: { value: (x: number) => 1 / (1 + Math.exp(-x)), derivative: (y: number) => y * (1 - y) },
};

const MAX_PARAMETERS = 100_000_000;
const NO_DROPOUT = { rate: 0, random: (): number => 0 };

/** Creates the model of a configuration, with all parameters 0. */
export function createMlp(configuration: Configuration): Mlp {
  const hidden = Array.from({ length: configuration["model.depth"] }, () => configuration["model.width"]);
  const units = [PIXELS, ...hidden, CLASSES];
  const count = units.slice(1).reduce((sum, outputs, l) => sum + (units[l]! + 1) * outputs, 0);
  if (count > MAX_PARAMETERS) {
    throw new UserError(`model too large: expected at most ${MAX_PARAMETERS} parameters, got ${count}`);
  }
  const parameters = new Float32Array(count);
  const gradients = new Float32Array(count);
  const batchSize = configuration["training.batch_size"];
  const values = units.map((columns) => createMatrix(batchSize, columns));
  let end = 0;
  const layers = units.slice(1).map((outputs, l): Layer => {
    const start = end;
    const middle = start + units[l]! * outputs;
    end = middle + outputs;
    return {
      weight: toRows(parameters.subarray(start, middle), outputs),
      bias: parameters.subarray(middle, end),
      x: values[l]!,
      y: values[l + 1]!,
      slope: createMatrix(batchSize, outputs),
      dWeight: toRows(gradients.subarray(start, middle), outputs),
      dBias: gradients.subarray(middle, end),
      dy: createMatrix(batchSize, outputs),
    };
  });
  return { activation: configuration["model.activation"], layers, parameters, gradients };
}

/** Draws weights with mean 0 and variance 2 / inputs (He et al., https://arxiv.org/abs/1502.01852). */
export function initialize({ layers }: Mlp, random: Random): void {
  for (const { weight } of layers) {
    const limit = Math.sqrt(6 / weight.length);
    for (const row of weight) for (let o = 0; o < row.length; o++) row[o] = limit * (2 * random() - 1);
  }
}

/**
 * Computes the outputs for a batch of images and their score.
 *
 * @param batch indices of the images
 * @param dropout the fraction of hidden units to drop, in training
 */
export function forward(mlp: Mlp, { images, labels }: Dataset, batch: Uint32Array, dropout = NO_DROPOUT): Score {
  const { value, derivative } = activations[mlp.activation];
  batch.forEach((image, r) => {
    const pixels = mlp.layers[0]!.x[r]!;
    for (let i = 0; i < PIXELS; i++) pixels[i] = images[image * PIXELS + i]! / 255;
    for (const layer of mlp.layers) {
      const y = layer.y[r]!;
      y.set(layer.bias);
      addRows(y, layer.x[r]!, layer.weight);
      if (layer === mlp.layers.at(-1)) break;
      const slope = layer.slope[r]!;
      for (let o = 0; o < y.length; o++) {
        const hidden = value(y[o]!);
        const kept = dropout.rate === 0 ? 1 : dropout.random() < dropout.rate ? 0 : 1 / (1 - dropout.rate);
        y[o] = hidden * kept;
        slope[o] = derivative(hidden) * kept;
      }
    }
  });
  return softmaxLoss(mlp.layers.at(-1)!, Uint8Array.from(batch, (image) => labels[image]!));
}

// Also computes the gradients of the mean loss by the outputs.
function softmaxLoss({ y, dy }: Layer, labels: Uint8Array): Score {
  let loss = 0;
  let correct = 0;
  labels.forEach((label, r) => {
    const [outputs, gradients] = [y[r]!, dy[r]!];
    // Subtracting the largest output does not change the result, and prevents exp() from overflowing.
    const largest = Math.max(...outputs);
    let sum = 0;
    for (let o = 0; o < CLASSES; o++) sum += gradients[o] = Math.exp(outputs[o]! - largest);
    for (let o = 0; o < CLASSES; o++) gradients[o] = (gradients[o]! / sum - (o === label ? 1 : 0)) / labels.length;
    loss += Math.log(sum) + largest - outputs[label]!;
    if (outputs[label] === largest) correct++;
  });
  if (Number.isFinite(loss)) return { loss, correct, images: labels.length };
  throw new UserError(`training diverged: the loss is ${loss}; a smaller learning rate may help`);
}

/** Computes the gradients by all parameters, for the batch of `count` images last passed to forward(). */
export function backward({ layers }: Mlp, count: number): void {
  const column = new Float32Array(count);
  for (const layer of layers.toReversed()) {
    const { x, dy, weight, dWeight, dBias } = layer;
    addRows(dBias.fill(0), column.fill(1), dy);
    for (let i = 0; i < dWeight.length; i++) {
      for (let r = 0; r < count; r++) column[r] = x[r]![i]!;
      addRows(dWeight[i]!.fill(0), column, dy);
    }
    const previous = layers[layers.indexOf(layer) - 1];
    if (!previous) return;
    for (let r = 0; r < count; r++) {
      for (let i = 0; i < weight.length; i++) previous.dy[r]![i] = previous.slope[r]![i]! * dot(dy[r]!, weight[i]!);
    }
  }
}

/** Creates a function that updates the parameters by their gradients: stochastic gradient descent with momentum. */
export function createOptimizer(configuration: Configuration, { parameters, gradients }: Mlp): () => void {
  const lr = configuration["training.optimizer.lr"];
  const momentum = configuration["training.optimizer.momentum"];
  const decay = configuration["training.optimizer.weight_decay"];
  const velocity = new Float32Array(parameters.length);
  return () => {
    for (let i = 0; i < parameters.length; i++) {
      velocity[i] = momentum * velocity[i]! + gradients[i]! + decay * parameters[i]!;
      parameters[i] = parameters[i]! - lr * velocity[i]!;
    }
  };
}

/** The result on a whole data set. */
export function evaluate(mlp: Mlp, dataset: Dataset): Result {
  const order = Uint32Array.from({ length: dataset.length }, (_, i) => i);
  return meanScore(batches(mlp, order).map((batch) => forward(mlp, dataset, batch)));
}

/** Splits a list of images into batches, of which the last one can be smaller. */
export function batches({ layers }: Mlp, order: Uint32Array): Uint32Array[] {
  const size = layers[0]!.x.length;
  return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.subarray(i * size, (i + 1) * size));
}

/** The result on several batches. */
export function meanScore(scores: readonly Score[]): Result {
  const sum = (key: keyof Score) => scores.reduce((total, score) => total + score[key], 0);
  return { loss: sum("loss") / sum("images"), accuracy: sum("correct") / sum("images") };
}

function createMatrix(rows: number, columns: number): Matrix {
  return toRows(new Float32Array(rows * columns), columns);
}

function toRows(values: Float32Array, columns: number): Matrix {
  const count = values.length / columns;
  return Array.from({ length: count }, (_, r) => values.subarray(r * columns, (r + 1) * columns));
}

const nonzero: number[] = [];

/**
 * sums += the rows of a matrix, each times its factor. Factors of 0 cost nothing: most pixels of a digit are black, and
 * relu switches off half of a layer. Four rows at a time, so that the sums are loaded and stored less often.
 */
function addRows(sums: Float32Array, factors: Float32Array, matrix: Matrix): void {
  let count = 0;
  for (let i = 0; i < factors.length; i++) if (factors[i] !== 0) nonzero[count++] = i;
  let k = 0;
  for (; k <= count - 4; k += 4) {
    const [i0, i1, i2, i3] = [nonzero[k]!, nonzero[k + 1]!, nonzero[k + 2]!, nonzero[k + 3]!];
    const [f0, f1, f2, f3] = [factors[i0]!, factors[i1]!, factors[i2]!, factors[i3]!];
    const [row0, row1, row2, row3] = [matrix[i0]!, matrix[i1]!, matrix[i2]!, matrix[i3]!];
    for (let o = 0; o < sums.length; o++) {
      sums[o] = sums[o]! + (f0 * row0[o]! + f1 * row1[o]! + f2 * row2[o]! + f3 * row3[o]!);
    }
  }
  for (; k < count; k++) {
    const factor = factors[nonzero[k]!]!;
    const row = matrix[nonzero[k]!]!;
    for (let o = 0; o < sums.length; o++) sums[o] = sums[o]! + factor * row[o]!;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
