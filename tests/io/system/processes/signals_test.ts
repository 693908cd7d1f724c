import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { createStopHandler, untilSignal } from "../../../../io/system/processes/stop_signals.ts";

Deno.test("untilSignal() returns the signal that aborted a function, otherwise its result", async () => {
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

/** The orders that result from signals at these times, in milliseconds. */
function ordersFor(...signals: readonly (readonly ["SIGINT" | "SIGTERM", number])[]): string[] {
  const orders: string[] = [];
  let time = 0;
  const handle = createStopHandler({
    stop: (signal) => void orders.push(`${time}: stop by ${signal}`),
    kill: () => void orders.push(`${time}: kill`),
  }, () => time);
  for (const [signal, at] of signals) {
    time = at;
    handle(signal);
  }
  return orders;
}

Deno.test("signals within a second after the first one are ignored, as deno task passes on Ctrl-C twice", () => {
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 50]), ["50: stop by SIGINT"]);
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 51], ["SIGTERM", 1_049]), ["50: stop by SIGINT"]);
  // Also if the first one arrives at time 0.
  assertEquals(ordersFor(["SIGTERM", 0], ["SIGINT", 1]), ["0: stop by SIGTERM"]);
});

Deno.test("each signal at least a second after the first one kills", () => {
  assertEquals(ordersFor(["SIGINT", 50], ["SIGINT", 51], ["SIGTERM", 1_050], ["SIGINT", 1_051]), [
    ...["50: stop by SIGINT", "1050: kill", "1051: kill"],
  ]);
});
