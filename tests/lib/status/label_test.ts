import { assertEquals } from "@std/assert";
import type { Experiment } from "../../../lib/plan/plan.ts";
import { fitLabel } from "../../../lib/status/label.ts";

Deno.test("fitLabel() shortens the name, and leaves it out where nothing of it is left", () => {
  const experiment = { name: "mlp-lr=0.01-width=64", id: "3f9c2a1b", repetition: 2 } as Experiment;
  const fit = (width: number, test?: string) => fitLabel(experiment, test === undefined ? {} : { test }, width);
  assertEquals(fit(32), "mlp-lr=0.01-width=64 r2 3f9c2a1b");
  assertEquals(fit(31), "mlp-lr=0.…-width=64 r2 3f9c2a1b");
  assertEquals(fit(20), "mlp-…=64 r2 3f9c2a1b");
  assertEquals(fit(19), "3f9c2a1b");
  assertEquals(fit(3), "3f9c2a1b");
  assertEquals(fit(25, "noisy"), "3f9c2a1b noisy");
});
