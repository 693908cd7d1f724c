import { assertEquals } from "@std/assert";
import type { DeviceNeeds } from "../../../lib/gpu/device.ts";
import { candidatesFor, isFitFor, pickDevices } from "../../../lib/schedule/start.ts";
import type { Running } from "../../../lib/schedule/state.ts";

const ALL = ["a", "b", "c"];

function needs(count: number, runsPerGpu = 1, memoryFree?: number): DeviceNeeds {
  return { count, runsPerGpu, memoryFree };
}

/** A run on devices that `runsPerGpu` runs may share. */
function run(devices: readonly string[], runsPerGpu = 1): Running {
  const policy = { needs: { cpus: 1, memory: 0 }, timeout: undefined, retries: 0 };
  const job = { experiment: 0, policy, attempt: 1, failures: 0, times: 1, losses: 0 };
  return { job, started: 0, needs: policy.needs, devices, runsPerGpu };
}

const candidates = (wanted: DeviceNeeds, ...running: Running[]) =>
  candidatesFor(wanted, ALL, running).map(({ uuid, joined }) => joined ? `${uuid}+` : uuid);

Deno.test("an exclusive job gets no device that has runs", () => {
  assertEquals(candidates(needs(1), run(["a"]), run(["b"], 2)), ["c"]);
  assertEquals(candidates(needs(1), run(ALL)), []);
});

Deno.test("a job that shares devices joins runs that share them, up to the limits of all", () => {
  assertEquals(candidates(needs(1, 3), run(["a"]), run(["b"], 2)), ["b+", "c"]);
  assertEquals(candidates(needs(1, 3), run(["b"], 2), run(["b"], 3)), ["a", "c"]);
  assertEquals(candidates(needs(1, 2), run(["b"], 3), run(["b"], 3)), ["a", "c"]);
});

Deno.test("pickDevices() picks the devices with the fewest runs, in sorted order", () => {
  assertEquals(pickDevices(needs(1, 3), ALL, [run(["a"], 3), run(["b"], 3)]), ["c"]);
  assertEquals(pickDevices(needs(2), ["c", "a", "b"], []), ["a", "c"]);
  assertEquals(pickDevices(needs(2, 2), ALL, [run(["a"], 2), run(["c"], 2), run(["c"], 2)]), ["a", "b"]);
});

Deno.test("pickDevices() picks all devices of a job or none", () => {
  assertEquals(pickDevices(needs(3), ALL, [run(["b"])]), undefined);
  assertEquals(pickDevices(needs(2), ["a"], []), undefined);
});

Deno.test("free devices that were looked up for other memory needs, or for sharing, do not fit", () => {
  assertEquals(isFitFor(needs(1), needs(3)), true);
  assertEquals(isFitFor(needs(1, 2), needs(1, 3)), true);
  assertEquals(isFitFor(needs(1, 1, 5), needs(1)), false);
  assertEquals(isFitFor(needs(1, 1, 5), needs(1, 1, 6)), false);
  assertEquals(isFitFor(needs(1, 2), needs(1)), false);
});
