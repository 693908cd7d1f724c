import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { UserError } from "../../../grids/mnist/configuration.ts";
import { mnistDirectory, PIXELS, readMnist, slice } from "../../../grids/mnist/mnist.ts";
import { temporaryDirectory } from "./run_script.ts";

Deno.test("readMnist() reads the real training set: 60,000 images, the first ones 5, 0, 4, 1, 9", () => {
  const { images, labels, length } = readMnist("train");
  assertEquals([length, labels.length, images.length], [60_000, 60_000, 60_000 * PIXELS]);
  assertEquals([...labels.subarray(0, 5)], [5, 0, 4, 1, 9]);
  // The known mean brightness of MNIST's training set.
  assertAlmostEquals(images.reduce((sum, pixel) => sum + pixel, 0) / images.length / 255, 0.1307, 0.0001);
});

Deno.test("readMnist() reads the real test set: 10,000 images, the first ones 7, 2, 1, 0, 4", () => {
  const { labels, length } = readMnist("t10k");
  assertEquals(length, 10_000);
  assertEquals([...labels.subarray(0, 5)], [7, 2, 1, 0, 4]);
});

Deno.test("slice() returns images with their labels", () => {
  const dataset = readMnist("t10k");
  const { images, labels, length } = slice(dataset, 1, 3);
  assertEquals(length, 2);
  assertEquals([...labels], [2, 1]);
  assertEquals(images, dataset.images.subarray(PIXELS, 3 * PIXELS));
});

for (
  const [what, damage, message] of [
    ["truncated images", (images: Uint8Array) => images.subarray(0, 5_000_000), "expected 10000 images in t10k"],
    ["a gzipped file", () => Uint8Array.of(0x1f, 0x8b, 8, 0), "t10k-images-idx3-ubyte: not a file of MNIST"],
  ] as const
) {
  Deno.test(`readMnist() rejects ${what}`, () => {
    using directory = temporaryDirectory();
    const [images, labels] = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] as const;
    Deno.writeFileSync(join(directory.path, images), damage(Deno.readFileSync(join(mnistDirectory(), images))));
    Deno.copyFileSync(join(mnistDirectory(), labels), join(directory.path, labels));
    assertThrows(() => readMnist("t10k", directory.path), UserError, message);
  });
}
