import { assertEquals, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import fc from "fast-check";
import { parseYaml, YamlError } from "../../../lib/config/yaml.ts";
import {
  factsOf,
  readFacts,
  readTestSeeds,
  scanBlockYaml,
  withoutSeeds,
} from "../../../lib/results/configuration_facts.ts";

const fixture = fromFileUrl(
  new URL(
    "../../fixtures/results/mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333/training_configuration.yaml",
    import.meta.url,
  ),
);
const keys = new Set(["model.name", "training.seed_torch", "testing.problem.name"]);

Deno.test("readFacts() reads problem, model and seeds, with the digits of numbers as written", () => {
  const text = "model: {name: NTM}\ntraining: {seed_torch: 18446744073709551615, seed_numpy: 0x10}\n" +
    "testing: {problem: {name: Recall}, seed_torch: -1}\n";
  assertEquals(readFacts(text), {
    problem: "Recall",
    model: "NTM",
    training: { torch: "18446744073709551615", numpy: "0x10" },
    testing: { torch: "-1", numpy: "" },
  });
});

Deno.test("readFacts() falls back to the training's problem", () => {
  const facts = readFacts("testing:\n  problem: {}\ntraining:\n  problem:\n    name: Recall\n");
  assertEquals(facts.problem, "Recall");
});

Deno.test("readFacts() ignores values that are not scalars", () => {
  const facts = readFacts("model:\n  name:\n    - a\ntraining:\n  seed_torch: null\n  problem: Recall\ntesting: 3\n");
  assertEquals(facts, factsOf(new Map()));
});

Deno.test("readFacts() reports where the YAML is invalid", () => {
  const error = assertThrows(() => readFacts("model:\n  name: [a\n"), YamlError);
  assertEquals(error.position !== undefined, true);
});

Deno.test("scanBlockYaml() reads the output of PyYAML without a parser", () => {
  const text = Deno.readTextFileSync(fixture);
  assertEquals(
    Object.fromEntries(Array.from(scanBlockYaml(text, keys)!, ([key, value]) => [key, typeof value])),
    { "model.name": "string", "training.seed_torch": "object", "testing.problem.name": "string" },
  );
  assertEquals(readFacts(text), factsOf(parseYaml(text, "").value));
});

for (
  const text of [
    "model:\n  name: &a NTM\n",
    "model:\n  name: 'it''s'\n",
    'model:\n  name: "NTM"\n',
    "model:\n  name: NTM # the best\n",
    "model:\n  name: NTM\n    and more\n",
    "model:\n  name:\n    NTM\n",
    "model:\n  name: |\n    NTM\n",
    "model: {name: NTM}\n",
    "? model\n: name: NTM\n",
    "- model:\n    name: NTM\n",
    "other: |\n  model:\n    name: NTM\nmodel: {}\n",
    "other: 'x\n  model: y'\nmodel:\n  name: NTM\n",
    "base: &base\n  name: NTM\nmodel:\n  <<: *base\n",
    "--- \nmodel:\n  name: NTM\n",
    "model:\n\tname: NTM\n",
  ]
) {
  Deno.test(`scanBlockYaml() leaves ${JSON.stringify(text)} to the parser`, () => {
    assertEquals(scanBlockYaml(text, keys), undefined);
  });
}

Deno.test("scanBlockYaml() agrees with the parser, or gives up, on arbitrary lines", () => {
  const line = fc.constantFrom(
    ..."model:|training:|testing:|  name: NTM|  name: NTM |  name: 12|  name: '12'|  name: ''|  name:|  seed_torch: -1"
      .split("|"),
    ..."  seed_torch: 1e-4|  problem:|    name: a b|    name: ~|  - a|  - 1|    more|  x: [1, a]|  y: {}|# c|  # c"
      .split("|"),
    ..."x: |  z: 'a: b'|  - k: v|'|    deep:|      name: no|  name: - a|  name: -a|  name: a-|  name: a:b|- b|  name: .5"
      .split("|"),
  );
  let compared = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const text = lines.join(end);
      let expected;
      try {
        expected = factsOf(parseYaml(text, "").value);
      } catch (error) {
        if (!(error instanceof YamlError)) throw error;
        return;
      }
      compared++;
      assertEquals(readFacts(text), expected, text);
      assertEquals(readTestSeeds(text), expected.testing, text);
    }),
    { numRuns: 5_000 },
  );
  assertEquals(compared > 100, true, `${compared} were YAML`);
});

Deno.test("withoutSeeds() makes repetitions equal and keeps configurations distinct", () => {
  const text = (seed: string, lr: string) =>
    `training:\n  lr: ${lr}\n  seed_torch: ${seed}\n  seed_numpy: ${seed}\ntesting:\n  seed_torch: ${seed}\n`;
  assertEquals(withoutSeeds(text("1", "0.1")), withoutSeeds(text("3511486177", "0.1")));
  assertEquals(withoutSeeds(text("1", "0.1")) === withoutSeeds(text("1", "0.2")), false);
});
