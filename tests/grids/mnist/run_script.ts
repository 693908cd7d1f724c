import { parse, stringify } from "@std/yaml";
import { fromFileUrl, join } from "@std/path";
import { type Configuration, readConfiguration } from "../../../grids/mnist/configuration.ts";

const folder = fromFileUrl(new URL("../../../grids/mnist/", import.meta.url));

/** The bundled configuration, reduced to a few images. */
export function tinyConfiguration(): string {
  return change(Deno.readTextFileSync(join(folder, "mlp.yaml")), {
    "model.width": 16,
    "training.problem.size": 600,
    "training.batch_size": 32,
    "training.epochs": 3,
    "training.logging_interval": 10,
    "validation.problem.size": 300,
    "testing.problem.size": 250,
  });
}

/** The bundled configuration with other values. */
export function exampleConfiguration(changes: Partial<Configuration>): Configuration {
  return { ...readConfiguration(join(folder, "mlp.yaml")), ...changes };
}

/** Sets keys of a configuration; `undefined` removes a key. */
export function change(configuration: string, changes: Readonly<Record<string, unknown>>): string {
  const root = parse(configuration) as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    const last = keys.pop()!;
    let map = root;
    for (const key of keys) map = map[key] as Record<string, unknown>;
    if (value === undefined) delete map[last];
    else map[last] = value;
  }
  return stringify(root);
}

/** Exit code and output of a script. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs train.ts or test.ts as a grid does, from an unrelated directory. */
export async function runScript(script: "train.ts" | "test.ts", args: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", join(folder, script), ...args],
    cwd: "/",
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A directory that is removed when it goes out of scope. */
export function temporaryDirectory(): { readonly path: string } & Disposable {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
