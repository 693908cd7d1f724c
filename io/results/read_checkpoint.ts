/** Reads what a checkpoint says about its training. Supported formats: safetensors and torch. */
import { type CheckpointFacts, factsOfMetadata, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import { headerLength, parseMetadata, PREFIX_BYTES } from "../../lib/checkpoints/safetensors.ts";
import { factsOfTorch, readTorchFile } from "../../lib/checkpoints/torch_file.ts";
import { NOTHING, read, type Reading, unreadable } from "../../lib/messages/reading.ts";
import { newestPath } from "../../lib/results/result_source.ts";
import { fileSource } from "./file_source.ts";
import { guarded, readBytes } from "./read_part.ts";

const TORCH = /\.pth?$/;

/**
 * Reads the facts in a checkpoint, without its tensors.
 *
 * @returns nothing for unknown formats
 */
export function readCheckpoint(path: string, trainer: Trainer): Reading<CheckpointFacts> {
  return guarded(path, (size) => {
    if (path.endsWith(".safetensors")) return readSafetensors(path, size);
    return TORCH.test(path) ? readTorch(path, size, trainer) : NOTHING;
  });
}

/** Modification time of a file, in milliseconds since the epoch; `undefined` if the file or its time is missing. */
export function modifiedAt(path: string): number | undefined {
  return guarded(path, (_, modified) => read(modified?.getTime())).value;
}

/** The most recently written file; among equally recent ones, the last by path. */
export function newest(paths: readonly string[]): string | undefined {
  if (paths.length < 2) return paths[0];
  return newestPath(paths.map((path) => ({ path, time: modifiedAt(path) ?? 0 })));
}

function readSafetensors(path: string, size: number): Reading<CheckpointFacts> {
  const length = headerLength(readBytes(path, 0, PREFIX_BYTES), size);
  if (length.value === undefined) return { value: undefined, problems: length.problems };
  const metadata = parseMetadata(readBytes(path, PREFIX_BYTES, length.value));
  if (metadata.value === undefined) return { value: undefined, problems: metadata.problems };
  return { value: metadata.value.size === 0 ? NO_FACTS : factsOfMetadata(metadata.value), problems: metadata.problems };
}

function readTorch(path: string, size: number, trainer: Trainer): Reading<CheckpointFacts> {
  using file = Deno.openSync(path);
  const { value, problems } = readTorchFile(fileSource(file, size));
  if (value !== undefined) return factsOfTorch(value, trainer);
  if (problems.length > 0 || trainer === "custom") return { value, problems };
  return unreadable(size === 0 ? "file is empty" : "not a torch checkpoint");
}
