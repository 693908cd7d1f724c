import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { discoverGpus, GpuError, updateSnapshot } from "../../../io/gpu/query.ts";
import { devicesOf, processesOn } from "../../../lib/gpu/device.ts";
import { FakeGpus } from "../../fake_gpus.ts";
import { isRunning, until } from "../../project.ts";

const GIBIBYTE = 2 ** 30;

// Queries find nvidia-smi through this process's environment.
async function withGpus(gpus: FakeGpus, test: (gpus: FakeGpus) => Promise<void>): Promise<void> {
  const before = Deno.env.get("PATH")!;
  using _ = gpus;
  try {
    for (const [name, value] of Object.entries(gpus.env)) Deno.env.set(name, value);
    await test(gpus);
  } finally {
    Deno.env.set("PATH", before);
    Deno.env.delete("FAKE_NVIDIA_SMI");
  }
}

function rejects(failure: string, asked: () => Promise<unknown>): Promise<string> {
  return assertRejects(asked, GpuError).then((error) => {
    assertEquals(error.failure, failure);
    return error.message;
  });
}

for (const count of [1, 2, 4, 8]) {
  Deno.test(`${count} cards and their processes are found with two invocations`, () =>
    withGpus(new FakeGpus(count), async (gpus) => {
      const [first] = gpus.uuids;
      gpus.compute({ uuid: first!, pid: 4711, name: "python3", memory: 1024 });
      const found = await discoverGpus();
      assertEquals(found.cards.map(({ uuid }) => uuid), gpus.uuids);
      assertEquals(found.cards[0]!.memoryTotal, 24 * GIBIBYTE);
      assertEquals(found.processes, [{ uuid: first!, pid: 4711, name: "python3", memory: GIBIBYTE }]);
      assertEquals(gpus.calls().length, 2);
    }));
}

Deno.test("an update takes one invocation and sees changes", () =>
  withGpus(new FakeGpus(2), async (gpus) => {
    const [first, second] = gpus.uuids as [string, string];
    const known = await discoverGpus();
    assertEquals(known.processes, []);
    gpus.compute({ uuid: second, pid: 4711, name: "python3", memory: 1024 });
    gpus.change(first, { memoryFree: 1024 });
    const processes = await updateSnapshot(known, "processes");
    assertEquals(gpus.calls().length, 3);
    assertEquals(processes.processes.map(({ uuid }) => uuid), [second]);
    const memory = await updateSnapshot(processes, "memory");
    assertEquals(gpus.calls().length, 4);
    assertEquals(memory.cards.map(({ memoryFree }) => memoryFree), [GIBIBYTE, 24252 * 2 ** 20]);
    assertEquals(memory.processes, processes.processes);
  }));

for (const how of ["goes on", "gives up"] as const) {
  for (const at of ["memory", "processes"] as const) {
    Deno.test(`a card is lost, and nvidia-smi ${how}: the others are still used after a query for ${at}`, () =>
      withGpus(new FakeGpus(4), async (gpus) => {
        const before = await discoverGpus();
        const [, second, third] = gpus.uuids as [string, string, string];
        gpus.lose(second, how);
        gpus.compute({ uuid: third, pid: 4711, name: "python3", memory: 1024 });
        const after = await updateSnapshot(before, at);
        assertEquals(after.cards.map(({ uuid }) => uuid), gpus.uuids.filter((uuid) => uuid !== second));
        assertEquals(after.cards.map(({ index }) => index), [0, 2, 3]);
        if (at === "processes") assertEquals(after.processes.map(({ uuid }) => uuid), [third]);
        assertEquals(after.lost.map(({ busId }) => busId), ["0000:11:00.0"]);
        const calls = gpus.calls().length;
        assertEquals(await updateSnapshot(after, "memory"), after);
        const again = await updateSnapshot(after, "processes");
        assertEquals(gpus.calls().length, calls + 2);
        assertEquals(again.processes.map(({ uuid }) => uuid), [third]);
        assertEquals(again.cards, after.cards);
        assertEquals(await discoverGpus(), again);
      }));
  }
}

Deno.test("instances of a card in MIG mode have memory and processes of their own", () =>
  withGpus(
    new FakeGpus([{ mig: ["one", "two"].map((name) => ({ uuid: `MIG-${name}`, profile: "3g.20gb" })) }, {}]),
    async (gpus) => {
      const [card, other] = gpus.uuids as [string, string];
      gpus.compute({ uuid: card, instance: 1, pid: 4711, name: "python3", memory: 1024 });
      const found = await discoverGpus();
      assertEquals(gpus.calls().length, 3);
      const devices = devicesOf(found);
      assertEquals(devices.map(({ uuid }) => uuid), ["MIG-one", "MIG-two", other]);
      assertEquals(devices.map(({ memoryFree }) => memoryFree! / 2 ** 20), [20_000, 20_000 - 1024, 24252]);
      assertEquals(devices.map((device) => processesOn(device, found.processes).length), [0, 1, 0]);
      gpus.compute({ uuid: card, instance: 0, pid: 4712, name: "python3", memory: 1024 });
      const again = await updateSnapshot(found, "processes");
      assertEquals(gpus.calls().length, 4);
      assertEquals(devicesOf(again).map((device) => processesOn(device, again.processes).length), [1, 0, 0]);
    },
  ));

