import { assertEquals } from "@std/assert";
import {
  type Card,
  type ComputeProcess,
  type DeviceNeeds,
  devicesOf,
  type GpuSnapshot,
  type LostCard,
} from "../../../lib/gpu/device.ts";
import {
  assessDevices,
  describeBlocked,
  findObstacle,
  type GpuKnowledge,
  isShortOfDevices,
  type Obstacle,
} from "../../../lib/gpu/eligibility.ts";

const WHOLE: DeviceNeeds = { count: 1, runsPerGpu: 1, memoryFree: undefined };
const SHARED: DeviceNeeds = { count: 1, runsPerGpu: 2, memoryFree: 100 };

function card(index: number, memoryFree: number | undefined = 1_000): Card {
  return {
    uuid: `GPU-${index}`,
    index,
    name: "Tesla T4",
    busId: undefined,
    memoryTotal: 1_000,
    memoryFree,
    utilization: 0,
    computeMode: "default",
    mig: false,
  };
}

function snapshot(
  cards: readonly Card[],
  processes: readonly ComputeProcess[] = [],
  lost: readonly LostCard[] = [],
): GpuSnapshot {
  return { cards, instances: [], processes, lost };
}

const on = (uuid: string, pid: number | undefined): ComputeProcess => ({ uuid, pid, name: "python3", memory: 1 });

/** The obstacle to GPU 0, on a machine where pids below 100 are running, and those below 10 belong to this grid. */
function obstacle(
  known: Partial<GpuKnowledge>,
  { needs = WHOLE, joined = false }: { needs?: DeviceNeeds; joined?: boolean } = {},
): Obstacle | undefined {
  const whole = knowledge(known);
  return findObstacle({ uuid: "GPU-0", joined }, devicesOf(whole.snapshot), needs, whole);
}

function knowledge(known: Partial<GpuKnowledge>): GpuKnowledge {
  return {
    snapshot: snapshot([card(0)]),
    failure: undefined,
    knowsPids: true,
    isLeaseFree: () => true,
    lockedGateOf: () => undefined,
    isContended: () => false,
    holderOf: () => undefined,
    isAlive: (pid) => pid < 100,
    isOurs: (pid) => pid < 10,
    ...known,
  };
}

Deno.test("a device whose gate is locked by another process cannot be shared, but used alone", () => {
  const known = { lockedGateOf: () => "/leases/GPU-0.gate" };
  const gated: Obstacle = { kind: "gated", gate: "/leases/GPU-0.gate" };
  assertEquals(obstacle(known, { needs: SHARED }), gated);
  assertEquals(obstacle(known, { needs: SHARED, joined: true }), gated);
  assertEquals(obstacle(known), undefined);
});

Deno.test("describeBlocked() names a locked gate and how to find the process, and a contended device", () => {
  const [device] = devicesOf(snapshot([card(0)]));
  const blocked = (obstacle: Obstacle) => describeBlocked({ device: device!, obstacle });
  assertEquals(
    blocked({ kind: "gated", gate: "/leases/GPU-0.gate" }),
    "GPU 0 (Tesla T4) cannot be shared: another process keeps /leases/GPU-0.gate locked (fuser /leases/GPU-0.gate shows which)",
  );
  assertEquals(
    blocked({ kind: "contended" }),
    "GPU 0 (Tesla T4) was taken by others several times, right before a run could start",
  );
});

Deno.test("a device that others leased first several times is skipped for a while", () => {
  assertEquals(obstacle({ isContended: () => true }), { kind: "contended" });
  assertEquals(obstacle({ isContended: () => true, isLeaseFree: () => false })?.kind, "leased");
});

Deno.test("a device without a lease and without processes is free", () => {
  assertEquals(obstacle({}), undefined);
});

Deno.test("no device is free while nvidia-smi does not answer", () => {
  assertEquals(obstacle({ failure: "timed out" }), { kind: "unknown", reason: "timed out" });
});

Deno.test("an unlisted device is lost: the reason is its own, another lost card's, or unknown", () => {
  const lost = (uuid: string | undefined, reason: string): LostCard => ({ uuid, busId: undefined, reason });
  const reasonOf = (cards: readonly LostCard[]) => obstacle({ snapshot: snapshot([card(1)], [], cards) });
  assertEquals(reasonOf([lost("GPU-9", "a"), lost("GPU-0", "b")]), { kind: "lost", reason: "b" });
  assertEquals(reasonOf([lost(undefined, "a")]), { kind: "lost", reason: "a" });
  assertEquals(reasonOf([]), { kind: "lost", reason: "no longer listed by nvidia-smi" });
});

