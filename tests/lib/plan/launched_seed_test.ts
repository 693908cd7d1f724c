import { assertEquals } from "@std/assert";
import { deriveSeed, launchedSeed } from "../../../lib/plan/identities.ts";

const LAUNCH = { number: 1, started: 1, devices: [], runsPerGpu: 1 };
const FINGERPRINTS = new Map(
  [["a", { seed: "3" }], ["b", {}]].map(([hash, settings]) => [
    hash as string,
    { hash: hash as string, time: 1, stage: "train" as const, settings: settings as Record<string, string>, files: {} },
  ]),
);

Deno.test("launchedSeed() is the recorded seed, or derived from the master seed of the launch", () => {
  const seedOf = (launch: Partial<Parameters<typeof launchedSeed>[0]>) =>
    launchedSeed({ ...LAUNCH, ...launch }, FINGERPRINTS, "4f");
  assertEquals(seedOf({ launchedWith: "b", seed: 5 }), 5);
  assertEquals(seedOf({ launchedWith: "a" }), deriveSeed(3, "4f"));
  assertEquals(seedOf({ launchedWith: "b" }), undefined, "it has none");
  assertEquals([seedOf({ launchedWith: "c" }), seedOf({})], [undefined, undefined], "not known");
});
