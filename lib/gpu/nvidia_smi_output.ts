/** Parses the output of nvidia-smi. */
import { printable } from "../messages/printable.ts";
import type { Card, ComputeMode, ComputeProcess, GpuSnapshot, LostCard, MigInstance } from "./device.ts";

/** Fields queried for cards; drivers before 450 do not know the last one. */
export const CARD_FIELDS = [
  "index",
  "uuid",
  "name",
  "memory.total",
  "memory.free",
  "utilization.gpu",
  "compute_mode",
  "pci.bus_id",
  "mig.mode.current",
] as const;

/** Fields queried for processes. */
export const PROCESS_FIELDS = ["gpu_uuid", "pid", "process_name", "used_memory"] as const;

/**
 * Parses the rows of `--query-gpu`. Other lines are ignored, except messages about lost cards.
 *
 * @param fields the fields that were queried, out of `CARD_FIELDS`
 */
export function parseCards(text: string, fields: readonly string[]): { cards: Card[]; lost: LostCard[] } {
  const cards: Card[] = [];
  const lost = parseLost(text);
  for (const row of rowsOf(text, fields, "name")) {
    const index = wholeNumber(row["index"]);
    const uuid = /^GPU-\S+$/.exec(row["uuid"]!)?.[0];
    const busId = normalizeBusId(row["pci.bus_id"] ?? "");
    // A card that has fallen off the bus may keep its row, with errors in place of values: `[GPU is lost]`, `[Unknown Error]`.
    const cardError = /\[(GPU [^\]]{0,200}|Unknown Error)\]/.exec(row["uuid"]! + row["memory.total"])?.[1];
    if (cardError !== undefined) {
      lost.push({ uuid, busId, reason: cardError });
      continue;
    }
    if (index === undefined || uuid === undefined) continue;
    const utilization = wholeNumber(row["utilization.gpu"]);
    cards.push({
      uuid,
      index,
      name: row["name"]!,
      busId,
      memoryTotal: mebibytes(row["memory.total"]),
      memoryFree: mebibytes(row["memory.free"]),
      utilization: utilization === undefined ? undefined : utilization / 100,
      computeMode: computeMode(row["compute_mode"]!),
      mig: row["mig.mode.current"] === "Enabled",
    });
  }
  return { cards, lost };
}

/** Parses the rows of `--query-compute-apps`. Other lines are ignored. */
export function parseProcesses(text: string): ComputeProcess[] {
  return rowsOf(text, PROCESS_FIELDS, "process_name").flatMap((row) => {
    const uuid = row["gpu_uuid"]!;
    if (!/^(GPU|MIG)-\S+$/.test(uuid)) return [];
    return [{
      uuid,
      pid: wholeNumber(row["pid"]),
      name: processName(row["process_name"]),
      memory: mebibytes(row["used_memory"]),
    }];
  });
}

/**
 * Parses messages about cards that nvidia-smi cannot reach, one line per card. Older drivers write `GPU 0000:41:00.0: …`,
 * newer ones `GPU0000:41:00.0: …` and `GPU1: 0000:41:00.0: …`.
 */
export function parseLost(text: string): LostCard[] {
  const pattern = /Unable to determine the device handle for gpu(.{0,200}):([^:\r\n]{0,1000})$/gim;
  return Array.from(text.matchAll(pattern), ([, where, reason]) => ({
    uuid: undefined,
    busId: normalizeBusId(where!.trim().split(" ").at(-1)!),
    // "GPU is lost.  Reboot the system to recover this GPU"
    reason: reason!.trim().split(/\.(?:\s|$)/)[0]!,
  }));
}

// Fields are separated by commas and not quoted, so the one with free text may itself contain commas.
function rowsOf(text: string, fields: readonly string[], freeText: string): Record<string, string>[] {
  const before = fields.indexOf(freeText);
  const after = fields.length - before - 1;
  return text.split("\n").map((line) => line.split(",")).filter((words) => words.length >= fields.length).map(
    (words) => {
      const values = [
        ...words.slice(0, before),
        words.slice(before, words.length - after).join(","),
        ...words.slice(words.length - after),
      ];
      return Object.fromEntries(fields.map((field, i) => [field, values[i]!.trim()]));
    },
  );
}

