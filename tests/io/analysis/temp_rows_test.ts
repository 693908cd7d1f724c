import { assertEquals, assertThrows } from "@std/assert";
import { createTempRows } from "../../../io/analysis/collection.ts";
import type { GroupedRow } from "../../../lib/analysis/tables/table.ts";

function temporaryFiles(): string[] {
  const names = Array.from(Deno.readDirSync(Deno.env.get("TMPDIR") ?? "/tmp"), ({ name }) => name);
  return names.filter((name) => name.startsWith(`grid-workers-rows-${Deno.pid}-`));
}

Deno.test("createTempRows() returns rows in order, repeatedly, from memory and from its file", () => {
  for (const count of [0, 3, 5_000]) {
    using spool = createTempRows();
    const row = (n: number): GroupedRow => [[`${n}`, 'line\nend, "é"'], [], ["x".repeat(300)]];
    for (let n = 0; n < count; n += 2) spool.add(n + 1 < count ? [row(n), row(n + 1)] : [row(n)]);
    for (let time = 0; time < 2; time++) {
      let n = 0;
      for (const read of spool.rows) assertEquals(read, row(n++));
      assertEquals(n, count);
    }
  }
  assertEquals(temporaryFiles(), [], "no file is left");
});

Deno.test("createTempRows() reports an unusable temporary directory", () => {
  const former = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", "/proc/nowhere");
  try {
    using spool = createTempRows();
    assertThrows(() => spool.add([[["x".repeat(2 ** 21)]]]), Error, "directory for temporary files (TMPDIR)");
  } finally {
    if (former === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", former);
  }
});
