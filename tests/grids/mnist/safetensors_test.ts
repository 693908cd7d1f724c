import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "../../../grids/mnist/safetensors.ts";
import { UserError } from "../../../grids/mnist/user_error.ts";
import { findPython } from "../../can_run.ts";

const example: Safetensors = {
  metadata: { epoch: "3", note: 'x · w — "quoted"' },
  tensors: new Map([
    ["layers.0.weight", { shape: [2, 3], values: Float32Array.of(1, -2, 0.1, 3e38, -0, 1e-40) }],
    ["layers.0.bias", { shape: [3], values: Float32Array.of(7, 8, NaN) }],
  ]),
};
const bytes = encodeSafetensors(example);

Deno.test("decodeSafetensors() reads the output of encodeSafetensors() bit for bit", () => {
  assertEquals(decodeSafetensors(bytes, "example"), example);
});

Deno.test("encodeSafetensors() writes the layout of the format", () => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assertEquals(length % 8, 0);
  const json = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  assertEquals(JSON.parse(json), {
    __metadata__: example.metadata,
    "layers.0.weight": { dtype: "F32", shape: [2, 3], data_offsets: [0, 24] },
    "layers.0.bias": { dtype: "F32", shape: [3], data_offsets: [24, 36] },
  });
  assert(/^\{.*\} *$/.test(json), "padded with spaces");
  assertEquals(bytes.length, 8 + length + 36);
  assertEquals([...bytes.subarray(8 + length, 8 + length + 8)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
});

Deno.test("encodeSafetensors() pads headers of any length", () => {
  for (let i = 0; i < 8; i++) {
    const padded = encodeSafetensors({ metadata: { note: "x".repeat(i) }, tensors: new Map() });
    assertEquals(padded.length % 8, 0);
    assertEquals(decodeSafetensors(padded, "padded").metadata, { note: "x".repeat(i) });
  }
});

const script = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], "np") as f:
    print(json.dumps([f.metadata()["epoch"], f.get_tensor("layers.0.weight").tolist()]))
`;
const python = findPython("import numpy, safetensors");

Deno.test({
  name: "the safetensors package reads the output of encodeSafetensors()",
  ignore: python === undefined,
  fn: () => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeFileSync(path, bytes);
      const { success, stdout, stderr } = new Deno.Command(python!, { args: ["-c", script, path] }).outputSync();
      assert(success, new TextDecoder().decode(stderr));
      const [epoch, rows] = JSON.parse(new TextDecoder().decode(stdout));
      assertEquals(epoch, "3");
      assertEquals(Float32Array.from(rows.flat()), example.tensors.get("layers.0.weight")!.values);
    } finally {
      Deno.removeSync(path);
    }
  },
});

const text = new TextEncoder();

function withHeader(json: string, data: number): Uint8Array {
  const header = text.encode(json);
  const file = new Uint8Array(8 + header.length + data);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  return file;
}

for (
  const [what, damaged, message] of [
    ["an empty file", Uint8Array.of(), "not a safetensors file"],
    ["text", text.encode("this is no model at all"), "not a safetensors file"],
    ["a truncated header", bytes.subarray(0, 50), "truncated"],
    ["truncated values", bytes.subarray(0, -4), 'tensor "layers.0.bias": values are truncated'],
    ["a header that is not JSON", bytes.with(8, 0), "corrupt safetensors header"],
    ["a header that is not a map", withHeader("3", 0), "expected a map"],
    ["an entry that is not a map", withHeader('{"a": null}', 0), 'tensor "a"'],
    ["an entry without offsets", withHeader('{"a": {"dtype": "F32", "shape": [1]}}', 4), 'tensor "a"'],
    ["half precision", withHeader('{"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}', 2), "got F16"],
    [
      "offsets before the values",
      withHeader('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}', 4),
      "truncated",
    ],
  ] as const
) {
  Deno.test(`decodeSafetensors() rejects ${what}`, () => {
    const error = assertThrows(() => decodeSafetensors(damaged, "model"), UserError, message);
    assert(error.message.startsWith("model: "));
  });
}
