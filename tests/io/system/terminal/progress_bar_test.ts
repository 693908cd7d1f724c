import { assertEquals } from "@std/assert";
import { createProgressBar } from "../../../../io/system/terminal/live_area.ts";

function drawn(live: boolean, moments: readonly number[]): string[] {
  let time = 0;
  const written: string[] = [];
  using bar = createProgressBar("analyzing", live, () => time, (text) => void written.push(text));
  for (const moment of moments) {
    time = moment;
    bar.show(moment, 2_000);
  }
  bar[Symbol.dispose]();
  return written;
}

Deno.test("createProgressBar() draws after one second, at most ten times a second, and erases the bar", () => {
  assertEquals(drawn(true, [10, 999]), []);
  assertEquals(drawn(true, [999, 1_000, 1_050, 1_099, 1_100]), [
    "\ranalyzing  ██████████░░░░░░░░░░ 50 %\x1b[K",
    "\ranalyzing  ███████████░░░░░░░░░ 55 %\x1b[K",
    "\r\x1b[K",
  ]);
});

Deno.test("createProgressBar() draws nothing without a terminal", () => {
  assertEquals(drawn(false, [1_000, 2_000]), []);
});
