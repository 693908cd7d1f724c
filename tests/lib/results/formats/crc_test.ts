import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { crc32 } from "node:zlib";
import { CRC32, CRC32C } from "../../../../lib/results/formats/crc.ts";

Deno.test("checksums have the check values of their algorithms", () => {
  const digits = new TextEncoder().encode("123456789");
  assertEquals([CRC32.of(digits), CRC32C.of(digits)], [0xcbf43926, 0xe3069283]);
});

Deno.test("the checksum of any bytes is that of zlib, however they are divided", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
    const at = Math.min(cut, bytes.length);
    const state = CRC32.update(CRC32.update(~0, bytes, 0, at), bytes, at, bytes.length);
    assertEquals(~state >>> 0, crc32(bytes));
    assertEquals(CRC32.of(bytes), crc32(bytes));
  }));
});
