import { assert, assertEquals } from "@std/assert";
import { consoleBlocks, isSameOutput, type Stamps, withStamps } from "../console.ts";
import { checkPage } from "../doc_page.ts";

for (const page of ["running.md"]) {
  Deno.test(`the commands in docs/${page} print what the page shows`, () => checkPage(page));
}

Deno.test("consoleBlocks() finds files and commands with their output", () => {
  const page =
    "This is `a.sh`:\n\n```sh\necho a\n```\n\nRun:\n\n```console\n$ sh a.sh\na\n\n$ true\n```\n\n```yaml\nx: 1\n```\n";
  assertEquals(consoleBlocks(page), [
    { kind: "file", path: "a.sh", text: "echo a\n" },
    { kind: "command", command: "sh a.sh", output: "a" },
    { kind: "command", command: "true", output: "" },
  ]);
});

Deno.test("isSameOutput() takes time stamps for the same if they always are", () => {
  const stamps: Stamps = new Map();
  assert(isSameOutput("x_20261125_093000", "x_20260101_010101", stamps));
  assert(!isSameOutput("x_20261125_093001", "x_20260101_010101", stamps));
  assert(!isSameOutput("y_20261125_093000", "x_20260101_010101", stamps));
  assertEquals(withStamps("cat x_20260101_010101", stamps), "cat x_20261125_093000");
});
