import { assertEquals } from "@std/assert";
import { parseConfiguration } from "../../../lib/slurm/configuration.ts";
import { parseAccounting, parseEnded } from "../../../lib/slurm/ended.ts";
import { isFull, isUnreachable } from "../../../lib/slurm/refusal.ts";

Deno.test("the limits of a cluster are read from its configuration", () => {
  const text = `Configuration data as of 2026-11-30T10:25:00
ClusterName             = grid
KillWait                = 3 sec
MaxArraySize            = 1001
MaxJobCount             = 10000
SchedulerParameters     = sched_interval=5,max_array_tasks=500,bf_interval=5
`;
  assertEquals(parseConfiguration(text), { cluster: "grid", maxArraySize: 500 });
  assertEquals(parseConfiguration(text.replace(",max_array_tasks=500", "")).maxArraySize, 1001);
  assertEquals(parseConfiguration(""), { cluster: "cluster", maxArraySize: 1001 });
});

Deno.test("squeue explains an element until the controller forgets it", () => {
  const printed = "11|7|2|CANCELLED|0:15|n0|None|\n13|7|4|RUNNING|0:0|n1|None|\n";
  assertEquals(parseEnded(printed, 7).get(2), {
    id: 11,
    job: 7,
    task: 2,
    state: "CANCELLED",
    node: "n0",
    reason: "None",
    exitCode: 143,
  });
  assertEquals(parseEnded(printed, 7).get(4)?.exitCode, 0);
  assertEquals(parseEnded(printed, 7).get(5), undefined);
  assertEquals(parseEnded("", 7).get(2), undefined);
});

Deno.test("exit codes of squeue are read as code and signal, and as the status of wait(2) that Slurm 22.05 prints", () => {
  const codes = { "66:0": 66, "0:9": 137, "16896": 66, "9": 137, "137": 137, "0": 0, "0:0": 0, "": undefined };
  for (const [printed, code] of Object.entries(codes)) {
    const ends = parseEnded(`11|7|2|FAILED|${printed}|n0|NonZeroExitCode|\n`, 7);
    assertEquals(ends.get(2)?.exitCode, code, printed);
  }
});

Deno.test("sacct explains an element, by its last line if it was requeued", () => {
  const printed =
    "9|7_0|CANCELLED by 1000|0:15|n0|None\n10|7_1|NODE_FAIL|1:0|n0|None\n12|7_1|OUT_OF_MEMORY|0:125|n1|None\n";
  assertEquals(parseAccounting(printed, 7).get(0)?.state, "CANCELLED");
  assertEquals(parseAccounting(printed, 7).get(1), {
    id: 12,
    job: 7,
    task: 1,
    state: "OUT_OF_MEMORY",
    node: "n1",
    reason: "None",
    exitCode: 253,
  });
  assertEquals(parseAccounting(printed, 7).get(10), undefined);
  assertEquals(parseAccounting("", 7).get(0), undefined);
  // sacct cuts off what does not fit, and may list other jobs.
  assertEquals(parseAccounting("9|7_0|CANCELLED+|0:15|n0|None\n", 7).get(0)?.state, "CANCELLED");
  assertEquals(parseAccounting("9|8_0|FAILED|1:0|n0|None\n", 7).get(0), undefined);
});

Deno.test("a full cluster, a silent controller and a refusal are told apart", () => {
  const full = [
    "sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying\n",
    "allocation failure: Resource temporarily unavailable\n",
    "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy\n",
    "sbatch: error: QOSMaxSubmitJobPerUserLimit\n",
  ];
  const silent = [
    "sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)\n",
    "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation\n",
  ];
  const refused = [
    "sbatch: error: invalid partition specified: nope\n",
    "allocation failure: Invalid job array specification\n",
    "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)\n",
  ];
  const kinds = [...full, ...silent, ...refused].map((text) =>
    isFull(text) ? "full" : isUnreachable(text) ? "silent" : "refused"
  );
  assertEquals(kinds, [...full.map(() => "full"), ...silent.map(() => "silent"), ...refused.map(() => "refused")]);
});
