import { assertEquals } from "@std/assert";
import { combineCodes, exitCodeOf, isFinal } from "../../../lib/schedule/exit_code.ts";

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

Deno.test("a stage that its time limit has ended exits with 5, unless everything has succeeded", () => {
  assertEquals(exitCodeOf({ ...DONE, stop: "time_limit", unsuccessful: 2 }), 5);
  assertEquals(exitCodeOf({ ...DONE, stop: "time_limit" }), 0);
  assertEquals(exitCodeOf({ ...DONE, stop: "time_limit", unsuccessful: 2, signal: "SIGTERM" }), 143);
});

Deno.test("several steps exit with the code that ended them, that of the time limit, or the first that is not 0", () => {
  assertEquals([0, 1, 5].filter(isFinal), []);
  assertEquals([2, 3, 4, 130, 143].filter((code) => !isFinal(code)), []);
  assertEquals(combineCodes(), 0);
  assertEquals(combineCodes(0, 0), 0);
  assertEquals(combineCodes(0, 1, 0), 1);
  assertEquals(combineCodes(1, 5, 1), 5);
  assertEquals(combineCodes(5, 1, 143), 143);
});

Deno.test("a stage that --strict stopped exits with 1, even if all of its runs have succeeded", () => {
  const end = { unsuccessful: 0, stop: undefined, signal: undefined, lacksResults: true } as const;
  assertEquals(exitCodeOf(end), 1);
  assertEquals(exitCodeOf({ ...end, signal: "SIGINT" }), 130);
});
