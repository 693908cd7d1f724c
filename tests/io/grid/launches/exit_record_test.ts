import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { createExitRecord, isWriting, readExit } from "../../../../io/grid/launches/exit_record.ts";
import { encodeExit } from "../../../../lib/store/exit_format.ts";

function inGrid(check: (root: string) => void): void {
  const root = Deno.makeTempDirSync();
  try {
    check(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

Deno.test("a scheduler records its exit code, and that it still analyzes results until it is done", () => {
  inGrid((root) => {
    assertEquals(readExit(root), undefined);
    const record = createExitRecord(root);
    record.begin();
    record.write(1, true);
    const analyzing = readExit(root)!;
    assertEquals([analyzing.code, analyzing.pid, isWriting(analyzing)], [1, Deno.pid, true]);
    assertEquals(isWriting({ ...analyzing, start: analyzing.start! + 1 }), false, "another process has its pid");
    assertEquals(isWriting({ ...analyzing, host: "other" }), false, "nobody can tell");
    record.write(0, false);
    const ended = readExit(root)!;
    assertEquals([ended.code, isWriting(ended)], [0, false]);
  });
});

Deno.test("a scheduler that analyzes results does not replace the record of one that has taken the grid since", () => {
  inGrid((root) => {
    const record = createExitRecord(root);
    record.begin();
    record.write(1, true);
    const later = { ...readExit(root)!, since: Date.now() + 1_000, code: 0, analyzes: false };
    Deno.writeTextFileSync(join(root, "scheduler.exit"), encodeExit(later));
    record.write(1, false);
    assertEquals(readExit(root), later);
  });
});

Deno.test("a process that had nothing to run leaves the record of the one before it", () => {
  inGrid((root) => {
    const former = createExitRecord(root);
    former.begin();
    former.write(1, false);
    createExitRecord(root).write(2, false);
    assertEquals(readExit(root)!.code, 1);
  });
});

Deno.test("a record that is corrupt counts as none, and a deleted grid directory changes no exit code", () => {
  inGrid((root) => {
    Deno.writeTextFileSync(join(root, "scheduler.exit"), "{");
    assertEquals(readExit(root), undefined);
    const gone = createExitRecord(join(root, "deleted"));
    gone.begin();
    gone.write(0, false);
    assertEquals(readExit(join(root, "deleted")), undefined);
  });
});