function computeMode(text: string): ComputeMode {
  if (text === "Prohibited") return "prohibited";
  // Very old drivers report Exclusive_Thread.
  return /^Exclusive_(Process|Thread)$/.test(text) ? "exclusive_process" : "default";
}

// nvidia-smi writes the domain with four digits in some outputs and eight in others.
function normalizeBusId(text: string): string | undefined {
  const parts = /^(?:0000)?([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])$/i.exec(text);
  return parts?.[1]?.toUpperCase();
}

/**
 * Parses the output of `nvidia-smi -L`: the UUIDs of the cards, in order, each followed by its MIG instances. Other lines are
 * ignored.
 */
export function parseList(text: string): { cards: string[]; instances: MigInstance[] } {
  const cards: string[] = [];
  const instances: MigInstance[] = [];
  for (const line of text.split("\n")) {
    const card = /^GPU \d+: .*\(UUID: (GPU-[^\s)]+)\)\s*$/.exec(line);
    if (card !== null) cards.push(card[1]!);
    const instance = /^\s+MIG (\S+)\s+Device\s+(\d{1,4}): \(UUID: (MIG-[^\s)]+)\)\s*$/.exec(line);
    const parent = cards.at(-1);
    if (instance === null || parent === undefined) continue;
    const [, profile, number, uuid] = instance;
    instances.push({
      uuid: uuid!,
      parent,
      number: Number(number),
      profile: profile!,
      ids: undefined,
      memoryTotal: undefined,
      memoryFree: undefined,
    });
  }
  return { cards, instances };
}

// Parses the XML of `nvidia-smi -q -x`, the only output with the memory of MIG instances and the processes on each. It has no
// UUIDs of instances, but the same instance numbers as `nvidia-smi -L`.

/**
 * Updates known cards and instances from the XML.
 *
 * @param known the cards and instances discovered before
 * @returns those that are still listed, with their current memory, and all processes
 */
export function parseLog(xml: string, known: Pick<GpuSnapshot, "cards" | "instances">): {
  cards: Card[];
  instances: MigInstance[];
  processes: ComputeProcess[];
} {
  const cards: Card[] = [];
  const instances: MigInstance[] = [];
  const processes: ComputeProcess[] = [];
  for (const gpu of elements(xml, "gpu")) {
    const migDevices = elements(gpu, "mig_device");
    // The card's own memory has the same element name as the memory of its instances.
    const cardOnly = withoutElements(gpu, "mig_devices");
    const card = known.cards.find(({ uuid }) => uuid === value(cardOnly, "uuid"));
    if (card === undefined) continue;
    cards.push({ ...card, ...memoryOf(cardOnly) });
    const instancesHere = migDevices.flatMap((element): MigInstance[] => {
      const number = wholeNumber(value(element, "index"));
      const instance = known.instances.find((known) => known.parent === card.uuid && known.number === number);
      return instance === undefined ? [] : [{ ...instance, ids: idsOf(element), ...memoryOf(element) }];
    });
    instances.push(...instancesHere);
    processes.push(
      ...elements(cardOnly, "process_info").flatMap((element) => {
        // C: compute, G: graphics, C+G: both, M+C: compute through MPS.
        if (!(value(element, "type") ?? "C").includes("C")) return [];
        const ids = idsOf(element);
        const processInstance = instancesHere.find((instance) =>
          instance.ids?.gpu === ids?.gpu && instance.ids?.compute === ids?.compute
        );
        return [{
          uuid: ids === undefined || processInstance === undefined ? card.uuid : processInstance.uuid,
          pid: wholeNumber(value(element, "pid")),
          name: processName(value(element, "process_name")),
          memory: mebibytes(value(element, "used_memory")),
        }];
      }),
    );
  }
  return { cards, instances, processes };
}

