import { assertAlmostEquals, assertEquals } from "@std/assert";
import { softmaxLoss } from "../../../grids/mnist/softmax_loss.ts";

Deno.test("softmaxLoss() of equal logits is the logarithm of the number of classes", () => {
  const gradients = new Float32Array(4);
  const { loss, samples } = softmaxLoss(Float32Array.of(3, 3, 3, 3), Uint8Array.of(2), gradients);
  assertAlmostEquals(loss, Math.log(4), 1e-12);
  assertEquals(samples, 1);
  assertEquals([...gradients], [0.25, 0.25, -0.75, 0.25]);
});

Deno.test("softmaxLoss() sums losses and hits over samples, and averages gradients", () => {
  const logits = Float32Array.of(0, Math.log(3), Math.log(3), 0);
  const gradients = new Float32Array(4);
  const score = softmaxLoss(logits, Uint8Array.of(1, 1), gradients);
  assertAlmostEquals(score.loss, Math.log(4 / 3) + Math.log(4), 1e-6);
  assertEquals(score.correct, 1);
  for (const [i, expected] of [0.125, -0.125, 0.375, -0.375].entries()) {
    assertAlmostEquals(gradients[i]!, expected, 1e-6);
  }
});

Deno.test("softmaxLoss() does not overflow", () => {
  const { loss } = softmaxLoss(Float32Array.of(1e4, -1e4), Uint8Array.of(1), new Float32Array(2));
  assertEquals(loss, 2e4);
});
