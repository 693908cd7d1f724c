import { assertEquals } from "@std/assert";
import { causeOf } from "../../../lib/failures/group_failures.ts";
import type { Outcome } from "../../../lib/run/outcome.ts";

const causeAfter = (lines: readonly string[], outcome: Outcome = { kind: "exit", code: 3 }) =>
  causeOf({ outcome, timedOut: false, lines, log: "mlp-lr=1-r0-1234abcd/train.1.log" }, "mlp-lr=1");

Deno.test("causeOf() gives the line of the log, and what it has in common with those of other experiments", () => {
  assertEquals(causeAfter(["ValueError: no 3 in /data/mlp-lr=1-r0-1234abcd/x of mlp-lr=1"]), {
    line: "ValueError: no 3 in /data/…/x of …",
    cause: "ValueError: no # in …/x of …",
  });
});

Deno.test("causeOf() tells exit codes apart", () => {
  assertEquals(causeAfter([]).cause, "exit code 3");
  assertEquals(causeAfter([], { kind: "lost" }).cause, "lost (no exit record)");
  assertEquals(causeAfter(["epoch 1"], { kind: "signal", signal: "SIGKILL" }).cause, "killed by SIGKILL");
});
