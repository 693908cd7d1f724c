import { assertEquals } from "@std/assert";
import { exitCodeOf } from "../../../lib/schedule/exit_code.ts";

const DONE = { unsuccessful: 0, stop: undefined, signal: undefined };

Deno.test("a stage exits with 0 if all experiments succeeded, and with 1 if some did not", () => {
  assertEquals(exitCodeOf(DONE), 0);
  assertEquals(exitCodeOf({ ...DONE, unsuccessful: 1 }), 1);
  assertEquals(exitCodeOf({ ...DONE, unsuccessful: 300 }), 1);
  for (const stop of ["drain", "max_failures", "no_devices"] as const) {
    assertEquals(exitCodeOf({ ...DONE, stop, unsuccessful: 2 }), 1, stop);
    assertEquals(exitCodeOf({ ...DONE, stop }), 0, stop);
  }
});

Deno.test("a stage that was stopped by a signal exits with 128 + the number of the signal", () => {
  for (const unsuccessful of [0, 1]) {
    assertEquals(exitCodeOf({ unsuccessful, stop: "signal", signal: "SIGINT" }), 130);
    assertEquals(exitCodeOf({ unsuccessful, stop: "signal", signal: "SIGTERM" }), 143);
  }
});

Deno.test("a stage whose submission a cluster refused exits with 2", () => {
  assertEquals(exitCodeOf({ ...DONE, unsuccessful: 2, stop: "error", refused: true }), 2);
});

Deno.test("after an error a stage exits with 4, even after a signal", () => {
  assertEquals(exitCodeOf({ ...DONE, stop: "error" }), 4);
  assertEquals(exitCodeOf({ unsuccessful: 2, stop: "error", signal: "SIGINT" }), 4);
});
