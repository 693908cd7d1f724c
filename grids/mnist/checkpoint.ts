/** Saves and loads models of the MNIST example as safetensors files. */
import { type Architecture, createMlp, type Mlp } from "./mlp.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "./safetensors.ts";
import { UserError } from "./user_error.ts";
import { writeFile } from "./write_file.ts";

/** Saves a model's weights and biases as `layers.0.weight` (inputs × outputs), `layers.0.bias` and so on. */
export function saveCheckpoint(path: string, mlp: Mlp, metadata: Readonly<Record<string, string>>): void {
  const { units, activation } = mlp.architecture;
  const layout = { units: units.join("-"), activation, weights: "inputs × outputs: y = x · weight + bias" };
  writeFile(path, encodeSafetensors({ metadata: { ...layout, ...metadata }, tensors: tensorsOf(mlp) }));
}

/**
 * Loads a model saved by {@linkcode saveCheckpoint}.
 *
 * @param architecture the expected architecture
 * @throws {UserError} if the file is missing, corrupt or contains another model
 */
export function loadCheckpoint(path: string, architecture: Architecture, batchSize: number): Mlp {
  const saved = decodeSafetensors(readCheckpoint(path), path);
  const mlp = createMlp(architecture, batchSize);
  const tensors = tensorsOf(mlp);
  for (const [name, { shape, values }] of tensors) {
    const tensor = saved.tensors.get(name);
    if (tensor?.shape.join() !== shape.join()) {
      throw mismatch(path, `tensor "${name}" of shape ${shape.join(" × ")}`, tensor?.shape.join(" × ") ?? "none");
    }
    values.set(tensor.values);
  }
  const extra = saved.tensors.keys().find((name) => !tensors.has(name));
  if (extra !== undefined) throw mismatch(path, `${tensors.size} tensors`, `another one, "${extra}"`);
  const { activation = architecture.activation } = saved.metadata;
  if (activation !== architecture.activation) {
    throw mismatch(path, `activation ${architecture.activation}`, activation);
  }
  return mlp;
}

function tensorsOf(mlp: Mlp): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  for (const [i, { inputs, outputs, weight, bias }] of mlp.layers.entries()) {
    tensors.set(`layers.${i}.weight`, { shape: [inputs, outputs], values: weight });
    tensors.set(`layers.${i}.bias`, { shape: [outputs], values: bias });
  }
  return tensors;
}

function readCheckpoint(path: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (cause) {
    throw new UserError(`${path}: cannot read the model: ${(cause as Error).message}`, { cause });
  }
}

function mismatch(path: string, expected: string, actual: string): UserError {
  return new UserError(
    `${path}: cannot use the model, which does not match the configuration: expected ${expected}, got ${actual}`,
  );
}
