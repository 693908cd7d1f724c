import { assertEquals, assertThrows } from "@std/assert";
import { type ByteSource, FormatError } from "../../../lib/checkpoints/byte_reader.ts";
import { findStoredEntry } from "../../../lib/checkpoints/stored_entry.ts";
import { bytesOf } from "./pickle.ts";
import { zip, type ZipEntry } from "./zip.ts";

const WANTED = /^wanted$/;
const other: ZipEntry = { name: "other", bytes: new Uint8Array(60) };
const wanted: ZipEntry = { name: "wanted", bytes: bytesOf("what is wanted") };

/** Refuses to be asked for what is not there. */
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

Deno.test("findStoredEntry() finds an entry by its name, in zip64 too", () => {
  for (const wide of [false, true]) {
    assertEquals(find(zip([other, wanted, other], wide)), "what is wanted");
    assertEquals(find(zip([other], wide)), undefined);
    assertEquals(find(zip([], wide)), undefined);
  }
});

Deno.test("findStoredEntry() finds the directory before a comment, whatever that says", () => {
  assertEquals(find(zip([wanted], false, "x".repeat(65_535))), "what is wanted");
  assertEquals(find(zip([wanted], false, `PK\x05\x06${"\xff".repeat(30)}`)), "what is wanted");
});

Deno.test("findStoredEntry() takes the first of two entries of a name", () => {
  assertEquals(find(zip([wanted, { name: "wanted", bytes: bytesOf("another") }])), "what is wanted");
});

const DAMAGED = "its zip directory is damaged";
const LIES: Readonly<Record<string, readonly [lie: Partial<ZipEntry>, message: string]>> = {
  "that is encrypted": [{ flags: 1 }, "what it holds is encrypted"],
  "that is compressed": [{ method: 8 }, "what it holds is compressed"],
  "with a size beyond the directory": [{ size: 200 }, DAMAGED],
  "with a size beyond the file": [{ size: 2 ** 40 }, DAMAGED],
  "with a size of 2^53 − 1": [{ size: Number.MAX_SAFE_INTEGER }, DAMAGED],
  "whose header is elsewhere": [{ header: 1 }, DAMAGED],
  "whose header is among another's data": [{ header: 64 }, DAMAGED],
  "whose header is beyond the file": [{ header: 2 ** 33 }, DAMAGED],
  "whose header is in the directory": [{ header: 320 }, DAMAGED],
};
for (const [what, [lie, message]] of Object.entries(LIES)) {
  Deno.test(`findStoredEntry() refuses an entry ${what}`, () => {
    for (const wide of [false, true]) refuses(zip([other, { ...wanted, ...lie }], wide), message);
  });
}

Deno.test("findStoredEntry() refuses an entry whose packed size differs, though none is packed", () => {
  const file = zip([wanted]);
  const entry = file.length - 22 - 46 - "wanted".length;
  file[entry + 20]!--;
  refuses(file, DAMAGED);
});

Deno.test("findStoredEntry() refuses a directory that is larger than any model's", () => {
  const end = bytesOf("PK\x05\x06", new Uint8Array(8), "\0\0\0\x05", new Uint8Array(6));
  let reads = 0;
  const source = { size: 2 ** 27, read: () => (reads++, end) };
  assertThrows(() => findStoredEntry(source, WANTED), FormatError, DAMAGED);
  assertEquals(reads, 1);
});

Deno.test("findStoredEntry() refuses zip64's ends without their signatures", () => {
  const file = zip([wanted], true);
  for (const back of [22 + 20, 22 + 20 + 56]) {
    const damaged = file.slice();
    damaged[file.length - back]!++;
    refuses(damaged, DAMAGED);
  }
});

Deno.test("findStoredEntry() finds zip64's fields among others", () => {
  assertEquals(find(zip([{ ...wanted, extra: "UT\x03\0abc" }], true)), "what is wanted");
});

Deno.test("findStoredEntry() says that a file was cut off", () => {
  const file = zip([other, wanted]);
  for (let length = 0; length < file.length; length++) {
    refuses(file.subarray(0, length), "it was cut off: the zip directory at its end is missing");
  }
});

Deno.test("findStoredEntry() refuses directories that are not where the end says", () => {
  for (const wide of [false, true]) {
    const whole = zip([other, wanted], wide);
    // The end of the file, field by field, and of zip64 the end before that and its locator.
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
