import { assertEquals } from "@std/assert";
import { capacityWithin, cpuQuota, memoryLimit } from "../../../../lib/schedule/slots.ts";

function files(membership: string, contents: Record<string, string>) {
  return { membership, read: (path: string) => contents[path] };
}

Deno.test("cgroup v2: the smallest quota between the cgroup and the root applies", () => {
  const cgroup = files("0::/user.slice/job\n", {
    "/user.slice/job/cpu.max": "max 100000\n",
    "/user.slice/cpu.max": "150000 100000\n",
    "/user.slice/job/memory.max": "1073741824\n",
    "/user.slice/memory.max": "max\n",
  });
  assertEquals(cpuQuota(cgroup), 1.5);
  assertEquals(memoryLimit(cgroup), 2 ** 30);
});

Deno.test("cgroup v1: quota and period are read from files of the cpu controller", () => {
  const cgroup = files("5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n", {
    "/cpu/docker/abc/cpu.cfs_quota_us": "400000\n",
    "/cpu/docker/abc/cpu.cfs_period_us": "100000\n",
    "/cpu/cpu.cfs_quota_us": "-1\n",
    "/cpu/cpu.cfs_period_us": "100000\n",
    "/memory/docker/abc/memory.limit_in_bytes": "9223372036854771712\n",
    "/memory/memory.limit_in_bytes": "2147483648\n",
  });
  assertEquals(cpuQuota(cgroup), 4);
  assertEquals(memoryLimit(cgroup), 2 ** 31);
});

Deno.test("in a container, the files at the root of the mount apply", () => {
  assertEquals(cpuQuota(files("0::/../..\n", { "/cpu.max": "200000 100000" })), 2);
});

Deno.test("there is no limit without cgroups, without limits and with invalid files", () => {
  assertEquals(cpuQuota(files("", {})), undefined);
  assertEquals(cpuQuota({ membership: undefined, read: () => undefined }), undefined);
  assertEquals(cpuQuota(files("0::/\n", { "/cpu.max": "garbage" })), undefined);
  assertEquals(memoryLimit(files("0::/\n", { "/memory.max": "" })), undefined);
});

Deno.test("capacityWithin() takes the CPUs of the affinity or of the quota rounded down, at least one", () => {
  const machine = { affinity: 8, cpuQuota: 2.7, memory: 100, memoryLimit: 60 };
  assertEquals(capacityWithin(machine), { cpus: 2, memory: 60 });
  assertEquals(capacityWithin({ ...machine, cpuQuota: 0.5, memoryLimit: undefined }), { cpus: 1, memory: 100 });
  assertEquals(capacityWithin({ ...machine, cpuQuota: undefined }).cpus, 8);
});