Deno.test("a lease blocks a device, except for runs of the grid that holds it", () => {
  const holder = { pid: 7, user: "alice", grid: "/g", run: "a/train.1" };
  const leased = { isLeaseFree: () => false, holderOf: () => holder };
  assertEquals(obstacle(leased), { kind: "leased", holder });
  assertEquals(obstacle(leased, { joined: true }), undefined);
});

Deno.test("the lease is checked before processes, and the holder is looked up only if it is taken", () => {
  const processes = snapshot([card(0)], [on("GPU-0", 50)]);
  assertEquals(obstacle({ snapshot: processes, isLeaseFree: () => false })?.kind, "leased");
  const never = () => {
    throw new Error("asked");
  };
  assertEquals(obstacle({ holderOf: never }), undefined);
});

Deno.test("with gpu_memory_free only free memory counts, and unknown free memory is enough", () => {
  const busy = (free: number | undefined) => ({ snapshot: snapshot([card(0, free)], [on("GPU-0", 50)]) });
  assertEquals(obstacle(busy(99), { needs: SHARED }), { kind: "memory", free: 99, needed: 100 });
  assertEquals(obstacle(busy(100), { needs: SHARED }), undefined);
  const unknown = { snapshot: snapshot([{ ...card(0), memoryFree: undefined }]) };
  assertEquals(obstacle(unknown, { needs: SHARED }), undefined);
});

Deno.test("a foreign process blocks a device; an ended one, or our own on a shared device, does not", () => {
  const used = (pid: number | undefined) => ({ snapshot: snapshot([card(0)], [on("GPU-0", pid)]) });
  assertEquals(obstacle(used(50)), { kind: "foreign", process: on("GPU-0", 50) });
  assertEquals(obstacle(used(500)), undefined);
  assertEquals(obstacle(used(5), { joined: true }), undefined);
  assertEquals(obstacle(used(50), { joined: true })?.kind, "foreign");
  // A run of this grid without a lease on the device blocks it like any other process.
  assertEquals(obstacle(used(5))?.kind, "foreign");
});

Deno.test("a process without a usable pid counts as ours where our runs are, and as foreign elsewhere", () => {
  for (
    const known of [
      { snapshot: snapshot([card(0)], [on("GPU-0", undefined)]) },
      { snapshot: snapshot([card(0)], [on("GPU-0", 500)]), knowsPids: false },
    ]
  ) {
    assertEquals(obstacle(known)?.kind, "foreign");
    assertEquals(obstacle(known, { joined: true }), undefined);
  }
});

Deno.test("candidates are split into free and blocked ones, in order", () => {
  const known = knowledge({ snapshot: snapshot([card(0), card(1), card(2)], [on("GPU-1", 50)]) });
  const devices = devicesOf(known.snapshot);
  const candidates = [2, 1, 0, 9].map((index) => ({ uuid: `GPU-${index}`, joined: false }));
  const { free, blocked } = assessDevices({ needs: WHOLE, candidates }, devices, known);
  assertEquals(free, ["GPU-2", "GPU-0"]);
  // Devices that the grid may not use are not described.
  assertEquals(blocked.map(({ device, obstacle }) => [device.uuid, obstacle.kind]), [["GPU-1", "foreign"]]);
});

Deno.test("a run is short of devices if lost ones leave too few; leased ones do not count as lost", () => {
  const [device] = devicesOf(snapshot([card(0)])) as [ReturnType<typeof devicesOf>[number]];
  const lost = { device, obstacle: { kind: "lost", reason: "" } } as const;
  const unknown = { device, obstacle: { kind: "unknown", reason: "" } } as const;
  const leased = { device, obstacle: { kind: "leased", holder: undefined } } as const;
  assertEquals(isShortOfDevices(3, [lost, leased], { ...WHOLE, count: 2 }), false);
  assertEquals(isShortOfDevices(3, [lost, unknown], { ...WHOLE, count: 2 }), true);
  assertEquals(isShortOfDevices(3, [leased, leased, leased], { ...WHOLE, count: 3 }), false);
});