Deno.test("if the XML cannot be parsed, a process on a card counts for all of its instances", () =>
  withGpus(new FakeGpus([{ mig: [{ uuid: "MIG-one", profile: "1g.5gb" }] }]), async (gpus) => {
    gpus.compute({ uuid: gpus.uuids[0]!, pid: 4711, name: "python3", memory: 1024 });
    gpus.set("log.xml", "<surprise/>");
    const found = await discoverGpus();
    assertEquals(devicesOf(found).map((device) => processesOn(device, found.processes).length), [1]);
  }));

Deno.test("a driver that predates MIG is queried without MIG fields", () =>
  withGpus(new FakeGpus(1), async (gpus) => {
    gpus.set("old");
    assertEquals((await discoverGpus()).cards.map(({ uuid, mig }) => [uuid, mig]), [[gpus.uuids[0]!, false]]);
  }));

Deno.test("a driver without devices is not an error", () =>
  withGpus(new FakeGpus(0), async () => {
    assertEquals(await discoverGpus(), { cards: [], instances: [], lost: [], processes: [] });
  }));

Deno.test("a missing nvidia-smi is reported", () =>
  withGpus(new FakeGpus(1), async () => {
    Deno.env.set("PATH", "/nonexistent");
    assertMatch(await rejects("absent", discoverGpus), /nvidia-smi.* not on PATH/);
  }));

Deno.test({
  name: "a hanging nvidia-smi times out, even if another process keeps its output open",
  // nvidia-smi is killed but not waited for, and may end after the test.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: () =>
    withGpus(new FakeGpus(1), async (gpus) => {
      gpus.set("hang");
      assertMatch(await rejects("hangs", () => discoverGpus(300)), /timed out after 0.3 s/);
      gpus.unset("hang");
      const known = await discoverGpus();
      gpus.set("hang");
      await rejects("hangs", () => updateSnapshot(known, "processes", 300));
    }),
});

for (
  const [what, script] of [
    ["prints without end", "while :; do echo 'GPU 0: nonsense, nonsense, nonsense, nonsense, nonsense'; done"],
    ["prints a line without end", "exec cat /dev/zero"],
    ["prints a long line on stderr", "head -c 3000000 /dev/zero | tr '\\0' , >&2; echo"],
  ]
) {
  Deno.test({
    name: `an nvidia-smi that ${what} is ended, and the error says so`,
    // It is killed and not waited for, and may end after the test.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const dir = Deno.makeTempDirSync();
      const path = Deno.env.get("PATH")!;
      try {
        Deno.writeTextFileSync(`${dir}/nvidia-smi`, `#!/bin/sh\necho $$ >${dir}/pid\n${script}\n`, { mode: 0o755 });
        Deno.env.set("PATH", `${dir}:${path}`);
        assertMatch(await rejects("fails", discoverGpus), /printed more than 4 MiB, or a line of more than 8 KiB/);
        const pid = Number(Deno.readTextFileSync(`${dir}/pid`));
        await until("it has ended", () => !isRunning(pid));
      } finally {
        Deno.env.set("PATH", path);
        Deno.removeSync(dir, { recursive: true });
      }
    },
  });
}

Deno.test("a slow nvidia-smi is waited for", () =>
  withGpus(new FakeGpus(1), async (gpus) => {
    gpus.set("slow", "0.2");
    assertEquals((await discoverGpus()).cards.length, 1);
  }));

const NO_DRIVER =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest " +
  "NVIDIA driver is installed and running.\n\n";

for (
  const [text, code, message] of [
    [NO_DRIVER, 9, /driver is not loaded: NVIDIA-SMI has failed/],
    [
      "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 535.183\n",
      18,
      /code 18.*mismatch/,
    ],
    ["Failed to initialize NVML: Unknown Error\n", 255, /exit code 255.*Unknown Error/],
    ["Failed to initialize NVML: Insufficient Permissions\n", 4, /permission denied.*Insufficient/],
    ["", 139, /exit code 139/],
  ] as const
) {
  Deno.test(`exit code ${code} of nvidia-smi is an error with a reason`, () =>
    withGpus(new FakeGpus(1), async (gpus) => {
      const known = await discoverGpus();
      gpus.say(text, code);
      // Without a driver there is no GPU; other failures may be temporary.
      const failure = code === 9 ? "absent" : "fails";
      assertMatch(await rejects(failure, discoverGpus), message);
      await rejects(failure, () => updateSnapshot(known, "memory"));
      await rejects(failure, () => updateSnapshot(known, "processes"));
    }));
}

Deno.test("unexpected output is an error that shows it", () =>
  withGpus(new FakeGpus(1), async (gpus) => {
    const known = await discoverGpus();
    gpus.say("\n\u001b[31mEs tut uns leid\n", 0);
    const message = await rejects("fails", discoverGpus);
    assertMatch(message, /unexpected output from nvidia-smi: Es tut uns leid$/);
    assert(!message.includes("\u001b"));
    await rejects("fails", () => updateSnapshot(known, "processes"));
  }));
