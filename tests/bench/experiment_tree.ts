/** Creates an MI-Prometheus tree with any number of experiments. */
import { fromFileUrl, join } from "@std/path";

const FIXTURE = fromFileUrl(
  new URL("../fixtures/results/mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333", import.meta.url),
);
const REPETITIONS = 5;

/**
 * Copies the experiment of the fixtures with its two tests, again and again: five repetitions of each learning rate, with
 * seeds and results of their own.
 *
 * @param dir made, if it is not there
 * @param first the number of the first; the last is one before the end
 */
export function makeExperimentTree(dir: string, first: number, end: number): void {
  const directories = ["", "models", "test_20261124_053358", "test_20261124_053416"];
  const files = directories.flatMap((below) =>
    Array.from(Deno.readDirSync(join(FIXTURE, below))).filter((entry) => entry.isFile).map(({ name }) => {
      const path = join(below, name);
      return { path, bytes: Deno.readFileSync(join(FIXTURE, path)), text: Deno.readTextFileSync(join(FIXTURE, path)) };
    })
  );
  for (let n = first; n < end; n++) {
    const experiment = join(dir, "ReverseRecallCommandLines/NTM", `20261124_${String(n).padStart(6, "0")}`);
    for (const below of directories) Deno.mkdirSync(join(experiment, below), { recursive: true });
    for (const { path, bytes, text } of files) {
      Deno.writeFileSync(join(experiment, path), vary(path, text, n) ?? bytes);
    }
  }
}

function vary(path: string, text: string, n: number): Uint8Array | undefined {
  const encode = (changed: string) => new TextEncoder().encode(changed);
  if (path.endsWith(".yaml")) {
    return encode(
      text.replace("lr: 0.01", `lr: ${(1 + Math.floor(n / REPETITIONS)) / 1e4}`)
        .replaceAll(/seed_(torch|numpy): \d+/g, (_, library) => `seed_${library}: ${4_000_000_000 + n}`),
    );
  }
  if (path.endsWith("testing_set_agg_statistics.csv")) {
    return encode(text.replace(/0\.\d{4}/g, (digits) => `${digits}${n % 10}`));
  }
  return undefined;
}
