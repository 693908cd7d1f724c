import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { getAt, leaves, splitKey } from "../../../lib/config/key_path.ts";
import { EMPTY, merge, mergeAt, strip, without } from "../../../lib/config/merge.ts";
import { describe, fromJson, toJson, type Value, type ValueMap } from "../../../lib/config/value.ts";
import { untouched } from "../../../lib/expand/reach/untouched.ts";
import { yaml } from "../expand/expand_text.ts";

function layered(...layers: string[]): unknown {
  const merged = layers.map((layer) => yaml(layer)).reduce((below, above) => merge(below, above));
  return toJson(strip(merged));
}

Deno.test("merge() merges maps key by key", () => {
  assertEquals(layered("{a: {b: 1, c: 2}, d: 3}", "{a: {c: 4, e: 5}}"), { a: { b: 1, c: 4, e: 5 }, d: 3 });
});

Deno.test("merge() replaces lists and scalars", () => {
  assertEquals(layered("{a: [1, 2, 3], b: 1}", "{a: [4], b: [5]}"), { a: [4], b: [5] });
});

Deno.test("merge() replaces scalars, lists and null with maps, and maps with them", () => {
  assertEquals(layered("{a: 1, b: [1], c: }", "{a: {x: 1}, b: {x: 1}, c: {x: 1}}"), {
    a: { x: 1 },
    b: { x: 1 },
    c: { x: 1 },
  });
  assertEquals(layered("{a: {x: 1}, b: {x: 1}}", "{a: 1, b: }"), { a: 1, b: null });
});

Deno.test("merge() removes ~key from the lower layer only", () => {
  assertEquals(layered("{a: {b: 1, c: 2}}", "{a: {~b: }}"), { a: { c: 2 } });
  assertEquals(layered("{a: {b: 1}}", "{~a: , a: {c: 2}}"), { a: { c: 2 } });
  assertEquals(layered("{a: {b: 1}}", "{a: {c: 2}, ~a: }"), { a: { c: 2 } });
  assertEquals(layered("{a: 1}", "{~a: }", "{a: 2}"), { a: 2 });
  assertEquals(layered("{a: 1}", "{~a: }", "{b: 2}"), { b: 2 });
  assertEquals(layered("{1: a, yes: b}", "{'~1': , '~yes': }"), {});
  assertEquals(layered("{a: 1}", "{~nothing: }"), { a: 1 });
});

Deno.test("merge() shares unchanged parts with its inputs", () => {
  const base = yaml("{a: {b: {c: 1}}, d: {e: 1}, f: [1]}") as ValueMap;
  const merged = merge(base, yaml("{a: {x: 1}}")) as ValueMap;
  assertStrictEquals(merged.get("d"), base.get("d"));
  assertStrictEquals(merged.get("f"), base.get("f"));
  assertStrictEquals(getAt(merged, ["a", "b"]), getAt(base, ["a", "b"]));
  const moved = mergeAt(base, ["d", "e"], fromJson(2));
  assertStrictEquals(moved.get("a"), base.get("a"));
  assertStrictEquals(strip(base), base);
});

Deno.test("merge() and mergeAt() do not change their inputs", () => {
  const base = yaml("{a: {b: 1}, c: 1}") as ValueMap;
  merge(base, yaml("{a: {~b: , d: 2}, ~c: }"));
  mergeAt(base, ["a", "b"], fromJson(3));
  without(base, [["a", "b"]]);
  assertEquals(toJson(base), { a: { b: 1 }, c: 1 });
});

// A key is a map either in all layers or in none.
function arbitraryLayer(): fc.Arbitrary<Value> {
  const { layer } = fc.letrec<{ layer: Value }>((tie) => ({
    layer: fc.record({
      ...Object.fromEntries(
        ["m", "n"].map((key) => [key, fc.oneof({ maxDepth: 3 }, fc.constant(EMPTY), tie("layer"))]),
      ),
      ...Object.fromEntries(["s", "t", "~m", "~s", "~t"].map((key) => [key, fc.nat(3).map((n) => fromJson(n))])),
    }, { requiredKeys: [] }).map((record) => new Map(Object.entries(record)) as Value),
  }));
  return layer;
}

