/** Reads what a checkpoint says about its training. Supported formats: safetensors and torch. */
import type { ByteSource } from "../../lib/checkpoints/byte_reader.ts";
import { type CheckpointFacts, factsOfMetadata, NO_FACTS, type Trainer } from "../../lib/checkpoints/checkpoint.ts";
import { headerLength, parseMetadata, PREFIX_BYTES } from "../../lib/checkpoints/safetensors.ts";
import { factsOfTorch, readTorchFile } from "../../lib/checkpoints/torch_file.ts";
import { NOTHING, read, type Reading, unreadable } from "../../lib/messages/reading.ts";
import { newestPath } from "../../lib/results/choose_results.ts";
import { readFull } from "../system/files.ts";
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

// A small file takes one call. In a large one, the next bytes needed are mostly close to the last ones.
const BLOCK = 66 * 2 ** 10;

/**
 * A byte source that reads from an open file.
 *
 * @param size size of the file, in bytes
 */
export function fileSource(file: Pick<Deno.FsFile, "readSync" | "seekSync">, size: number): ByteSource {
  let start = 0;
  let block: Uint8Array = new Uint8Array();
  return {
    size,
    read(from, length) {
      const wanted = Math.min(length, size - from);
      if (from < start || from + wanted > start + block.length) {
        const bytes = new Uint8Array(Math.min(Math.max(wanted, BLOCK), size - from));
        file.seekSync(from, Deno.SeekMode.Start);
        block = bytes.subarray(0, readFull(file, bytes));
        start = from;
      }
      return block.subarray(from - start, from - start + wanted);
    },
  };
}
