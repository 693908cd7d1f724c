import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseMetrics, parseTestMetrics } from "../../../lib/results/metrics.ts";

function read(text: string) {
  const { value, problems } = parseMetrics(text);
  assertEquals(problems, []);
  const { training, validation, testing, leftOut } = value!;
  return {
    training: Object.fromEntries(training),
    validation: Object.fromEntries(validation),
    testing: Object.fromEntries(testing),
    leftOut,
  };
}

const none = { training: {}, validation: {}, testing: {}, leftOut: [] };

Deno.test("parseMetrics() takes the sections apart, and counts what stands beside them as training's", () => {
  assertEquals(
    read('{"training": {"loss": 0.50}, "validation": {"acc": 1e-05}, "testing": {"acc": NaN}, "parameters": 1024}'),
    {
      training: { loss: "0.50", parameters: "1024" },
      validation: { acc: "1e-05" },
      testing: { acc: "NaN" },
      leftOut: [],
    },
  );
});

Deno.test("parseMetrics() joins nested keys, and the indices of lists, by _", () => {
  assertEquals(read('{"validation": {"f1": {"cat": 0.5, "dog": [0.25, {"x": true}]}}}'), {
    ...none,
    validation: { f1_cat: "0.5", f1_dog_0: "0.25", f1_dog_1_x: "true" },
  });
});

Deno.test("parseMetrics() leaves out null, and keeps texts as they are", () => {
  assertEquals(read('{"best": null, "note": "a, \\"b\\"\\n"}'), { ...none, training: { note: 'a, "b"\n' } });
});

Deno.test("parseMetrics() lets a section win over what stands beside it", () => {
  assertEquals(read('{"loss": 1, "training": {"loss": 2}, "validation": 3}'), {
    ...none,
    training: { loss: "2", validation: "3" },
  });
});

Deno.test("parseMetrics() makes no columns of long lists, and tells their keys", () => {
  const curve = JSON.stringify(Array(33).fill(0.5));
  const matrix = JSON.stringify(Array(10).fill(Array(10).fill(1)));
  const metrics = `{"training": {"losses": ${curve}, "loss": 1}, "confusion": ${matrix}, "pair": [1, 2]}`;
  assertEquals(read(metrics), {
    ...none,
    training: { loss: "1", pair_0: "1", pair_1: "2" },
    leftOut: ["training.losses", "confusion"],
  });
});

Deno.test("parseMetrics() stops at 2,000 results, and says so", () => {
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`m${i}`, i]));
  const { value, problems } = parseMetrics(JSON.stringify(many));
  assertEquals(value!.training.size, 2_000);
  assertEquals(problems, ["it has more than 2000 results: the others are left out"]);
});

Deno.test("parseMetrics() takes 2,000 results without complaint", () => {
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`m${i}`, i]));
  const { value, problems } = parseMetrics(JSON.stringify(many));
  assertEquals([value!.training.size, problems], [2_000, []]);
});

for (
  const [text, problem] of [
    ["", "it is empty"],
    [" \n", "it is empty"],
    ['{"training": {"loss"', "it is no JSON: line 1, column 21"],
    ["[1, 2]", "it must be a map of results: it is a list"],
    ["0.5", "it must be a map of results: it is a number"],
    ["null", "it must be a map of results: it is null"],
    ['"done"', "it must be a map of results: it is a string"],
  ] as const
) {
  Deno.test(`parseMetrics() cannot read ${JSON.stringify(text)}`, () => {
    const { value, problems } = parseMetrics(text);
    assertEquals(value, undefined);
    assertStringIncludes(problems[0]!, problem);
  });
}

Deno.test("parseTestMetrics() takes everything as the test's, its section testing first of all", () => {
  const { value } = parseTestMetrics('{"acc": 0.5, "testing": {"acc": 0.75}, "validation": {"acc": 0.25}}');
  assertEquals(Object.fromEntries(value!.testing), { acc: "0.75", validation_acc: "0.25" });
});
