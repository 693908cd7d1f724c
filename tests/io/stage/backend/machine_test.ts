import { join } from "@std/path";
import type { Backend } from "../../../../io/stage/backend/backend.ts";
import { createCpuBackend, createGpuBackend } from "../../../../io/stage/backend/machine.ts";
import { devicesOf, type GpuSnapshot } from "../../../../lib/gpu/device.ts";
import { testBackend } from "./contract.ts";

testBackend("CPUs", createCpuBackend);

const SNAPSHOT: GpuSnapshot = {
  cards: ["GPU-1", "GPU-2"].map((uuid, index) => ({
    index,
    uuid,
    busId: undefined,
    name: "A100",
    memoryTotal: undefined,
    memoryFree: undefined,
    utilization: undefined,
    computeMode: "default" as const,
    mig: false,
  })),
  instances: [],
  lost: [],
  processes: [],
};

testBackend("GPUs", (root): Backend => {
  const gpus = createGpuBackend({ devices: devicesOf(SNAPSHOT), snapshot: SNAPSHOT, time: 0 });
  return { ...gpus, open: (session, stage) => withLeasesIn(join(root, "leases"), () => gpus.open(session, stage)) };
});

// The directory is only read when leases are opened.
function withLeasesIn<T>(dir: string, open: () => T): T {
  const before = Deno.env.get("GRID_WORKERS_LEASE_DIR");
  Deno.env.set("GRID_WORKERS_LEASE_DIR", dir);
  try {
    return open();
  } finally {
    if (before === undefined) Deno.env.delete("GRID_WORKERS_LEASE_DIR");
    else Deno.env.set("GRID_WORKERS_LEASE_DIR", before);
  }
}
