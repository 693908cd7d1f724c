import { assert, assertEquals } from "@std/assert";
import { createDeviceFinder, type DeviceFinder, type FinderInput } from "../../../io/gpu/find_devices.ts";
import { openLeases } from "../../../io/gpu/leases.ts";
import { discoverGpus } from "../../../io/gpu/query.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { devicesOf } from "../../../lib/gpu/device.ts";
import type { DeviceNeeds } from "../../../lib/gpu/device_needs.ts";
import { FakeGpus } from "../../fake_gpus.ts";
import { until } from "../../project.ts";

const NEEDS: DeviceNeeds = { count: 1, runsPerGpu: 1, memoryFree: undefined };

/** What a finder tells, in words. */
interface Told {
  readonly finder: DeviceFinder;
  readonly events: string[];
  /** Looks for devices among all, on some of which runs of this grid are. */
  look(needs?: Partial<DeviceNeeds>, joined?: readonly string[]): void;
  /** Waits until something was told that begins so. */
  heard(start: string): Promise<void>;
}

// A finder asks nvidia-smi, and leases are found, by this process's own environment. A look may still be on its way in the end.
function testFinder(
  name: string,
  cards: ConstructorParameters<typeof FakeGpus>[0],
  test: (gpus: FakeGpus, create: (input?: Partial<FinderInput>) => Promise<Told>) => Promise<void>,
): void {
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn: run });
  async function run() {
    using gpus = new FakeGpus(cards);
    const dir = Deno.makeTempDirSync();
    const before = Deno.env.toObject();
    const finders: DeviceFinder[] = [];
    try {
      for (const [key, value] of Object.entries(gpus.env)) Deno.env.set(key, value);
      Deno.env.set("GRID_WORKERS_LEASE_DIR", `${dir}/leases`);
      await test(gpus, async (input) => {
        const told = await createTold(dir, input);
        finders.push(told.finder);
        return told;
      });
    } finally {
      for (const finder of finders) finder.look(undefined);
      for (const key of [...Object.keys(gpus.env), "GRID_WORKERS_LEASE_DIR"]) {
        if (before[key] === undefined) Deno.env.delete(key);
        else Deno.env.set(key, before[key]);
      }
      Deno.removeSync(dir, { recursive: true });
    }
  }
}

async function createTold(root: string, input: Partial<FinderInput> = {}): Promise<Told> {
  const snapshot = await discoverGpus();
  const devices = devicesOf(snapshot);
  const events: string[] = [];
  const short = (uuid: string) => uuid.slice(4, 5);
  const finder = createDeviceFinder({
    devices,
    snapshot,
    // So long ago that the next look is due.
    time: 0,
    leases: openLeases(root, devices.map(({ uuid }) => uuid), readHostIdentity()),
    isOurs: () => false,
    knowsPids: true,
    found: (free) => events.push(`found ${free.map(short).join(" ")}`),
    waiting: (blocked) =>
      events.push(
        `waiting ${blocked.map(({ device, obstacle }) => short(device.uuid) + " " + obstacle.kind).join(", ")}`,
      ),
    hopeless: () => events.push("hopeless"),
    failed: (error) => events.push(`failed ${error}`),
    patience: 60_000,
    ...input,
  });
  return {
    finder,
    events,
    look(needs = {}, joined = []) {
      const candidates = devices.map(({ uuid }) => ({ uuid, joined: joined.includes(uuid) }));
      finder.look({ needs: { ...NEEDS, ...needs }, candidates });
    },
    heard: (start) => until(`"${start}" is told`, () => events.some((event) => event.startsWith(start))),
  };
}

testFinder(
  "what is known of memory tells nothing of processes: both are looked at when they are needed",
  1,
  async (gpus, create) => {
    const told = await create();
    const [uuid] = gpus.uuids as [string];
    gpus.compute({ uuid, pid: Deno.pid, name: "python3", memory: 1 });
    told.look({ memoryFree: 1024 });
    await told.heard("found 0");
    told.look();
    await told.heard("waiting 0 foreign");
    assertEquals(told.events, ["found 0", "waiting 0 foreign"]);
    gpus.change(uuid, { memoryFree: 0 });
    told.look({ memoryFree: 1024 });
    await told.heard("waiting 0 memory");
  },
);

