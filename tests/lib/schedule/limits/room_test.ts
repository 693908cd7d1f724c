import { assertEquals } from "@std/assert";
import { trainingSpec } from "../../../../lib/plan/plan.ts";
import {
  add,
  checkDevices,
  roomOnCpus,
  roomOnGpus,
  threadsPerRun,
  visibleGpus,
} from "../../../../lib/schedule/slots.ts";
import { expand } from "../../expand/expand_text.ts";

function settings(...texts: string[]) {
  return texts.map((text) =>
    trainingSpec(expand(`grid_axes: {x: [1]}\ngrid_settings: {command: 'run {config}', ${text}}`).groups[0]!).settings
  );
}

function devices(count: number, computeMode: "default" | "exclusive_process" = "default") {
  return Array.from({ length: count }, (_, index) => ({
    uuid: `GPU-${index}`,
    position: String(index),
    name: "A100",
    parent: undefined,
    computeMode,
    memoryTotal: undefined,
    memoryFree: undefined,
    utilization: undefined,
  }));
}

const capacity = (cpus: number) => ({ cpus, memory: 1 });

function slotsOnCpus(cpus: number, texts: readonly string[], maxConcurrentRuns = Infinity): number {
  return roomOnCpus({ capacity: capacity(cpus), settings: settings(...texts), maxConcurrentRuns }).slots;
}

Deno.test("on CPUs there is one slot per CPU, or fewer if max_concurrent_runs is lower", () => {
  assertEquals(
    roomOnCpus({ capacity: capacity(8), settings: settings("retries: 0"), maxConcurrentRuns: Infinity }),
    { hardware: { kind: "cpu" }, slots: 8, capacity: capacity(8), devices: [] },
  );
  assertEquals(slotsOnCpus(8, ["retries: 0"], 3), 3);
});

Deno.test("on CPUs the task that needs the fewest CPUs per run decides the number of slots, at least 1", () => {
  assertEquals(slotsOnCpus(8, ["cpus_per_run: 2"]), 4);
  assertEquals(slotsOnCpus(2, ["cpus_per_run: 5"]), 1);
  assertEquals(slotsOnCpus(8, ["cpus_per_run: 0.25"]), 32);
  assertEquals(slotsOnCpus(2, ["cpus_per_run: 0.3"]), 6);
  assertEquals(slotsOnCpus(8, ["cpus_per_run: 4", "cpus_per_run: 0.5", "retries: 0"]), 16);
  assertEquals(slotsOnCpus(3, []), 3);
  for (const share of [0.01, 0.07, 0.1, 0.29, 0.57]) {
    assertEquals(slotsOnCpus(share * 100, [`cpus_per_run: ${share}`]), 100, `${share} CPUs`);
  }
  assertEquals(slotsOnCpus(8, ["cpus_per_run: 0.25"], 5), 5);
});

Deno.test("a run is told to use as many threads as it has whole CPUs, at least 1", () => {
  const threads = (text: string) => threadsPerRun(settings(text)[0]!, { kind: "cpu" });
  assertEquals([0.25, 1, 1.5, 4].map((cpus) => threads(`cpus_per_run: ${cpus}`)), [1, 1, 1, 4]);
  assertEquals(threads("retries: 0"), 1);
  const shared = { kind: "gpu", cpusPerRun: 2.5 } as const;
  assertEquals(threadsPerRun(settings("retries: 0")[0]!, shared), 2);
  assertEquals(threadsPerRun(settings("cpus_per_run: 0.5")[0]!, shared), 1);
});

Deno.test("on GPUs the task with the most slots decides, and runs share the CPUs", () => {
  const slots = (count: number, maxConcurrentRuns: number, ...texts: string[]) =>
    roomOnGpus(devices(count), { capacity: capacity(8), settings: settings(...texts), maxConcurrentRuns }).slots;
  assertEquals(slots(4, Infinity, "retries: 0"), 4);
  assertEquals(slots(4, Infinity, "gpus_per_run: 2"), 2);
  assertEquals(slots(4, Infinity, "gpus_per_run: 3"), 1);
  assertEquals(slots(4, Infinity, "runs_per_gpu: 3"), 12);
  assertEquals(slots(4, 5, "runs_per_gpu: 3"), 5);
  assertEquals(slots(4, Infinity, "gpus_per_run: 4", "runs_per_gpu: 2"), 8);
  assertEquals(slots(1, Infinity, "gpus_per_run: 4"), 1, "at least one; checkDevices() reports the problem");
  assertEquals(slots(4, Infinity), 1);
});

Deno.test("a run sees the GPUs that it was given, on a cluster those of its element if it needs any, and on CPUs none", () => {
  const [without, withGpus] = settings("retries: 0", "gpus_per_run: 2");
  const given = ["GPU-1"];
  assertEquals(visibleGpus(without!, { kind: "gpu", cpusPerRun: 1 }, given), given);
  assertEquals(visibleGpus(withGpus!, { kind: "cluster" }, []), "cluster");
  assertEquals(visibleGpus(without!, { kind: "cluster" }, []), undefined);
  assertEquals(visibleGpus(withGpus!, { kind: "cpu" }, []), undefined);
});

Deno.test("the CPU shares of all slots never add up to more than the machine has", () => {
  for (const [count, cpus] of [[3, 8], [7, 3], [6, 1], [1, 64], [48, 7]] as const) {
    const { hardware, slots } = roomOnGpus(devices(count), {
      capacity: capacity(cpus),
      settings: settings("retries: 0"),
      maxConcurrentRuns: Infinity,
    });
    const share = hardware.kind === "gpu" ? hardware.cpusPerRun : 0;
    assertEquals(share * slots <= cpus && share * slots > cpus * 0.999, true, `${count} runs on ${cpus} CPUs`);
    // As the scheduler adds them up.
    const needs = { cpus: share, memory: 0 };
    const sum = Array(slots).fill(needs).reduce((sum, needs) => add(sum, needs, 1), { cpus: 0, memory: 0 });
    assertEquals(sum.cpus <= cpus, true, `${count} runs need ${sum.cpus} of ${cpus} CPUs`);
  }
});

Deno.test("checkDevices() reports too few GPUs, and GPUs that cannot be shared", () => {
  assertEquals(checkDevices(devices(2), settings("gpus_per_run: 2", "runs_per_gpu: 3")), []);
  assertEquals(checkDevices(devices(1), settings("gpus_per_run: 2")).length, 1);
  assertEquals(
    /needs 2 GPUs .*only 1 is visible/.test(checkDevices(devices(1), settings("gpus_per_run: 2"))[0]!),
    true,
  );
  assertEquals(
    /needs 4 GPUs .*only 3 are visible/.test(checkDevices(devices(3), settings("gpus_per_run: 4"))[0]!),
    true,
  );
  assertEquals(checkDevices(devices(2, "exclusive_process"), settings("gpus_per_run: 2")), []);
  const [message, ...more] = checkDevices(
    [...devices(2), ...devices(3, "exclusive_process").slice(2)],
    settings("runs_per_gpu: 2"),
  );
  assertEquals([message!.includes("runs_per_gpu: 2"), message!.endsWith(": GPU 2"), more], [true, true, []]);
  assertEquals(
    checkDevices(devices(1, "exclusive_process"), settings("gpus_per_run: 2", "runs_per_gpu: 2")).length,
    2,
    "each task is checked",
  );
});
