import { assert, assertEquals, assertThrows } from "@std/assert";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "../../../grids/mnist/safetensors.ts";
import { UserError } from "../../../grids/mnist/user_error.ts";

const example: Safetensors = {
  metadata: { epoch: "3", note: 'x · w — "quoted"' },
  tensors: new Map([
    ["layers.0.weight", { shape: [2, 3], values: Float32Array.of(1, -2, 0.1, 3e38, -0, 1e-40) }],
    ["layers.0.bias", { shape: [3], values: Float32Array.of(7, 8, NaN) }],
  ]),
};
const bytes = encodeSafetensors(example);

Deno.test("decodeSafetensors() reads what encodeSafetensors() wrote, bit for bit", () => {
  assertEquals(decodeSafetensors(bytes, "example"), example);
});

Deno.test("encodeSafetensors() lays the file out as the format wants it", () => {
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

Deno.test("encodeSafetensors() pads headers of every length", () => {
  for (let i = 0; i < 8; i++) {
    const padded = encodeSafetensors({ metadata: { note: "x".repeat(i) }, tensors: new Map() });
    assertEquals(padded.length % 8, 0);
    assertEquals(decodeSafetensors(padded, "padded").metadata, { note: "x".repeat(i) });
  }
});

// Python's reader, where it is installed, else the same in a few lines of Python without it.
const python = `
import json, struct, sys
path = sys.argv[1]
try:
    from safetensors import safe_open
    with safe_open(path, "np") as f:
        found = [f.metadata()["epoch"], f.get_tensor("layers.0.weight").tolist()]
except ImportError:
    data = open(path, "rb").read()
    (n,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + n])
    entry = header["layers.0.weight"]
    begin, end = entry["data_offsets"]
    values = struct.unpack("<%df" % ((end - begin) // 4), data[8 + n + begin : 8 + n + end])
    rows, columns = entry["shape"]
    found = [header["__metadata__"]["epoch"], [list(values[i * columns : (i + 1) * columns]) for i in range(rows)]]
print(json.dumps(found))
`;

Deno.test({
  name: "Python reads what encodeSafetensors() wrote",
  ignore: !hasPython(),
  fn: () => {
    const path = Deno.makeTempFileSync();
    try {
      Deno.writeFileSync(path, bytes);
      const { success, stdout, stderr } = new Deno.Command("python3", { args: ["-c", python, path] }).outputSync();
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
    ["an empty file", Uint8Array.of(), "no safetensors file"],
    ["text", text.encode("this is no model at all"), "no safetensors file"],
    ["a header that is cut off", bytes.subarray(0, 50), "was cut off"],
    ["values that are cut off", bytes.subarray(0, -4), 'tensor "layers.0.bias" as its values are cut off'],
    ["a header that is no JSON", bytes.with(8, 0), "header is damaged"],
    ["a header that is no map", withHeader("3", 0), "header is no map"],
    ["an entry that is no map", withHeader('{"a": null}', 0), 'tensor "a"'],
    ["an entry without offsets", withHeader('{"a": {"dtype": "F32", "shape": [1]}}', 4), 'tensor "a"'],
    ["half precision", withHeader('{"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}', 2), "is F16"],
    [
      "offsets before the values",
      withHeader('{"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}', 4),
      "cut off",
    ],
  ] as const
) {
  Deno.test(`decodeSafetensors() refuses ${what}`, () => {
    const error = assertThrows(() => decodeSafetensors(damaged, "model"), UserError, message);
    assert(error.message.startsWith("model: "));
  });
}

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false;
  }
}
