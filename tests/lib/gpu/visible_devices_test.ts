import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { Card, GpuSnapshot, MigInstance } from "../../../lib/gpu/device.ts";
import { visibleDevices } from "../../../lib/gpu/visible_devices.ts";
import { formatProblem } from "../../../lib/messages/problem.ts";

function card(index: number, change: Partial<Card> = {}): Card {
  return {
    uuid: `GPU-${index}${index}aa-bb`,
    index,
    name: "NVIDIA A100",
    busId: `0000:0${index}:00.0`,
    memoryTotal: 2 ** 35,
    memoryFree: 2 ** 35,
    utilization: 0,
    computeMode: "default",
    mig: false,
    ...change,
  };
}

function instance(parent: string, number: number): MigInstance {
  return {
    uuid: `MIG-${number}${number}cc-dd`,
    parent,
    number,
    profile: "1g.5gb",
    ids: { gpu: number + 7, compute: 0 },
    memoryTotal: 2 ** 32,
    memoryFree: 2 ** 32,
  };
}

function machine(cards: readonly Card[], instances: readonly MigInstance[] = []): GpuSnapshot {
  return { cards, instances, lost: [], processes: [] };
}

const FOUR = machine([0, 1, 2, 3].map((index) => card(index)));
const MIXED = machine([card(0, { name: "NVIDIA T4" }), card(1), card(2)]);
const MIG = machine(
  [card(0, { mig: true }), card(1)],
  [instance("GPU-00aa-bb", 0), instance("GPU-00aa-bb", 1)],
);

// Positions of visible devices, and messages.
function see(snapshot: GpuSnapshot, value?: string, order?: string): [string, string] {
  const { devices, problems } = visibleDevices(snapshot, { CUDA_VISIBLE_DEVICES: value, CUDA_DEVICE_ORDER: order });
  assertEquals(devices.length === 0, problems.some(({ severity }) => severity === "error"));
  return [devices.map(({ position }) => position).join(" "), problems.map(formatProblem).join("\n")];
}

Deno.test("without CUDA_VISIBLE_DEVICES all GPUs are visible", () => {
  assertEquals(see(FOUR), ["0 1 2 3", ""]);
  assertEquals(see(MIXED), ["0 1 2", ""]);
});

for (
  const [value, visible] of [
    ["2,1", "2 1"],
    [" 3 , 0 ", "3 0"],
    ["0,2,-1,1", "0 2"],
    ["1,", "1"],
    ["1gpu,+2", "1 2"],
    ["GPU-11aa-bb", "1"],
    ["GPU-3,GPU-1", "3 1"],
    ["GPU-2,0", "2 0"],
  ] as const
) {
  Deno.test(`CUDA_VISIBLE_DEVICES=${value} leaves ${visible} visible`, () =>
    assertEquals(see(FOUR, value), [visible, ""]));
}

for (
  const [value, visible, message] of [
    ["0,7,1", "0", /^CUDA_VISIBLE_DEVICES: warning: "7" matches no GPU \(indices are 0 to 3\): CUDA ignores it and/],
    ["0,GPU-9,1", "0", /"GPU-9" matches no GPU/],
    ["0,GPU-,1", "0", /"GPU-" matches 4 GPUs/],
    ["0,x,1", "0", /"x" is neither an index nor a UUID/],
    ["", "", /^CUDA_VISIBLE_DEVICES: "" hides all GPUs$/],
    ["-1", "", /"-1" hides all GPUs$/],
    ["-1,0", "", /"-1,0" hides all GPUs$/],
    ["NoDevFiles", "", /"NoDevFiles" hides all GPUs: "NoDevFiles" is neither/],
    ["1,0,1", "", /lists GPU 1 \(NVIDIA A100\) twice/],
    ["1,GPU-11", "", /lists GPU 1 \(NVIDIA A100\) twice/],
  ] as const
) {
  Deno.test(`CUDA_VISIBLE_DEVICES=${value} leaves "${visible}" visible and reports why`, () => {
    const [devices, problems] = see(FOUR, value);
    assertEquals(devices, visible);
    assertMatch(problems, message);
  });
}

