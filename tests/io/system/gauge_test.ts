import { assertEquals } from "@std/assert";
import { createGauge } from "../../../io/system/gauge.ts";

function drawn(live: boolean, moments: readonly number[]): string[] {
  let time = 0;
  const written: string[] = [];
  using gauge = createGauge("analyzing", live, () => time, (text) => void written.push(text));
  for (const moment of moments) {
    time = moment;
    gauge.show(moment, 2_000);
  }
  gauge[Symbol.dispose]();
  return written;
}

Deno.test("createGauge() draws after a second, ten times a second at most, and takes the bar away", () => {
  assertEquals(drawn(true, [10, 999]), []);
  assertEquals(drawn(true, [999, 1_000, 1_050, 1_099, 1_100]), [
    "\ranalyzing  ██████████░░░░░░░░░░ 50 %\x1b[K",
    "\ranalyzing  ███████████░░░░░░░░░ 55 %\x1b[K",
    "\r\x1b[K",
  ]);
});

Deno.test("createGauge() draws nothing where there is no terminal", () => {
  assertEquals(drawn(false, [1_000, 2_000]), []);
});
