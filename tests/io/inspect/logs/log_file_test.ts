import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type LogTail, openLog } from "../../../../io/inspect/logs/log_file.ts";

function inDirectory(run: (path: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    run(join(dir, "train.1.log"));
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

function textFrom(path: string, tail: LogTail): string {
  const log = openLog(path, tail);
  assert(typeof log !== "string", String(log));
  using file = log;
  let text = "";
  for (let bytes = file.read(); bytes !== undefined; bytes = file.read()) text += new TextDecoder().decode(bytes);
  return text;
}

const lines = (count: number): LogTail => ({ kind: "lines", count });

Deno.test("the last lines of a log are read from its end, however long they are", () =>
  inDirectory((path) => {
    Deno.writeTextFileSync(path, "one\ntwo\n\nfour\n");
    assertEquals(textFrom(path, { kind: "all" }), "one\ntwo\n\nfour\n");
    assertEquals(textFrom(path, lines(1)), "four\n");
    assertEquals(textFrom(path, lines(3)), "two\n\nfour\n");
    assertEquals(textFrom(path, lines(9)), "one\ntwo\n\nfour\n");
    assertEquals(textFrom(path, lines(0)), "");
    Deno.writeTextFileSync(path, `first\n${"x".repeat(200_000)}\nlast`);
    assertEquals(textFrom(path, lines(1)), "last");
    assertEquals(textFrom(path, lines(2)).length, 200_005);
    Deno.writeTextFileSync(path, "");
    assertEquals(textFrom(path, lines(2)), "");
  }));

Deno.test("the last bytes of a log begin with a line", () =>
  inDirectory((path) => {
    Deno.writeTextFileSync(path, "one\ntwo\nthree\n");
    assertEquals(textFrom(path, { kind: "bytes", count: 8 }), "three\n");
    assertEquals(textFrom(path, { kind: "bytes", count: 14 }), "one\ntwo\nthree\n");
    Deno.writeTextFileSync(path, "x".repeat(100));
    assertEquals(textFrom(path, { kind: "bytes", count: 10 }), "x".repeat(10), "one line");
  }));

Deno.test("the end of a log of gigabytes is read without the rest", () =>
  inDirectory((path) => {
    Deno.writeTextFileSync(path, "begin\n");
    // A hole: it takes no space, and minutes to read.
    Deno.truncateSync(path, 2 ** 41);
    Deno.writeTextFileSync(path, "\nlast but one\nlast\n", { append: true });
    assertEquals(textFrom(path, lines(2)), "last but one\nlast\n");
    assertEquals(textFrom(path, { kind: "bytes", count: 30 }), "last but one\nlast\n");
    const log = openLog(path, lines(9));
    assert(typeof log !== "string");
    using file = log;
    assertEquals(file.size - file.skipped, 16 * 2 ** 20, "lines without end are not searched for");
  }));

Deno.test("a log that grows is read on, and from its beginning once it was emptied", () =>
  inDirectory((path) => {
    Deno.writeTextFileSync(path, "one\n");
    const log = openLog(path, { kind: "all" });
    assert(typeof log !== "string");
    using file = log;
    const next = () => {
      const bytes = file.read();
      return bytes && new TextDecoder().decode(bytes);
    };
    assertEquals([next(), next()], ["one\n", undefined]);
    Deno.writeTextFileSync(path, "two\n", { append: true });
    assertEquals([next(), next()], ["two\n", undefined]);
    Deno.truncateSync(path, 0);
    assertEquals(next(), undefined);
    Deno.writeTextFileSync(path, "new\n", { append: true });
    assertEquals(next(), "new\n");
    Deno.removeSync(path);
    assertEquals(next(), undefined);
  }));

Deno.test("what is no regular file is not opened", () =>
  inDirectory((path) => {
    assertEquals(openLog(path, { kind: "all" }), "does not exist");
    assertEquals(openLog(`${path}/x`, { kind: "all" }), "does not exist");
    new Deno.Command("mkfifo", { args: [path] }).outputSync();
    assertEquals(openLog(path, { kind: "all" }), "is not a regular file");
    Deno.removeSync(path);
    Deno.symlinkSync("/dev/zero", path);
    assertEquals(openLog(path, { kind: "all" }), "is not a regular file");
  }));
