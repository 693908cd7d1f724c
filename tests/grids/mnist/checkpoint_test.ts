import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { loadModel, saveModel } from "../../../grids/mnist/checkpoint.ts";
import { UserError } from "../../../grids/mnist/configuration.ts";
import { createMlp, initialize, type Mlp } from "../../../grids/mnist/mlp.ts";
import { findPython } from "../../can_run.ts";
import { exampleConfiguration, temporaryDirectory } from "./run_script.ts";

function exampleMlp(changes: Parameters<typeof exampleConfiguration>[0] = {}): Mlp {
  return createMlp(exampleConfiguration({ "model.width": 3, ...changes }));
}

function saveExample(path: string): Mlp {
  const mlp = exampleMlp();
  initialize(mlp, Math.random);
  mlp.parameters.set([NaN, -0, 1e-40, 3e38]);
  saveModel(path, mlp, { epoch: 3, problem: "MNIST" });
  return mlp;
}

Deno.test("loadModel() reads the output of saveModel() bit for bit", () => {
  using directory = temporaryDirectory();
  const path = join(directory.path, "model.safetensors");
  const saved = saveExample(path);
  const loaded = exampleMlp();
  loadModel(path, loaded);
  assertEquals(new Uint8Array(loaded.parameters.buffer), new Uint8Array(saved.parameters.buffer));
  assertEquals(Array.from(Deno.readDirSync(directory.path), ({ name }) => name), ["model.safetensors"]);
});

for (
  const [what, damage, expected, message] of [
    ["is truncated", (bytes: Uint8Array) => bytes.subarray(0, 2_000), exampleMlp(), "truncated"],
    ["has a truncated header", (bytes: Uint8Array) => bytes.subarray(0, 50), exampleMlp(), "not a safetensors file"],
    ["is empty", () => Uint8Array.of(), exampleMlp(), "not a safetensors file"],
    ["is text", () => new TextEncoder().encode("this is no model at all"), exampleMlp(), "not a safetensors file"],
    [
      "has other units",
      (bytes: Uint8Array) => bytes,
      exampleMlp({ "model.width": 4 }),
      "does not match the configuration: expected units 784-4-10 with relu, got 784-3-10 with relu",
    ],
    [
      "has another activation",
      (bytes: Uint8Array) => bytes,
      exampleMlp({ "model.activation": "tanh" }),
      "expected units 784-3-10 with tanh, got 784-3-10 with relu",
    ],
  ] as const
) {
  Deno.test(`loadModel() reports an error if the model ${what}`, () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, "model.safetensors");
    saveExample(path);
    Deno.writeFileSync(path, damage(Deno.readFileSync(path)));
    const error = assertThrows(() => loadModel(path, expected), UserError, message);
    assert(error.message.startsWith(`${path}: `));
  });
}

const python = findPython("import numpy, safetensors");

Deno.test({
  name: "the safetensors package reads the output of saveModel()" +
    (python === undefined ? " (left out: no python3 with safetensors)" : ""),
  ignore: python === undefined,
  fn() {
    using directory = temporaryDirectory();
    const path = join(directory.path, "model.safetensors");
    const mlp = saveExample(path);
    mlp.parameters.set([1, 2, 3, 4]);
    saveModel(path, mlp, { epoch: 3 });
    const script = `
import json, sys
from safetensors import safe_open
with safe_open(sys.argv[1], "np") as f:
    print(json.dumps([f.metadata(), sorted(f.keys()), f.get_tensor("layers.0.weight").tolist(), f.get_tensor("layers.1.bias").shape]))
`;
    const { success, stdout, stderr } = new Deno.Command(python!, { args: ["-c", script, path] }).outputSync();
    assert(success, new TextDecoder().decode(stderr));
    const [metadata, names, weight, biasShape] = JSON.parse(new TextDecoder().decode(stdout));
    assertEquals(metadata, { units: "784-3-10", activation: "relu", epoch: "3" });
    assertEquals(names, ["layers.0.bias", "layers.0.weight", "layers.1.bias", "layers.1.weight"]);
    assertEquals(weight, mlp.layers[0]!.weight.map((row) => [...row]));
    assertEquals(biasShape, [10]);
  },
});
