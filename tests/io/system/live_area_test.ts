import { assertEquals } from "@std/assert";
import { createLiveArea, type Line } from "../../../io/system/live_area.ts";

/** An area on a terminal whose width can be changed, and what was written to it since the last call of `written`. */
function areaOn(columns: number, wraps = true) {
  const terminal = { columns, rows: 24 };
  let text = "";
  const area = createLiveArea(() => terminal, (more) => {
    text += more;
    return true;
  }, wraps);
  return {
    ...{ terminal, area },
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
  assertEquals(written(), "<head>\nrun\n");
  area.show(lines("head"));
  assertEquals(written(), "\r\x1b[2A\x1b[0Jhead\n");
  area.erase();
  assertEquals(written(), "\r\x1b[1A\x1b[0J");
  area.erase();
  area.show(lines("again"));
  assertEquals(written(), "again\n");
});

Deno.test("a live area counts the rows of lines that a narrower window wraps", () => {
  const { area, terminal, written } = areaOn(10);
  area.show(lines("1234567890", "", "学習学習学"));
  written();
  terminal.columns = 4;
  area.erase();
  assertEquals(written(), "\r\x1b[7A\x1b[0J");
});

Deno.test("on a terminal that does not wrap again, a line is a row", () => {
  const { area, terminal, written } = areaOn(10, false);
  area.show(lines("1234567890", "12"));
  written();
  terminal.columns = 4;
  area.erase();
  assertEquals(written(), "\r\x1b[2A\x1b[0J");
});

Deno.test("rows that left a screen which became too small are erased when they come back", () => {
  const { area, terminal, written } = areaOn(10);
  area.show(lines(...Array(6).fill("1234567890")));
  Object.assign(terminal, { columns: 5, rows: 8 });
  // Twelve rows, of which seven are on the screen.
  area.show(lines("head", "run"));
  written();
  terminal.rows = 10;
  area.show(lines("head", "run"));
  assertEquals(written(), "\r\x1b[4A\x1b[0Jhead\nrun\n");
  terminal.rows = 24;
  area.show(lines("head"));
  assertEquals(written(), "\r\x1b[5A\x1b[0Jhead\n");
  terminal.rows = 30;
  area.show(lines("head"));
  assertEquals(written(), "\r\x1b[1A\x1b[0Jhead\n");
});
