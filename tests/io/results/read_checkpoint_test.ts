import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import fc from "fast-check";
import { fileSource, readCheckpoint } from "../../../io/results/read_checkpoint.ts";
import { type ByteSource, bytesSource } from "../../../lib/checkpoints/byte_reader.ts";
import type { CheckpointFacts } from "../../../lib/checkpoints/checkpoint.ts";
import { readTorchFile } from "../../../lib/checkpoints/torch_file.ts";
import { legacyCheckpoint, objectPickle, zipCheckpoint } from "../../lib/checkpoints/torch_checkpoint.ts";
import { writeSparse } from "./sparse_file.ts";

const fixtures = fromFileUrl(new URL("../../fixtures/results/", import.meta.url));
const CONTAINERS = {
  "the zip file": join(fixtures, "mi-prometheus/ReverseRecallCommandLines/NTM/20261124_053333/models/model_best.pt"),
  "the old container": join(fixtures, "model_best_legacy.pt"),
};

const FACTS: CheckpointFacts = {
  model: "NTM",
  problem: "",
  saved: "20261124_053334",
  status: "Not converged: Episode Limit reached",
  statusTime: "20261124_053334",
  training: new Map(Object.entries({
    loss: "0.6892365217",
    episode: "000030",
    epoch: "01",
    acc: "0.5781250000",
    seq_length: "2",
    max_seq_length: "4",
    batch_size: "000008",
  })),
  validation: new Map(Object.entries({
    loss: "0.6926010251",
    episode: "000030",
    epoch: "01",
    acc: "0.5000000000",
    seq_length: "6",
    max_seq_length: "6",
    batch_size: "000008",
  })),
};

/** A file as a source, and the number of bytes of each read. */
function countedSource(file: Deno.FsFile, size: number): { source: ByteSource; reads: number[] } {
  const reads: number[] = [];
  const readSync = (buffer: Uint8Array) => {
    const count = file.readSync(buffer);
    reads.push(count ?? 0);
    return count;
  };
  return { source: fileSource({ seekSync: file.seekSync.bind(file), readSync }, size), reads };
}

for (const [container, path] of Object.entries(CONTAINERS)) {
  Deno.test(`readCheckpoint() reads a checkpoint of MI-Prometheus in ${container}`, () => {
    assertEquals(readCheckpoint(path, "mi-prometheus"), { value: FACTS, problems: [] });
  });

  Deno.test(`readTorchFile() rejects ${container} truncated at any byte`, () => {
    const file = Deno.readFileSync(path);
    for (let length = 0; length < file.length; length++) {
      const { value, problems } = readTorchFile(bytesSource(file.subarray(0, length)));
      assertEquals(value, undefined, `${length} bytes`);
      // Shorter files cannot be recognized as torch files.
      if (length > 32) assertStringIncludes(problems.join(), "truncated", `${length} bytes`);
    }
  });

  Deno.test(`readTorchFile() gives a reason for any damage to ${container}`, () => {
    const file = Deno.readFileSync(path);
    const place = fc.oneof(fc.nat(file.length - 1), fc.nat(2_000), fc.nat(1_000).map((back) => file.length - 1 - back));
    const change = fc.record({ place, bytes: fc.uint8Array({ minLength: 1, maxLength: 9 }) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const damaged = file.slice();
        for (const { place, bytes } of changes) damaged.set(bytes.slice(0, damaged.length - place), place);
        const { value, problems } = readTorchFile(bytesSource(damaged));
        assert(value === undefined || problems.length === 0);
      }),
      { numRuns: 1_000 },
    );
  });

  Deno.test(`readTorchFile() survives random bytes after the beginning of ${container}`, () => {
    const head = Deno.readFileSync(path).subarray(0, 40);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
      readTorchFile(bytesSource(Uint8Array.from([...head, ...rest])));
    }));
  });
}

Deno.test("a small checkpoint takes one read", () => {
  for (const path of Object.values(CONTAINERS)) {
    using file = Deno.openSync(path);
    const { source, reads } = countedSource(file, file.statSync().size);
    assert(readTorchFile(source).value !== undefined);
    assertEquals(reads.length, 1, reads.join());
  }
});

Deno.test("a changed digit in the pickle of a zip file is detected", () => {
  const file = Deno.readFileSync(CONTAINERS["the zip file"]);
  const at = new TextDecoder("latin1").decode(file).indexOf("0.6892365217");
  file[at + 3]!++;
  assertEquals(readTorchFile(bytesSource(file)).problems, ["corrupt data.pkl: wrong checksum"]);
});

/** Runs a function with a temporary directory. */
function inTemporaryDirectory(test: (dir: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    test(dir);
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

for (
  const [container, write] of Object.entries({ "a zip file": zipCheckpoint, "the old container": legacyCheckpoint })
) {
  Deno.test(`a checkpoint of 10 GB in ${container} takes at most three reads`, () => {
    inTemporaryDirectory((dir) => {
      const path = join(dir, "model_best.pt");
      const checkpoint = write(objectPickle("0.50", 1e10), 1e10);
      writeSparse(path, checkpoint);
      using file = Deno.openSync(path);
      const { source, reads } = countedSource(file, checkpoint.size);
      assert(readTorchFile(source).value !== undefined);
      assert(reads.length <= 3 && reads.every((count) => count <= 66 * 1_024), reads.join());
      assertEquals(readCheckpoint(path, "custom").value?.training, new Map([["loss", "0.50"]]));
    });
  });
}

Deno.test("readCheckpoint() never opens anything but regular files", () => {
  inTemporaryDirectory((dir) => {
    const at = (name: string) => join(dir, name, "model_best.pt");
    for (const name of ["directory", "empty", "pipe", "zeros", "dangling", "other"]) Deno.mkdirSync(join(dir, name));
    Deno.mkdirSync(at("directory"));
    Deno.writeTextFileSync(at("empty"), "");
    Deno.writeTextFileSync(at("other"), "a model of another kind\n");
    Deno.symlinkSync("/dev/zero", at("zeros"));
    Deno.symlinkSync("nowhere", at("dangling"));
    assert(new Deno.Command("mkfifo", { args: [at("pipe")] }).outputSync().success);
    const problem = (name: string) => readCheckpoint(at(name), "mi-prometheus").problems.join();
    for (const name of ["directory", "pipe", "zeros"]) assertEquals(problem(name), "not a regular file");
    assertEquals(problem("empty"), "file is empty");
    assertEquals(problem("other"), "not a torch checkpoint");
    assertEquals(problem("dangling"), "cannot be read: no such file or directory");
    // A custom trainer may name any file a model.
    for (const name of ["empty", "other"]) {
      assertEquals(readCheckpoint(at(name), "custom"), { value: undefined, problems: [] });
    }
  });
});
