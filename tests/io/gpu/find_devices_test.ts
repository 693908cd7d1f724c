import { assert, assertEquals } from "@std/assert";
import { createDeviceFinder, type DeviceFinder, type FinderInput } from "../../../io/gpu/find_devices.ts";
import { openLeases } from "../../../io/gpu/leases.ts";
import { discoverGpus } from "../../../io/gpu/query.ts";
import { readHostIdentity } from "../../../io/system/place.ts";
import { type DeviceNeeds, devicesOf } from "../../../lib/gpu/device.ts";
import { FakeGpus } from "../../fake_gpus.ts";
import { until } from "../../project.ts";

const NEEDS: DeviceNeeds = { count: 1, runsPerGpu: 1, memoryFree: undefined };

/** A finder, and its events as text. */
interface Recorder {
  readonly finder: DeviceFinder;
  readonly events: string[];
  /** Searches among all devices; runs of this grid are already on the joined ones. */
  search(needs?: Partial<DeviceNeeds>, joined?: readonly string[]): void;
  /** Waits for an event that begins with this text. */
  waitFor(start: string): Promise<void>;
}

// nvidia-smi and the lease directory are found through this process's environment. A query may still be running at the end.
function testFinder(
  name: string,
  cards: ConstructorParameters<typeof FakeGpus>[0],
  test: (gpus: FakeGpus, create: (input?: Partial<FinderInput>) => Promise<Recorder>) => Promise<void>,
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
        const recorder = await createRecorder(dir, input);
        finders.push(recorder.finder);
        return recorder;
      });
    } finally {
      for (const finder of finders) finder.search(undefined);
      for (const key of [...Object.keys(gpus.env), "GRID_WORKERS_LEASE_DIR"]) {
        if (before[key] === undefined) Deno.env.delete(key);
        else Deno.env.set(key, before[key]);
      }
      Deno.removeSync(dir, { recursive: true });
    }
  }
}

async function createRecorder(root: string, input: Partial<FinderInput> = {}): Promise<Recorder> {
  const snapshot = await discoverGpus();
  const devices = devicesOf(snapshot);
  const events: string[] = [];
  const short = (uuid: string) => uuid.slice(4, 5);
  const finder = createDeviceFinder({
    devices,
    snapshot,
    // So long ago that a query is due.
    time: 0,
    leases: openLeases(root, devices.map(({ uuid }) => uuid), readHostIdentity()),
    isOurs: () => false,
    knowsPids: true,
    found: (free) => events.push(`found ${free.map(short).join(" ")}`),
    waiting: (blocked) =>
      events.push(
        `waiting ${blocked.map(({ device, obstacle }) => short(device.uuid) + " " + obstacle.kind).join(", ")}`,
      ),
    timedOut: () => events.push("timed out"),
    failed: (error) => events.push(`failed ${error}`),
    timeout: 60_000,
    ...input,
  });
  return {
    finder,
    events,
    search(needs = {}, joined = []) {
      const candidates = devices.map(({ uuid }) => ({ uuid, joined: joined.includes(uuid) }));
      finder.search({ needs: { ...NEEDS, ...needs }, candidates });
    },
    waitFor: (start) => until(`"${start}" is reported`, () => events.some((event) => event.startsWith(start))),
  };
}

testFinder(
  "memory and processes are each queried when a search needs them",
  1,
  async (gpus, create) => {
    const recorder = await create();
    const [uuid] = gpus.uuids as [string];
    gpus.compute({ uuid, pid: Deno.pid, name: "python3", memory: 1 });
    recorder.search({ memoryFree: 1024 });
    await recorder.waitFor("found 0");
    recorder.search();
    await recorder.waitFor("waiting 0 foreign");
    assertEquals(recorder.events, ["found 0", "waiting 0 foreign"]);
    gpus.change(uuid, { memoryFree: 0 });
    recorder.search({ memoryFree: 1024 });
    await recorder.waitFor("waiting 0 memory");
  },
);

testFinder(
  "an ended process, or our own on a shared device, does not block the device",
  2,
  async (gpus, create) => {
    const [first, second] = gpus.uuids as [string, string];
    const recorder = await create({ isOurs: (pid) => pid === Deno.pid });
    gpus.compute(
      { uuid: first, pid: Deno.pid, name: "python3", memory: 1 },
      { uuid: second, pid: 2 ** 22 + 1, name: "python3", memory: 1 },
    );
    recorder.search({ count: 2, runsPerGpu: 2 }, [first]);
    await recorder.waitFor("found 0 1");
    const hidden = await create({ knowsPids: false });
    hidden.search({ count: 2, runsPerGpu: 2 }, [first]);
    await hidden.waitFor("waiting 1 foreign");
  },
);

