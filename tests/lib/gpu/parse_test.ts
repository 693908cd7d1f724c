import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Card } from "../../../lib/gpu/device.ts";
import {
  CARD_FIELDS,
  explainFailure,
  parseCards,
  parseList,
  parseLog,
  parseLost,
  parseProcesses,
  PROCESS_FIELDS,
} from "../../../lib/gpu/nvidia_smi_output.ts";

const MEBIBYTE = 2 ** 20;

function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(`../../fixtures/gpu/${name}`, import.meta.url));
}

function cardsIn(name: string): { cards: Card[]; lost: unknown[] } {
  return parseCards(fixture(name), CARD_FIELDS);
}

Deno.test("cards: memory in bytes, utilization as a fraction, and modes", () => {
  const { cards, lost } = cardsIn("470-two.csv");
  assertEquals(lost, []);
  assertEquals(cards[1], {
    uuid: "GPU-b2d84e57-91c3-4f06-a8de-7735ff20c619",
    index: 1,
    name: "NVIDIA GeForce RTX 2080 Ti",
    busId: "0000:1B:00.0",
    memoryTotal: 11019 * MEBIBYTE,
    memoryFree: 3127 * MEBIBYTE,
    utilization: 0.98,
    computeMode: "exclusive_process",
    mig: false,
  });
});

Deno.test("cards: names with commas, empty lines, unsupported values", () => {
  const { cards } = cardsIn("550-four.csv");
  assertEquals(cards.map(({ index }) => index), [0, 1, 2, 3]);
  assertEquals(cards.map(({ computeMode }) => computeMode), ["default", "default", "prohibited", "default"]);
  assertEquals([cards[3]!.name, cards[3]!.memoryTotal], ["Acme, Inc. GPU, 16 GB", 16384 * MEBIBYTE]);
  assertEquals(cards[3]!.utilization, undefined);
});

Deno.test("cards: a card that shares memory with the CPU reports none and can be used", () => {
  const { cards, lost } = cardsIn("580-shared-memory.csv");
  assertEquals([cards.length, lost.length, cards[0]!.memoryTotal, cards[0]!.memoryFree], [1, 0, undefined, undefined]);
  assertEquals(cards[0]!.busId, "000F:01:00.0");
});

Deno.test("cards: lost ones are recognized by a row, a message, or their absence", () => {
  const { cards, lost } = cardsIn("535-lost.csv");
  assertEquals(cards.map(({ index }) => index), [0, 2]);
  assertEquals(lost, [
    { uuid: undefined, busId: "0000:41:00.0", reason: "Unknown Error" },
    { uuid: "GPU-3d8ea144-5f70-4192-b3c4-d5e6f708192a", busId: "0000:C1:00.0", reason: "Unknown Error" },
    { uuid: undefined, busId: "0000:C2:00.0", reason: "GPU is lost" },
  ]);
});

for (
  const [line, busId, reason] of [
    ["GPU 0000:41:00.0: GPU is lost.  Reboot the system to recover this GPU", "0000:41:00.0", "GPU is lost"],
    ["GPU 0000:0B:00.0: Unknown Error", "0000:0B:00.0", "Unknown Error"],
    ["gpu 0000:0b:00.0: Unknown Error", "0000:0B:00.0", "Unknown Error"],
    ["GPU00000000:CB:00.0: Unknown Error", "0000:CB:00.0", "Unknown Error"],
    ["GPU1: 0000:34:00.0: Unknown Error", "0000:34:00.0", "Unknown Error"],
    ["GPU1: Unknown Error", undefined, "Unknown Error"],
  ] as const
) {
  Deno.test(`a lost card: ${line}`, () => {
    const text = `Unable to determine the device handle for ${line}\r\n0, GPU-1, A, 1, 1, 0, Default, 0, N/A\n`;
    assertEquals(parseLost(text), [{ uuid: undefined, busId, reason }]);
  });
}

