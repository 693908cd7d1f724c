/** Tests with checkpoints saved by torch, if it is installed. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { basename, fromFileUrl } from "@std/path";
import { readCheckpoint } from "../../../io/results/read_checkpoint.ts";
import { bytesSource } from "../../../lib/checkpoints/byte_reader.ts";
import { isDict, isKind, type PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { readTorchFile } from "../../../lib/checkpoints/torch_file.ts";
import { findPython } from "../../can_run.ts";

const SCRIPT = fromFileUrl(new URL("../../fixtures/results/save_checkpoints.py", import.meta.url));

const python = findPython("import torch");

/** The storage of a tensor, its elements, and where in it the tensor begins, its size and its strides. */
function tensorOf(tensor: PythonValue | undefined): readonly PythonValue[] {
  assert(isKind(tensor, "object") && Array.isArray(tensor.args));
  const [reference, ...shape] = tensor.args;
  assert(isKind(reference, "reference") && Array.isArray(reference.id));
  const [, storage, , , elements] = reference.id;
  assert(isKind(storage, "global"));
  return [storage.name, elements, ...shape.slice(0, 3)];
}

/** Items of a list, or values of a dict, at some keys. */
function items(from: PythonValue | undefined, ...keys: readonly (string | number)[]): readonly PythonValue[] {
  if (isDict(from)) return keys.map((key) => from.get(key as string)!);
  assert(Array.isArray(from));
  return keys.map((key) => from[key as number]);
}

const TYPES = "Float Double Half BFloat16 Byte Char Short Int Long Bool ComplexFloat ComplexDouble QInt32".split(" ");

function checkObject(saved: PythonValue | undefined): void {
  assertEquals(items(saved, "name", "plain", "thing", "default", "bytes"), [
    "Netz ü 😀",
    [
      ...[null, true, 2n ** 31n, -1n, 1.5, Infinity, Uint8Array.of(0, 255), new Uint8Array()],
      ...[[1n], new Set([2n]), new Set([3n])],
    ],
    { kind: "object", type: "__main__.Thing", args: [], state: new Map([["size", 3n]]) },
    new Map([["a", 1n]]),
    Uint8Array.of(128),
  ]);
  const [state, tensors, views, loss] = items(saved, "state_dict", "tensors", "views", "loss");
  assertEquals(tensorOf(items(state, "first.weight")[0]), ["torch.FloatStorage", 6n, 0n, [3n, 2n], [2n, 1n]]);
  assertEquals(tensorOf(items(views, 1)[0]), ["torch.LongStorage", 10n, 5n, [], []]);
  assertEquals(tensorOf(loss), ["torch.FloatStorage", 1n, 0n, [], []]);
  assertEquals(
    items(tensors, ...TYPES.keys()).map(tensorOf),
    TYPES.map((type) => [`torch.${type}Storage`, 3n, 0n, [3n], [1n]]),
  );
}

Deno.test({
  name: `checkpoints written by torch are read, in both containers and all protocols${
    python === undefined ? " (skipped: no python3 with torch)" : ""
  }`,
  ignore: python === undefined,
  fn() {
    const dir = Deno.makeTempDirSync();
    try {
      const { success, stdout, stderr } = new Deno.Command(python!, { args: [SCRIPT, dir] }).outputSync();
      assert(success, new TextDecoder().decode(stderr));
      const files = new TextDecoder().decode(stdout).trim().split("\n");
      assertEquals(files.length, 12);
      for (const file of files) {
        assertEquals(readCheckpoint(file, "mi-prometheus"), {
          value: {
            model: "Netz ü 😀",
            problem: "",
            saved: "20261124_053334",
            status: "Converged (Full Validation Loss went below Loss Stop threshold of 0.1)",
            statusTime: "20040229_235959",
            training: new Map([
              ...[["loss", "0.6892365217"], ["seed", "18446744073709551615"]] as const,
              ...[["least", "-1180591620717411303424"], ["rate", "0.1"], ["text", "a\nb\ufeff"]] as const,
            ]),
            validation: new Map([["episode", "000030"]]),
          },
          problems: [],
        }, basename(file));
        // Protocols 0 and 1 create objects differently, and torch cannot load the storage names of protocol 0.
        if (/-[01]\.pt$/.test(file)) continue;
        const bytes = Deno.readFileSync(file);
        checkObject(readTorchFile(bytesSource(bytes)).value);
        assertStringIncludes(readTorchFile(bytesSource(bytes.subarray(0, -1))).problems.join(), "truncated");
      }
    } finally {
      Deno.removeSync(dir, { recursive: true });
    }
  },
});
