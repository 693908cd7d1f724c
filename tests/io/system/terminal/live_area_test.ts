import { assertEquals } from "@std/assert";
import { createLiveArea, type Line } from "../../../../io/system/terminal/live_area.ts";

/** An area on a terminal whose width can be changed, and what was written to it since the last call of `written`. */
function areaOn(columns: number, wraps = true) {
  const terminal = { columns };
  let text = "";
  const area = createLiveArea(() => terminal.columns, (more) => {
    text += more;
    return true;
  }, wraps);
  return {
    terminal,
    area,
    written() {
      const before = text;
      text = "";
      return before;
    },
  };
}

const lines = (...texts: string[]): Line[] => texts.map((text) => ({ text }));

Deno.test("a live area replaces its lines in one piece, and leaves none when it is erased", () => {
  const { area, written } = areaOn(10);
  area.show([{ text: "head", paint: (text) => `<${text}>` }, { text: "run" }]);
  assertEquals(written(), "\x1b[2K<head>\n\x1b[2Krun\n\x1b[0J");
  area.show(lines("head"));
  assertEquals(written(), "\r\x1b[2A\x1b[2Khead\n\x1b[0J");
  area.erase();
  assertEquals(written(), "\r\x1b[1A\x1b[2K\x1b[1B\x1b[2K\r\x1b[1A");
  area.erase();
  area.show(lines("again"));
  assertEquals(written(), "\x1b[2Kagain\n\x1b[0J");
});

Deno.test("a live area counts the rows of lines that a narrower window wraps", () => {
  const { area, terminal, written } = areaOn(10);
  area.show(lines("1234567890", "", "学習学習学"));
  written();
  terminal.columns = 4;
  area.erase();
  assertEquals(written().slice(0, 5), "\r\x1b[7A");
});

Deno.test("on a terminal that does not wrap again, a line is a row", () => {
  const { area, terminal, written } = areaOn(10, false);
  area.show(lines("1234567890", "12"));
  written();
  terminal.columns = 4;
  area.erase();
  assertEquals(written().slice(0, 5), "\r\x1b[2A");
});
