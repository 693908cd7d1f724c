/** Benchmarks reading checkpoints: time per file, small and large, in both containers. */
import { join } from "@std/path";
import { readCheckpoint } from "../../io/results/read_checkpoint.ts";
import { writeSparse } from "../io/results/sparse_file.ts";
import { legacyCheckpoint, objectPickle, zipCheckpoint } from "../lib/checkpoints/torch_checkpoint.ts";
import { compare, median, report, reportRatio, scratch } from "./measure.ts";

const ROUNDS = 7;
const FILES = 500;
const SIZES = { "10 KB": 1e4, "10 GB": 1e10 };
const CONTAINERS = { "zip": zipCheckpoint, "old container": legacyCheckpoint };

/** Runs the benchmark. */
export function benchCheckpoints(): void {
  report(`reading checkpoints, ${ROUNDS} rounds of ${FILES} files, milliseconds per file`);
  const dir = scratch("bench-checkpoints-");
  try {
    const contenders = Object.entries(CONTAINERS).flatMap(([container, write]) =>
      Object.entries(SIZES).map(([size, elements]) => {
        const path = join(dir, `${container} ${size}.pt`);
        writeSparse(path, write(objectPickle("0.50", elements), elements));
        return { name: `${size}, ${container}`, run: () => readAll(path) };
      })
    );
    const times = compare(contenders, ROUNDS);
    for (const { name } of contenders) reportRatio(name, median(times.get(name)!) / FILES * 1_000, "≤ 0.3");
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function readAll(path: string): void {
  for (let i = 0; i < FILES; i++) {
    const { problems } = readCheckpoint(path, "mi-prometheus");
    if (problems.length > 0) throw new Error(problems.join());
  }
}