Deno.test("if cards differ, indices are accepted only with CUDA_DEVICE_ORDER=PCI_BUS_ID", () => {
  const [devices, problems] = see(MIXED, "1");
  assertEquals(devices, "");
  assertMatch(
    problems,
    /ambiguous indices in "1".*\(NVIDIA T4, NVIDIA A100\).*CUDA_DEVICE_ORDER=PCI_BUS_ID.*UUID/,
  );
  assertMatch(see(MIXED, "1", "FASTEST_FIRST")[1], /ambiguous indices/);
  assertEquals(see(MIXED, "1", "PCI_BUS_ID"), ["1", ""]);
  // A list of all indices is not ambiguous.
  assertEquals(see(MIXED, "2,1,0"), ["2 1 0", ""]);
  assertEquals(see(MIXED, "GPU-11"), ["1", ""]);
});

Deno.test("a card in MIG mode is replaced by its instances", () => {
  assertEquals(see(MIG), ["0:0 0:1 1", ""]);
  assertEquals(see(MIG, "MIG-11cc-dd"), ["0:1", ""]);
  assertEquals(see(MIG, "MIG-GPU-00aa-bb/8/0,1"), ["0:1 1", ""]);
  assertEquals(see(MIG, "0"), ["0:0 0:1", ""]);
  assertEquals(see(MIG, "GPU-00,1"), ["0:0 0:1 1", ""]);
  assertMatch(see(MIG, "MIG-11,0")[1], /twice/);
});

Deno.test("a card in MIG mode without instances cannot be used", () => {
  const bare = machine([card(0, { mig: true }), card(1)]);
  const [devices, problems] = see(bare);
  assertEquals(devices, "1");
  assertMatch(problems, /^nvidia-smi: warning: GPU 0 \(NVIDIA A100\) skipped: in MIG mode without instances$/);
  assertMatch(see(bare, "0")[1], /no usable GPU found/);
});

Deno.test("a card whose compute mode is Prohibited is skipped and keeps its index", () => {
  const [devices, problems] = see(machine([card(0, { computeMode: "prohibited" }), card(1)]));
  assertEquals(devices, "1");
  assertMatch(problems, /warning: GPU 0 \(NVIDIA A100\) skipped: its compute mode is Prohibited/);
  assertMatch(see(machine([card(0, { computeMode: "prohibited" })]))[1], /no usable GPU found/);
});

Deno.test("lost cards are warnings, and a machine without cards is an error", () => {
  const lost = [{ uuid: undefined, busId: "0000:09:00.0", reason: "GPU is lost" }];
  assertEquals(see({ ...FOUR, lost }), [
    "0 1 2 3",
    "nvidia-smi: warning: GPU 0000:09:00.0 is unavailable: GPU is lost",
  ]);
  assertMatch(see(machine([]))[1], /no GPU found/);
});

Deno.test("for any value, visible devices exist and are listed once, or there is an error", () => {
  const entry = fc.oneof(
    fc.string(),
    fc.constantFrom("0", "1", "2", "3", "-1", "", "GPU-", "GPU-0", "MIG-11", "GPU-00aa-bb", "MIG-GPU-00aa-bb/7/0", "9"),
  );
  fc.assert(fc.property(
    fc.array(entry, { maxLength: 6 }),
    fc.constantFrom(FOUR, MIXED, MIG),
    fc.constantFrom(undefined, "PCI_BUS_ID", "?"),
    (entries, snapshot, order) => {
      const [devices] = see(snapshot, entries.join(","), order);
      const positions = devices.split(" ").filter((position) => position !== "");
      assertEquals(new Set(positions).size, positions.length);
      assert(positions.every((position) => see(snapshot)[0].split(" ").includes(position)));
    },
  ));
});

Deno.test("cards of one name with different memory are different cards", () => {
  const [visible, messages] = see(machine([card(0), card(1, { memoryTotal: 2 ** 36 })]), "1");
  assertEquals(visible, "");
  assertMatch(messages, /ambiguous indices/);
});

Deno.test("the beginning of the UUIDs of two MIG instances selects none", () => {
  const [visible, messages] = see(MIG, "MIG-");
  assertEquals(visible, "");
  assertMatch(messages, /"MIG-" matches 2 GPUs/);
});