Deno.test("processes: those with hidden details are still listed", () => {
  const processes = parseProcesses(fixture("550-apps.csv"));
  assertEquals(processes.map(({ pid }) => pid), [23817, 23901, 902, 31007, undefined]);
  assertEquals(processes.map(({ name }) => name), [
    "python3",
    "/opt/my, odd, path/train",
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals(processes[0]!.memory, 4210 * MEBIBYTE);
  assertEquals(processes[2]!.memory, undefined);
  assertEquals(processes[3]!.uuid, "MIG-5d1f0c3a-77e2-5b18-9c40-2e6a81d4f095");
});

Deno.test("list: instances belong to the card above them", () => {
  const { cards, instances } = parseList(fixture("535-mig.list"));
  assertEquals(cards, ["GPU-0a5b7e11-2c4d-4e6f-8091-a2b3c4d5e6f7", "GPU-2c7d9033-4e6f-4081-a2b3-c4d5e6f70819"]);
  assertEquals(instances.map(({ number, profile }) => [number, profile]), [[0, "3g.20gb"], [1, "1g.5gb"], [
    2,
    "1c.2g.10gb",
  ]]);
  assert(instances.every(({ parent }) => parent === cards[0]));
  assertEquals(
    parseList(fixture("460-mig.list")).instances.map(({ uuid }) => uuid),
    ["MIG-GPU-0a5b7e11-2c4d-4e6f-8091-a2b3c4d5e6f7/7/0"],
  );
});

Deno.test("XML: memory and processes of each instance and of the other cards", () => {
  const { cards, instances } = {
    cards: cardsIn("535-lost.csv").cards.map((card) => ({ ...card, mig: card.index === 0 })),
    instances: parseList(fixture("535-mig.list")).instances,
  };
  const found = parseLog(fixture("535-mig.xml"), { cards, instances });
  assertEquals(found.cards.map(({ memoryFree }) => memoryFree! / MEBIBYTE), [35890, 40533]);
  // The third instance of the list has disappeared.
  assertEquals(
    found.instances.map(({ uuid, ids, memoryFree }) => [uuid, ids, memoryFree! / MEBIBYTE]),
    [
      ["MIG-8f0e1d2c-3b4a-5968-8776-655443322110", { gpu: 2, compute: 0 }, 19930],
      ["MIG-9a1b2c3d-4e5f-5061-8273-849596a7b8c9", { gpu: 9, compute: 0 }, 256],
    ],
  );
  assertEquals(found.processes, [
    { uuid: found.instances[1]!.uuid, pid: 31007, name: "train <a & b>", memory: 4571 * MEBIBYTE },
    { uuid: cards[1]!.uuid, pid: 2310, name: undefined, memory: undefined },
  ]);
});

Deno.test("a process on an unknown instance counts for the card", () => {
  const { cards } = cardsIn("535-lost.csv");
  const found = parseLog(fixture("535-mig.xml"), { cards, instances: [] });
  assertEquals(found.processes[0]!.uuid, cards[0]!.uuid);
});

Deno.test("a failure is explained in one line, without control characters", () => {
  assertEquals(
    explainFailure(9, "\n\u001b[1mIt has\tfailed.\nMore\n"),
    "the NVIDIA driver is not loaded: It has failed",
  );
  assertEquals(explainFailure(77, " \n"), "exit code 77");
});

// Parts of nvidia-smi's output in any order, mixed with arbitrary text.
const text = fc.array(
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...["470-two.csv", "535-lost.csv", "550-apps.csv", "535-mig.list", "535-mig.xml"].flatMap((name) =>
        fixture(name).split(/(?<=[\n,>])/)
      ),
    ),
  ),
  { maxLength: 60 },
).map((parts) => parts.join(""));

Deno.test("arbitrary output never throws, and parsed values are valid", () => {
  const known = { cards: cardsIn("535-lost.csv").cards, instances: parseList(fixture("535-mig.list")).instances };
  fc.assert(fc.property(text, (text) => {
    const { cards } = parseCards(text, CARD_FIELDS);
    assert(cards.every(({ uuid, index }) => uuid.startsWith("GPU-") && Number.isSafeInteger(index)));
    assert(parseProcesses(text).every(({ uuid, memory }) => !uuid.includes(",") && (memory ?? 0) >= 0));
    const { instances } = parseList(text);
    assert(instances.every(({ uuid, parent }) => uuid.startsWith("MIG-") && parent.startsWith("GPU-")));
    const ours = [...known.cards, ...known.instances].map(({ uuid }) => uuid);
    assert(parseLog(text, known).processes.every(({ uuid }) => ours.includes(uuid)));
    assert(!explainFailure(1, text).includes("\n"));
  }));
});

Deno.test("repeated unfinished elements are parsed in linear time", () => {
  const known = { cards: cardsIn("535-lost.csv").cards, instances: [] };
  for (const xml of ["<gpu>", "<gpu ", "<gpu></gpu><gpu><mig_devices>"].map((part) => part.repeat(400_000))) {
    assertEquals(parseLog(xml, known).processes, []);
  }
  for (const line of ["Unable to determine the device handle for gpu", "[GPU [GPU "]) {
    assertEquals(parseCards(`${line.repeat(200)},,,,,,,,\n`.repeat(400), CARD_FIELDS).cards, []);
  }
});

Deno.test("any name and amount of memory is parsed as printed", () => {
  const name = fc.string({ minLength: 1 }).map((name) => name.replaceAll(/[\r\n]/g, "").trim()).filter((name) =>
    name !== ""
  );
  fc.assert(fc.property(name, fc.nat(), (name, memory) => {
    const row = `3, GPU-1, ${name}, ${memory}, ${memory}, 7, Default, 00000000:01:00.0, [N/A]`;
    const [card] = parseCards(row, CARD_FIELDS).cards;
    assertEquals([card?.name, card?.memoryFree, card?.utilization], [name, memory * MEBIBYTE, 0.07]);
    const [app] = parseProcesses(`GPU-1, 12, a${name}, ${memory}`);
    assertEquals([app?.name, app?.memory], [`a${name}`, memory * MEBIBYTE]);
  }));
});

Deno.test("the queried fields have the order that the fake nvidia-smi uses", () => {
  const script = fixture("nvidia-smi");
  assert(script.includes(`fields=${CARD_FIELDS.slice(0, -1).join(",")}\n`));
  assert(script.includes(PROCESS_FIELDS.join(",")));
});