Deno.test("merge() is associative", () => {
  fc.assert(
    fc.property(arbitraryLayer(), arbitraryLayer(), arbitraryLayer(), (a, b, c) => {
      assertEquals(strip(merge(merge(a, b), c)), strip(merge(a, merge(b, c))));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("merging a layer without removals into itself changes nothing", () => {
  fc.assert(fc.property(arbitraryLayer(), (layer) => {
    const plain = strip(layer);
    assertEquals(merge(plain, plain), plain);
    assertEquals(merge(EMPTY, plain), plain);
    assertEquals(merge(plain, EMPTY), plain);
  }));
});

Deno.test("strip() also drops removals inside lists", () => {
  assertEquals(toJson(strip(yaml("{a: [{~b: , c: 1}], ~d: }"))), { a: [{ c: 1 }] });
});

Deno.test("mergeAt() creates missing maps and finds keys that are numbers or booleans", () => {
  assertEquals(describe(mergeAt(EMPTY, ["a", "b"], fromJson(1))), "{a: {b: 1}}");
  assertEquals(describe(mergeAt(yaml("{1: {yes: 2}}") as ValueMap, ["1", "yes"], fromJson(3))), "{1: {yes: 3}}");
  assertEquals(mergeAt(yaml("{1: {yes: 2}}") as ValueMap, ["1", "yes"], fromJson(3)).size, 1);
});

Deno.test("getAt() reads items of lists and returns undefined below a leaf", () => {
  const config = yaml("{a: [{b: 1}], c: 2}");
  assertEquals(getAt(config, ["a", "0", "b"]), fromJson(1));
  assertEquals(getAt(config, ["a", "1", "b"]), undefined);
  assertEquals(getAt(config, ["c", "d"]), undefined);
  assertEquals(getAt(config, ["c", "length"]), undefined);
  assertEquals(getAt(undefined, ["a"]), undefined);
});

Deno.test("without() removes existing keys and ignores missing ones", () => {
  const config = yaml("{a: {b: 1, c: 2}, d: 3}") as ValueMap;
  assertEquals(toJson(without(config, [["a", "b"], ["d"], ["x", "y"], ["d", "e"]])), { a: { c: 2 } });
});

Deno.test("leaves() returns dotted keys, with lists and empty maps as leaves", () => {
  assertEquals(leaves(yaml("{a: {b: [1], c: {}}, 1: 2, ~d: }")).map(([key]) => key), ["a.b", "a.c", "1", "~d"]);
});

Deno.test("splitKey() rejects empty parts and too many parts", () => {
  assertEquals(splitKey("a.b"), ["a", "b"]);
  for (const key of ["", ".", "a.", ".a", "a..b"]) assertThrows(() => splitKey(key), RangeError, "invalid key");
  assertThrows(() => splitKey("a.".repeat(20_000) + "a"), RangeError, "more than 100 parts");
});

Deno.test("untouched() finds misspelled and misplaced keys and accepts new ones", () => {
  const base = yaml("{training: {epochs: 1, optimizer: {lr: 0.1}}, model: {memory: {bits: 1}}}");
  const told = (over: string) => untouched(base, yaml(over)).map(({ path, suggestion }) => path.join(".") + suggestion);
  assertEquals(told("{training: {epoch: 1}}"), ['training.epoch, did you mean "training.epochs"?']);
  assertEquals(told("{model: {bits: 1}}"), ['model.bits, did you mean "model.memory.bits"?']);
  assertEquals(told("{training.epochs: 1}"), ["training.epochs, did you mean training: {epochs: …}?"]);
  assertEquals(told("{training: {~nothing: }}"), ["training.~nothing"]);
  assertEquals(told("{training: {something_new: 1, ~epochs: }, other: 1}"), []);
  assertEquals(untouched(EMPTY, yaml("{a: 1}")), []);
  assert(untouched(base, yaml("{trainign: {epochs: 2}}"))[0]!.suggestion.includes('"training"'));
});
