import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type ByteSource, bytesSource } from "../../../lib/checkpoints/byte_reader.ts";
import { isDict, type PythonValue } from "../../../lib/checkpoints/python_value.ts";
import { readTorchFile } from "../../../lib/checkpoints/torch_file.ts";
import { NOTHING } from "../../../lib/messages/reading.ts";
import { bytesOf } from "./pickle.ts";
import { LEGACY_HEAD, legacyCheckpoint, objectPickle, zipCheckpoint } from "./torch_checkpoint.ts";
import { type Sparse, zip } from "./zip.ts";

/** A sparse file that counts the bytes read from it. */
function sparseSource({ size, parts }: Sparse): ByteSource & { asked: number } {
  return {
    size,
    asked: 0,
    read(from, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - from)));
      this.asked += bytes.length;
      for (const part of parts) {
        for (let i = Math.max(0, from - part.at); i < part.bytes.length && part.at + i < from + bytes.length; i++) {
          bytes[part.at + i - from] = part.bytes[i]!;
        }
      }
      return bytes;
    },
  };
}

function lossOf(value: PythonValue | undefined): PythonValue | undefined {
  const statistics = isDict(value) ? value.get("training_stats") : undefined;
  return isDict(statistics) ? statistics.get("loss") : undefined;
}

function problemsOf(file: Sparse | Uint8Array): string {
  const { value, problems } = readTorchFile(file instanceof Uint8Array ? bytesSource(file) : sparseSource(file));
  assertEquals([value, problems.length], [undefined, 1]);
  return problems[0]!;
}

for (
  const [container, write] of Object.entries({ "a zip file": zipCheckpoint, "the old container": legacyCheckpoint })
) {
  Deno.test(`readTorchFile() reads as little of 10 TB as of 10 KB, in ${container}`, () => {
    const [small, large] = [10e3, 10e12].map((elements) => {
      const source = sparseSource(write(objectPickle("0.50", elements), elements));
      const { value, problems } = readTorchFile(source);
      assertEquals([lossOf(value), problems], ["0.50", []]);
      return source.asked;
    });
    assert(large! <= small! + 256 * 1_024, `${large} bytes of the large one, ${small} of the small one`);
  });
}

Deno.test("readTorchFile() checks the pickle's checksum, unless the writer computed none", () => {
  const pickle = objectPickle("0.50", 1);
  const damaged = { bytes: bytesOf(pickle.replace("0.50", "0.60")) };
  assertEquals(problemsOf(zipCheckpoint(pickle, 1, { ...damaged, crc: 1 })), "corrupt data.pkl: wrong checksum");
  assertEquals(lossOf(readTorchFile(sparseSource(zipCheckpoint(pickle, 1, { ...damaged, crc: 0 }))).value), "0.60");
});

Deno.test("readTorchFile() rejects pickles larger than any model's without reading them", () => {
  const source = sparseSource(zipCheckpoint("N.", 1, { hole: 2 ** 33 }));
  assertStringIncludes(readTorchFile(source).problems.join(), "data.pkl has 8589934594 bytes, expected at most 64 MiB");
  assert(source.asked < 200_000);
  const old = sparseSource(legacyCheckpoint("B\xff\xff\xff\x7f", 2 ** 33));
  assertStringIncludes(readTorchFile(old).problems.join(), "pickle is too large");
  assert(old.asked < 200_000);
});

Deno.test("readTorchFile() reports truncated tensors", () => {
  const { size, parts } = legacyCheckpoint(objectPickle("0.50", 1_000), 1_000);
  assertEquals(
    problemsOf({ size: size - 1, parts }),
    `truncated: expected ${size} bytes, got ${size - 1}`,
  );
});

Deno.test("readTorchFile() rejects unknown versions, and pickles that end too early", () => {
  assertStringIncludes(
    problemsOf(bytesOf(LEGACY_HEAD.replace("\xe9", "\xea"), "N.].")),
    "unknown version of torch's file format",
  );
  assertEquals(problemsOf(bytesOf(LEGACY_HEAD, "}")), "truncated");
  assertEquals(problemsOf(bytesOf(LEGACY_HEAD, "N.N.")), "corrupt list of storages");
  assertEquals(problemsOf(zipCheckpoint("}", 1)), "corrupt data.pkl: ends too early");
});

Deno.test("readTorchFile() returns nothing for other files", () => {
  for (
    const file of [
      new Uint8Array(),
      bytesOf("\n"),
      bytesOf("this is a model of another kind"),
      bytesOf("\x80\x04}."),
      zip([{ name: "model.json", bytes: bytesOf("{}") }]),
      zip([{ name: "deep/er/data.pkl", bytes: bytesOf("N.") }]),
    ]
  ) assertEquals(readTorchFile(bytesSource(file)), NOTHING);
});
