import { assert, assertEquals } from "@std/assert";
import { createSnapshotState, QUERY_INTERVAL_MS, refreshSnapshot } from "../../../io/gpu/find_devices.ts";

const NOTHING = { cards: [], lost: [], instances: [], processes: [] };

Deno.test("a look at the GPUs is old after a second, also when the machine's clock was set back by a day", async () => {
  const [path, now] = [Deno.env.get("PATH")!, Date.now];
  Deno.env.set("PATH", "/nowhere");
  try {
    Date.now = () => now() - 86_400_000;
    const time = performance.timeOrigin + performance.now();
    const signal = new AbortController().signal;
    const fresh = createSnapshotState(NOTHING, time + QUERY_INTERVAL_MS);
    await refreshSnapshot(fresh, "processes", signal);
    assertEquals(fresh.failure, undefined, "it was not asked again");
    const old = createSnapshotState(NOTHING, time - QUERY_INTERVAL_MS);
    await refreshSnapshot(old, "processes", signal);
    assert(old.failure !== undefined, "it was asked, and there is no nvidia-smi");
  } finally {
    Date.now = now;
    Deno.env.set("PATH", path);
  }
});
