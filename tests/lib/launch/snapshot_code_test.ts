import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Code,
  type CodeFile,
  describeCode,
  describeCodeChange,
  linkTarget,
  tooLarge,
  topmost,
} from "../../../lib/launch/snapshot_code.ts";

function files(sizes: Readonly<Record<string, number>>): CodeFile[] {
  return Object.entries(sizes).map(([path, bytes]) => ({ path, bytes, isLink: false }));
}

function code(sizes: Readonly<Record<string, number>>, more: Partial<Code> = {}): Code {
  return { base: "/p", cwd: "", source: "git", files: files(sizes), linked: [], leftOut: [], ...more };
}

Deno.test("code of up to 200 MiB is not too large", () => {
  assertEquals(tooLarge(code({ "train.py": 200 * 2 ** 20 })), undefined);
});

Deno.test("code that is too large is described by its largest parts, as deep as most of it is in one place", () => {
  const problem = tooLarge(
    code({ "train.py": 1, "data/raw/a": 225e6, "data/raw/b": 5e6, "data/x": 1, "big.bin": 9e6 }),
  );
  assertEquals(
    problem,
    "the code in /p has 228 MiB, and a snapshot has at most 200 MiB: the largest parts are data/raw/ (219 MiB), " +
      "big.bin (9 MiB), train.py (1 KiB); link what is no code: snapshot: {link: [data/raw]}; what git ignores is linked, too",
  );
});

Deno.test("too many files are too large as well, and counted", () => {
  const many = Object.fromEntries(Array.from({ length: 100_001 }, (_, index) => [`a/${index}`, 0]));
  assertStringIncludes(
    tooLarge(code(many))!,
    "more than 100000 files, and a snapshot has no more: the largest parts are a/ (100001 files)",
  );
});

Deno.test("links inside the code lead to the copy, and those that lead outside stay where they led", () => {
  assertEquals(linkTarget("/p", "a/l", "b.py"), "b.py");
  assertEquals(linkTarget("/p", "a/l", "../c/./b.py"), "../c/./b.py");
  assertEquals(linkTarget("/p", "a/l", "/p/c/b.py"), "../c/b.py");
  assertEquals(linkTarget("/p", "l", "/p/c"), "c");
  assertEquals(linkTarget("/p", "a/l", "../../data"), "/p/a/../../data");
  assertEquals(linkTarget("/p", "l", "../data"), "/p/../data");
  assertEquals(linkTarget("/p", "l", "/etc/passwd"), "/etc/passwd");
  assertEquals(linkTarget("/p", "l", "/project/x"), "/project/x");
});

Deno.test("paths below others are dropped", () => {
  assertEquals(topmost(["b/c", "a", "a/b", "ab", "b/c"]), ["a", "ab", "b/c"]);
});

Deno.test("a change of code names what changed, was added and was removed", () => {
  assertEquals(
    describeCodeChange({ a: "1", b: "1", c: "1" }, { a: "1", b: "2", d: "1" }),
    "b changed, d added, c removed",
  );
  assertEquals(describeCodeChange({ a: "1" }, { a: "1" }), "");
});

Deno.test("a snapshot is described with what it links and leaves out, and without control characters", () => {
  assertEquals(
    describeCode(code({ "a.py": 2048 }, { linked: ["data"], leftOut: ["p\nq"], source: "directory" })),
    "1 file (2 KiB) of /p, listed without git; linked: data; left out: p?q",
  );
});
