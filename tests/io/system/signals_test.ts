import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { untilSignal } from "../../../io/system/signals.ts";

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
