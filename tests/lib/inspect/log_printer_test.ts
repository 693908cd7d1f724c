import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createLogPrinter, type LogStyle } from "../../../lib/inspect/log_printer.ts";

const encoder = new TextEncoder();

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? encoder.encode(data) : data;
}

function printed(pieces: readonly (string | Uint8Array)[], style: LogStyle): Uint8Array {
  const printer = createLogPrinter(style);
  // The reader of a log uses one buffer for all pieces.
  const buffer = new Uint8Array(1_000_000);
  const parts = pieces.map((piece) => {
    const bytes = bytesOf(piece);
    buffer.set(bytes);
    return bytesOf(printer.print(buffer.subarray(0, bytes.length)));
  });
  return new Uint8Array([...parts, bytesOf(printer.end())].flatMap((part) => [...part]));
}

const text = (pieces: readonly string[], style: LogStyle) => new TextDecoder().decode(printed(pieces, style));

const TO_FILE: LogStyle = { forTerminal: false };
const TO_TERMINAL: LogStyle = { forTerminal: true };

// What logs have: colours, progress bars, sequences that are cut off, bytes that are no text.
const PIECES = fc.array(
  fc.oneof(
    fc.uint8Array(),
    fc.constantFrom(
      "\x1b[31mred\x1b[0m",
      "\r 50%",
      "\r100%\n",
      "\x1b]0;title\x07",
      "\x1b[2J",
      "é😀\n",
      "a\n",
      "\x1b",
      "[",
      "\x9b",
      "\x9d",
      "\x9c",
      "31m",
      "\\",
    ),
  ).map(bytesOf),
);

Deno.test("a single log reaches a file byte for byte", () => {
  fc.assert(fc.property(PIECES, (pieces) => {
    assertEquals(printed(pieces, TO_FILE), new Uint8Array(pieces.flatMap((piece) => [...piece])));
  }));
});

Deno.test("how a log is cut into pieces does not change what is printed", () => {
  assertEquals(text(["\x1b", "\x1b]0;title\x07", "0\n"], TO_TERMINAL), "?0\n\x1b[0m");
  const styles = fc.constantFrom<LogStyle>(TO_TERMINAL, { prefix: "a | ", forTerminal: true }, {
    prefix: "a | ",
    forTerminal: false,
  });
  fc.assert(fc.property(PIECES, styles, (pieces, style) => {
    const whole = new Uint8Array(pieces.flatMap((piece) => [...piece]));
    const single = Array.from(whole, (byte) => new Uint8Array([byte]));
    assertEquals(printed(single, style), printed([whole], style));
  }));
});

Deno.test("a terminal gets lines, progress bars and colours, and no other control sequence", () => {
  assertEquals(
    text(["\x1b[1;31mred\x1b[0m\r50%\r100%\t\n"], TO_TERMINAL),
    "\x1b[1;31mred\x1b[0m\r50%\r100%\t\n\x1b[0m",
  );
  assertEquals(text(["\x1b]0;title\x07a\x1b[2Jb\x1b[5A\x1b]52;c;aGk=\x1b\\c\0\n"], TO_TERMINAL), "abc?\n\x1b[0m");
  assertEquals(text(["no newline"], TO_TERMINAL), "no newline\n\x1b[0m");
  fc.assert(fc.property(PIECES, (pieces) => {
    const shown = new TextDecoder().decode(printed(pieces, TO_TERMINAL));
    // deno-lint-ignore no-control-regex
    assertEquals(shown.replaceAll(/\x1b\[[\d;:]*m|[\n\r\t]/g, "").match(/\p{Cc}/u), null);
  }));
});

Deno.test("with a prefix each line has it, and of a progress bar only the last version", () => {
  const style = { prefix: "x r0 | ", forTerminal: false };
  assertEquals(
    text(["one\ntw", "o\r\n\n10%\r20%\r", "30%\nrest"], style),
    "x r0 | one\nx r0 | two\nx r0 | \nx r0 | 30%\nx r0 | rest\n",
  );
  const bar = Array.from({ length: 100_000 }, (_, n) => `\r${n}`).join("");
  assertEquals(text([bar], style), "x r0 | 99999\n");
  const long = text(["x".repeat(99_000), "y".repeat(99_000)], style);
  assertEquals(long.replaceAll("x r0 | ", "").replaceAll("\n", ""), `${"x".repeat(99_000)}${"y".repeat(99_000)}`);
});

Deno.test("the runner of a workflow finds no command in a log, however it is cut into pieces", () => {
  const log = "  ::error::boom\na ##[error]b\n\r 50%\r::stop-commands::x\nstd::vector\n::end";
  const expected = "  \\::error::boom\na ##\\[error]b\n\\::stop-commands::x\nstd::vector\n\\::end\n";
  const style: LogStyle = { forTerminal: false, forRunner: true };
  assertEquals(text([log], style), expected);
  assertEquals(text([...log], style), expected);
  assertEquals(text(["::a\n"], { ...style, prefix: "run | " }), "run | ::a\n");
});
