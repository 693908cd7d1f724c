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

Deno.test("parseMetrics() reads the sections, and everything else as training results", () => {
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

Deno.test("parseMetrics() joins nested keys and list indices with _", () => {
  assertEquals(read('{"validation": {"f1": {"cat": 0.5, "dog": [0.25, {"x": true}]}}}'), {
    ...none,
    validation: { f1_cat: "0.5", f1_dog_0: "0.25", f1_dog_1_x: "true" },
  });
});

Deno.test("parseMetrics() skips null and keeps texts unchanged", () => {
  assertEquals(read('{"best": null, "note": "a, \\"b\\"\\n"}'), { ...none, training: { note: 'a, "b"\n' } });
});

Deno.test("parseMetrics() prefers a section over keys outside of it", () => {
  assertEquals(read('{"loss": 1, "training": {"loss": 2}, "validation": 3}'), {
    ...none,
    training: { loss: "2", validation: "3" },
  });
});

Deno.test("parseMetrics() leaves out long lists and reports their keys", () => {
  const curve = JSON.stringify(Array(33).fill(0.5));
  const matrix = JSON.stringify(Array(10).fill(Array(10).fill(1)));
  const metrics = `{"training": {"losses": ${curve}, "loss": 1}, "confusion": ${matrix}, "pair": [1, 2]}`;
  assertEquals(read(metrics), {
    ...none,
    training: { loss: "1", pair_0: "1", pair_1: "2" },
    leftOut: ["training.losses", "confusion"],
  });
});

Deno.test("parseMetrics() stops at 2,000 results and reports it", () => {
  const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`m${i}`, i]));
  const { value, problems } = parseMetrics(JSON.stringify(many));
  assertEquals(value!.training.size, 2_000);
  assertEquals(problems, ["more than 2000 results: the rest is ignored"]);
});

Deno.test("parseMetrics() accepts 2,000 results without a problem", () => {
  const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`m${i}`, i]));
  const { value, problems } = parseMetrics(JSON.stringify(many));
  assertEquals([value!.training.size, problems], [2_000, []]);
});

for (
  const [text, problem] of [
    ["", "file is empty"],
    [" \n", "file is empty"],
    ['{"training": {"loss"', "invalid JSON: line 1, column 21"],
    ["[1, 2]", "expected a map of results, got a list"],
    ["0.5", "expected a map of results, got a number"],
    ["null", "expected a map of results, got null"],
    ['"done"', "expected a map of results, got a string"],
  ] as const
) {
  Deno.test(`parseMetrics() cannot read ${JSON.stringify(text)}`, () => {
    const { value, problems } = parseMetrics(text);
    assertEquals(value, undefined);
    assertStringIncludes(problems[0]!, problem);
  });
}

Deno.test("parseTestMetrics() reads everything as test results, and prefers the section testing", () => {
  const { value } = parseTestMetrics('{"acc": 0.5, "testing": {"acc": 0.75}, "validation": {"acc": 0.25}}');
  assertEquals(Object.fromEntries(value!.testing), { acc: "0.75", validation_acc: "0.25" });
});
