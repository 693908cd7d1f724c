import { assertEquals } from "@std/assert";
import { trainingSpec } from "../../../lib/plan/run_specs.ts";
import { checkDevices, chooseBackend } from "../../../lib/schedule/backend.ts";
import { expand } from "../expand/expand_text.ts";

function settings(...texts: string[]) {
  return texts.map((text) =>
    trainingSpec(expand(`grid_axes: {x: [1]}\ngrid_settings: {command: run, ${text}}`).groups[0]!).settings
  );
}

function devices(count: number, computeMode: "default" | "exclusive_process" = "default") {
  return Array.from({ length: count }, (_, index) => ({
    ...{ uuid: `GPU-${index}`, position: String(index), name: "A100", parent: undefined, computeMode },
    ...{ memoryTotal: undefined, memoryFree: undefined, utilization: undefined },
  }));
}

Deno.test("on CPUs there is room for a run on each, or for fewer where fewer are allowed", () => {
  assertEquals(chooseBackend(undefined, 8, settings("retries: 0"), 0), { backend: { kind: "cpu" }, places: 8 });
  assertEquals(chooseBackend(undefined, 8, settings("retries: 0"), 3).places, 3);
  assertEquals(chooseBackend(undefined, 2, settings("cpus_per_run: 2"), 5).places, 2);
});

Deno.test("on GPUs there are as many runs as the widest task has room for, and they share the CPUs", () => {
  const places = (count: number, most: number, ...texts: string[]) =>
    chooseBackend(devices(count), 8, settings(...texts), most).places;
  assertEquals(places(4, 0, "retries: 0"), 4);
  assertEquals(places(4, 0, "gpus_per_run: 2"), 2);
  assertEquals(places(4, 0, "gpus_per_run: 3"), 1);
  assertEquals(places(4, 0, "runs_per_gpu: 3"), 12);
  assertEquals(places(4, 5, "runs_per_gpu: 3"), 5);
  assertEquals(places(4, 0, "gpus_per_run: 4", "runs_per_gpu: 2"), 8);
  assertEquals(places(1, 0, "gpus_per_run: 4"), 1, "at least one, which checkDevices() refuses");
  assertEquals(places(4, 0), 1);
});

Deno.test("the shares of the CPUs are together never more than there is", () => {
  for (const [count, cpus] of [[3, 8], [7, 3], [6, 1], [1, 64], [48, 7]] as const) {
    const { backend, places } = chooseBackend(devices(count), cpus, settings("retries: 0"), 0);
    const share = backend.kind === "gpu" ? backend.cpusPerRun : 0;
    assertEquals(share * places <= cpus && share * places > cpus * 0.999, true, `${count} runs on ${cpus} CPUs`);
  }
});

Deno.test("GPUs are refused that a task has too few of, or that its runs cannot share", () => {
  assertEquals(checkDevices(devices(2), settings("gpus_per_run: 2", "runs_per_gpu: 3")), []);
  assertEquals(checkDevices(devices(1), settings("gpus_per_run: 2")).length, 1);
  assertEquals(/needs 2 GPUs .*1 is visible/.test(checkDevices(devices(1), settings("gpus_per_run: 2"))[0]!), true);
  assertEquals(/needs 4 GPUs .*3 are visible/.test(checkDevices(devices(3), settings("gpus_per_run: 4"))[0]!), true);
  assertEquals(checkDevices(devices(2, "exclusive_process"), settings("gpus_per_run: 2")), []);
  const [message, ...more] = checkDevices(
    [...devices(2), ...devices(3, "exclusive_process").slice(2)],
    settings("runs_per_gpu: 2"),
  );
  assertEquals([message!.includes("runs_per_gpu: 2"), message!.endsWith(": GPU 2"), more], [true, true, []]);
  assertEquals(
    checkDevices(devices(1, "exclusive_process"), settings("gpus_per_run: 2", "runs_per_gpu: 2")).length,
    2,
    "each task by itself",
  );
});