// No XML parser is needed: nvidia-smi writes no comments, no attributes except a card's id, and no element inside another
// of the same name.
function elements(xml: string, name: string): string[] {
  const [open, close] = [`<${name}`, `</${name}>`];
  const found: string[] = [];
  for (let at = xml.indexOf(open); at !== -1; at = xml.indexOf(open, at)) {
    at += open.length;
    if (xml[at] !== ">" && xml[at] !== " ") continue;
    const start = xml.indexOf(">", at) + 1;
    const end = start === 0 ? -1 : xml.indexOf(close, start);
    if (end === -1) break;
    found.push(xml.slice(start, end));
    at = end + close.length;
  }
  return found;
}

// From the beginning of the first to the end of the last.
function withoutElements(xml: string, name: string): string {
  const [start, end] = [xml.indexOf(`<${name}>`), xml.lastIndexOf(`</${name}>`)];
  return start === -1 || end < start ? xml : xml.slice(0, start) + xml.slice(end + name.length + 3);
}

function value(xml: string, name: string): string | undefined {
  return elements(xml, name)[0]?.trim().replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'").replaceAll("&amp;", "&");
}

function memoryOf(element: string): Pick<Card, "memoryTotal" | "memoryFree"> {
  const memory = elements(element, "fb_memory_usage")[0] ?? "";
  return { memoryTotal: mebibytes(value(memory, "total")), memoryFree: mebibytes(value(memory, "free")) };
}

function idsOf(element: string): MigInstance["ids"] {
  const gpu = wholeNumber(value(element, "gpu_instance_id"));
  const compute = wholeNumber(value(element, "compute_instance_id"));
  return gpu === undefined || compute === undefined ? undefined : { gpu, compute };
}

// Parses numbers in nvidia-smi's output. Its markers for missing values (`[N/A]`, `[Not Supported]`, `[Insufficient
// Permissions]`) become `undefined`.

/** A whole number ≥ 0, with or without a unit (MiB, %). */
function wholeNumber(text: string | undefined): number | undefined {
  const digits = /^(\d{1,12})(?: (?:MiB|%))?$/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An amount of memory in MiB, converted to bytes. */
function mebibytes(text: string | undefined): number | undefined {
  const number = wholeNumber(text);
  return number === undefined ? undefined : number * 2 ** 20;
}

// The name of a process as nvidia-smi prints it; `undefined` for its markers for a missing name: `[Not Found]`, `N/A`, `-`.

function processName(text: string | undefined): string | undefined {
  return text === undefined || /^\[.*\]$|^(N\/A|-)?$/.test(text) ? undefined : text;
}

// From nvidia-smi(1), "Return value"; only those that queries can produce.
const MEANINGS: Readonly<Record<number, string>> = {
  2: "unknown option or field: the driver may be too old",
  3: "not supported by the GPU",
  4: "permission denied",
  6: "no GPU found",
  8: "a GPU's power cables are not attached",
  9: "the NVIDIA driver is not loaded",
  10: "the kernel detected an interrupt problem with a GPU",
  12: "libnvidia-ml, the driver's library, was not found",
  13: "libnvidia-ml, the driver's library, is too old",
  14: "a GPU's infoROM is corrupt",
  15: "a GPU has fallen off the bus",
};

/**
 * Describes a failure of nvidia-smi in one line: what its exit code means, and what it printed.
 *
 * @param output stdout and stderr
 * @returns a line without a period at its end
 */
export function explainFailure(code: number, output: string): string {
  const line = firstLine(output);
  const meaning = MEANINGS[code] ?? `exit code ${code}`;
  return line === "" ? meaning : `${meaning}: ${line}`;
}

/** The first line that is not blank, without control characters, at most 160 characters. */
export function firstLine(output: string): string {
  const line = output.split("\n").map((line) => printable(line.trim()).trim()).find((line) => line !== "");
  return (line ?? "").slice(0, 160).replace(/\.$/, "");
}
