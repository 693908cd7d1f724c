import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { createStopOrder, untilSignal } from "../../../io/system/signals.ts";

Deno.test("untilSignal() returns the signal that broke a work off, and else what the work returned", async () => {
  assertEquals(await untilSignal(() => Promise.resolve(3)), 3);
  const stopped = await untilSignal(async (signal) => {
    Deno.kill(Deno.pid, "SIGTERM");
    while (true) {
      await delay(1);
      signal.throwIfAborted();
    }
  });
  assertEquals(stopped, "SIGTERM");
});

/** What a scheduler is told when signals arrive at these times, in milliseconds. */
function ordersFor(...signals: readonly (readonly ["SIGINT" | "SIGTERM", number])[]): string[] {
  const orders: string[] = [];
  let time = 0;
  const order = createStopOrder({
    stop: (signal) => void orders.push(`${time}: stop by ${signal}`),
    kill: () => void orders.push(`${time}: kill`),
  }, () => time);
  for (const [signal, at] of signals) {
    time = at;
    order(signal);
  }
  return orders;
}

Deno.test("signals within a second of the first are one, as deno task hands on a Ctrl-C twice", () => {
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 50]), ["50: stop by SIGINT"]);
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 51], ["SIGTERM", 1_049]), ["50: stop by SIGINT"]);
  // The first one counts, even at the beginning of the clock.
  assertEquals(ordersFor(["SIGTERM", 0], ["SIGINT", 1]), ["0: stop by SIGTERM"]);
});

Deno.test("a signal that comes a second after the first or later kills, and so does each one after it", () => {
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 51], ["SIGTERM", 1_050], ["SIGINT", 1_051]), [
    ...["50: stop by SIGINT", "1050: kill", "1051: kill"],
  ]);
});
