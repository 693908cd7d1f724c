import { assert, assertEquals } from "@std/assert";
import { bold, red, setColorEnabled } from "@std/fmt/colors";
import * as fc from "fast-check";
import { printable, printableMessage } from "../../../../lib/messages/printable.ts";

const KINDS: Readonly<Record<string, readonly [text: string, shown: string]>> = {
  "plain text": ["Ünïcode 日本 🙂 [31m", "Ünïcode 日本 🙂 [31m"],
  "a colour": ["a\x1b[1;31mb\x1b[0mc", "abc"],
  "a cleared screen": ["a\x1b[2J\x1b[Hb", "ab"],
  "a sequence with intermediate bytes": ["a\x1b[?25l\x1b[1 qb", "ab"],
  "a title": ["a\x1b]0;owned\x07b", "ab"],
  "the clipboard (OSC 52)": ["a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"],
  "a link (OSC 8)": ["\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\", "text"],
  "a device control string": ["a\x1bPq#0\x1b\\b", "ab"],
  "a privacy message and an application command": ["a\x1b^x\x1b\\\x1b_y\x1b\\b", "ab"],
  "a sequence of C1": ["a\x9b2Jb", "ab"],
  "a title in C1": ["a\x9d0;owned\x9cb", "ab"],
  "a reset and a character set": ["a\x1bc\x1b(0b", "ab"],
  "a string without an end": ["a\x1b]0;b", "a"],
  "a cut-off sequence": ["a\x1b[31", "a"],
  "an escape alone": ["a\x1b", "a?"],
  "a bell, a backspace and a NUL": ["\x07\b\0", "???"],
  "a tab and line breaks": ["a\tb\r\nc\u2028d", "a b??c?d"],
  "a change of direction": ["a\u202eb\u2066c", "a?b?c"],
};

for (const [kind, [text, shown]] of Object.entries(KINDS)) {
  Deno.test(`printable() makes ${kind} plain`, () => assertEquals(printable(text), shown));
}

Deno.test("printable() leaves nothing that a terminal would obey, in time for any length", () => {
  const part = fc.constantFrom("\x1b", "[", "]", "\x9b", "\x9d", "\x9c", "\x07", "\\", "P", "0", ";", "m", "a", "\n");
  fc.assert(fc.property(fc.array(part), (parts) => {
    assert(!/[\p{Cc}]/u.test(printable(parts.join(""))));
  }));
  for (const start of ["\x1b]", "\x9d", "\x9d\x1b", "\x1b[", "\x1b[0", "\x1b "]) {
    assert(!/[\p{Cc}]/u.test(printable(start.repeat(300_000))));
  }
});

Deno.test("printableMessage() keeps lines and colours of messages, and makes the rest plain", () => {
  setColorEnabled(true);
  const message = `${red(bold("failed"))} x\x1b]0;t\x07\n\x1b[5mnext\r`;
  assertEquals(printableMessage(message), `${red(bold("failed"))} x\nnext?`);
  // A string that holds a line break or a colour ends nowhere.
  assertEquals(printableMessage("\x1b]52;c;\nAAAA\x07"), "\nAAAA?");
});
