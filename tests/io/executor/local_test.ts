import { join } from "@std/path";
import { createLocalExecutor } from "../../../io/executor/local.ts";
import { openLeases } from "../../../io/gpu/leases.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { GRACE_MS, keyOfTest, testExecutor } from "./contract.ts";

const here = readHostIdentity();

testExecutor(
  "this machine",
  (root) => ({ executor: createLocalExecutor({ root, gridKey: keyOfTest(root), here, grace: GRACE_MS }) }),
);

testExecutor("this machine's GPUs", (root) => {
  const before = Deno.env.get("GRID_WORKERS_LEASE_DIR");
  Deno.env.set("GRID_WORKERS_LEASE_DIR", join(root, "leases"));
  try {
    const leases = openLeases(root, ["GPU-1"], here);
    return {
      executor: createLocalExecutor({ root, gridKey: keyOfTest(root), here, grace: GRACE_MS, leases }),
      given: { devices: { uuids: ["GPU-1"], shared: true } },
    };
  } finally {
    if (before === undefined) Deno.env.delete("GRID_WORKERS_LEASE_DIR");
    else Deno.env.set("GRID_WORKERS_LEASE_DIR", before);
  }
});
