import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { mnistDirectory, PIXELS, readMnist, slice } from "../../../grids/mnist/mnist.ts";
import { UserError } from "../../../grids/mnist/user_error.ts";

Deno.test("readMnist() reads the real training set: 60,000 images, the first ones 5, 0, 4, 1, 9", () => {
  const { images, labels, length } = readMnist("train");
  assertEquals(length, 60_000);
  assertEquals(images.length, 60_000 * PIXELS);
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

Deno.test("readMnist() names a missing file", () => {
  const directory = Deno.makeTempDirSync();
  try {
    assertThrows(() => readMnist("t10k", directory), UserError, join(directory, "t10k-images-idx3-ubyte"));
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});

for (
  const [what, damage, message] of [
    ["truncated images", (images: Uint8Array) => images.subarray(0, 5_000_000), "10000 × 28 × 28 = 7840000"],
    ["images of another size", (images: Uint8Array) => images.with(11, 14).with(15, 56), "got 10000 × 14 × 56"],
  ] as const
) {
  Deno.test(`readMnist() rejects ${what}`, () => {
    const directory = Deno.makeTempDirSync();
    try {
      const images = Deno.readFileSync(join(mnistDirectory(), "t10k-images-idx3-ubyte"));
      Deno.writeFileSync(join(directory, "t10k-images-idx3-ubyte"), Uint8Array.from(damage(images)));
      Deno.copyFileSync(
        join(mnistDirectory(), "t10k-labels-idx1-ubyte"),
        join(directory, "t10k-labels-idx1-ubyte"),
      );
      const error = assertThrows(() => readMnist("t10k", directory), UserError, message);
      assert(error.message.startsWith(directory));
    } finally {
      Deno.removeSync(directory, { recursive: true });
    }
  });
}

Deno.test("readMnist() rejects labels that do not match the images, or are not digits", () => {
  const directory = Deno.makeTempDirSync();
  try {
    Deno.copyFileSync(join(mnistDirectory(), "t10k-images-idx3-ubyte"), join(directory, "t10k-images-idx3-ubyte"));
    const labels = Deno.readFileSync(join(mnistDirectory(), "t10k-labels-idx1-ubyte"));
    const path = join(directory, "t10k-labels-idx1-ubyte");
    const message = "expected 10000 labels from 0 to 9";

    Deno.writeFileSync(path, Uint8Array.from(labels.with(100, 10)));
    assertThrows(() => readMnist("t10k", directory), UserError, message);

    // 9,999 = 0x270f labels.
    Deno.writeFileSync(path, Uint8Array.from(labels.with(7, 0x0f).subarray(0, -1)));
    assertThrows(() => readMnist("t10k", directory), UserError, message);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
});
