import { assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { factsOfMetadata } from "../../../lib/checkpoints/checkpoint.ts";
import { headerLength, parseMetadata } from "../../../lib/checkpoints/safetensors.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function prefix(length: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  return bytes;
}

Deno.test("headerLength() reads the length at any offset of the buffer", () => {
  assertEquals(headerLength(prefix(300n), 308), { value: 300, problems: [] });
  const shifted = Uint8Array.of(9, 9, 9, ...prefix(5n)).subarray(3);
  assertEquals(headerLength(shifted, 100).value, 5);
});

for (
  const [what, bytes, size, problem] of [
    ["an empty file", new Uint8Array(), 0, "only 0 bytes"],
    ["a file of 7 bytes", prefix(1n).subarray(0, 7), 7, "only 7 bytes"],
    ["a header longer than the file", prefix(301n), 308, "header needs 301 bytes, got 300"],
    ["a header beyond what the format allows", prefix(100_000_001n), 1e12, "100000001 bytes"],
    ["a length of 2^64 − 1", prefix(2n ** 64n - 1n), 1e12, "18446744073709551615 bytes"],
    ["a zip file with a pickle", encode("PK\x03\x04\0\0\x08\x08"), 14_116, "not a safetensors file"],
  ] as const
) {
  Deno.test(`headerLength() rejects ${what}`, () => {
    const { value, problems } = headerLength(bytes, size);
    assertEquals(value, undefined);
    assertStringIncludes(problems.join(), problem);
  });
}

Deno.test("parseMetadata() reads only the metadata", () => {
  const header =
    '{"__metadata__": {"epoch": "3", "note": "ü"}, "w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}  ';
  assertEquals(parseMetadata(encode(header)), {
    value: new Map([["epoch", "3"], ["note", "ü"]]),
    problems: [],
  });
  assertEquals(parseMetadata(encode("{}")), { value: new Map(), problems: [] });
});

Deno.test("parseMetadata() reports values that are not strings and keeps the others", () => {
  assertEquals(parseMetadata(encode('{"__metadata__": {"epoch": 3, "loss": "0.5"}}')), {
    value: new Map([["loss", "0.5"]]),
    problems: ['__metadata__: expected a string for "epoch"'],
  });
});

for (
  const header of [
    "",
    "{",
    "[]",
    "null",
    "3",
    '{"__metadata__": []}',
    '{"__metadata__": null}',
    '{"__metadata__": "x"}',
  ]
) {
  Deno.test(`parseMetadata() rejects the header ${JSON.stringify(header)}`, () => {
    const { value, problems } = parseMetadata(encode(header));
    assertEquals([value, problems.length], [undefined, 1]);
  });
}

Deno.test("parseMetadata() never throws, for any bytes", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseMetadata(bytes)));
});

Deno.test("factsOfMetadata() groups results by prefix and ignores descriptions of the file", () => {
  const facts = factsOfMetadata(
    new Map([
      ["format", "pt"],
      ["epoch", "3"],
      ["seed", "7"],
      ["training_loss", "0.50"],
      ["validation_accuracy", "0.75"],
      ["model", "mlp"],
      ["problem", "MNIST"],
      ["model_timestamp", "20261124_093000"],
      ["status", "Converged"],
    ]),
  );
  assertEquals(facts, {
    model: "mlp",
    problem: "MNIST",
    saved: "20261124_093000",
    status: "Converged",
    statusTime: "",
    training: new Map([["epoch", "3"], ["loss", "0.50"]]),
    validation: new Map([["accuracy", "0.75"]]),
  });
});
