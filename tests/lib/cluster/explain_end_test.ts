import { assertEquals } from "@std/assert";
import { type ElementSight, explainEnd } from "../../../lib/cluster/explain_end.ts";
import type { Inspection } from "../../../lib/run/recover.ts";

const element = (state: string): ElementSight => ({ id: 8, job: 7, task: 0, state, node: "n0", reason: "None" });
const LOST = { kind: "ended", outcome: { kind: "lost" } } as const;
const STARTED: readonly Inspection[] = [{ kind: "claimed" }, { kind: "dead" }, { kind: "foreign", host: "n0" }];

Deno.test("an exit record decides, whatever Slurm says", () => {
  const seen = { kind: "ended", outcome: { kind: "exit", code: 0 }, time: 1 } as const;
  for (const job of ["gone", "unknown", element("RUNNING"), element("CANCELLED")] as const) {
    assertEquals(explainEnd(seen, job), { kind: "ended", outcome: seen.outcome });
  }
  assertEquals(explainEnd({ kind: "void" }, "unknown"), { kind: "void" });
});

Deno.test("an exit record says why the run was ended", () => {
  const seen = { kind: "ended", outcome: { kind: "exit", code: 3 }, time: 1, told: "stop" } as const;
  assertEquals(explainEnd(seen, element("CANCELLED")), { kind: "ended", outcome: seen.outcome, told: "stop" });
});

Deno.test("nothing is concluded while Slurm lists the element, in any state, or does not answer", () => {
  const alive =
    "PENDING RUNNING SUSPENDED COMPLETING CONFIGURING REQUEUED REQUEUE_HOLD SPECIAL_EXIT RESIZING SIGNALING STOPPED";
  for (const state of [...alive.split(" "), "A_STATE_OF_SLURM_40"]) {
    for (const seen of STARTED) assertEquals(explainEnd(seen, element(state)), undefined, state);
    assertEquals(explainEnd({ kind: "unclaimed" }, element(state)), undefined, state);
  }
  for (const seen of STARTED) assertEquals(explainEnd(seen, "unknown"), undefined);
});

Deno.test("a launch without an exit record is explained by the end of its element", () => {
  for (const seen of STARTED) {
    assertEquals(explainEnd(seen, "gone"), LOST);
    assertEquals(explainEnd(seen, element("CANCELLED")), { ...LOST, told: "stop" });
    assertEquals(explainEnd(seen, element("OUT_OF_MEMORY")), {
      kind: "ended",
      outcome: { kind: "signal", signal: "SIGKILL" },
    });
    for (
      const state of ["NODE_FAIL", "PREEMPTED", "TIMEOUT", "FAILED", "COMPLETED", "BOOT_FAIL", "DEADLINE", "REVOKED"]
    ) {
      assertEquals(explainEnd(seen, element(state)), LOST, state);
    }
  }
});

Deno.test("a launch that nobody claimed is void once its element is gone", () => {
  assertEquals(explainEnd({ kind: "unclaimed" }, "gone"), { kind: "void" });
  assertEquals(explainEnd({ kind: "unclaimed" }, element("CANCELLED")), { kind: "void" });
});

Deno.test("records that cannot be read are waited for", () => {
  assertEquals(explainEnd({ kind: "unreadable", reason: "permission denied" }, "gone"), undefined);
});
