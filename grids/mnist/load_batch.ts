import type { Mlp } from "./mlp.ts";
import { type Dataset, PIXELS } from "./mnist.ts";

// Black is exactly 0, which the first layer skips; white is 1.
const brightness = Float32Array.from({ length: 256 }, (_, pixel) => pixel / 255);

/**
 * Copies images into a model's input.
 *
 * @param chosen indices of the images
 * @returns their labels
 */
export function loadBatch(mlp: Mlp, dataset: Dataset, chosen: Uint32Array): Uint8Array {
  const { input } = mlp;
  const { images, labels } = dataset;
  let to = 0;
  for (const index of chosen) {
    const end = (index + 1) * PIXELS;
    for (let from = index * PIXELS; from < end; from++) input[to++] = brightness[images[from]!]!;
  }
  return Uint8Array.from(chosen, (index) => labels[index]!);
}
