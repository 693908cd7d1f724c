import { assertEquals, assertThrows } from "@std/assert";
import { type ByteSource, FormatError } from "../../../lib/checkpoints/byte_reader.ts";
import { findStoredEntry } from "../../../lib/checkpoints/torch_file.ts";
import { bytesOf } from "./pickle.ts";
import { zip, type ZipEntry } from "./zip.ts";

const WANTED = /^wanted$/;
const other: ZipEntry = { name: "other", bytes: new Uint8Array(60) };
const wanted: ZipEntry = { name: "wanted", bytes: bytesOf("what is wanted") };

/** A source that fails if bytes outside of it are read. */
function strictSource(bytes: Uint8Array, size = bytes.length): ByteSource {
  return {
    size,
    read(from, length) {
      if (from < 0 || from > size || length < 0) throw new RangeError(`${length} bytes from ${from} on`);
      return bytes.subarray(from, from + length);
    },
  };
}

function find(file: Uint8Array): string | undefined {
  const entry = findStoredEntry(strictSource(file), WANTED);
  return entry && new TextDecoder().decode(file.subarray(entry.from, entry.from + entry.size));
}

function refuses(file: Uint8Array, message: string): void {
  assertThrows(() => find(file), FormatError, message);
}

Deno.test("findStoredEntry() finds an entry by name, in zip64 too", () => {
  for (const wide of [false, true]) {
    assertEquals(find(zip([other, wanted, other], wide)), "what is wanted");
    assertEquals(find(zip([other], wide)), undefined);
    assertEquals(find(zip([], wide)), undefined);
  }
});

Deno.test("findStoredEntry() finds the directory before any comment", () => {
  assertEquals(find(zip([wanted], false, "x".repeat(65_535))), "what is wanted");
  assertEquals(find(zip([wanted], false, `PK\x05\x06${"\xff".repeat(30)}`)), "what is wanted");
});

Deno.test("findStoredEntry() returns the first of two entries with the same name", () => {
  assertEquals(find(zip([wanted, { name: "wanted", bytes: bytesOf("another") }])), "what is wanted");
});

const CORRUPT = "corrupt zip directory";
const INVALID_ENTRIES: Readonly<Record<string, readonly [lie: Partial<ZipEntry>, message: string]>> = {
  "that is encrypted": [{ flags: 1 }, "zip entry is encrypted"],
  "that is compressed": [{ method: 8 }, "zip entry is compressed"],
  "with a size beyond the directory": [{ size: 200 }, CORRUPT],
  "with a size beyond the file": [{ size: 2 ** 40 }, CORRUPT],
  "with a size of 2^53 − 1": [{ size: Number.MAX_SAFE_INTEGER }, CORRUPT],
  "whose header is elsewhere": [{ header: 1 }, CORRUPT],
  "whose header is within another entry's data": [{ header: 64 }, CORRUPT],
  "whose header is beyond the file": [{ header: 2 ** 33 }, CORRUPT],
  "whose header is in the directory": [{ header: 320 }, CORRUPT],
};
for (const [what, [lie, message]] of Object.entries(INVALID_ENTRIES)) {
  Deno.test(`findStoredEntry() rejects an entry ${what}`, () => {
    for (const wide of [false, true]) refuses(zip([other, { ...wanted, ...lie }], wide), message);
  });
}

Deno.test("findStoredEntry() rejects an entry whose compressed size differs without compression", () => {
  const file = zip([wanted]);
  const entry = file.length - 22 - 46 - "wanted".length;
  file[entry + 20]!--;
  refuses(file, CORRUPT);
});

Deno.test("findStoredEntry() rejects a directory larger than any model's", () => {
  const end = bytesOf("PK\x05\x06", new Uint8Array(8), "\0\0\0\x05", new Uint8Array(6));
  let reads = 0;
  const source = { size: 2 ** 27, read: () => (reads++, end) };
  assertThrows(() => findStoredEntry(source, WANTED), FormatError, CORRUPT);
  assertEquals(reads, 1);
});

Deno.test("findStoredEntry() rejects zip64 end records without signatures", () => {
  const file = zip([wanted], true);
  for (const back of [22 + 20, 22 + 20 + 56]) {
    const damaged = file.slice();
    damaged[file.length - back]!++;
    refuses(damaged, CORRUPT);
  }
});

Deno.test("findStoredEntry() finds the zip64 field among other extra fields", () => {
  assertEquals(find(zip([{ ...wanted, extra: "UT\x03\0abc" }], true)), "what is wanted");
});

Deno.test("findStoredEntry() reports truncation", () => {
  const file = zip([other, wanted]);
  for (let length = 0; length < file.length; length++) {
    refuses(file.subarray(0, length), "truncated: no zip directory at the end");
  }
});

Deno.test("findStoredEntry() rejects directories that are not where the end record says", () => {
  for (const wide of [false, true]) {
    const whole = zip([other, wanted], wide);
    // Every byte of the end record, and of the end record and locator of zip64.
    for (let at = whole.length - (wide ? 98 : 22); at < whole.length; at++) {
      for (const value of [0, 0x7f, 0xff]) {
        const file = whole.slice();
        file[at] = value;
        try {
          const found = find(file);
          assertEquals([undefined, "what is wanted"].includes(found), true, `byte ${at} as ${value}: ${found}`);
        } catch (error) {
          if (!(error instanceof FormatError)) throw error;
        }
      }
    }
  }
});
