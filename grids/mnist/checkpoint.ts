/** Saves and loads models as safetensors files (https://github.com/huggingface/safetensors, "Format"). */
import { UserError } from "./configuration.ts";
import type { Mlp } from "./mlp.ts";
import { PIXELS } from "./mnist.ts";

/**
 * Saves a model: the length of a header, the header, all parameters.
 *
 * @param facts stored in the header; an analysis of the grid reads them
 */
export function saveModel(path: string, mlp: Mlp, facts: Readonly<Record<string, string | number>>): void {
  const texts = Object.entries(facts).map(([key, value]) => [key, `${value}`]);
  const json = JSON.stringify({ __metadata__: { ...metadata(mlp), ...Object.fromEntries(texts) }, ...tensors(mlp) });
  // Spaces make the parameters start at a multiple of 8 bytes.
  const header = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const file = new Uint8Array(8 + header.length + mlp.parameters.byteLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  file.set(new Uint8Array(mlp.parameters.buffer), 8 + header.length);
  replaceFile(path, file);
}

/** Loads the parameters of a saved model, which must have the same units and activation. */
export function loadModel(path: string, mlp: Mlp): void {
  const file = Deno.readFileSync(path);
  let start: number;
  let saved: ReturnType<typeof metadata>;
  try {
    start = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
    saved = JSON.parse(new TextDecoder().decode(file.subarray(8, start))).__metadata__;
  } catch (cause) {
    throw new UserError(`${path}: not a safetensors file, or truncated`, { cause });
  }
  const expected = metadata(mlp);
  if (saved?.units !== expected.units || saved.activation !== expected.activation) {
    throw new UserError(
      `${path}: the model does not match the configuration: expected units ${expected.units} with ` +
        `${expected.activation}, got ${saved?.units} with ${saved?.activation}`,
    );
  }
  const { length, byteLength } = mlp.parameters;
  if (file.length !== start + byteLength) {
    throw new UserError(`${path}: expected ${length} parameters, the file is truncated`);
  }
  mlp.parameters.set(new Float32Array(file.slice(start).buffer));
}

/** Replaces a file atomically: readers see the old or the new content, never a part. */
export function replaceFile(path: string, content: Uint8Array | string): void {
  Deno.writeFileSync(`${path}.new`, typeof content === "string" ? new TextEncoder().encode(content) : content);
  Deno.renameSync(`${path}.new`, path);
}

function metadata({ layers, activation }: Mlp): { readonly units: string; readonly activation: string } {
  return { units: [PIXELS, ...layers.map(({ bias }) => bias.length)].join("-"), activation };
}

// `layers.0.weight` (inputs × outputs), `layers.0.bias` and so on, in the order of the parameters.
function tensors({ layers }: Mlp): Record<string, unknown> {
  let end = 0;
  function tensor(...shape: readonly number[]): unknown {
    const start = end;
    end += 4 * shape.reduce((product, size) => product * size);
    return { dtype: "F32", shape, data_offsets: [start, end] };
  }
  return Object.fromEntries(layers.flatMap(({ weight, bias }, l) => [
    [`layers.${l}.weight`, tensor(weight.length, bias.length)],
    [`layers.${l}.bias`, tensor(bias.length)],
  ]));
}
