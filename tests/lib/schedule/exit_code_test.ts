import { assertEquals } from "@std/assert";
import { exitCodeOf } from "../../../lib/schedule/exit_code.ts";

const DONE = { unsuccessful: 0, stop: undefined, signal: undefined };

Deno.test("a stage exits with 0 when all have succeeded, and with 1 when some have not", () => {
  assertEquals(exitCodeOf(DONE), 0);
  assertEquals(exitCodeOf({ ...DONE, unsuccessful: 1 }), 1);
  assertEquals(exitCodeOf({ ...DONE, unsuccessful: 300 }), 1);
  for (const stop of ["drain", "max_failures", "no_devices"] as const) {
    assertEquals(exitCodeOf({ ...DONE, stop, unsuccessful: 2 }), 1, stop);
    assertEquals(exitCodeOf({ ...DONE, stop }), 0, stop);
  }
});

Deno.test("a stage that a signal stopped exits as a process does that died of it", () => {
  for (const unsuccessful of [0, 1]) {
    assertEquals(exitCodeOf({ unsuccessful, stop: "signal", signal: "SIGINT" }), 130);
    assertEquals(exitCodeOf({ unsuccessful, stop: "signal", signal: "SIGTERM" }), 143);
  }
});

Deno.test("a fault exits with 4, whatever else came", () => {
  assertEquals(exitCodeOf({ ...DONE, stop: "fault" }), 4);
  assertEquals(exitCodeOf({ unsuccessful: 2, stop: "fault", signal: "SIGINT" }), 4);
});