for (const how of ["goes on", "gives up"] as const) {
  testFinder(
    `a search skips a lost card when the driver ${how}`,
    3,
    async (gpus, create) => {
      const recorder = await create();
      gpus.lose(gpus.uuids[1]!, how);
      recorder.search();
      await recorder.waitFor("found 0 2");
    },
  );
}

testFinder("after invalidate() nvidia-smi is queried again before a device is used", 2, async (gpus, create) => {
  const recorder = await create();
  recorder.search();
  await recorder.waitFor("found 0 1");
  gpus.lose(gpus.uuids[0]!);
  recorder.finder.invalidate();
  recorder.search();
  await recorder.waitFor("found 1");
  assertEquals(recorder.events, ["found 0 1", "found 1"]);
  const times = gpus.calls().map(({ time }) => time).slice(2);
  assert(times[1]! - times[0]! >= 500, "once a second at most");
});

testFinder("a search times out when fewer cards work than a run needs", 3, async (gpus, create) => {
  const recorder = await create({ timeout: 1_500 });
  gpus.lose(gpus.uuids[0]!);
  gpus.lose(gpus.uuids[1]!);
  recorder.search({ count: 2 });
  await recorder.waitFor("waiting 0 lost, 1 lost");
  await recorder.waitFor("timed out");
  const patient = await create();
  patient.search({ count: 2 });
  patient.search();
  await patient.waitFor("found 2");
  assert(!patient.events.includes("timed out"));
});

testFinder(
  "a failing nvidia-smi is queried again until it answers",
  2,
  async (gpus, create) => {
    const recorder = await create();
    gpus.say("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n", 9);
    recorder.search();
    await recorder.waitFor("waiting 0 unknown, 1 unknown");
    gpus.unset("says");
    await recorder.waitFor("found 0 1");
  },
);

testFinder("nothing is queried without a search that can succeed", 1, async (gpus, create) => {
  const recorder = await create();
  const before = gpus.calls().length;
  recorder.finder.search(undefined);
  recorder.search({ count: 2 });
  recorder.finder.invalidate();
  await discoverGpus();
  assertEquals(gpus.calls().length, before + 2, "no other query");
  assertEquals(recorder.events, []);
});

testFinder("deleted lease files are created again, with their gates", 1, async (gpus, create) => {
  const recorder = await create();
  const dir = Deno.env.get("GRID_WORKERS_LEASE_DIR")!;
  const [uuid] = gpus.uuids as [string];
  for (const name of [uuid, `${uuid}.gate`]) Deno.removeSync(`${dir}/${name}`);
  recorder.search({ runsPerGpu: 2 }, [uuid]);
  await recorder.waitFor("found 0");
  for (const name of [uuid, `${uuid}.gate`]) assert(Deno.lstatSync(`${dir}/${name}`).isFile);
});

testFinder(
  "a device whose gate is locked by another process is not found until it is unlocked",
  2,
  async (gpus, create) => {
    const recorder = await create();
    const dir = Deno.env.get("GRID_WORKERS_LEASE_DIR")!;
    using gate = Deno.openSync(`${dir}/${gpus.uuids[0]}.gate`);
    gate.lockSync(true);
    recorder.search({ count: 2, runsPerGpu: 2 });
    await recorder.waitFor("waiting 0 gated");
    gate.unlockSync();
    await recorder.waitFor("found 0 1");
  },
);

testFinder("a device that others lease first again and again is tried again after a pause", 1, async (gpus, create) => {
  const recorder = await create();
  recorder.search();
  await recorder.waitFor("found 0");
  // One loss is not enough.
  recorder.finder.noteLoss(gpus.uuids);
  recorder.search();
  await until("it is found again", () => recorder.events.filter((event) => event === "found 0").length === 2);
  recorder.finder.noteLoss(gpus.uuids);
  recorder.search();
  await recorder.waitFor("waiting 0 contended");
  await until("it is found again", () => recorder.events.filter((event) => event === "found 0").length === 3);
  recorder.finder.noteUse(gpus.uuids);
  recorder.finder.noteLoss(gpus.uuids);
  recorder.search();
  await until("it is found again", () => recorder.events.filter((event) => event === "found 0").length === 4);
  assertEquals(recorder.events.filter((event) => event.startsWith("waiting 0")).length, 1);
});