testFinder(
  "a process that has gone, and one of our own on a device that our runs share, keep nobody from it",
  2,
  async (gpus, create) => {
    const [first, second] = gpus.uuids as [string, string];
    const told = await create({ isOurs: (pid) => pid === Deno.pid });
    gpus.compute(
      { uuid: first, pid: Deno.pid, name: "python3", memory: 1 },
      { uuid: second, pid: 2 ** 22 + 1, name: "python3", memory: 1 },
    );
    told.look({ count: 2, runsPerGpu: 2 }, [first]);
    await told.heard("found 0 1");
    const hidden = await create({ knowsPids: false });
    hidden.look({ count: 2, runsPerGpu: 2 }, [first]);
    await hidden.heard("waiting 1 foreign");
  },
);

for (const how of ["goes on", "gives up"] as const) {
  testFinder(
    `a card that is lost, of which the driver ${how}, is not found, and the others are`,
    3,
    async (gpus, create) => {
      const told = await create();
      gpus.lose(gpus.uuids[1]!, how);
      told.look();
      await told.heard("found 0 2");
    },
  );
}

testFinder("after a failure nvidia-smi is asked again before a device is trusted", 2, async (gpus, create) => {
  const told = await create();
  told.look();
  await told.heard("found 0 1");
  gpus.lose(gpus.uuids[0]!);
  told.finder.distrust();
  told.look();
  await told.heard("found 1");
  assertEquals(told.events, ["found 0 1", "found 1"]);
  const times = gpus.calls().map(({ time }) => time).slice(2);
  assert(times[1]! - times[0]! >= 500, "once a second at most");
});

testFinder("when no card is left, or fewer than a run needs, it is hopeless after a while", 3, async (gpus, create) => {
  const told = await create({ patience: 1_500 });
  gpus.lose(gpus.uuids[0]!);
  gpus.lose(gpus.uuids[1]!);
  told.look({ count: 2 });
  await told.heard("waiting 0 lost, 1 lost");
  await told.heard("hopeless");
  const patient = await create();
  patient.look({ count: 2 });
  patient.look();
  await patient.heard("found 2");
  assert(!patient.events.includes("hopeless"));
});

testFinder(
  "an nvidia-smi that fails is asked again, and devices are found when it answers",
  2,
  async (gpus, create) => {
    const told = await create();
    gpus.say("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", 9);
    told.look();
    await told.heard("waiting 0 unknown, 1 unknown");
    gpus.unset("says");
    await told.heard("found 0 1");
  },
);

testFinder("what nobody waits for is not asked for", 1, async (gpus, create) => {
  const told = await create();
  const before = gpus.calls().length;
  told.finder.look(undefined);
  told.look({ count: 2 });
  told.finder.distrust();
  await discoverGpus();
  assertEquals(gpus.calls().length, before + 2, "nobody else has asked");
  assertEquals(told.events, []);
});

testFinder("leases that somebody removes come back, the gate too", 1, async (gpus, create) => {
  const told = await create();
  const dir = Deno.env.get("GRID_WORKERS_LEASE_DIR")!;
  const [uuid] = gpus.uuids as [string];
  for (const name of [uuid, `${uuid}.gate`]) Deno.removeSync(`${dir}/${name}`);
  told.look({ runsPerGpu: 2 }, [uuid]);
  await told.heard("found 0");
  for (const name of [uuid, `${uuid}.gate`]) assert(Deno.lstatSync(`${dir}/${name}`).isFile);
});

testFinder("a device whose gate another keeps locked is not found until it is unlocked", 2, async (gpus, create) => {
  const told = await create();
  const dir = Deno.env.get("GRID_WORKERS_LEASE_DIR")!;
  using gate = Deno.openSync(`${dir}/${gpus.uuids[0]}.gate`);
  gate.lockSync(true);
  told.look({ count: 2, runsPerGpu: 2 });
  await told.heard("waiting 0 gated");
  gate.unlockSync();
  await told.heard("found 0 1");
});

testFinder("a device that others take before each run is tried again after a pause", 1, async (gpus, create) => {
  const told = await create();
  told.look();
  await told.heard("found 0");
  // Once may be chance.
  told.finder.noteLoss(gpus.uuids);
  told.look();
  await until("it is found again", () => told.events.filter((event) => event === "found 0").length === 2);
  told.finder.noteLoss(gpus.uuids);
  told.look();
  await told.heard("waiting 0 contended");
  await until("it is found again", () => told.events.filter((event) => event === "found 0").length === 3);
  told.finder.noteUse(gpus.uuids);
  told.finder.noteLoss(gpus.uuids);
  told.look();
  await until("it is found again", () => told.events.filter((event) => event === "found 0").length === 4);
  assertEquals(told.events.filter((event) => event.startsWith("waiting 0")).length, 1);
});
